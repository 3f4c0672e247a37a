"""From the table a model writes to a proposal: what its labels continue, and which documents they name. Pure."""

from collections.abc import Iterable, Sequence

from core.corpus.document import Document
from core.taxonomy.label import DocumentId, LabelId
from core.taxonomy.taxonomy import Taxonomy
from core.teachers import judging
from core.teachers.forms import CreateForm, NewLabel, NextLabel, UpdateForm
from core.teachers.protocol import Proposal, Suggestion
from core.teachers.summaries import Read

EXAMPLES_KEPT = 5  # a label


def created(form: CreateForm, batch: Sequence[Document], read: Read) -> Proposal:
    """A first taxonomy."""
    labels = tuple(_suggestion(label, (), _numbered(label, batch), None) for label in form.labels)
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
    kept = [example for old in found for example in old.examples]
    return _suggestion(label, replaces, [*kept, *_numbered(label, batch)], parents[0] if parents else None)


def _suggestion(
    label: NewLabel, replaces: tuple[LabelId, ...], examples: Iterable[DocumentId], parent: LabelId | None
) -> Suggestion:
    return Suggestion(
        name=label.name,
        description=label.description,
        includes=label.includes,
        excludes=label.excludes,
        examples=tuple(dict.fromkeys(examples))[:EXAMPLES_KEPT],
        parent=parent,
        replaces=replaces,
    )


def _numbered(label: NewLabel, batch: Sequence[Document]) -> list[DocumentId]:
    """The documents a label's numbers stand for. A wrong number is left out: an example is a courtesy."""
    return [batch[number - 1].id for number in label.examples if 1 <= number <= len(batch)]


def _reason(parts: Sequence[str], read: Read) -> str:
    partly = f"{read.failed} of {len(read.texts)} documents could not be summarised and were read in part."
    return " ".join([*filter(None, parts), *([partly] if read.failed else [])])
