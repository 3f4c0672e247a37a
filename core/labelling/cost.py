"""What asking a teacher will take, reckoned from a sample of documents before anything is sent, and what it may take.

Tokens are characters divided by four, a rule of thumb for English; other languages take more.
"""

from collections.abc import Mapping, Sequence
from math import ceil, sqrt
from statistics import fmean, stdev
from typing import NamedTuple

from pydantic import BaseModel, Field

from core.agreement.estimates import Z95
from core.labelling.prices import Money, Price, Used, money

CHARACTERS_PER_TOKEN = 4


class Cost(NamedTuple):
    """An estimate. `low` and `high` hold the prompt tokens of 95 samples in 100; `money` needs a known price."""

    calls: int
    prompt_tokens: int
    low: int
    high: int
    completion_tokens: int
    money: Money | None


class Budget(BaseModel, frozen=True, extra="forbid"):
    """What a run may take in money, in tokens, or in both; None is no limit."""

    money: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$")
    tokens: int | None = Field(default=None, ge=0)

    def __str__(self) -> str:
        amount = "" if self.money is None else str(Money(self.money, self.currency))
        count = "" if self.tokens is None else f"{self.tokens:,} tokens"
        return " and ".join(filter(None, (amount, count)))


def estimate(
    lengths: Sequence[int],
    documents: int,
    instructions: int,
    reply: int,
    documents_per_call: int = 1,
    longest: int | None = None,
    price: Price | None = None,
) -> Cost:
    """Reckon a stage from the lengths of a few randomly drawn documents.

    `lengths`, `instructions` (sent with every call), `reply` (for each document) and `longest` (where documents
    are cut) are in characters. Raises ValueError where there are documents to ask about but no lengths.
    """
    if documents > 0 and not lengths:
        raise ValueError("the lengths of some documents are needed")
    if documents <= 0:
        return Cost(0, 0, 0, 0, 0, None if price is None else Money(0.0, price.currency))
    calls = ceil(documents / documents_per_call)
    sent = [length if longest is None else min(length, longest) for length in lengths]
    mean = fmean(sent)
    # Fewer unseen documents, less doubt: the finite population correction.
    unseen = max(0.0, 1 - len(sent) / documents)
    doubt = Z95 * stdev(sent) * sqrt(unseen / len(sent)) if len(sent) > 1 else mean * (unseen > 0)
    prompt, low, high = (
        tokens(calls * instructions + documents * max(0.0, length)) for length in (mean, mean - doubt, mean + doubt)
    )
    completion = tokens(documents * reply)
    known = {} if price is None else {price.model: price}
    used = Used("" if price is None else price.model, calls, prompt, completion)
    return Cost(calls, prompt, low, high, completion, money([used], known))


def tokens(characters: float) -> int:
    """About how many tokens a text of so many characters is."""
    return ceil(characters / CHARACTERS_PER_TOKEN)


def share_spent(budget: Budget, used: Sequence[Used], prices: Mapping[str, Price]) -> float | None:
    """How much of a budget is gone, from 0; 1 and more is all. None where it is in money and the money is not known."""
    if not used:
        return 1.0 if 0 in (budget.money, budget.tokens) else 0.0
    shares = [0.0]
    if budget.tokens is not None:
        shares.append(_share(sum(each.prompt_tokens + each.completion_tokens for each in used), budget.tokens))
    if budget.money is not None:
        paid = money(used, prices)
        if paid is None or paid.currency != budget.currency:
            return None
        shares.append(_share(paid.amount, budget.money))
    return max(shares)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0
