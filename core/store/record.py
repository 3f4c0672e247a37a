"""The label of record of a document as SQL: a person's before the teacher's before the classifier's.

For the modules of this room that filter, sort and count by it. Labels are as they were given at the time; what they
mean now is not known here, except for those that no longer mean one label. A judgement that names one of these is stale
and gives way to any that still stands, as core.labelling.settle has it.
"""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlmodel import col

from core.store.tables import AnnotationRow, DocumentRow, PredictionRow, VerdictRow
from core.taxonomy.label import LabelId


def detail(name: str) -> ColumnElement[str]:
    return col(DocumentRow.details)[name].as_string()  # type: ignore[no-any-return]


class Record:
    """How to read what is said of a document in a taxonomy whose `stale` labels mean no single label any more.

    Where nothing stands, what is stale still is what is said of the document, again a person's first: so a document is
    stale only if nothing stands.
    """

    def __init__(self, stale: Collection[LabelId]) -> None:
        self._stale = listed(stale) if stale else None

    def source(self) -> ColumnElement[str]:
        return self._of("person", "teacher", "classifier")

    def primary(self) -> ColumnElement[str]:
        return self._of(col(AnnotationRow.primary), col(VerdictRow.primary), col(PredictionRow.primary))

    def applicable(self) -> ColumnElement[list[str]]:
        return self._of(col(AnnotationRow.applicable), col(VerdictRow.applicable), col(PredictionRow.applicable))

    def confidence(self) -> ColumnElement[float]:
        """The machine's confidence; a person's judgement has none."""
        return self._of(None, col(VerdictRow.confidence), col(PredictionRow.confidence))

    def unclear(self) -> ColumnElement[bool]:
        """The teacher could not be understood, and nobody else has said what it is."""
        alone = and_(col(VerdictRow.needs_review), ~_by_person(), ~self._classifier_stands())
        return func.coalesce(alone, false())

    def _of(self, person: object, teacher: object, classifier: object) -> ColumnElement[Any]:
        """The value that belongs to whoever's judgement is the label of record; null where nobody has judged."""
        return case(
            (self._person_stands(), person),
            (self._teacher_stands(), teacher),
            (self._classifier_stands(), classifier),
            (_by_person(), person),
            (_by_teacher(), teacher),
            (_by_classifier(), classifier),
            else_=None,
        )

    def _person_stands(self) -> ColumnElement[bool]:
        return and_(_by_person(), ~self._is_stale(col(AnnotationRow.primary)))

    def _teacher_stands(self) -> ColumnElement[bool]:
        return and_(_by_teacher(), ~col(VerdictRow.needs_review), ~self._is_stale(col(VerdictRow.primary)))

    def _classifier_stands(self) -> ColumnElement[bool]:
        return and_(_by_classifier(), ~self._is_stale(col(PredictionRow.primary)))

    def _is_stale(self, primary: Mapped[str | None]) -> ColumnElement[bool]:
        """That no label fits never is."""
        return false() if self._stale is None else and_(primary.is_not(None), primary.in_(self._stale))


class _Each(GenericFunction[str]):
    """The texts of a JSON array as rows: one value to send, where thousands would take longer than the counting."""

    name = "json_each"
    inherit_cache = True


@compiles(_Each, "postgresql")
def _each_on_postgresql(each: _Each, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    return f"json_array_elements_text(CAST({compiler.process(each.clause_expr.element, **options)} AS JSON))"


def listed(labels: Collection[LabelId]) -> Select[str]:
    """Labels as a column to look in; listed once in a statement, however often it is asked for."""
    rows = _Each(json.dumps(sorted(labels))).table_valued("value")
    return select(select(rows.c.value).cte().c.value)


def _by_person() -> ColumnElement[bool]:
    return col(AnnotationRow.document).is_not(None)


def _by_teacher() -> ColumnElement[bool]:
    return col(VerdictRow.document).is_not(None)


def _by_classifier() -> ColumnElement[bool]:
    return col(PredictionRow.document).is_not(None)


def joined(query: Select[*tuple[Any, ...]], project_id: str, taxonomy_id: str) -> Select[*tuple[Any, ...]]:
    """The query over a project's documents, each beside what was said of it in a taxonomy."""
    document = col(DocumentRow.id)
    return (
        query.select_from(DocumentRow)
        .outerjoin(
            AnnotationRow,
            and_(
                col(AnnotationRow.taxonomy) == taxonomy_id,
                col(AnnotationRow.document) == document,
                col(AnnotationRow.standing),
            ),
        )
        .outerjoin(
            VerdictRow,
            and_(
                col(VerdictRow.taxonomy) == taxonomy_id,
                col(VerdictRow.document) == document,
                col(VerdictRow.standing),
            ),
        )
        .outerjoin(
            PredictionRow,
            and_(col(PredictionRow.taxonomy) == taxonomy_id, col(PredictionRow.document) == document),
        )
        .where(col(DocumentRow.project) == project_id)
    )
