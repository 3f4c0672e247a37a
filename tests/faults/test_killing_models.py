"""A language model costs money for every call: whatever is killed, only calls in flight are made twice."""

import signal

import pytest

from core.store import judgements, ledger, projects, replies, runs, trials
from core.taxonomy.brief import Brief
from core.taxonomy.edits import add
from core.taxonomy.taxonomy import Change
from core.work import queue
from core.work.requests import request
from core.work.settings import GrowSettings, LabelSettings
from tests.faults.processes import ended, free_port, kill, process, until

WORKER = ("-m", "core.work")
IMPATIENT = ("-m", "tests.faults.impatient")
AT_ONCE = 4  # calls a part may have in flight
GROW = GrowSettings(teacher="llm", sample=100, batch_size=20)  # three trials of three minibatches and a review
LABEL = LabelSettings(teacher="llm", sample=120)  # three parts


@pytest.fixture
def card(engine, project, monkeypatch):
    card = projects.add_taxonomy(engine, project.id, "Topics", Brief(max_labels=8))
    for name in ("OPENAI_API_KEY", "TNT_SMALL_MODEL", "TNT_EXECUTOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TNT_MODEL", "scripted")
    monkeypatch.setenv("TNT_CONCURRENCY", str(AT_ONCE))
    return card


@pytest.fixture
def labelled(engine, card):
    """The taxonomy with a label to assign."""
    labels = add(ledger.taxonomy(engine, card.id), "Billing", "Payments and invoices")
    ledger.append(engine, card.id, Change(labels=labels, author="human:Ann", based_on=0))
    return card


@pytest.fixture
def model(tmp_path, monkeypatch):
    """A model's server that can be started and started again, always at the same place and with the same log."""
    port = free_port()
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{port}/v1")

    def serve(delay):
        return process("-m", "tests.scripted_server", "--port", port, "--delay", delay, "--log", tmp_path / "calls.txt")

    return serve


def calls(tmp_path):
    log = tmp_path / "calls.txt"
    return log.read_text().splitlines() if log.exists() else []


def ask(engine, card, settings):
    run = request(engine, card.id, settings, made_by="Ann")
    queue.hand_over(engine, run.id)
    return run


def test_growing_goes_on_after_the_worker_was_killed(engine, card, model, tmp_path):
    with model(delay=0.5):
        run = ask(engine, card, GROW)
        with process(*WORKER) as worker:
            until(
                lambda: (
                    runs.run(engine, run.id).done == 2 and len(calls(tmp_path)) > replies.spent(engine, run.id).calls
                )
            )
            kill(worker)
        with process(*WORKER):
            assert ended(engine, run.id).status == "done"
    made, needed = len(calls(tmp_path)), len(set(calls(tmp_path)))
    assert needed == replies.spent(engine, run.id).calls
    assert made <= needed + AT_ONCE
    for trial in trials.trials(engine, run.id):
        batches = [change.batch for change in ledger.changes(engine, trial.taxonomy)]
        assert len(batches) == len(set(batches)) >= 2


def test_labelling_goes_on_after_the_worker_was_killed(engine, labelled, model, tmp_path):
    with model(delay=0.3):
        run = ask(engine, labelled, LABEL)
        with process(*WORKER) as worker:
            until(lambda: replies.spent(engine, run.id).calls >= 30)
            kill(worker)
        with process(*WORKER):
            assert ended(engine, run.id).status == "done"
    made, needed = len(calls(tmp_path)), len(set(calls(tmp_path)))
    assert needed == replies.spent(engine, run.id).calls
    assert made <= needed + 2 * AT_ONCE
    assert len(judgements.judged_in_run(engine, run.id)) == 120


def test_a_run_stops_within_two_seconds_while_the_model_thinks(engine, labelled, model, tmp_path):
    with model(delay=20):
        run = ask(engine, labelled, LABEL)
        with process(*WORKER):
            until(lambda: calls(tmp_path))
            queue.stop(engine, run.id)
            assert ended(engine, run.id, within=2).status == "stopped"


def test_a_model_that_goes_away_fails_the_run_with_a_plain_note_and_nothing_is_lost(engine, labelled, model, tmp_path):
    with process(*IMPATIENT):
        with model(delay=0.2) as server:
            run = ask(engine, labelled, LABEL)
            until(lambda: replies.spent(engine, run.id).calls >= 30)
            kill(server)
            paid = replies.spent(engine, run.id).calls
        failed = ended(engine, run.id, within=120)
        assert failed.status == "failed"
        assert "Traceback" not in failed.note
        assert failed.note.endswith(".")
        with model(delay=0):
            queue.resume(engine, run.id)
            assert ended(engine, run.id).status == "done"
    made, needed = len(calls(tmp_path)), len(set(calls(tmp_path)))
    assert replies.spent(engine, run.id).calls == needed >= paid
    assert made <= needed + 2 * AT_ONCE
    assert len(judgements.judged_in_run(engine, run.id)) == 120


def test_the_app_is_killed_and_the_next_one_goes_on(engine, card, model, tmp_path):
    with model(delay=0.5):
        run = ask(engine, card, GROW)
        app = ("-m", "streamlit", "run", "app.py", "--server.port", free_port())
        with process(*app) as first:
            until(lambda: runs.run(engine, run.id).done >= 2)
            kill(first)
        until(lambda: not queue.worker_alive(engine), within=20)
        with process(*app) as second:
            assert ended(engine, run.id).status == "done"
            second.send_signal(signal.SIGTERM)
            second.wait(20)
    until(lambda: not queue.worker_alive(engine), within=2)
    assert len(calls(tmp_path)) <= replies.spent(engine, run.id).calls + AT_ONCE
