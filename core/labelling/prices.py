"""What models' tokens cost: prices by model, each with the day it was true. Knows no files, and no model's server.

A price is found by the model's name alone, wherever that model runs. A model without a price has none: what it takes is
told in tokens, and nothing is made up.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from datetime import date
from io import StringIO
from typing import NamedTuple

from pydantic import BaseModel, Field

# what may follow a known name and still be the same model: a date or a release's number, and nothing in words
_RELEASE = re.compile(r"[-@:](?:latest|\d{3,}(?:-\d{2}){0,2})")


class Price(BaseModel, frozen=True, extra="forbid"):
    """What a million tokens of a model cost, and when. `made_by` is empty for what comes with the program."""

    model: str = Field(min_length=1, max_length=200)
    prompt: float = Field(ge=0, allow_inf_nan=False)
    completion: float = Field(ge=0, allow_inf_nan=False)
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$")
    as_of: date
    made_by: str = ""


class Money(NamedTuple):
    """An amount and its currency."""

    amount: float
    currency: str

    def __str__(self) -> str:
        if 0 < self.amount < 0.01:
            return f"less than 0.01 {self.currency}"
        return f"{self.amount:,.2f} {self.currency}"


class Used(NamedTuple):
    """What was asked of one model."""

    model: str
    calls: int
    prompt_tokens: int
    completion_tokens: int


def read_prices(table: str) -> dict[str, Price]:
    """Prices by model, from a table as CSV with a price's fields as its columns."""
    found = (Price.model_validate(row) for row in csv.DictReader(StringIO(table)))
    return {price.model: price for price in found}


def price_of(model: str, prices: Mapping[str, Price]) -> Price | None:
    """The price of a model, or of the model that it is a release of; None where no one gave one."""
    known = [name for name in prices if model.startswith(name) and _is_release(model.removeprefix(name))]
    return prices[max(known, key=len)] if known else None


def money(used: Iterable[Used], prices: Mapping[str, Price]) -> Money | None:
    """What it cost; None where nothing was asked, a price is not known, or prices are in several currencies."""
    pairs = [(each, price_of(each.model, prices)) for each in used]
    currencies = {"" if price is None else price.currency for _, price in pairs}
    if len(currencies) != 1 or "" in currencies:
        return None
    return Money(sum(_paid(each, price) for each, price in pairs if price is not None), *currencies)


def _is_release(ending: str) -> bool:
    return not ending or _RELEASE.fullmatch(ending) is not None


def _paid(used: Used, price: Price) -> float:
    return (used.prompt_tokens * price.prompt + used.completion_tokens * price.completion) / 1_000_000
