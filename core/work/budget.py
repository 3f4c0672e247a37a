"""What a run may spend and has spent: set before it starts, looked at while it runs, raised when it is gone."""

from typing import NamedTuple

from sqlalchemy import Engine

from core.labelling.cost import Budget, share_spent
from core.labelling.prices import Money, money
from core.store import findings, replies
from core.store.prices import prices
from core.store.replies import BUDGET


class Bill(NamedTuple):
    """What a run has asked of language models so far; `money` is None where a price is missing or nothing was asked."""

    calls: int
    tokens: int
    money: Money | None


def set_budget(engine: Engine, run_id: str, budget: Budget | None) -> None:
    """Limit a run from its next calls on, or with None no longer. A run that stopped for it has to be resumed.

    Raises NotFound for a run that is gone.
    """
    if budget is None:
        findings.forget(engine, run_id, BUDGET)
        return
    findings.keep(engine, run_id, BUDGET, budget)


def budget_of(engine: Engine, run_id: str) -> Budget | None:
    return findings.finding(engine, run_id, BUDGET, Budget)


def bill(engine: Engine, run_id: str) -> Bill:
    each = replies.used(engine, run_id)
    return Bill(
        calls=sum(one.calls for one in each),
        tokens=sum(one.prompt_tokens + one.completion_tokens for one in each),
        money=money(each, prices(engine)) if each else None,
    )


def is_spent(engine: Engine, run_id: str) -> bool:
    """Whether a run's budget lets no further call through."""
    budget = budget_of(engine, run_id)
    if budget is None:
        return False
    share = share_spent(budget, replies.used(engine, run_id), prices(engine))
    return share is None or share >= 1
