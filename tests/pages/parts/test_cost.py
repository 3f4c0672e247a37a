"""What a run will take is said before it starts, what it may take can be set, and a spent budget can be raised."""

import pytest
from streamlit.testing.v1 import AppTest

from core.labelling.cost import Budget
from core.store import ledger, projects, runs
from core.store.replies import Replies
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.teachers.protocol import Reply
from core.work.budget import budget_of, set_budget
from tests.pages.conftest import words


@pytest.fixture
def topics(engine, tickets):
    taxonomy_id = projects.taxonomies(engine, tickets.id)[0].id
    ledger.append(engine, taxonomy_id, Change(labels=(Label(id="a", name="Cards"),), author="human:Ana", based_on=0))
    return taxonomy_id


@pytest.fixture
def model(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    monkeypatch.setenv("TNT_MODEL", "gpt-4o-mini")
    return "gpt-4o-mini"


@pytest.fixture
def stopped(engine, tickets, topics):
    """A label run that has spent its budget."""
    run = runs.add_run(engine, tickets.id, topics, "label", {"teacher": "llm"}, "Ana")
    runs.start(engine, run.id, 4)
    Replies(engine, run.id).keep("key", Reply("assign@1", "gpt-4o-mini", "{}", 90_000, 10_000))
    runs.finish(engine, run.id, "stopped", "The budget of 5,000 tokens is spent after 1 call. Raise it to go on.")
    return run.id


def test_labelling_names_money_where_the_price_is_known(visit, tickets, topics, model):
    said = words(visit("label", project=tickets.id))
    assert "60 calls" in said
    assert "less than 0.01 USD" in said
    assert "No price is known" not in said


def test_a_model_without_a_price_is_told_in_tokens_only_and_that_is_said(visit, tickets, topics, model, monkeypatch):
    monkeypatch.setenv("TNT_MODEL", "unheard-of")
    said = words(visit("label", project=tickets.id))
    assert "USD" not in said
    assert "No price is known for “unheard\\-of”" in said


def test_a_model_on_ones_own_network_is_told_in_tokens_without_a_word_on_prices(
    visit, tickets, topics, model, monkeypatch
):
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("TNT_MODEL", "small-one")
    said = words(visit("label", project=tickets.id))
    assert "tokens to read" in said
    assert "No price" not in said


def test_a_budget_set_beside_the_button_goes_with_the_run(engine, visit, tickets, topics, model):
    app = visit("label", project=tickets.id)
    app.number_input(key="ask-budget-money").set_value(2.5).run()
    app.button(key="ask-go").click().run()
    assert not app.exception
    [run] = runs.runs(engine, taxonomy_id=topics, stage="label")
    assert budget_of(engine, run.id) == Budget(money=2.5, currency="USD")


def test_without_a_price_the_budget_is_in_tokens_and_none_is_no_limit(
    engine, visit, tickets, topics, model, monkeypatch
):
    monkeypatch.setenv("TNT_MODEL", "unheard-of")
    app = visit("label", project=tickets.id)
    assert app.number_input(key="ask-budget-tokens").value is None
    app.button(key="ask-go").click().run()
    [run] = runs.runs(engine, taxonomy_id=topics, stage="label")
    assert budget_of(engine, run.id) is None


def test_a_run_stopped_by_its_budget_offers_to_raise_it(engine, visit, tickets, topics, stopped):
    set_budget(engine, stopped, Budget(tokens=5_000))
    app = visit("label", project=tickets.id)
    assert "The budget of 5,000 tokens is spent" in words(app).replace("\\", "")
    field = app.number_input(key=f"budget-{stopped}")
    assert (field.label, field.min) == ("New budget (tokens)", 100_001)
    field.set_value(300_000).run()
    app.button(key=f"raise-{stopped}").click().run()
    assert not app.exception
    assert budget_of(engine, stopped) == Budget(tokens=300_000)
    assert runs.run(engine, stopped).status == "waiting"


def test_a_budget_in_money_is_raised_in_money(engine, visit, tickets, topics, stopped):
    set_budget(engine, stopped, Budget(money=0.01))
    app = visit("label", project=tickets.id)
    assert app.number_input(key=f"budget-{stopped}").label == "New budget (USD)"
    app.button(key=f"raise-{stopped}").click().run()
    assert budget_of(engine, stopped).money > 0.0195
    assert runs.run(engine, stopped).status == "waiting"


def test_a_run_stopped_by_a_person_goes_on_as_ever(engine, visit, tickets, topics, stopped):
    app = visit("label", project=tickets.id)
    assert app.button(key=f"resume-{stopped}").label == "Go on from there"


def test_what_a_run_has_spent_is_told_in_money_too(engine, visit, tickets, topics, stopped):
    set_budget(engine, stopped, Budget(money=5))
    assert "1 model call, 100,000 tokens, 0.02 USD, budget 5.00 USD" in words(visit("jobs", project=tickets.id))


def reckoned(project, taxonomy, settings):
    """A page with nothing but the estimate of a grow run."""
    import streamlit as st

    from core.work.settings import GrowSettings
    from pages.parts.cost import budget_field, expected
    from pages.parts.place import working

    st.query_params.update({"project": project, "taxonomy": taxonomy})
    total = expected(working(), GrowSettings(**settings))
    if total is not None:
        budget_field(total.money, "grow-budget")


def growing(project, taxonomy_id, **settings):
    return AppTest.from_function(reckoned, args=(project.id, taxonomy_id, settings), default_timeout=30).run()


def test_growing_is_reckoned_in_calls_tokens_and_money_by_steps(tickets, topics, model):
    app = growing(tickets, topics, teacher="llm", trials=3, batch_size=10)
    assert not app.exception
    said = words(app)
    assert "At most" in said and "calls" in said and "USD" in said and "is not paid again" in said
    steps = app.dataframe[0].value
    assert list(steps["step"]) == [
        "Updates, batch by batch",
        "Reviews",
        "Measuring how labels fit",
        "Judging the trials",
    ]
    assert list(steps["calls"])[:2] == [12, 3]
    assert app.number_input(key="grow-budget-money").label == "Stop at (USD)"


def test_growing_without_a_model_says_nothing_of_cost(tickets, topics):
    app = growing(tickets, topics, teacher="offline")
    assert not app.exception
    assert not app.caption and not app.number_input
