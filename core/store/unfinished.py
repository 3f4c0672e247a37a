"""What people have begun and not kept yet, so that a reload or another day finds it again.

Each is of one person and one taxonomy, under a name. It knows nothing of what is in it.
"""

from typing import TypeVar

from pydantic import BaseModel
from sqlalchemy import Engine, delete, select
from sqlmodel import Session, col

from core.store.presence import hold
from core.store.tables import TaxonomyRow, UnfinishedRow
from core.store.workspace import now
from core.taxonomy.label import LabelId

Kind = TypeVar("Kind", bound=BaseModel)


def name_of_split(label_id: LabelId) -> str:
    """Under which name the splitting of a label is put aside."""
    return f"split {label_id}"


def name_of_contract(label_id: LabelId) -> str:
    """Under which name what is written in a label's contract is put aside."""
    return f"contract {label_id}"


def contracts(engine: Engine, taxonomy_id: str, person: str, kind: type[Kind]) -> dict[LabelId, Kind]:
    """What a person has written in labels' contracts, by label; what was written longest ago comes first."""
    start = name_of_contract("")
    query = select(UnfinishedRow).where(
        col(UnfinishedRow.taxonomy) == taxonomy_id,
        col(UnfinishedRow.person) == person,
        col(UnfinishedRow.name).startswith(start, autoescape=True),
    )
    with Session(engine) as session:
        rows = session.scalars(query.order_by(col(UnfinishedRow.at)))
        return {row.name.removeprefix(start): kind.model_validate(row.body) for row in rows}


def put_aside(engine: Engine, taxonomy_id: str, person: str, name: str, begun: BaseModel) -> None:
    """In place of what was there under that name. Raises NotFound for a taxonomy that is gone."""
    row = UnfinishedRow(taxonomy=taxonomy_id, person=person, name=name, body=begun.model_dump(mode="json"), at=now())
    with Session(engine) as session:
        hold(session, TaxonomyRow, taxonomy_id)
        session.merge(row)
        session.commit()


def taken_up(engine: Engine, taxonomy_id: str, person: str, name: str, kind: type[Kind]) -> Kind | None:
    with Session(engine) as session:
        row = session.get(UnfinishedRow, (taxonomy_id, person, name))
        return None if row is None else kind.model_validate(row.body)


def drop(engine: Engine, taxonomy_id: str, person: str, name: str) -> None:
    with Session(engine) as session:
        forget(session, taxonomy_id, person, name)
        session.commit()


def forget(session: Session, taxonomy_id: str, person: str, name: str) -> None:
    """The same within a transaction that keeps what it has come to."""
    session.execute(
        delete(UnfinishedRow).where(
            col(UnfinishedRow.taxonomy) == taxonomy_id,
            col(UnfinishedRow.person) == person,
            col(UnfinishedRow.name) == name,
        )
    )
