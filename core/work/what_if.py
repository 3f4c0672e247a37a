"""Agreement and the classifier as they would be after a merge or a split, on the same documents as they are now."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from core.agreement.change import FEWEST, Pairs, Shift, both_ways, f1_change, kappa_change
from core.agreement.estimates import unknown
from core.classifier.embeddings import packaged
from core.classifier.examples import stratified_folds
from core.classifier.quick import told_by_others
from core.labelling.annotation import Annotation
from core.labelling.examples import training_rows
from core.labelling.impact import Hanging, Sorting, after_sorting, remeant
from core.labelling.pairs import people, teacher_and_people
from core.store import judgements, touched
from core.taxonomy.label import DocumentId, LabelId, Labels
from core.taxonomy.taxonomy import Taxonomy
from core.work.impact import edited

MOST = 2000  # documents that the quick classifier reads
OF_TOUCHED = 1000  # of them with a label that the edit touches: a random sample may hold hardly any
LONGEST = 2000  # characters of each that it reads
FOLDS = 5
A_LABEL = 5  # documents that labels have on average, or nothing is said: one a fold


class WhatIf(NamedTuple):
    """Before and after, on the same documents.

    `teacher` is kappa between the teacher and the majority of people, `people` between any two of them. `classifier` is
    the macro-F1 of a quick classifier, over all labels, over those that the edit `touches`, and over the `others`.
    """

    teacher: Shift
    people: Shift
    classifier: Shift
    touches: Shift
    others: Shift


def changes_meaning(taxonomy: Taxonomy, labels: Labels) -> bool:
    """Whether an edit merges or splits: only then do agreement and classifiers come to something else."""
    return any(label.became and label.id in taxonomy.labels and taxonomy[label.id].in_force for label in labels)


def what_if(
    engine: Engine,
    project_id: str,
    taxonomy_id: str,
    taxonomy: Taxonomy,
    labels: Labels,
    sorting: Sorting | None = None,
    seed: int = 0,
) -> WhatIf:
    """Measure both sides; where there are too few documents an estimate is unknown and says so.

    Raises InvalidTaxonomy and NotFound where the edit cannot be made.
    """
    after = edited(taxonomy, labels)
    meant = touched_labels(taxonomy, after, sorting or {})
    given = [label_id for label_id, now in taxonomy.meaning.items() if now in meant or label_id in meant]
    annotations = judgements.annotations(engine, taxonomy_id)
    with_touched = touched.some_judged(engine, taxonomy_id, OF_TOUCHED, given)
    any_ = touched.some_judged(engine, taxonomy_id, MOST - len(with_touched))
    read = dict.fromkeys([*with_touched, *(each.document for each in annotations), *any_])
    now = Hanging((), tuple(annotations), tuple(judgements.verdicts(engine, taxonomy_id, [*read])), ())
    then = after_sorting(now, {document: part for document, part in (sorting or {}).items() if document in read})
    labelled = _Labelled(_taught(now, taxonomy, read), _taught(then, after, read))
    return WhatIf(
        kappa_change(_by_teacher(now, taxonomy), _by_teacher(then, after), seed),
        kappa_change(_by_people(annotations, taxonomy), _by_people(annotations, after), seed),
        *_classifier(engine, project_id, labelled, meant, seed),
    )


class _Labelled(NamedTuple):
    """The documents that teach the quick classifier with their labels before and after, as far as they have one."""

    before: Mapping[DocumentId, LabelId]
    after: Mapping[DocumentId, LabelId]


def _by_teacher(hanging: Hanging, taxonomy: Taxonomy) -> Pairs:
    compared = teacher_and_people(hanging.verdicts, hanging.annotations, taxonomy)
    return {row.document: [row.pair] for row in compared}


def _by_people(annotations: Sequence[Annotation], taxonomy: Taxonomy) -> Pairs:
    pairs: dict[DocumentId, list[tuple[LabelId | None, LabelId | None]]] = {}
    for compared in people(annotations, taxonomy).values():
        for row in compared:
            pairs.setdefault(row.document, []).append((row.first, row.second))
    return {document: both_ways(said) for document, said in pairs.items()}


def _taught(hanging: Hanging, taxonomy: Taxonomy, order: Iterable[DocumentId]) -> dict[DocumentId, LabelId]:
    rows = {row.document: row.primary for row in training_rows(hanging.verdicts, hanging.annotations, taxonomy).rows}
    return {document: label_id for document in order if (label_id := rows.get(document)) is not None}


def _classifier(
    engine: Engine, project_id: str, labelled: _Labelled, meant: frozenset[LabelId], seed: int
) -> tuple[Shift, Shift, Shift]:
    """The same folds on both sides; a document that has no label afterwards teaches before, and is not scored."""
    old = dict(islice(labelled.before.items(), MOST))
    new = {document: labelled.after[document] for document in old if document in labelled.after}
    few = _too_few(old) or _too_few(new)
    if few is not None:
        return few, few, few
    texts = touched.texts(engine, project_id, [*old], LONGEST)
    rows = packaged().encode([texts[document] for document in old])
    folds = stratified_folds([*old.values()], FOLDS)
    kept = [place for place, document in enumerate(old) if document in new]
    before, after = _told(rows, old, folds), _told(rows[kept], new, [folds[place] for place in kept])
    untouched = {*old.values(), *new.values()} - meant
    few = _too_few_touched(old, new, meant)
    return (
        f1_change(before, after, seed),
        few or f1_change(before, after, seed, meant, meant),
        f1_change(before, after, seed, untouched, untouched),
    )


def _told(rows: NDArray[np.float32], labels: Mapping[DocumentId, LabelId], folds: Sequence[int]) -> Pairs:
    given = told_by_others(rows, [*labels.values()], folds)
    return {document: [(actual, said)] for (document, actual), said in zip(labels.items(), given, strict=True)}


def touched_labels(before: Taxonomy, after: Taxonomy, sorting: Sorting) -> frozenset[LabelId]:
    """The labels in force on either side that documents leave or come to."""
    changed = remeant(before, after)
    ends = (taxonomy.meaning[label_id] for taxonomy in (before, after) for label_id in changed)
    return frozenset(label_id for label_id in (*ends, *sorting.values()) if label_id is not None)


def _too_few(labels: Mapping[DocumentId, LabelId]) -> Shift | None:
    """Why nothing can be said of a classifier, if so."""
    number = len({*labels.values()})
    least = max(FEWEST, A_LABEL * number)
    if number < 2:
        why = "It takes documents of two labels at least to see how well they are told apart."
    elif len(labels) < least:
        why = (
            f"{len(labels):,} documents with a label are too few to tell {number:,} labels apart: {least:,} are needed."
        )
    else:
        return None
    return _nothing(why, len(labels))


def _too_few_touched(
    before: Mapping[DocumentId, LabelId], after: Mapping[DocumentId, LabelId], meant: frozenset[LabelId]
) -> Shift | None:
    had, have = (sum(label_id in meant for label_id in labels.values()) for labels in (before, after))
    if had and not have:
        return _nothing("None of their documents would have a label any more.", 0)
    least = 2 * A_LABEL
    return _nothing(f"{had} documents have one of them; {least} are needed.", had) if had < least else None


def _nothing(why: str, n: int) -> Shift:
    cannot = unknown(why, n)
    return Shift(cannot, cannot, cannot, 0)
