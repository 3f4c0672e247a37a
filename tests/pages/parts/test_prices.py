"""The table of prices: dated, and put right by whoever knows better."""

from datetime import date

import pytest

from core.labelling.prices import Price
from core.store import ledger, projects
from core.store.prices import prices, set_price
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from tests.pages.conftest import words


@pytest.fixture
def page(engine, visit, tickets, monkeypatch):
    taxonomy_id = projects.taxonomies(engine, tickets.id)[0].id
    ledger.append(engine, taxonomy_id, Change(labels=(Label(id="a", name="Cards"),), author="human:Ana", based_on=0))
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    monkeypatch.setenv("TNT_MODEL", "own-model")
    return lambda: visit("label", project=tickets.id)


def table(app):
    return next(frame.value for frame in app.dataframe if "prompt" in frame.value)


def test_prices_are_shown_with_their_day(page):
    shown = table(page())
    row = shown[shown["model"] == "gpt-4o-mini"].iloc[0]
    assert (row["prompt"], row["completion"], row["currency"], row["made_by"]) == (
        0.15,
        0.6,
        "USD",
        "came with the app",
    )
    assert str(row["as_of"]).startswith("2024-07-18")


def test_a_price_is_entered_and_money_is_named_from_then_on(engine, page):
    app = page()
    app.text_input(key="ask-price-model").set_value("own-model")
    app.number_input(key="ask-price-prompt").set_value(100.0)
    app.number_input(key="ask-price-completion").set_value(200.0)
    app.text_input(key="ask-price-currency").set_value("eur")
    app.button(key="ask-price-keep").click().run()
    assert not app.exception
    entered = prices(engine)["own-model"]
    assert (entered.prompt, entered.currency, entered.made_by, entered.as_of) == (100, "EUR", "Ana", date.today())
    assert "EUR" in words(app)


def test_a_price_without_a_model_or_a_currency_is_refused_in_one_sentence(engine, page):
    app = page()
    app.text_input(key="ask-price-currency").set_value("e")
    app.button(key="ask-price-keep").click().run()
    assert "needs the model's name" in app.error[0].value
    assert all(not price.made_by for price in prices(engine).values())


def test_an_entered_price_is_taken_back(engine, page):
    set_price(engine, Price(model="own-model", prompt=1, completion=1, as_of=date(2025, 1, 1), made_by="Ben"))
    app = page()
    assert app.selectbox(key="ask-price-own").options == ["own\\-model"]
    app.button(key="ask-price-back").click().run()
    assert not app.exception
    assert "own-model" not in prices(engine)
