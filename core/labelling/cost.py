"""What asking a teacher will take, reckoned from a sample of documents before anything is sent.

Tokens are characters divided by four, a rule of thumb for English; other languages take more. Money is only named
where someone gave the prices: none are built in.
"""

from collections.abc import Mapping, Sequence
from math import ceil, sqrt
from statistics import fmean, stdev
from typing import NamedTuple

from core.agreement.estimates import Z95

CHARACTERS_PER_TOKEN = 4


class Price(NamedTuple):
    """What a million tokens cost, in whatever currency its giver thinks in."""

    prompt: float
    completion: float


class Cost(NamedTuple):
    """An estimate. `low` and `high` hold the prompt tokens of 95 samples in 100; `money` needs a known price."""

    calls: int
    prompt_tokens: int
    low: int
    high: int
    completion_tokens: int
    money: float | None


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
        return Cost(0, 0, 0, 0, 0, None if price is None else 0.0)
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
    return Cost(calls, prompt, low, high, completion, money(prompt, completion, price))


def tokens(characters: float) -> int:
    """About how many tokens a text of so many characters is."""
    return ceil(characters / CHARACTERS_PER_TOKEN)


def money(prompt_tokens: int, completion_tokens: int, price: Price | None) -> float | None:
    if price is None:
        return None
    return (prompt_tokens * price.prompt + completion_tokens * price.completion) / 1_000_000


def price_of(model: str, prices: Mapping[str, Price]) -> Price | None:
    """The price of a model, or of the longest known beginning of its name; None where no one gave one."""
    known = [name for name in prices if model.startswith(name)]
    return prices[max(known, key=len)] if known else None
