"""What pages do with runs, without any worker."""

from datetime import timedelta

import pytest
from sqlalchemy import create_engine

from core.errors import Conflict
from core.store import projects, runs
from core.store.runs import add_run
from core.store.workspace import now, worker_beats, worker_leaves, workers
from core.taxonomy.brief import Brief
from core.work import queue


@pytest.fixture
def run(engine, project):
    card = projects.add_taxonomy(engine, project.id, "Topics", Brief())
    return add_run(engine, project.id, card.id, "grow", {}, made_by="Ann")


def test_a_worker_is_alive_from_its_first_beat_until_it_leaves(engine):
    assert not queue.worker_alive(engine)
    worker_beats(engine, "worker")
    assert queue.worker_alive(engine)
    assert now() - workers(engine)["worker"] < timedelta(seconds=5)
    worker_leaves(engine, "worker")
    assert workers(engine) == {}


def test_a_worker_that_has_not_been_heard_of_for_long_is_not_alive(engine, monkeypatch):
    worker_beats(engine, "worker")
    monkeypatch.setattr(queue, "ALIVE", timedelta(0))
    assert not queue.worker_alive(engine)


def test_health_is_an_answer_even_where_the_database_is_gone(engine, tmp_path):
    assert queue.health(engine) == (True, False)
    assert queue.health(create_engine(f"sqlite:///{tmp_path}/no/such.db")) == (False, False)


def test_handing_over_twice_changes_nothing(engine, run):
    queue.hand_over(engine, run.id)
    queue.hand_over(engine, run.id)
    assert runs.run(engine, run.id).status == "waiting"
    assert [active.id for active in runs.active_runs(engine)] == [run.id]


def test_a_run_under_way_is_only_asked_to_stop(engine, run):
    worker_beats(engine, "worker")
    runs.start(engine, run.id, total=3)
    queue.stop(engine, run.id)
    assert (runs.run(engine, run.id).status, runs.run(engine, run.id).stop) == ("running", True)


def test_a_run_whose_worker_is_gone_is_stopped_at_once(engine, run):
    runs.start(engine, run.id, total=3)
    queue.stop(engine, run.id)
    assert runs.run(engine, run.id).status == "stopped"


def test_a_stopped_run_waits_again_when_resumed(engine, run):
    queue.stop(engine, run.id)
    queue.resume(engine, run.id)
    resumed = runs.run(engine, run.id)
    assert (resumed.status, resumed.stop) == ("waiting", False)


def test_resuming_is_refused_while_a_run_of_its_kind_is_under_way(engine, run):
    queue.stop(engine, run.id)
    add_run(engine, run.project, run.taxonomy, "grow", {}, made_by="Ben")
    with pytest.raises(Conflict, match="under way"):
        queue.resume(engine, run.id)
