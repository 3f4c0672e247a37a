"""A run's budget: it stops within the calls under way, says so, and goes on when raised without paying twice."""

import asyncio
import json
import re

import pytest

from core.labelling.cost import Budget
from core.labelling.prices import Price
from core.store import judgements, ledger, projects, replies, runs
from core.store.prices import set_price
from core.taxonomy.brief import Brief
from core.taxonomy.edits import add
from core.taxonomy.taxonomy import Change
from core.work import queue
from core.work.budget import bill, is_spent, set_budget
from core.work.here import perform_here
from core.work.requests import request
from core.work.settings import GrowSettings, LabelSettings
from tests.faults.processes import ended, free_port, process
from tests.scripted_server import scripted_server

AT_ONCE = 4  # calls a part may have in flight
SIDES = 2  # parts of a label run that are under way at once
GROW = GrowSettings(teacher="llm", sample=100, batch_size=20, trials=2)
LABEL = LabelSettings(teacher="llm", sample=120)


@pytest.fixture
def card(engine, project, monkeypatch):
    for name in ("OPENAI_API_KEY", "TNT_SMALL_MODEL", "TNT_EXECUTOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TNT_MODEL", "scripted")
    monkeypatch.setenv("TNT_CONCURRENCY", str(AT_ONCE))
    return projects.add_taxonomy(engine, project.id, "Topics", Brief(max_labels=8))


@pytest.fixture
def labelled(engine, card):
    """The taxonomy with a label to assign."""
    labels = add(ledger.taxonomy(engine, card.id), "Billing", "Payments and invoices")
    ledger.append(engine, card.id, Change(labels=labels, author="human:Ann", based_on=0))
    return card


@pytest.fixture
def model(monkeypatch):
    with scripted_server(delay=0.02) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        yield server


def perform(engine, run):
    return asyncio.run(perform_here(engine, run.id, lambda _: None))


def again(engine, run):
    runs.queue_again(engine, run.id)
    return perform(engine, run)


def unlike(calls):
    return len({json.dumps(call, sort_keys=True) for call in calls})


def test_labelling_stops_within_the_calls_under_way_and_goes_on_when_the_budget_is_raised(engine, labelled, model):
    run = request(engine, labelled.id, LABEL, made_by="Ann")
    set_budget(engine, run.id, Budget(tokens=20_000))
    stopped = perform(engine, run)
    spent = bill(engine, run.id)
    overrun = (spent.tokens - 20_000) / (spent.tokens / spent.calls)
    assert stopped.status == "stopped"
    assert re.fullmatch(
        r"The budget of 20,000 tokens is spent after \d+ calls. Raise it to go on; what is done is kept.", stopped.note
    )
    assert 0 <= overrun <= SIDES * AT_ONCE + 1
    assert len(model.calls) == spent.calls < 120
    set_budget(engine, run.id, Budget(tokens=10_000_000))
    assert not is_spent(engine, run.id)
    assert again(engine, run).status == "done"
    assert len(model.calls) == unlike(model.calls) == replies.spent(engine, run.id).calls == 120
    assert len(judgements.judged_in_run(engine, run.id)) == 120


def test_a_run_that_goes_on_without_more_money_asks_nobody(engine, labelled, model):
    set_price(engine, Price(model="scripted", prompt=1, completion=1, as_of="2025-01-01"))
    run = request(engine, labelled.id, LABEL, made_by="Ann")
    set_budget(engine, run.id, Budget(money=0.02))
    assert perform(engine, run).status == "stopped"
    paid = len(model.calls)
    stopped = again(engine, run)
    assert (stopped.status, len(model.calls)) == ("stopped", paid)
    assert "The budget of 0.02 USD is spent" in stopped.note


def test_growing_stops_and_goes_on_too(engine, card, model):
    run = request(engine, card.id, GROW, made_by="Ann")
    set_budget(engine, run.id, Budget(tokens=15_000))
    stopped = perform(engine, run)
    spent = bill(engine, run.id)
    assert (stopped.status, len(model.calls)) == ("stopped", spent.calls)
    biggest = max(sum(len(message["content"]) for message in call["messages"]) for call in model.calls) / 4
    assert 15_000 <= spent.tokens <= 15_000 + 2 * AT_ONCE * biggest
    set_budget(engine, run.id, None)
    assert again(engine, run).status == "done"
    assert len(model.calls) == unlike(model.calls) == replies.spent(engine, run.id).calls


def test_a_worker_keeps_a_budget_as_well(engine, labelled, monkeypatch, tmp_path):
    port, log = free_port(), tmp_path / "calls.txt"
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{port}/v1")
    with process("-m", "tests.scripted_server", "--port", port, "--delay", 0.05, "--log", log):
        run = request(engine, labelled.id, LABEL, made_by="Ann")
        set_budget(engine, run.id, Budget(tokens=20_000))
        queue.hand_over(engine, run.id)
        with process("-m", "core.work"):
            stopped = ended(engine, run.id)
            spent = bill(engine, run.id)
            assert (stopped.status, len(log.read_text().splitlines())) == ("stopped", spent.calls)
            assert 20_000 <= spent.tokens <= 20_000 + (SIDES * AT_ONCE + 1) * spent.tokens / spent.calls
            set_budget(engine, run.id, Budget(tokens=10_000_000))
            queue.resume(engine, run.id)
            assert ended(engine, run.id).status == "done"
    calls = log.read_text().splitlines()
    assert len(calls) == len(set(calls)) == 120
