"""What a run has found out besides its changes, each under a name of its own; keeping it again replaces it."""

from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel
from sqlalchemy import Engine, delete, func, select
from sqlmodel import Session, col

from core.store.presence import hold
from core.store.tables import FindingRow, RunRow
from core.store.workspace import now

Kind = TypeVar("Kind", bound=BaseModel)


def keep(engine: Engine, run_id: str, name: str, found: BaseModel) -> None:
    """Raises NotFound for a run that is gone."""
    with Session(engine) as session:
        hold(session, RunRow, run_id)
        session.merge(FindingRow(run=run_id, name=name, body=found.model_dump(mode="json"), at=now()))
        session.commit()


def finding(engine: Engine, run_id: str, name: str, kind: type[Kind]) -> Kind | None:
    with Session(engine) as session:
        row = session.get(FindingRow, (run_id, name))
        return None if row is None else kind.model_validate(row.body)


def findings(engine: Engine, run_id: str, beginning: str, kind: type[Kind]) -> dict[str, Kind]:
    """All whose names begin so, in order of their names, under what is left of the names."""
    query = (
        select(FindingRow)
        .where(col(FindingRow.run) == run_id, col(FindingRow.name).startswith(beginning, autoescape=True))
        .order_by(col(FindingRow.name))
    )
    with Session(engine) as session:
        return {row.name.removeprefix(beginning): kind.model_validate(row.body) for row in session.scalars(query)}


def state(engine: Engine, run_id: str) -> tuple[int, datetime | None]:
    """How many there are, and when the last was kept: cheap enough to ask at every look whether anything is new."""
    query = select(func.count(), func.max(FindingRow.at)).where(col(FindingRow.run) == run_id)
    with Session(engine) as session:
        count, last = session.execute(query).one()
        return count, last


def forget(engine: Engine, run_id: str, name: str) -> None:
    with Session(engine) as session:
        session.execute(delete(FindingRow).where(col(FindingRow.run) == run_id, col(FindingRow.name) == name))
        session.commit()
