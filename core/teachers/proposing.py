"""From the table a model writes to a proposal: what its labels continue, and which documents they name. Pure."""

import re
from collections.abc import Iterator, Sequence

from core.corpus.document import Document
from core.taxonomy.label import Label, LabelId, Quote
from core.taxonomy.taxonomy import Taxonomy
from core.teachers import judging
from core.teachers.forms import CreateForm, NewLabel, NextLabel, UpdateForm
from core.teachers.protocol import Proposal, Suggestion
from core.teachers.summaries import Read

EXAMPLES_KEPT = 5  # a label
QUOTES_KEPT = 3  # a label; of its examples
LONGEST_QUOTE = 240  # characters


def created(form: CreateForm, batch: Sequence[Document], read: Read) -> Proposal:
    """A first taxonomy."""
    labels = tuple(_suggestion(label, batch) for label in form.labels)
    return Proposal(labels=labels, reason=_reason([form.reason], read))


def updated(form: UpdateForm, taxonomy: Taxonomy, batch: Sequence[Document], read: Read) -> Proposal:
    """A taxonomy that continues another, with the mark for the other."""
    return Proposal(
        labels=tuple(_continued(label, taxonomy, batch) for label in form.labels),
        reason=_reason([form.explanation, form.suggestions], read),
        score=form.score,
    )


def _continued(label: NextLabel, taxonomy: Taxonomy, batch: Sequence[Document]) -> Suggestion:
    """A label of the new list: it stays where the labels it replaces stood, and keeps their examples."""
    meant = {text: judging.meant(text, taxonomy) for text in label.replaces}
    found = tuple(dict.fromkeys(old for old in meant.values() if old is not None))
    unknown = tuple(text for text, old in meant.items() if old is None)  # for the guard to name
    replaces = (*(old.id for old in found), *unknown)
    parents = [old.parent for old in found if old.parent not in replaces]
    return _suggestion(label, batch, found, replaces, parents[0] if parents else None)


def _suggestion(
    label: NewLabel,
    batch: Sequence[Document],
    continued: Sequence[Label] = (),
    replaces: tuple[LabelId, ...] = (),
    parent: LabelId | None = None,
) -> Suggestion:
    before = [example for old in continued for example in old.examples]
    named = [batch[each.number - 1].id for each in label.examples if 1 <= each.number <= len(batch)]
    examples = tuple(dict.fromkeys([*before, *named]))[:EXAMPLES_KEPT]
    passages = [*(quote for old in continued for quote in old.quotes), *_quotes(label, batch)]
    quotes = {quote.document: quote for quote in reversed(passages) if quote.document in examples}
    return Suggestion(
        name=label.name,
        description=label.description,
        includes=label.includes,
        excludes=label.excludes,
        examples=examples,
        quotes=tuple(quotes[example] for example in examples if example in quotes)[:QUOTES_KEPT],
        parent=parent,
        replaces=replaces,
    )


def _quotes(label: NewLabel, batch: Sequence[Document]) -> Iterator[Quote]:
    """What the label's documents do say. A wrong number or quote is left out: an example is a courtesy."""
    for example in label.examples:
        if 1 <= example.number <= len(batch):
            document = batch[example.number - 1]
            passage = judging.verbatim(example.quote, document.text)
            if passage:
                yield Quote(document=document.id, text=_start(passage))


def _start(passage: str) -> str:
    """A passage as far as it may be quoted, to the end of a word, still word for word."""
    if len(passage) <= LONGEST_QUOTE:
        return passage
    return re.sub(r"\s+\S*$", "", passage[:LONGEST_QUOTE])


def _reason(parts: Sequence[str], read: Read) -> str:
    partly = f"{read.failed} of {len(read.texts)} documents could not be summarised and were read in part."
    return " ".join([*filter(None, parts), *([partly] if read.failed else [])])
