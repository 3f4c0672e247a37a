"""Growing with a language model that misbehaves: whatever it does, the taxonomy stays one that people can work with.

Every run goes over real HTTP. A model may slip at every other reply and then mend it, or never mend it at all.
"""

import asyncio
import csv
import json
import threading
import time
from pathlib import Path

import pytest

from core.corpus.document import Document, document_id
from core.errors import TeacherBusy
from core.growth.fitting import Fit
from core.growth.improve import improve
from core.store import findings, ledger, projects
from core.taxonomy.brief import Brief
from core.taxonomy.taxonomy import Taxonomy
from core.teachers import guards
from core.teachers.languages import is_foreign
from core.teachers.llm import LLMTeacher
from core.teachers.settings import ModelSettings
from core.work.here import perform_here
from core.work.requests import request
from core.work.settings import GrowSettings
from tests import scripted_model
from tests.scripted_server import Drop, Fail, Say, scripted_server, sensible
from tests.shelf import Shelf

BRIEF = Brief(use_case="Route support tickets to the team that can answer them.", language="English")
TICKETS = Path(__file__).parents[2] / "data" / "samples" / "support_tickets.csv"
TABLES = ("create", "update", "review")
GERMAN = "Alles, was mit der Karte zu tun hat und nicht zu einer anderen Frage oder zu dem Konto gehört."


def tickets(count):
    with TICKETS.open(encoding="utf-8-sig", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    return [Document(id=document_id(text), text=text) for text in texts[:count]]


BATCHES = [tickets(120)[start : start + 40] for start in (0, 40, 80)]


def said(asked):
    return scripted_model.answer(asked)


def with_labels(change):
    """The sensible answer with its table changed; where no table is asked for, the sensible answer."""

    def spoil(asked):
        answer = said(asked)
        if "labels" not in answer:
            return sensible(asked)
        return Say(json.dumps({**answer, "labels": change(answer["labels"])}))

    return spoil


def fenced(asked):
    return Say(f"```json\n{json.dumps(said(asked), indent=2)}\n```")


def talkative(asked):
    return Say(f"Sure, here is {{the table}} you asked for:\n\n{json.dumps(said(asked))}\n\nShall I go on?")


def reordered(asked):
    def turned(node):
        if isinstance(node, list):
            return [turned(item) for item in node]
        return {key: turned(node[key]) for key in reversed(node)} if isinstance(node, dict) else node

    return Say(json.dumps(turned(said(asked))))


def halved(asked):
    text = json.dumps(said(asked))
    return Say(text[: len(text) // 2])


def cut_off(asked):
    text = json.dumps(said(asked))
    return Say(text[: len(text) // 2], finish="length")


def forty(labels):
    return [{**labels[n % len(labels)], "name": f"Theme {n}", "replaces": []} for n in range(40)]


def renamed(name):
    return lambda labels: [{**labels[0], "name": name}, *labels[1:]]


def swallowed(labels):
    """One label for leftovers in the place of all others."""
    return [{"name": "Other", "replaces": [each for label in labels for each in label.get("replaces", [])]}]


# what it does, and what the next prompt then says of it
CONTENT = {
    "truncated at half": (halved, "does not have the form asked for"),
    "cut off at the length limit": (cut_off, "cut off at the length limit"),
    "no answer but prose": (lambda _: Say("I would file them by topic."), "holds no JSON object"),
    "empty reply": (lambda _: Say(""), "The reply was empty."),
    "wrong language": (
        with_labels(lambda labels: [{**label, "description": GERMAN} for label in labels]),
        "The labels are not written in English.",
    ),
    "40 labels where 25 are allowed": (with_labels(forty), "There are 40 labels, and at most 25 are allowed."),
    "duplicate names": (with_labels(lambda labels: [*labels, *labels][:25]), "is given to 2 labels."),
    "Other": (with_labels(swallowed), "“Other” is a label for leftovers"),
    "empty list": (with_labels(lambda _: []), "at least 1 item"),
    "names that run on": (with_labels(renamed("A name " * 6)), "is longer than 6 words."),
    "descriptions that run on": (
        with_labels(lambda labels: [{**label, "description": "on and on " * 20} for label in labels]),
        "is longer than 30 words.",
    ),
}
FORM = {"fenced": fenced, "extra prose": talkative, "fields reordered": reordered}


def hang(asked):
    time.sleep(4)
    return Drop()


CONNECTION = {
    "429 with Retry-After": lambda _: Fail(429, retry_after="0.1"),
    "500": lambda _: Fail(500),
    "hang": hang,
    "dropped": lambda _: Drop(),
}


def at_every_other(spoil):
    """Slip, mend it, slip again."""
    lock, calls = threading.Lock(), []

    def behave(asked):
        with lock:
            calls.append(asked)
            slips = len(calls) % 2
        return spoil(asked) if slips else sensible(asked)

    return behave


def question(asked):
    """What is asked, whether for the first time or again."""
    return asked["messages"][0]["content"] + asked["messages"][1]["content"].partition("\n\nYour last reply failed.")[0]


def at_each_question_another(slips):
    """Slip in the next way whenever something is asked for the first time."""
    lock, turns = threading.Lock(), {}

    def behave(asked):
        with lock:
            known = question(asked) in turns
            turn = turns.setdefault(question(asked), len(turns))
        return sensible(asked) if known else slips[turn % len(slips)](asked)

    return behave


def but_for(kind, spoil):
    """Answer one prompt sensibly, and spoil all others."""
    return lambda asked: sensible(asked) if scripted_model.kind(asked) == kind else spoil(asked)


def grown(server, batches=BATCHES, review=True, **settings):
    """The taxonomy and its log after a run over some batches."""
    model = ModelSettings(model="m", base_url=server.base_url, **settings)
    teacher, taxonomy, log = LLMTeacher(model, Shelf()), Taxonomy(), []
    known = {document.id: document for batch in batches for document in batch}

    async def run():
        nonlocal taxonomy
        for number, batch in enumerate([*batches, *([[]] if review else [])], start=1):
            change = await improve(BRIEF, taxonomy, known, f"batch {number}", batch, teacher)
            taxonomy = taxonomy.apply(change)
            log.append(change)

    asyncio.run(run())
    return taxonomy, log


def assert_sane(taxonomy, brief=BRIEF):
    names = [guards.same(label.name) for label in taxonomy.live]
    written = " ".join(f"{label.name} {label.description}" for label in taxonomy.live)
    assert 2 <= len(names) <= brief.max_labels
    assert len({*names}) == len(names)
    assert not any(guards.is_leftover(name) for name in names)
    assert not is_foreign(written, brief.language)
    assert all(guards.words(label.name) <= brief.name_words * guards.TOLERANCE for label in taxonomy.live)


@pytest.mark.parametrize("slip", FORM)
def test_an_answer_in_an_odd_dress_is_understood_at_once(slip):
    with scripted_server(FORM[slip]) as server:
        taxonomy, log = grown(server)
    assert_sane(taxonomy)
    assert len(server.calls) == 4
    assert not any(change.failed for change in log)


def test_a_label_for_leftovers_beside_good_ones_is_left_out_at_once_and_that_is_said():
    with scripted_server(with_labels(lambda labels: [*labels[:20], {"name": "Other"}])) as server:
        taxonomy, log = grown(server)
    assert_sane(taxonomy)
    assert len(server.calls) == 4
    assert all("Left out “Other”" in change.reason for change in log)


@pytest.mark.parametrize("slip", CONTENT)
def test_a_slip_is_told_to_the_model_and_mended(slip):
    spoil, told = CONTENT[slip]
    with scripted_server(at_every_other(spoil)) as server:
        taxonomy, log = grown(server)
    assert_sane(taxonomy)
    assert not any(change.failed for change in log)
    assert len(server.calls) == 8
    assert all(told in call["messages"][-1]["content"] for call in server.calls[1::2])
    assert [call["temperature"] for call in server.calls] == [0.5, 0.6, 0.2, 0.3, 0.2, 0.3, 0, 0.1]


@pytest.mark.parametrize("slip", CONTENT)
def test_a_model_that_never_mends_leaves_the_last_good_taxonomy_and_failed_steps_that_say_why(slip):
    spoil, told = CONTENT[slip]
    with scripted_server(but_for("create", spoil)) as server:
        taxonomy, log = grown(server)
    assert_sane(taxonomy)
    assert taxonomy.live == Taxonomy().apply(log[0]).live
    assert [change.failed for change in log] == [False, True, True, True]
    assert all(told in change.reason and "after 5 tries" in change.reason for change in log[1:])
    assert not any(change.labels for change in log[1:])
    assert server.kinds == {"create": 1, "update": 10, "review": 5}


@pytest.mark.parametrize("slip", ["truncated at half", "empty list", "Other"])
def test_a_model_that_is_no_good_from_the_start_makes_no_taxonomy_rather_than_a_bad_one(slip):
    with scripted_server(CONTENT[slip][0]) as server:
        taxonomy, log = grown(server, BATCHES[:2], review=False)
    assert not taxonomy.labels
    assert [change.failed for change in log] == [True, True]
    assert server.kinds == {"create": 10}


def test_a_table_of_which_most_is_missing_is_no_reason_to_retire_labels():
    told = "labels would vanish, since no label in the reply replaces them."
    lose = with_labels(lambda labels: labels[:3])
    batches = [tickets(120), *BATCHES[:2]]
    with scripted_server(but_for("create", at_every_other(lose))) as server:
        taxonomy, _ = grown(server, batches)
    assert len(taxonomy.live) >= guards.LARGE
    assert sum(told in call["messages"][-1]["content"] for call in server.calls) == 3
    with scripted_server(but_for("create", lose)) as server:
        taxonomy, log = grown(server, batches)
    assert len(taxonomy.live) >= guards.LARGE
    assert [change.failed for change in log] == [False, True, True, True]
    assert all(told in change.reason for change in log[1:])


def test_labels_that_claim_to_replace_what_is_not_there_go_back():
    astray = with_labels(lambda labels: [{**labels[0], "replaces": ["nowhere"]}, *labels[1:]])
    with scripted_server(but_for("create", at_every_other(astray))) as server:
        taxonomy, log = grown(server)
    assert_sane(taxonomy)
    assert not any(change.failed for change in log)
    assert sum("replaces “nowhere”" in call["messages"][-1]["content"] for call in server.calls) == 3


@pytest.mark.parametrize("slip", CONNECTION)
def test_a_server_that_stumbles_is_asked_again_and_nothing_is_lost(slip):
    with scripted_server(at_every_other(CONNECTION[slip])) as server:
        taxonomy, log = grown(server, BATCHES[:2], review=False, timeout=2)
    assert_sane(taxonomy)
    assert not any(change.failed for change in log)
    assert server.calls[0] == server.calls[1]


@pytest.mark.parametrize("slip", CONNECTION)
def test_a_server_that_is_down_for_good_ends_the_run_in_time_and_says_so(slip):
    begun = time.monotonic()
    with scripted_server(CONNECTION[slip]) as server, pytest.raises(TeacherBusy, match=r"no answer is lost\.$"):
        grown(server, timeout=0.3, patience=1)
    assert time.monotonic() - begun < 10


@pytest.fixture
def card(engine, project, monkeypatch):
    for name in ("OPENAI_API_KEY", "TNT_SMALL_MODEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TNT_MODEL", "scripted")
    return projects.add_taxonomy(engine, project.id, "Topics", BRIEF)


def run_through(engine, card, server, monkeypatch, **settings):
    monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
    chosen = GrowSettings(teacher="llm", sample=150, batch_size=30, saturation=0, **{"trials": 1, **settings})
    return asyncio.run(perform_here(engine, request(engine, card.id, chosen, "Ana").id, lambda _: None))


def test_a_whole_run_with_one_slip_after_the_other_ends_well(engine, card, monkeypatch):
    slips = [spoil for spoil, _ in CONTENT.values()]
    slips += [*FORM.values(), CONNECTION["429 with Retry-After"], CONNECTION["500"], CONNECTION["dropped"]]
    with scripted_server(at_each_question_another(slips)) as server:
        run = run_through(engine, card, server, monkeypatch, trials=2, rounds=2, chooser="teacher")
    assert run.status == "done", run.note
    assert len({question(call) for call in server.calls}) > len(slips)
    assert_sane(ledger.taxonomy(engine, card.id))


@pytest.mark.parametrize("slip", ["truncated at half", "wrong language", "40 labels where 25 are allowed"])
def test_a_whole_run_with_a_model_that_never_mends_keeps_what_it_began_with(engine, card, monkeypatch, slip):
    spoil, told = CONTENT[slip]
    with scripted_server(but_for("create", spoil)) as server:
        run = run_through(engine, card, server, monkeypatch)
    assert run.status == "done", run.note
    taxonomy, log = ledger.taxonomy(engine, card.id), ledger.changes(engine, card.id)
    assert_sane(taxonomy)
    assert [change.failed for change in log] == [False] + [True] * (len(log) - 1) and len(log) > 3
    assert all(told in change.reason for change in log[1:])
    measured = findings.findings(engine, run.id, "fit/", Fit)
    assert bool(measured) == (slip != "truncated at half")  # documents that nobody could place are not counted


def test_a_whole_run_with_a_model_that_is_no_good_at_all_ends_without_labels_and_says_why(engine, card, monkeypatch):
    with scripted_server(lambda _: Say("I would file them by topic.")) as server:
        run = run_through(engine, card, server, monkeypatch)
    log = ledger.changes(engine, card.id)
    assert (run.status, ledger.taxonomy(engine, card.id).live) == ("done", ())
    assert all(change.failed and "holds no JSON object" in change.reason for change in log[:3])
