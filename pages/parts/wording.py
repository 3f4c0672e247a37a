"""How one field of a label read before and how it reads now, ready for Markdown. Knows fields, not who changed them."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from core.corpus.document import Document
from core.taxonomy.comparison import Difference
from core.taxonomy.label import DocumentId
from pages.parts.colours import dot
from pages.parts.difference import difference

TITLES = {
    "name": "Name",
    "description": "Description",
    "includes": "Belongs here",
    "excludes": "Does not belong here",
    "edge_cases": "Edge cases",
    "parent": "Stands under",
    "notation": "Notation",
    "colour": "Colour",
    "notes": "Notes",
    "examples": "Examples",
    "counter_examples": "Counter-examples",
    "quotes": "Quotes",
    "locked": "Lock",
}
DOCUMENTS = ("examples", "counter_examples")
LINES = ("includes", "excludes", "edge_cases", "quotes")
BREAK = "  \n"
SHOWN = 6  # lines or documents of one field
EXCERPT = 90  # characters of a document


def reworded(change: Difference, texts: Mapping[DocumentId, Document]) -> str:
    """“**Name** old new”, with what goes struck through and what comes marked. `texts` are the documents it names."""
    title = f"**{TITLES[change.field]}**"
    if change.field == "locked":
        return f"**{'Locked' if change.after else 'Unlocked'}**"
    if change.field == "colour":
        return f"{title} {_colour(change.before)} :material/arrow_forward: {_colour(change.after)}"
    if change.field in LINES:
        return BREAK.join([title, *_cut([*_lines(change.before, change.after)])])
    if change.field in DOCUMENTS:
        before, after = ([_excerpt(each, texts) for each in ids] for ids in (change.before, change.after))
        return BREAK.join([title, *_cut([*_lines(before, after, alike=False)])])
    joiner = " / " if change.field == "parent" else " "
    top = "the top level" if change.field == "parent" else ""
    return f"{title} {difference(joiner.join(change.before) or top, joiner.join(change.after) or top)}"


def named_in(changes: Sequence[Difference]) -> list[DocumentId]:
    """The documents that came to or left a label, each once."""
    ids = (each for change in changes if change.field in DOCUMENTS for each in {*change.before} ^ {*change.after})
    return sorted({*ids})


def _colour(held: tuple[str, ...]) -> str:
    return dot(held[0]) if held else "its own"


def _excerpt(document_id: DocumentId, texts: Mapping[DocumentId, Document]) -> str:
    if document_id not in texts:
        return f"a document that is gone ({document_id[:6]})"
    text = " ".join(texts[document_id].text.split())
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT]}…"


def _lines(before: Sequence[str], after: Sequence[str], alike: bool = True) -> Iterator[str]:
    """The lines that differ. Where lines that are `alike` stand for one another they are compared word by word."""
    match = SequenceMatcher(a=before, b=after, autojunk=False)
    for kind, start, end, first, last in match.get_opcodes():
        if kind == "equal":
            continue
        if alike and end - start == last - first:
            yield from (difference(*pair) for pair in zip(before[start:end], after[first:last], strict=True))
            continue
        yield from (difference(line, "") for line in before[start:end])
        yield from (difference("", line) for line in after[first:last])


def _cut(lines: list[str]) -> list[str]:
    if not lines:
        return [":gray[In another order]"]
    return lines if len(lines) <= SHOWN else [*lines[:SHOWN], f":gray[and {len(lines) - SHOWN} more]"]
