"""Replies of language models, kept under the hash of everything they depend on, so that none is paid twice.

Here too a run's budget is kept: before each call is looked whether it has any left.
"""

from collections.abc import Mapping

from pydantic import BaseModel
from sqlalchemy import Engine, bindparam, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from core.errors import BudgetSpent
from core.labelling.cost import Budget, share_spent
from core.labelling.prices import Price, Used
from core.store.findings import finding
from core.store.presence import hold
from core.store.prices import prices
from core.store.tables import ReplyRow, RunRow
from core.store.workspace import now
from core.teachers.protocol import Reply

BUDGET = "budget"  # the name of the finding that holds a run's budget
EVERY = 20  # calls after which a budget is read again: people may set, raise or lower it meanwhile
SIDES = 2  # parts of a run that may be under way at once, each with its own memory


class Spent(BaseModel, frozen=True):
    """What a run has asked of language models so far."""

    calls: int
    prompt_tokens: int
    completion_tokens: int


_KEEP = insert(ReplyRow)  # both made once, and used without a session: they are run thousands of times
_RECALL = select(col(ReplyRow.text)).where(col(ReplyRow.key) == bindparam("key"))


class Replies:
    """The memory a run gives to its teacher: what any run has been told before, and what this one pays for.

    Its own spending is counted as it goes. What other parts of the run spend meanwhile is looked up ever more often as
    the budget nears its end, so that it is overrun by no more than the calls under way then.
    """

    def __init__(self, engine: Engine, run_id: str, anew: bool = False) -> None:
        """With `anew`, what other runs have been told is not remembered, and what this one is told only by itself."""
        self.engine = engine
        self.run_id = run_id
        self._prefix = f"{run_id} " if anew else ""
        self._budget: Budget | None = None
        self._prices: Mapping[str, Price] = {}
        self._used: dict[str, Used] = {}
        self._sure = 0  # calls until the workspace is looked at again

    def recall(self, key: str) -> str | None:
        with self.engine.connect() as connection:
            return connection.scalar(_RECALL, {"key": self._prefix + key})

    def allow(self) -> None:
        """Raises BudgetSpent where the run may take no more."""
        if self._sure == 0:
            self._look()
        self._sure -= 1
        if self._budget is None:
            return
        share = share_spent(self._budget, [*self._used.values()], self._prices)
        if share is None:
            raise BudgetSpent(
                f"What this run costs is not known, because a price is missing, so its budget of {self._budget} cannot "
                "be kept. Enter the price, or set the budget in tokens; what is done is kept."
            )
        if share >= 1:
            calls = sum(each.calls for each in self._used.values())
            after = f"after {calls:,} call{'' if calls == 1 else 's'}"
            raise BudgetSpent(
                f"The budget of {self._budget} is spent {after}. Raise it to go on; what is done is kept."
            )

    def keep(self, key: str, reply: Reply) -> None:
        try:
            with self.engine.begin() as connection:
                hold(connection, RunRow, self.run_id)
                kept = {"key": self._prefix + key, "run": self.run_id, "at": now(), **reply._asdict()}
                connection.execute(_KEEP, kept)
        except IntegrityError:
            return  # someone asked the same at the same time; their answer stands
        _, calls, prompt_tokens, completion_tokens = self._used.get(reply.model, Used(reply.model, 0, 0, 0))
        self._used[reply.model] = Used(
            reply.model, calls + 1, prompt_tokens + reply.prompt_tokens, completion_tokens + reply.completion_tokens
        )

    def _look(self) -> None:
        self._budget = finding(self.engine, self.run_id, BUDGET, Budget)
        self._sure = EVERY
        if self._budget is None:
            return
        self._prices = prices(self.engine)
        self._used = {each.model: each for each in used(self.engine, self.run_id)}
        share = share_spent(self._budget, [*self._used.values()], self._prices)
        calls = sum(each.calls for each in self._used.values())
        if share is None or not calls:
            self._sure = 1
        elif share > 0:
            left = (1 - share) / (share / calls)  # in calls of the mean size
            self._sure = max(1, min(EVERY, int(left / (2 * SIDES))))


def used(engine: Engine, run_id: str) -> list[Used]:
    """What a run has asked of each model so far."""
    query = (
        select(
            col(ReplyRow.model),
            func.count(),
            func.coalesce(func.sum(ReplyRow.prompt_tokens), 0),
            func.coalesce(func.sum(ReplyRow.completion_tokens), 0),
        )
        .where(col(ReplyRow.run) == run_id)
        .group_by(col(ReplyRow.model))
        .order_by(col(ReplyRow.model))
    )
    with Session(engine) as session:
        return [Used(*row) for row in session.execute(query)]


def spent(engine: Engine, run_id: str) -> Spent:
    each = used(engine, run_id)
    return Spent(
        calls=sum(one.calls for one in each),
        prompt_tokens=sum(one.prompt_tokens for one in each),
        completion_tokens=sum(one.completion_tokens for one in each),
    )
