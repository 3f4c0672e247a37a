"""Projects, the files that came into them, and their taxonomies' briefs."""

import re
from collections.abc import Container, Sequence
from datetime import datetime
from itertools import count

from pydantic import BaseModel
from sqlalchemy import Engine, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from core.corpus.reading import Loaded
from core.errors import NotFound
from core.store.presence import hold
from core.store.tables import (
    AnnotationRow,
    BriefRow,
    ChangeRow,
    ChunkRow,
    ClassifierRow,
    DocumentRow,
    FindingRow,
    NamedVersionRow,
    PredictionRow,
    ProjectRow,
    PromotionRow,
    ReplyRow,
    RunRow,
    TaxonomyRow,
    TrialRow,
    UnfinishedRow,
    UploadRow,
    VerdictRow,
)
from core.store.workspace import now
from core.taxonomy.brief import Brief


class Project(BaseModel, frozen=True):
    """A corpus and all that is learned about it."""

    id: str
    name: str
    made_by: str
    at: datetime


class TaxonomyCard(BaseModel, frozen=True):
    """What a taxonomy is called and what it is for; its labels are in the ledger."""

    id: str
    project: str
    name: str
    brief: Brief
    at: datetime
    draft_of: str | None = None
    frozen: int | None = None  # the version by which documents are labelled; None is the latest


def readable_id(name: str, taken: Container[str]) -> str:
    """A short id that looks like the name and is not taken: it stands in addresses and file names."""
    stem = re.sub(r"[^\w]+", "-", name.casefold()).strip("-_")[:40] or "project"
    numbered = (stem if n == 1 else f"{stem}-{n}" for n in count(1))
    return next(candidate for candidate in numbered if candidate not in taken)


def add_project(engine: Engine, name: str, made_by: str) -> Project:
    name = name.strip() or "Untitled"
    with Session(engine) as session:
        taken = set(session.scalars(select(col(ProjectRow.id))))
        project = Project(id=readable_id(name, taken), name=name, made_by=made_by, at=now())
        session.add(ProjectRow(**project.model_dump()))
        try:
            session.commit()
        except IntegrityError:  # someone took that id at the same moment, and now it is among the taken
            return add_project(engine, name, made_by)
    return project


def projects(engine: Engine) -> list[Project]:
    """Every project, the newest first."""
    with Session(engine) as session:
        rows = session.scalars(select(ProjectRow).order_by(col(ProjectRow.at).desc()))
        return [Project(**row.model_dump()) for row in rows]


def project(engine: Engine, project_id: str) -> Project:
    with Session(engine) as session:
        row = session.get(ProjectRow, project_id)
        if row is None:
            raise NotFound(f"There is no project “{project_id}” in this workspace.")
        return Project(**row.model_dump())


def rename_project(engine: Engine, project_id: str, name: str) -> None:
    with Session(engine) as session:
        row = session.get(ProjectRow, project_id)
        if row is None:
            raise NotFound(f"There is no project “{project_id}” in this workspace.")
        row.name = name.strip() or row.name
        session.add(row)
        session.commit()


def delete_project(engine: Engine, project_id: str) -> None:
    """Remove a project with everything in it, in one transaction. There is no way back.

    First what others hold while they write (see presence.py), then what they may have written until then.
    """
    with Session(engine) as session:
        session.execute(delete(ProjectRow).where(col(ProjectRow.id) == project_id))
        held = (TaxonomyRow, RunRow)
        shelves, runs = (
            session.scalars(delete(row).where(col(row.project) == project_id).returning(col(row.id))).all()
            for row in held
        )
        edited = (BriefRow, ChangeRow, NamedVersionRow, UnfinishedRow)
        for row in (*edited, VerdictRow, AnnotationRow, PredictionRow, ClassifierRow, PromotionRow):
            session.execute(delete(row).where(col(row.taxonomy).in_(shelves)))
        for paid in (ChunkRow, ReplyRow, TrialRow, FindingRow):
            session.execute(delete(paid).where(col(paid.run).in_(runs)))
        for part in (DocumentRow, UploadRow):
            session.execute(delete(part).where(col(part.project) == project_id))
        session.commit()


def add_taxonomy(engine: Engine, project_id: str, name: str, brief: Brief) -> TaxonomyCard:
    """A new, empty taxonomy. A project may have several, such as intent and topic.

    Raises NotFound for a project that is gone.
    """
    name = name.strip() or "Topics"
    with Session(engine) as session:
        hold(session, ProjectRow, project_id)
        taken = set(session.scalars(select(col(TaxonomyRow.id))))
        taxonomy_id = readable_id(f"{project_id} {name}", taken)
        row = TaxonomyRow(id=taxonomy_id, project=project_id, name=name, brief=brief.model_dump(), at=now())
        session.add(row)
        session.commit()
        return _card(row)


def taxonomies(engine: Engine, project_id: str) -> list[TaxonomyCard]:
    """A project's taxonomies, the oldest first; drafts are not among them."""
    query = select(TaxonomyRow).where(col(TaxonomyRow.project) == project_id, col(TaxonomyRow.draft_of).is_(None))
    with Session(engine) as session:
        rows = session.scalars(query.order_by(col(TaxonomyRow.at)))
        return [_card(row) for row in rows]


def taxonomy_card(engine: Engine, taxonomy_id: str) -> TaxonomyCard:
    with Session(engine) as session:
        row = session.get(TaxonomyRow, taxonomy_id)
        if row is None:
            raise NotFound(f"There is no taxonomy “{taxonomy_id}” in this workspace.")
        return _card(row)


def set_brief(engine: Engine, taxonomy_id: str, brief: Brief, made_by: str) -> int:
    """Put another wording in force, and answer its version; the same wording again changes nothing."""
    with Session(engine) as session:
        row = session.get(TaxonomyRow, taxonomy_id)
        if row is None:
            raise NotFound(f"There is no taxonomy “{taxonomy_id}” in this workspace.")
        latest = session.scalar(select(func.max(BriefRow.version)).where(col(BriefRow.taxonomy) == taxonomy_id)) or 1
        if row.brief == brief.model_dump():
            return latest
        if latest == 1:
            session.merge(BriefRow(taxonomy=taxonomy_id, version=1, body=row.brief, made_by="", at=row.at))
        row.brief = brief.model_dump()
        session.add(BriefRow(taxonomy=taxonomy_id, version=latest + 1, body=row.brief, made_by=made_by, at=now()))
        session.commit()
        return latest + 1


class Wording(BaseModel, frozen=True):
    """One version of a brief; `made_by` is empty for the one the taxonomy was made with."""

    version: int
    brief: Brief
    made_by: str
    at: datetime


def briefs(engine: Engine, taxonomy_id: str) -> list[Wording]:
    """Every wording a taxonomy's brief has had, the oldest first."""
    query = select(BriefRow).where(col(BriefRow.taxonomy) == taxonomy_id).order_by(col(BriefRow.version))
    with Session(engine) as session:
        kept = [
            Wording(version=row.version, brief=Brief(**row.body), made_by=row.made_by, at=row.at)
            for row in session.scalars(query)
        ]
    card = taxonomy_card(engine, taxonomy_id)
    return kept or [Wording(version=1, brief=card.brief, made_by="", at=card.at)]


class Upload(BaseModel, frozen=True):
    """What one file brought: rows read, new documents, texts that were already there, rows without text."""

    name: str
    made_by: str
    rows: int
    documents: int
    duplicates: int
    empty: int
    notes: tuple[str, ...] = ()
    at: datetime | None = None

    @classmethod
    def of(cls, name: str, loaded: Loaded, made_by: str) -> "Upload":
        """What a file that has been read brings; how many of its documents are new is counted when they are kept."""
        return cls(
            name=name,
            made_by=made_by,
            rows=loaded.rows,
            documents=0,
            duplicates=loaded.duplicates,
            empty=loaded.empty,
            notes=loaded.notes,
        )


def uploads(engine: Engine, project_id: str) -> list[Upload]:
    """The files that came into a project, the newest first."""
    with Session(engine) as session:
        rows: Sequence[UploadRow] = session.scalars(
            select(UploadRow).where(col(UploadRow.project) == project_id).order_by(col(UploadRow.at).desc())
        ).all()
        return [Upload(**row.model_dump(exclude={"id", "project"})) for row in rows]


def _card(row: TaxonomyRow) -> TaxonomyCard:
    return TaxonomyCard(
        id=row.id,
        project=row.project,
        name=row.name,
        brief=Brief(**row.brief),
        at=row.at,
        draft_of=row.draft_of,
        frozen=row.frozen,
    )
