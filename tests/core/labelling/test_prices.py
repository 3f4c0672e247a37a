from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core.labelling.prices import Money, Price, Used, money, price_of, read_prices

DAY = date(2025, 1, 1)


def priced(*models, **changes):
    return {
        model: Price(model=model, prompt=place, completion=10 * place, as_of=DAY).model_copy(update=changes)
        for place, model in enumerate(models, start=1)
    }


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("gpt-4o", "gpt-4o"),
        ("gpt-4o-2024-08-06", "gpt-4o"),
        ("gpt-4o-mini", "gpt-4o-mini"),
        ("gpt-4o-mini-2024-07-18", "gpt-4o-mini"),
        ("claude-sonnet-4-20250514", "claude-sonnet-4"),
        ("claude-sonnet-4@20250514", "claude-sonnet-4"),
        ("gemini-2.0-flash-001", "gemini-2.0-flash"),
        ("claude-sonnet-4-latest", "claude-sonnet-4"),
    ],
)
def test_a_release_of_a_model_costs_what_the_model_costs(asked, found):
    prices = priced("gpt-4", "gpt-4o", "gpt-4o-mini", "claude-sonnet-4", "gemini-2.0-flash")
    assert price_of(asked, prices).model == found


@pytest.mark.parametrize(
    "asked", ["gpt-4o", "gpt-4.1", "gpt-4-turbo", "gpt-4-32k", "gpt-4-1106-preview", "ft:gpt-4", "GPT", "gpt-4-1", ""]
)
def test_another_model_whose_name_begins_alike_has_no_price(asked):
    assert price_of(asked, priced("gpt-4")) is None


def test_a_release_with_a_price_of_its_own_has_that_one():
    prices = priced("gpt-4o", "gpt-4o-2024-05-13")
    assert price_of("gpt-4o-2024-05-13", prices).prompt == 2
    assert price_of("gpt-4o-2024-11-20", prices).prompt == 1


@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, unique=True), st.text(max_size=8))
def test_every_model_in_the_table_has_its_own_price(models, other):
    prices = priced(*models)
    assert all(price_of(model, prices).model == model for model in models)
    found = price_of(other, prices)
    assert found is None or other.startswith(found.model)


def test_money_is_summed_over_models():
    used = [Used("a", 2, 1_000_000, 100_000), Used("b-2025-01-01", 1, 500_000, 0)]
    assert money(used, priced("a", "b")) == Money(3.0, "USD")


def test_no_money_is_named_where_a_price_is_missing_or_currencies_differ():
    used = [Used("a", 1, 10, 10), Used("b", 1, 10, 10)]
    assert money(used, priced("a")) is None
    assert (
        money(used, {**priced("a"), "b": Price(model="b", prompt=1, completion=1, currency="EUR", as_of=DAY)}) is None
    )
    assert money([], priced("a")) is None


def test_a_model_may_cost_nothing():
    assert money([Used("a", 9, 10**6, 10**6)], priced("a", prompt=0.0, completion=0.0)) == Money(0, "USD")


def test_amounts_are_told_in_cents_and_small_ones_honestly():
    assert [str(Money(amount, "USD")) for amount in (0, 0.004, 0.01, 1234.567)] == [
        "0.00 USD",
        "less than 0.01 USD",
        "0.01 USD",
        "1,234.57 USD",
    ]


def test_a_table_of_prices_is_read_by_its_columns():
    table = "model,prompt,completion,currency,as_of\nsmall,0.10,0.40,USD,2025-04-14\n"
    assert read_prices(table) == {
        "small": Price(model="small", prompt=0.1, completion=0.4, currency="USD", as_of=date(2025, 4, 14))
    }


@pytest.mark.parametrize(
    "wrong", [{"prompt": -1}, {"completion": float("inf")}, {"currency": "dollars"}, {"model": ""}]
)
def test_a_price_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValidationError):
        Price.model_validate({"model": "m", "prompt": 1, "completion": 1, "as_of": DAY, **wrong})
