"""What hangs on a taxonomy and on some of its labels, read for a preview of an edit. Counting happens in SQL.

Labels are as they were given at the time; what they mean before and after the edit is for core.labelling to say.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Engine, Select, and_, func, select, true, union
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from core.labelling.impact import Hanging, Met, Sorting, Unread
from core.store.judgements import annotations, verdicts
from core.store.record import listed
from core.store.tables import AnnotationRow, DocumentRow, PredictionRow, VerdictRow
from core.taxonomy.label import DocumentId, LabelId
from core.teachers.protocol import Verdict

_Given = tuple[bool, LabelId | None, bool, LabelId | None]  # an `Unread` without its number


def hanging(engine: Engine, taxonomy_id: str, sorting: Sorting) -> Hanging:
    """Every judgement made under a taxonomy: one by one where people judged, counted where they did not.

    What `sorting` has of the latter is counted by its part.
    """
    said = annotations(engine, taxonomy_id)
    judged = {each.document for each in said}
    told = verdicts(engine, taxonomy_id, sorted(judged))
    predicted = _predictions(engine, taxonomy_id, sorted(judged))
    counts = _counted(engine, taxonomy_id)
    counts.subtract(_each(told, predicted))
    given = _given(engine, taxonomy_id, [document for document in sorting if document not in judged])
    counts.subtract(given.values())
    parts = Counter((said_of, sorting[document]) for document, said_of in given.items())
    unread = (
        *(Unread(*said_of, documents) for said_of, documents in counts.items() if documents > 0),
        *(Unread(*said_of, documents, part) for (said_of, part), documents in parts.items()),
    )
    return Hanging(unread, tuple(said), tuple(told), tuple(predicted))


def met(engine: Engine, taxonomy_id: str, other_id: str, label_ids: Collection[LabelId]) -> list[Met]:
    """The documents that were given any of these labels, by whomever, and were judged in another taxonomy as well."""
    with Session(engine) as session:
        rows = session.execute(_met(taxonomy_id, other_id, label_ids)).all()
    found = [Met(row[0], _said(row[1:7]), _said(row[7:13])) for row in rows]
    return [each for each in found if each.other]


def some_judged(
    engine: Engine, taxonomy_id: str, most: int, label_ids: Collection[LabelId] | None = None
) -> list[DocumentId]:
    """Documents with a verdict, or with one of these labels: those whose ids come first.

    Ids are hashes of the texts, so this is as good as a random draw, it is the same each time, and an index has it.
    """
    query = (
        select(col(VerdictRow.document))
        .where(col(VerdictRow.taxonomy) == taxonomy_id, col(VerdictRow.standing), ~col(VerdictRow.needs_review))
        .order_by(col(VerdictRow.document))
        .limit(most)
    )
    if label_ids is not None:
        query = query.where(col(VerdictRow.primary).in_(listed(label_ids)))
    with Session(engine) as session:
        return list(session.scalars(query))


def texts(engine: Engine, project_id: str, ids: Sequence[DocumentId], longest: int) -> dict[DocumentId, str]:
    """The beginnings of documents, without what else is known of them."""
    query = select(col(DocumentRow.id), func.substr(col(DocumentRow.text), 1, longest)).where(
        col(DocumentRow.project) == project_id
    )
    with Session(engine) as session:
        rows = session.execute(query.where(col(DocumentRow.id).in_(listed(ids))))
        return {document: text for document, text in rows}


def _counted(engine: Engine, taxonomy_id: str) -> "Counter[_Given]":
    """All documents, whoever judged them. Most have a verdict or a prediction and not both: those are counted apart."""
    of_verdicts = and_(col(VerdictRow.taxonomy) == taxonomy_id, col(VerdictRow.standing))
    of_predictions = col(PredictionRow.taxonomy) == taxonomy_id
    number = func.count()
    verdict, review, prediction = col(VerdictRow.primary), col(VerdictRow.needs_review), col(PredictionRow.primary)
    both = (
        select(verdict, prediction, number)
        .select_from(PredictionRow)
        .join(VerdictRow, and_(of_verdicts, col(VerdictRow.document) == col(PredictionRow.document)))
        .where(of_predictions, ~review)
        .group_by(verdict, prediction)
    )
    counts: Counter[_Given] = Counter()
    with Session(engine) as session:
        for label, documents in session.execute(select(verdict, number).where(of_verdicts, ~review).group_by(verdict)):
            counts[True, label, False, None] += documents
        predicted = session.execute(select(prediction, number).where(of_predictions).group_by(prediction)).all()
        for label, documents in predicted:
            counts[False, None, True, label] += documents
        for given, label, documents in session.execute(both) if predicted else ():
            counts[True, given, True, label] += documents
            counts[True, given, False, None] -= documents
            counts[False, None, True, label] -= documents
    return counts


def _given(engine: Engine, taxonomy_id: str, ids: Sequence[DocumentId]) -> dict[DocumentId, _Given]:
    """What teacher and classifier said of each of some documents."""
    verdict, prediction = (
        select(col(table.document), col(table.primary)).where(
            col(table.taxonomy) == taxonomy_id, col(table.document).in_(listed(ids))
        )
        for table in (VerdictRow, PredictionRow)
    )
    understood = verdict.where(col(VerdictRow.standing), ~col(VerdictRow.needs_review))
    with Session(engine) as session:
        told = {document: label for document, label in session.execute(understood)}
        predicted = {document: label for document, label in session.execute(prediction)}
    return {each: (each in told, told.get(each), each in predicted, predicted.get(each)) for each in ids}


def _each(told: Sequence[Verdict], predicted: Sequence[Verdict]) -> "Counter[_Given]":
    """The same counts of documents that are known one by one."""
    verdict = {each.document: each.primary for each in told if not each.needs_review}
    prediction = {each.document: each.primary for each in predicted}
    return Counter(
        (document in verdict, verdict.get(document), document in prediction, prediction.get(document))
        for document in {**verdict, **prediction}
    )


def _predictions(engine: Engine, taxonomy_id: str, ids: Sequence[DocumentId]) -> list[Verdict]:
    columns = ("document", "primary", "applicable", "confidence")
    query = select(*(getattr(PredictionRow, name) for name in columns)).where(
        col(PredictionRow.taxonomy) == taxonomy_id, col(PredictionRow.document).in_(listed(ids))
    )
    with Session(engine) as session:
        return [
            Verdict(document=document, primary=primary, applicable=tuple(applicable), confidence=confidence)
            for document, primary, applicable, confidence in session.execute(query)
        ]


def _met(taxonomy_id: str, other_id: str, label_ids: Collection[LabelId]) -> Select[tuple[Any, ...]]:
    """Each document with what people, the teacher and the classifier said of it, first in one taxonomy, then the other.

    Of each judgement there is its document, which is missing where there is none, and its label.
    """
    touched = union(
        *(
            select(col(table.document).label("document")).where(
                col(table.taxonomy) == taxonomy_id, col(table.primary).in_(listed(label_ids))
            )
            for table in (VerdictRow, AnnotationRow, PredictionRow)
        )
    ).subquery()
    columns: list[Any] = [touched.c.document]
    joined: Any = touched
    for place in (taxonomy_id, other_id):
        person, told, predicted = aliased(AnnotationRow), aliased(VerdictRow), aliased(PredictionRow)
        for row, standing in (
            (person, col(person.standing)),
            (told, and_(col(told.standing), ~col(told.needs_review))),
            (predicted, true()),
        ):
            holds = and_(col(row.taxonomy) == place, col(row.document) == touched.c.document, standing)
            joined = joined.outerjoin(row, holds)
            columns += [col(row.document), col(row.primary)]
    return select(*columns).select_from(joined)


def _said(columns: Sequence[str | None]) -> tuple[LabelId | None, ...]:
    return tuple([columns[place + 1] for place in (0, 2, 4) if columns[place] is not None])
