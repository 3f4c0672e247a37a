"""Replies of language models, kept under the hash of everything they depend on, so that none is paid twice."""

from pydantic import BaseModel
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from core.store.presence import hold
from core.store.tables import ReplyRow, RunRow
from core.store.workspace import now
from core.teachers.protocol import Reply


class Spent(BaseModel, frozen=True):
    """What a run has asked of language models so far."""

    calls: int
    prompt_tokens: int
    completion_tokens: int


class Replies:
    """The memory a run gives to its teacher: what any run has been told before, and what this one pays for."""

    def __init__(self, engine: Engine, run_id: str) -> None:
        self.engine = engine
        self.run_id = run_id

    def recall(self, key: str) -> str | None:
        with Session(self.engine) as session:
            row = session.get(ReplyRow, key)
            return None if row is None else row.text

    def keep(self, key: str, reply: Reply) -> None:
        try:
            with Session(self.engine) as session:
                hold(session, RunRow, self.run_id)
                session.add(ReplyRow(key=key, run=self.run_id, at=now(), **reply._asdict()))
                session.commit()
        except IntegrityError:
            return  # someone asked the same at the same time; their answer stands


def spent(engine: Engine, run_id: str) -> Spent:
    query = select(
        func.count(),
        func.coalesce(func.sum(ReplyRow.prompt_tokens), 0),
        func.coalesce(func.sum(ReplyRow.completion_tokens), 0),
    ).where(col(ReplyRow.run) == run_id)
    with Session(engine) as session:
        calls, prompt_tokens, completion_tokens = session.execute(query).one()
        return Spent(calls=calls, prompt_tokens=prompt_tokens, completion_tokens=completion_tokens)
