"""From what a teacher found to the labels as they would be. Pure; nothing that is locked is touched."""

from collections.abc import Mapping, Sequence

from core.taxonomy import edits
from core.taxonomy.label import DocumentId, Label, LabelId, Labels, Quote
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.advising.advice import Evidence, Remedy

LINES = 6  # edge cases a label keeps, besides those that it had


def reword(taxonomy: Taxonomy, written: Label, reason: str, evidence: Sequence[Evidence]) -> Remedy | None:
    """Other words for a label; None where they are those that it has, or it is locked."""
    labels = () if taxonomy[written.id].locked else edits.rewrite(taxonomy, written)
    if not labels:
        return None
    return Remedy(kind="reword", about=(written.id,), labels=labels, reason=reason, evidence=tuple(evidence))


def merge(
    taxonomy: Taxonomy, one: LabelId, two: LabelId, reason: str, evidence: Sequence[Evidence], surviving: Label | None
) -> Remedy | None:
    """Two labels as the first of them, or as the one that is locked, which then stays as it is; None where both are."""
    into, gone = (two, one) if taxonomy[two].locked else (one, two)
    if taxonomy[gone].locked:
        return None
    if taxonomy[into].locked:
        labels = edits.retire(taxonomy, gone, to=into)
    else:
        written = surviving and surviving.model_copy(update={"id": into})
        labels = edits.merge(taxonomy, (one, two), into, surviving=written and _gathered(taxonomy, written, gone))
    return Remedy(kind="merge", about=(into, gone), labels=labels, reason=reason, evidence=tuple(evidence))


def split(
    taxonomy: Taxonomy,
    label: Label,
    parts: Labels,
    sorting: Mapping[DocumentId, LabelId],
    unsorted: int,
    reason: str,
    evidence: Sequence[Evidence],
) -> Remedy | None:
    if label.locked or len(parts) < 2:
        return None
    return Remedy(
        kind="split",
        about=(label.id,),
        labels=edits.split(taxonomy, label.id, parts),
        reason=reason,
        evidence=tuple(evidence),
        sorting=sorting,
        unsorted=unsorted,
    )


def add(label: Label, covered: Sequence[DocumentId], reason: str, evidence: Sequence[Evidence]) -> Remedy:
    sorting = dict.fromkeys(covered, label.id)
    return Remedy(kind="add", labels=(label,), reason=reason, evidence=tuple(evidence), sorting=sorting)


def tell_apart(
    taxonomy: Taxonomy,
    pair: tuple[LabelId, LabelId],
    lines: Mapping[LabelId, Sequence[str]],
    excludes: Mapping[LabelId, Sequence[str]],
    reason: str,
    evidence: Sequence[Evidence],
) -> Remedy | None:
    """Lines for the edge cases, and for what does not belong, of both labels; None where nothing would be new."""
    written = [
        taxonomy[each].model_copy(
            update={
                "edge_cases": _with(taxonomy[each].edge_cases, lines.get(each, ())),
                "excludes": _with(taxonomy[each].excludes, excludes.get(each, ())),
            }
        )
        for each in pair
        if not taxonomy[each].locked
    ]
    labels = edits.rewrite_all(taxonomy, written)
    if not labels:
        return None
    return Remedy(kind="tell apart", about=pair, labels=labels, reason=reason, evidence=tuple(evidence))


def new_label(
    taxonomy: Taxonomy,
    name: str,
    description: str,
    taken: Sequence[LabelId],
    examples: Sequence[DocumentId],
    quotes: Sequence[Quote] = (),
    parent: LabelId | None = None,
) -> Label:
    """A label that is not in the taxonomy yet, under an id that neither it nor `taken` has."""
    return Label(
        id=edits.new_id(taxonomy, name, taken),
        name=name,
        description=description,
        examples=tuple(examples),
        quotes=tuple(quote for quote in quotes if quote.document in examples),
        parent=parent,
    )


def quoted_from(labels: Sequence[Label], each: int) -> list[Evidence]:
    """What labels quote from their examples, so many of each; neighbours among examples often say the same."""
    return [
        Evidence(document=quote.document, quote=quote.text, label=label.id)
        for label in labels
        for quote in [*label.quotes[::2], *label.quotes[1::2]][:each]
    ]


def _gathered(taxonomy: Taxonomy, written: Label, gone: LabelId) -> Label:
    """The label that stays with the examples of the other, which a survivor has to name itself."""
    other = taxonomy[gone]
    examples = tuple(dict.fromkeys((*written.examples, *other.examples)))
    counter = dict.fromkeys((*written.counter_examples, *other.counter_examples))
    kept = {"examples": examples, "counter_examples": tuple(each for each in counter if each not in examples)}
    return written.model_copy(update=kept)


def _with(lines: Sequence[str], more: Sequence[str]) -> tuple[str, ...]:
    fresh = [line for line in dict.fromkeys(" ".join(each.split()) for each in more) if line and line not in lines]
    return (*lines, *fresh[:LINES])
