"""The tries a run makes side by side. Each writes to a draft of its own; one alone writes to the taxonomy itself."""

from pydantic import BaseModel
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from core.store import ledger
from core.store.presence import hold
from core.store.runs import Run
from core.store.tables import ChangeRow, RunRow, TaxonomyRow, TrialRow
from core.store.workspace import now


class Trial(BaseModel, frozen=True):
    """`taxonomy` is where the trial's changes are: a draft, or the run's own taxonomy."""

    run: str
    number: int
    taxonomy: str


def open_trials(engine: Engine, run: Run, count: int, drafts: bool, version: int | None = None) -> list[Trial]:
    """The trials of a run, made at the first call. A draft begins with the log of the taxonomy it is a draft of.

    With a `version` it begins with the log up to there.
    """
    known = trials(engine, run.id)
    if known:
        return known
    log = ledger.changes(engine, run.taxonomy)[:version] if drafts else []
    with Session(engine) as session:
        hold(session, RunRow, run.id)
        card = session.get_one(TaxonomyRow, run.taxonomy)
        for number in range(1, count + 1):
            draft = f"{run.taxonomy}-{run.id}-{number}" if drafts else run.taxonomy
            session.add(TrialRow(run=run.id, number=number, taxonomy=draft))
            if not drafts:
                continue
            name = f"{card.name}, trial {number}"
            session.add(
                TaxonomyRow(
                    id=draft, project=card.project, name=name, brief=card.brief, at=now(), draft_of=run.taxonomy
                )
            )
            for version, change in enumerate(log, start=1):
                body = change.model_dump(mode="json")
                session.add(ChangeRow(taxonomy=draft, version=version, batch=change.batch or None, body=body))
        try:
            session.commit()
        except IntegrityError:  # another process opened them at the same moment
            session.rollback()
    return trials(engine, run.id)


def trials(engine: Engine, run_id: str) -> list[Trial]:
    query = select(TrialRow).where(col(TrialRow.run) == run_id).order_by(col(TrialRow.number))
    with Session(engine) as session:
        return [Trial(**row.model_dump()) for row in session.scalars(query)]
