"""Versions of a taxonomy that people marked: those with a name, and the one by which documents are labelled.

A version is the number of changes that led to it. Marks change nothing in the log.
"""

from datetime import datetime

from pydantic import BaseModel
from sqlalchemy import Engine, delete, func, select
from sqlmodel import Session, col

from core.errors import Conflict, InvalidTaxonomy, NotFound
from core.store import ledger
from core.store.presence import hold
from core.store.projects import taxonomy_card
from core.store.tables import ChangeRow, NamedVersionRow, TaxonomyRow
from core.store.workspace import now
from core.taxonomy.history import replay
from core.taxonomy.taxonomy import Taxonomy

LONGEST = 80  # characters of a version's name


class NamedVersion(BaseModel, frozen=True):
    """A version with the name that someone gave it, such as “agreed with legal”."""

    version: int
    name: str
    made_by: str
    at: datetime


def name_version(
    engine: Engine, taxonomy_id: str, version: int, name: str, made_by: str, at: datetime | None = None
) -> None:
    """Call a version something, in place of what it was called; an empty name takes the name away.

    `at` is for a name that was given elsewhere; now by default. Raises NotFound for a version that is not there,
    Conflict where another is called that already, and InvalidTaxonomy for a name that is too long.
    """
    name = " ".join(name.split())
    if len(name) > LONGEST:
        raise InvalidTaxonomy(f"“{name[:40]}…” is too long for a version's name: at most {LONGEST} characters.")
    this = (col(NamedVersionRow.taxonomy) == taxonomy_id, col(NamedVersionRow.version) == version)
    with Session(engine) as session:
        hold(session, TaxonomyRow, taxonomy_id)
        _refuse_unknown(session, taxonomy_id, version)
        others = select(NamedVersionRow).where(col(NamedVersionRow.taxonomy) == taxonomy_id)
        for other in session.scalars(others):
            if name and other.version != version and other.name.casefold() == name.casefold():
                raise Conflict(f"Version {other.version} is called “{other.name}” already. Choose another name.")
        session.execute(delete(NamedVersionRow).where(*this))
        if name:
            session.add(
                NamedVersionRow(taxonomy=taxonomy_id, version=version, name=name, made_by=made_by, at=at or now())
            )
        session.commit()


def named_versions(engine: Engine, taxonomy_id: str) -> list[NamedVersion]:
    """The versions that have a name, the latest first."""
    query = select(NamedVersionRow).where(col(NamedVersionRow.taxonomy) == taxonomy_id)
    with Session(engine) as session:
        rows = session.scalars(query.order_by(col(NamedVersionRow.version).desc()))
        return [NamedVersion(**row.model_dump(exclude={"taxonomy"})) for row in rows]


def freeze(engine: Engine, taxonomy_id: str, version: int | None) -> None:
    """Have documents labelled by one version while people go on editing; None lets labelling follow them again.

    Raises NotFound for a version that is not there.
    """
    with Session(engine) as session:
        hold(session, TaxonomyRow, taxonomy_id)
        if version is not None:
            _refuse_unknown(session, taxonomy_id, version)
        row = session.get_one(TaxonomyRow, taxonomy_id)
        row.frozen = version
        session.add(row)
        session.commit()


def labelled_by(engine: Engine, taxonomy_id: str) -> Taxonomy:
    """The taxonomy by which documents are labelled: the frozen version, or the latest where none is frozen.

    Raises NotFound for a taxonomy that is gone.
    """
    frozen = taxonomy_card(engine, taxonomy_id).frozen
    return replay(ledger.changes(engine, taxonomy_id)[:frozen])


def _refuse_unknown(session: Session, taxonomy_id: str, version: int) -> None:
    latest = session.scalar(select(func.max(ChangeRow.version)).where(col(ChangeRow.taxonomy) == taxonomy_id)) or 0
    if not 1 <= version <= latest:
        raise NotFound(f"This taxonomy has no version {version}.")
