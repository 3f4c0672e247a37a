"""What an edit would do to every judgement made under a taxonomy, told before it is done. Pure counting.

It follows the same rules as carry, settle and examples, so what it tells is what those will say once the edit is kept.
It knows neither what asking again costs nor where judgements are kept.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from core.labelling.annotation import Annotation
from core.labelling.carry import current
from core.labelling.examples import Example, grouped, training_rows
from core.labelling.settle import settle
from core.taxonomy.label import DocumentId, LabelId
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.protocol import Verdict

Meant = LabelId | None  # what a judgement means: a label in force, NO_LABEL where none fits, None where nothing stands
Sorting = Mapping[DocumentId, LabelId]  # which part each document of a split label goes to

NO_LABEL = ""  # no label's id is empty


class Unread(NamedTuple):
    """So many documents that no person judged, by the teacher's label and the classifier's as they were given.

    `told` and `predicted` say whether there is one; a verdict that needs review is none. None: no label fits. `part` is
    where a split sorts them, if it does.
    """

    told: bool
    verdict: LabelId | None
    predicted: bool
    prediction: LabelId | None
    documents: int
    part: LabelId | None = None


class Hanging(NamedTuple):
    """All that hangs on a taxonomy, as it was given at the time.

    `verdicts` and `predictions` are those on documents that have to be looked at one by one, because a person judged
    them or because it is known where they go; `unread` counts all others. Annotations come oldest first.
    """

    unread: tuple[Unread, ...]
    annotations: tuple[Annotation, ...]
    verdicts: tuple[Verdict, ...]
    predictions: tuple[Verdict, ...]


class Moves(NamedTuple):
    """Of `total` judgements, how many mean another label, mean none any more, or mean one again."""

    total: int
    moved: int
    stale: int
    again: int


class Rows(NamedTuple):
    """Labelled documents before and after, and what becomes of those that are not the same."""

    before: int
    after: int
    relabelled: int
    lost: int
    gained: int

    @property
    def touched(self) -> int:
        return self.relabelled + self.lost + self.gained


class Impact(NamedTuple):
    """What an edit does. `documents` go by their label of record, and the stale ones of them have to be asked again.

    `judged` are the documents that people judged, stale where no one's judgement stands. `reworded` have a label whose
    name or definition changes: they were judged by the earlier wording, and nothing becomes stale by that.
    """

    documents: Moves
    verdicts: Moves
    annotations: Moves
    judged: Moves
    predictions: Moves
    training: Rows
    measuring: Rows
    reworded: int


class _Known(NamedTuple):
    """One document before or after: what it means by all there is, and by people alone."""

    record: Meant
    by_people: Meant


def foresee(hanging: Hanging, before: Taxonomy, after: Taxonomy, sorting: Sorting | None = None) -> Impact:
    """Count what changes between two taxonomies; a sorted document gets its part as the teacher's label.

    `sorting` is of documents that are known one by one. Raises NotFound for a label that is not in them.
    """
    then = after_sorting(hanging, sorting or {})
    same = not sorting and not remeant(before, after)
    old = _one_by_one(hanging, before)
    new = old if same else _one_by_one(then, after)
    records = [
        *((_record(each, before), _record(_sorted(each), after), each.documents) for each in hanging.unread),
        *((old[each].record, new[each].record, 1) for each in new if each in old),
        *((None, new[each].record, 1) for each in new if each not in old),
    ]
    taught = training_rows(hanging.verdicts, hanging.annotations, before)
    teaching = taught if same else training_rows(then.verdicts, then.annotations, after)
    by_teacher = [
        (
            _meaning(each.verdict, before) if each.told else None,
            _meaning(_sorted(each).verdict, after),
            each.documents,
        )
        for each in hanging.unread
        if each.told or each.part
    ]
    changed = _reworded(before, after)
    return Impact(
        documents=_moves(records),
        verdicts=_moves([*by_teacher, *_verdicts(hanging, then, before, after)]),
        annotations=_moves(
            (_meaning(each.primary, before), _meaning(each.primary, after), 1) for each in hanging.annotations
        ),
        judged=_moves((old[each].by_people, new[each].by_people, 1) for each in grouped(hanging.annotations)),
        predictions=_moves(_predictions(hanging, before, after)),
        training=_rows(by_teacher, _by_document(taught.rows), _by_document(teaching.rows)),
        measuring=_rows([], _by_document(taught.held_out), _by_document(teaching.held_out)),
        reworded=sum(count for meant, _, count in records if meant in changed),
    )


def remeant(before: Taxonomy, after: Taxonomy) -> list[LabelId]:
    """The ids ever issued that mean something else afterwards."""
    return [label_id for label_id, meant in before.meaning.items() if after.meaning[label_id] != meant]


def after_sorting(hanging: Hanging, sorting: Sorting) -> Hanging:
    """The same with a verdict for each sorted document in place of the one it had."""
    kept = (verdict for verdict in hanging.verdicts if verdict.document not in sorting)
    parts = (
        Verdict(document=document, primary=part, applicable=(part,), confidence=1.0)
        for document, part in sorting.items()
    )
    return hanging._replace(verdicts=(*kept, *parts))


class Crossed(NamedTuple):
    """What an edit does to the table in which a taxonomy crosses another.

    `cells` change their number, `moved` documents go to another cell, `left` fall out of the table, `joined` come in.
    """

    cells: int
    moved: int
    left: int
    joined: int


class Met(NamedTuple):
    """A document with what was said of it in two taxonomies, by people, the teacher and the classifier in this order.

    None: no label fits.
    """

    document: DocumentId
    one: tuple[LabelId | None, ...]
    other: tuple[LabelId | None, ...]


def crossed(
    met: Collection[Met], before: Taxonomy, after: Taxonomy, other: Taxonomy, sorting: Sorting | None = None
) -> Crossed:
    """Count what changes in the table; documents of which nothing stands in either taxonomy are not in it."""
    parts = sorting or {}
    ends = {said: (of_record(said, before), of_record(said, after)) for said in {each.one for each in met}}
    beside = {said: of_record(said, other) for said in {each.other for each in met}}
    cells: Counter[tuple[Meant, Meant]] = Counter()
    moved = left = joined = 0
    for each in met:
        there, (old, new) = beside[each.other], ends[each.one]
        new = parts.get(each.document, new)
        if there is None or old == new:
            continue
        if old is not None:
            cells[old, there] -= 1
        if new is not None:
            cells[new, there] += 1
        moved += old is not None and new is not None
        left += new is None
        joined += old is None
    return Crossed(sum(count != 0 for count in cells.values()), moved, left, joined)


def of_record(said: Sequence[LabelId | None], taxonomy: Taxonomy) -> Meant:
    """What the first judgement that still stands means."""
    return next((meant for each in said if (meant := _meaning(each, taxonomy)) is not None), None)


def _meaning(given: LabelId | None, taxonomy: Taxonomy) -> Meant:
    return NO_LABEL if given is None else current(taxonomy, given)


def _record(unread: Unread, taxonomy: Taxonomy) -> Meant:
    said = (unread.verdict,) * unread.told + (unread.prediction,) * unread.predicted
    return of_record(said, taxonomy)


def _sorted(unread: Unread) -> Unread:
    """The same documents once a split has sorted them: their part is what the teacher said."""
    return unread if unread.part is None else unread._replace(told=True, verdict=unread.part)


def _one_by_one(hanging: Hanging, taxonomy: Taxonomy) -> dict[DocumentId, _Known]:
    told = {verdict.document: verdict for verdict in hanging.verdicts}
    predicted = {prediction.document: prediction for prediction in hanging.predictions}
    said = grouped(hanging.annotations)
    return {
        document: _Known(
            record=_settled(taxonomy, said.get(document, ()), told.get(document), predicted.get(document)),
            by_people=_settled(taxonomy, said.get(document, ())),
        )
        for document in dict.fromkeys([*told, *predicted, *said])
    }


def _settled(
    taxonomy: Taxonomy,
    annotations: Sequence[Annotation],
    verdict: Verdict | None = None,
    prediction: Verdict | None = None,
) -> Meant:
    record = settle(taxonomy, annotations, verdict, prediction)
    return None if record.source is None else record.primary or NO_LABEL


def _verdicts(hanging: Hanging, then: Hanging, before: Taxonomy, after: Taxonomy) -> Iterator[tuple[Meant, Meant, int]]:
    """Verdicts one by one; where a document had none that was understood, sorting brings it one again."""
    old = {each.document: _meaning(each.primary, before) for each in hanging.verdicts if not each.needs_review}
    for each in then.verdicts:
        if not each.needs_review:
            yield old.get(each.document), _meaning(each.primary, after), 1


def _predictions(hanging: Hanging, before: Taxonomy, after: Taxonomy) -> Iterator[tuple[Meant, Meant, int]]:
    for unread in hanging.unread:
        if unread.predicted:
            yield _meaning(unread.prediction, before), _meaning(unread.prediction, after), unread.documents
    for each in hanging.predictions:
        yield _meaning(each.primary, before), _meaning(each.primary, after), 1


def _moves(judgements: Iterable[tuple[Meant, Meant, int]]) -> Moves:
    total = moved = stale = again = 0
    for old, new, count in judgements:
        total += count
        moved += count * (old is not None and new is not None and old != new)
        stale += count * (old is not None and new is None)
        again += count * (old is None and new is not None)
    return Moves(total, moved, stale, again)


def _rows(
    counted: Iterable[tuple[Meant, Meant, int]], old: Mapping[DocumentId, Meant], new: Mapping[DocumentId, Meant]
) -> Rows:
    single = ((old.get(document), new.get(document), 1) for document in {**old, **new})
    each = [*counted, *single]
    moves = _moves(each)
    before, after = (sum(pair[2] for pair in each if pair[side] is not None) for side in (0, 1))
    return Rows(before, after, moves.moved, moves.stale, moves.again)


def _by_document(examples: Sequence[Example]) -> dict[DocumentId, Meant]:
    return {example.document: example.primary or NO_LABEL for example in examples}


def _reworded(before: Taxonomy, after: Taxonomy) -> frozenset[LabelId]:
    """The labels in force before and after whose name or definition is not the same."""
    kept = ((label, after.labels.get(label.id, label)) for label in before.live)
    return frozenset(
        old.id
        for old, new in kept
        if old is not new and new.in_force and (old.name, old.definition) != (new.name, new.definition)
    )
