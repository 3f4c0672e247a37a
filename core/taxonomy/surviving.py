"""What several labels say between them, and the one contract that is left of them once they are merged.

Knows nothing of the merge itself (core.taxonomy.edits.merge), which takes what is chosen here.
"""

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

from core.taxonomy.label import DocumentId, Label, LabelId, Labels

Part = Literal["includes", "excludes", "edge_cases"]
Shown = Literal["examples", "counter_examples"]


class Line(NamedTuple):
    """One entry of a list, the labels that have it, and why it may not hold for all of them together."""

    text: str
    of: tuple[LabelId, ...]
    doubt: str = ""


class Choice(NamedTuple):
    """What survives of each part. Lists of lines and documents are complete: what is not in them does not survive."""

    name: str
    description: str
    lines: Mapping[str, tuple[str, ...]]  # by Part
    documents: Mapping[str, tuple[DocumentId, ...]]  # by Shown
    notation: str
    colour: str
    notes: str


def lines(labels: Labels, part: Part) -> tuple[Line, ...]:
    """Every entry that one of the labels has, each once, in the order of the labels.

    In doubt are those that no longer make sense: that something belongs elsewhere which belongs here now.
    """
    texts: dict[str, str] = {}
    owners: dict[str, list[LabelId]] = {}
    for label in labels:
        for text in getattr(label, part):
            texts.setdefault(_spoken(text), text)
            owners.setdefault(_spoken(text), []).append(label.id)
    return tuple(Line(texts[key], tuple(dict.fromkeys(owners[key])), _doubt(texts[key], labels, part)) for key in texts)


def documents(labels: Labels, shown: Shown) -> tuple[DocumentId, ...]:
    """Every example of the labels, each once; what is an example of one is no counter-example of all."""
    found = dict.fromkeys(each for label in labels for each in getattr(label, shown))
    if shown == "examples":
        return tuple(found)
    examples = {each for label in labels for each in label.examples}
    return tuple(each for each in found if each not in examples)


def distinct(labels: Labels, field: Literal["name", "description", "notation", "notes"]) -> tuple[str, ...]:
    """What the labels say in one field, each wording once, nothing where one says nothing."""
    return tuple(dict.fromkeys(text for label in labels if (text := str(getattr(label, field)).strip())))


def survivor(stays: Label, labels: Labels, choice: Choice) -> Label:
    """The label that stays, as chosen, with the quotes of every example that survives."""
    examples = choice.documents["examples"]
    counter = tuple(each for each in choice.documents["counter_examples"] if each not in examples)
    quotes = dict.fromkeys(quote for label in labels for quote in label.quotes if quote.document in examples)
    return stays.model_copy(
        update={
            **choice.lines,
            "name": choice.name,
            "description": choice.description,
            "examples": examples,
            "counter_examples": counter,
            "quotes": tuple(quotes),
            "notation": choice.notation,
            "colour": choice.colour,
            "notes": choice.notes,
        }
    )


def _doubt(text: str, labels: Labels, part: Part) -> str:
    """Why an entry of what does not belong makes no sense once these labels are one."""
    if part != "excludes":
        return ""
    if any(_spoken(text) == _spoken(line) for label in labels for line in label.includes):
        return "belongs to another of them"
    others = (label for label in labels if text not in label.excludes)
    named = next((label for label in others if re.search(rf"\b{re.escape(label.name)}\b", text, re.IGNORECASE)), None)
    return f"names “{named}”, which is one of them" if named is not None else ""


def _spoken(text: str) -> str:
    return " ".join(text.split()).casefold()
