"""What growing is said to take, against what runs really asked of a server."""

import asyncio
import json
import re
from collections import Counter
from itertools import cycle, islice

import pytest
from sqlmodel import Session, select

from core.corpus.document import Document, document_id
from core.errors import NotEnoughLabels, TeacherError
from core.labelling.prices import Money, Price
from core.store import documents, ledger, projects
from core.store.prices import set_price
from core.store.projects import Upload
from core.store.tables import ReplyRow
from core.taxonomy.brief import Brief
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.work.estimates import growing_cost, labelling_cost
from core.work.here import perform_here
from core.work.requests import request
from core.work.settings import GrowSettings
from tests import scripted_model
from tests.scripted_server import Say, scripted_server

PRICED = {"OPENAI_API_KEY": "secret", "TNT_MODEL": "gpt-4o-mini"}
ENGLISH = ("what", "people", "say", "about", "this", "and", "which", "wishes", "they", "have", "when", "it", "fails")
TOLERANCE = 0.25


def said(words):
    return " ".join(islice(cycle(ENGLISH), words))


def wordy():
    """A model that uses all the labels it may, writes contracts of the usual length, and rewords them every time."""
    count = iter(range(10_000))

    def behave(asked):
        reply = scripted_model.answer(asked)
        if "labels" in reply:
            number = next(count)
            most = int(re.search(r"At most (\d+) labels", asked["messages"][0]["content"]).group(1))
            rows = reply["labels"]
            if scripted_model.kind(asked) == "create":
                rows += [{"name": f"Theme about case{place}", "examples": []} for place in range(len(rows), most)]
            phrases = [f"{said(4)} {place}" for place in range(2)]
            told = {"description": f"{said(17)} {number}", "includes": phrases, "excludes": phrases}
            reply["labels"] = [{**row, **told, "examples": row["examples"] or [1, 2]} for row in rows]
        return Say(json.dumps(reply))

    return behave


@pytest.fixture
def corpus(engine):
    """A project with some documents, and its taxonomy."""

    def of(texts, brief):
        project = projects.add_project(engine, "Corpus", "Ann")
        upload = Upload(name="c.csv", made_by="Ann", rows=len(texts), documents=0, duplicates=0, empty=0)
        made = [Document(id=document_id(text), text=text) for text in texts]
        documents.add_documents(engine, project.id, made, upload)
        return projects.add_taxonomy(engine, project.id, "Topics", brief)

    return of


@pytest.fixture
def tickets(corpus, documents):
    return corpus([document.text for document in documents[:300]], Brief(max_labels=10))


def grown(engine, card, settings, behaviour, monkeypatch):
    """What was expected, and the calls, prompt and completion tokens by prompt of what then happened."""
    with scripted_server(behaviour) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        monkeypatch.setenv("TNT_MODEL", "scripted")
        cost = growing_cost(engine, card.id, settings, {"OPENAI_BASE_URL": server.base_url, "TNT_MODEL": "scripted"})
        run = request(engine, card.id, settings, "Ann")
        ended = asyncio.run(perform_here(engine, run.id, lambda _: None))
        assert ended.status == "done", ended.note
    calls, read, written = Counter(), Counter(), Counter()
    with Session(engine) as session:
        for row in session.exec(select(ReplyRow).where(ReplyRow.run == run.id)):
            name = row.prompt.partition("@")[0]
            calls[name] += 1
            read[name] += row.prompt_tokens
            written[name] += row.completion_tokens
    return cost, calls, read, written


@pytest.mark.parametrize("trials", [1, 3])
def test_growing_takes_the_calls_and_about_the_tokens_it_was_said_to_take(engine, tickets, trials, monkeypatch):
    settings = GrowSettings(teacher="llm", batch_size=40, trials=trials, saturation=0)
    cost, calls, read, written = grown(engine, tickets, settings, wordy(), monkeypatch)
    assert {step.prompt: step.calls for step in cost.steps} == calls
    for step in cost.steps:
        assert step.prompt_tokens == pytest.approx(read[step.prompt], rel=TOLERANCE), step.prompt
    assert cost.expected.prompt_tokens == pytest.approx(read.total(), rel=TOLERANCE)
    assert cost.expected.completion_tokens == pytest.approx(written.total(), rel=TOLERANCE)
    assert cost.low.tokens < read.total() + written.total()


def test_summaries_are_in_it_once_for_each_document_and_by_the_small_model(engine, corpus, documents, monkeypatch):
    texts = [" ".join(document.text for document in documents[start : start + 4]) for start in range(0, 480, 4)]
    card = corpus(texts, Brief(max_labels=10))
    settings = GrowSettings(teacher="llm", batch_size=20, trials=2, saturation=0)
    monkeypatch.setenv("TNT_SMALL_MODEL", "smaller")
    cost, calls, read, _ = grown(engine, card, settings, wordy(), monkeypatch)
    assert {step.prompt: step.calls for step in cost.steps} == calls
    assert calls["summarise"] == 120
    assert cost.expected.prompt_tokens == pytest.approx(read.total(), rel=TOLERANCE)


def test_a_model_that_soon_settles_takes_fewer_calls_and_never_more(engine, tickets, monkeypatch):
    settings = GrowSettings(teacher="llm", batch_size=20, trials=2, saturation=2)
    cost, calls, read, written = grown(engine, tickets, settings, scripted_model_says, monkeypatch)
    assert calls.total() <= cost.expected.calls
    assert read.total() + written.total() <= cost.high.tokens
    assert cost.low.calls < cost.expected.calls


def scripted_model_says(asked):
    return Say(json.dumps(scripted_model.answer(asked)))


def test_low_and_high_stand_on_either_side(engine, tickets):
    cost = growing_cost(engine, tickets.id, GrowSettings(teacher="llm"), PRICED)
    assert cost.low.tokens < cost.expected.tokens < cost.high.tokens
    assert cost.low.money.amount < cost.expected.money.amount < cost.high.money.amount


def test_money_is_that_of_each_model(engine, tickets):
    settings = GrowSettings(teacher="llm", summaries="always")
    environ = {**PRICED, "TNT_SMALL_MODEL": "tiny"}
    assert growing_cost(engine, tickets.id, settings, environ).unpriced == ("tiny",)
    assert growing_cost(engine, tickets.id, settings, environ).expected.money is None
    set_price(engine, Price(model="tiny", prompt=0, completion=0, as_of="2025-01-01"))
    cost = growing_cost(engine, tickets.id, settings, environ)
    paid = sum(
        (step.prompt_tokens * 0.15 + step.completion_tokens * 0.6) / 1e6
        for step in cost.steps
        if step.model == "gpt-4o-mini"
    )
    assert cost.expected.money == Money(pytest.approx(paid), "USD")


def test_the_offline_teacher_takes_nothing(engine, tickets):
    cost = growing_cost(engine, tickets.id, GrowSettings(), {})
    assert (cost.steps, cost.expected.calls, cost.high.tokens, cost.unpriced) == ((), 0, 0, ())


def test_without_a_model_there_is_nothing_to_reckon_with(engine, tickets):
    with pytest.raises(TeacherError, match="no key"):
        growing_cost(engine, tickets.id, GrowSettings(teacher="llm"), {})


def test_there_is_no_judging_of_one_trial(engine, tickets):
    steps = growing_cost(engine, tickets.id, GrowSettings(teacher="llm", trials=1), PRICED).steps
    assert [step.prompt for step in steps] == ["create", "review", "fit"]


def test_a_taxonomy_with_labels_is_updated_from_the_first_batch_on(engine, tickets):
    ledger.append(engine, tickets.id, Change(labels=(Label(id="a", name="Cards"),), author="human:Ann", based_on=0))
    steps = growing_cost(engine, tickets.id, GrowSettings(teacher="llm", trials=1), PRICED).steps
    assert {step.prompt: step.calls for step in steps} == {"update": 1, "review": 1, "fit": 6}


def test_a_label_without_documents_cannot_be_divided_nor_reckoned(engine, tickets):
    ledger.append(engine, tickets.id, Change(labels=(Label(id="a", name="Cards"),), author="human:Ann", based_on=0))
    with pytest.raises(NotEnoughLabels, match="nothing to divide"):
        growing_cost(engine, tickets.id, GrowSettings(teacher="llm", within="a"), PRICED)


def test_labelling_is_a_call_a_document_and_named_in_money(engine, tickets):
    cost = labelling_cost(engine, tickets.id, 200, model="gpt-4o-mini")
    assert cost.calls == 200
    assert cost.low < cost.prompt_tokens < cost.high
    assert cost.money.amount == pytest.approx((cost.prompt_tokens * 0.15 + cost.completion_tokens * 0.6) / 1e6)
    assert labelling_cost(engine, tickets.id, 200, model="unheard-of").money is None


def test_the_hybrid_teacher_asks_for_names_and_votes_only(engine, tickets):
    cost = growing_cost(engine, tickets.id, GrowSettings(teacher="hybrid", trials=3), PRICED)
    assert {step.prompt: step.calls for step in cost.steps} == {"name": 3 * 10 * 3, "choose": 6}
