from datetime import date

from core.labelling.prices import Price, price_of
from core.store.prices import forget_price, prices, set_price

TODAY = date(2026, 1, 2)


def test_well_known_models_come_with_a_dated_price(engine):
    known = prices(engine)
    mini = price_of("gpt-4o-mini-2024-07-18", known)
    assert (mini.prompt, mini.completion, mini.currency, mini.made_by) == (0.15, 0.6, "USD", "")
    assert price_of("gpt-4o-mini", known) != price_of("gpt-4o", known)
    assert all(date(2024, 1, 1) < price.as_of <= date(2025, 12, 31) for price in known.values())
    assert price_of("scripted", known) is None


def test_people_add_and_correct_prices_and_take_that_back(engine):
    set_price(engine, Price(model="own-model", prompt=0, completion=0, as_of=TODAY, made_by="Ann"))
    set_price(engine, Price(model="gpt-4o-mini", prompt=9, completion=9, currency="EUR", as_of=TODAY, made_by="Ann"))
    known = prices(engine)
    assert (known["own-model"].made_by, known["gpt-4o-mini"].prompt) == ("Ann", 9)
    assert list(known) == sorted(known)
    for model in ("own-model", "gpt-4o-mini", "never-there"):
        forget_price(engine, model)
    assert "own-model" not in prices(engine)
    assert prices(engine)["gpt-4o-mini"].prompt == 0.15
