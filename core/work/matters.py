"""What a teacher is given when it is asked for advice: documents by label of record, and who mistook what for what."""

import random
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations, pairwise

from sqlalchemy import Engine

from core.corpus.document import Document
from core.labelling.carry import carry, stale_ids
from core.labelling.examples import grouped
from core.labelling.settle import standing
from core.store import documents, judgements, labels, projects
from core.store.labels import Wanted
from core.store.runs import Run
from core.taxonomy.history import Versions, replay
from core.taxonomy.label import DocumentId, LabelId
from core.taxonomy.taxonomy import Change, Taxonomy
from core.teachers.advising.matter import Disputed, Matter, Two
from core.work.settings import AdviseSettings

MOST = 3000  # documents read at once of the labels that are asked about
LEAST = 6  # of each of them, however many they are
OTHERS = 1000  # documents of other labels, for contrast


def matter_of(
    engine: Engine, run: Run, settings: AdviseSettings, log: Sequence[Change], about: Collection[LabelId]
) -> Matter:
    """The matter of a question about some labels, or all where none are named, as it is by now.

    Where documents are to be sorted, all of a label's are in it, and elsewhere a sample; both of those pinned by the
    run.
    """
    taxonomy = replay(log)
    record = _Record(engine, run, taxonomy)
    asked = set(about) if about else {label.id for label in taxonomy.live}
    each = min(settings.sample, max(LEAST, MOST // max(len(asked), 1)))
    beside = OTHERS // max(len(record.filed) - len(asked), 1)
    whole = settings.question == "hidden topics"
    chosen = {
        label_id: ids if label_id in asked and whole else _drawn(ids, each if label_id in asked else beside, settings)
        for label_id, ids in record.filed.items()
    }
    disputes = list(_disputes(engine, run.taxonomy, taxonomy))
    judged = Counter(label_id for _, said, *_ in disputes for label_id in said)
    wanted = [*(one for ids in chosen.values() for one in ids), *record.unfiled, *(one for one, *_ in disputes)]
    known = {each.id: each for each in documents.documents(engine, run.project, list(dict.fromkeys(wanted)))}
    return Matter(
        brief=projects.taxonomy_card(engine, run.taxonomy).brief,
        taxonomy=taxonomy,
        filed={label_id: _of(known, ids) for label_id, ids in chosen.items()},
        counts={label_id: len(ids) for label_id, ids in record.filed.items()},
        unfiled=_of(known, record.unfiled),
        disputed=[
            Disputed(known[document], one, other, by_teacher)
            for document, _, pairs, by_teacher in disputes
            for one, other in pairs
            if document in known
        ],
        judged=judged,
        together=record.together,
        theirs=_written_by_people(log),
        sample=settings.sample,
        seed=settings.seed,
        by_name=bool(settings.labels),
    )


class _Record:
    """The labels of record of a run's documents."""

    def __init__(self, engine: Engine, run: Run, taxonomy: Taxonomy) -> None:
        self.filed: dict[LabelId, list[DocumentId]] = {label.id: [] for label in taxonomy.live}
        self.unfiled: list[DocumentId] = []
        self.together: Counter[Two] = Counter()
        stale = stale_ids(taxonomy)
        for row in labels.all_labels(engine, run.project, run.taxonomy, Wanted(), stale=stale):
            if row.position > run.documents or row.needs_review:
                continue
            carried = carry(row, taxonomy)
            if carried.stale:
                continue
            if carried.primary is None:
                self.unfiled.append(row.document)
                continue
            self.filed[carried.primary].append(row.document)
            self.together.update(map(frozenset, combinations(sorted(carried.applicable), 2)))


def confused(engine: Engine, taxonomy_id: str, taxonomy: Taxonomy) -> list[tuple[tuple[LabelId, LabelId], int]]:
    """The pairs of labels that those who judged differ on, with on how many documents, the most frequent first."""
    found = Counter(
        pair
        for _, _, pairs, _ in _disputes(engine, taxonomy_id, taxonomy)
        for pair in {
            (min(one, other), max(one, other)) for one, other in pairs if one is not None and other is not None
        }
    )
    return sorted(found.items(), key=lambda each: (-each[1], each[0]))


def _disputes(
    engine: Engine, taxonomy_id: str, taxonomy: Taxonomy
) -> Iterator[tuple[DocumentId, set[LabelId], list[tuple[LabelId | None, LabelId | None]], bool]]:
    """For each document that two have judged: the labels that were given, which pairs differ, whether the teacher does.

    Every judgement of a person counts here, blind or not: this measures nothing, it looks for what is hard to tell.
    """
    by_document = grouped(judgements.annotations(engine, taxonomy_id))
    told = {each.document: each for each in judgements.verdicts(engine, taxonomy_id, [*by_document])}
    for document, annotations in by_document.items():
        people = [*standing(taxonomy, annotations).values()]
        verdict = told.get(document)
        said = carry(verdict, taxonomy) if verdict is not None and not verdict.needs_review else None
        given = list(dict.fromkeys(each.primary for each in people))
        if said is not None and not said.stale and people:
            pairs = [(primary, said.primary) for primary in given if primary != said.primary]
            yield document, {each for each in (*given, said.primary) if each is not None}, pairs, True
        elif len(people) > 1:
            yield document, {each for each in given if each is not None}, list(pairwise(given)), False


def _written_by_people(log: Sequence[Change]) -> frozenset[LabelId]:
    """The labels whose words a person has written, at some time."""
    written: set[LabelId] = set()
    for before, change in zip(Versions(log), log, strict=False):
        for label in change.labels if change.by_person else ():
            old = before.labels.get(label.id)
            if old is None or (old.name, old.definition) != (label.name, label.definition):
                written.add(label.id)
    return frozenset(written)


def _drawn(ids: Sequence[DocumentId], most: int, settings: AdviseSettings) -> Sequence[DocumentId]:
    if len(ids) <= most:
        return ids
    return random.Random(settings.seed).sample(ids, most)


def _of(known: Mapping[DocumentId, Document], ids: Sequence[DocumentId]) -> list[Document]:
    return [known[one] for one in ids if one in known]
