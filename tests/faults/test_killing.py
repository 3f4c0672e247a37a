"""Whatever is killed, whenever: work goes on where it was, and only what was in flight is done again."""

import os
import signal
from collections import Counter

import pytest

from core.store import projects, runs
from core.store.runs import add_run
from core.store.workspace import worker_leaves, workers
from core.taxonomy.brief import Brief
from core.work import queue
from tests.faults.counted import lines
from tests.faults.processes import ended, is_alive, kill, process, until

COUNTED = ("-m", "tests.faults.counted")


@pytest.fixture
def card(engine, project):
    return projects.add_taxonomy(engine, project.id, "Topics", Brief(max_labels=8))


@pytest.fixture
def count(engine, card, tmp_path):
    """Ask for a run whose parts only count themselves, and hand it over."""

    def ask(parts, seconds, stage="grow", taxonomy=card, **more):
        log = str(tmp_path / f"{stage}.txt")
        settings = {"parts": parts, "seconds": seconds, "log": log, **more}
        run = add_run(engine, card.project, taxonomy.id, stage, settings, made_by="Ann")
        queue.hand_over(engine, run.id)
        return run

    return ask


def times(run, word):
    """How often each part of a run has begun or ended."""
    return Counter(line.removeprefix(f"{word} ") for line in lines(run.settings["log"]) if line.startswith(word))


@pytest.mark.parametrize(("stage", "side_by_side"), [("grow", 1), ("label", 2)])
def test_a_worker_killed_in_the_middle_repeats_only_what_was_in_flight(engine, count, stage, side_by_side):
    run = count(12, 0.2, stage)
    with process(*COUNTED) as worker:
        until(lambda: runs.run(engine, run.id).done >= 4)
        kill(worker)
    with process(*COUNTED):
        assert ended(engine, run.id).status == "done"
    begun = times(run, "begin")
    assert len(begun) == 12
    assert begun.total() <= 12 + side_by_side
    assert runs.run(engine, run.id).done == 12


def test_parts_are_done_in_order_where_order_matters(engine, count):
    run = count(6, 0.01)
    with process(*COUNTED):
        ended(engine, run.id)
    assert list(times(run, "begin")) == [f"part {number}" for number in range(1, 7)]


def test_a_run_waits_while_no_worker_is_alive(engine, count):
    run = count(2, 0)
    assert not queue.worker_alive(engine)
    assert runs.run(engine, run.id).status == "waiting"
    with process(*COUNTED):
        assert ended(engine, run.id).status == "done"
        assert queue.worker_alive(engine)


def test_a_stopped_run_stops_within_two_seconds_and_goes_on_from_there(engine, count):
    run = count(4, 30)
    with process(*COUNTED):
        until(lambda: times(run, "begin"))
        queue.stop(engine, run.id)
        assert ended(engine, run.id, within=2).status == "stopped"
    quick = count(8, 0.2, "label")
    with process(*COUNTED):
        until(lambda: runs.run(engine, quick.id).done >= 3)
        queue.stop(engine, quick.id)
        stopped = ended(engine, quick.id)
        queue.resume(engine, quick.id)
        assert ended(engine, quick.id).status == "done"
    assert stopped.status == "stopped"
    assert set(times(quick, "end").values()) == {1}


def test_a_run_that_nobody_works_on_is_stopped_at_once_and_can_be_resumed(engine, count):
    run = count(2, 0)
    queue.stop(engine, run.id)
    assert runs.run(engine, run.id).status == "stopped"
    with process(*COUNTED):
        until(lambda: queue.worker_alive(engine))
        assert not times(run, "begin")
        queue.resume(engine, run.id)
        assert ended(engine, run.id).status == "done"


def test_a_lost_queue_database_loses_no_work(engine, count, tmp_path):
    run = count(8, 0.2)
    with process(*COUNTED) as worker:
        until(lambda: runs.run(engine, run.id).done >= 3)
        kill(worker)
    for file in tmp_path.glob("queue.db*"):
        file.unlink()
    with process(*COUNTED):
        assert ended(engine, run.id).status == "done"
    assert times(run, "begin").total() <= 9


def test_two_workers_do_no_part_twice(engine, project, count):
    cards = [projects.add_taxonomy(engine, project.id, f"Topics {n}", Brief()) for n in range(3)]
    asked = [count(10, 0.05, stage, taxonomy=card) for stage in ("grow", "label") for card in cards]
    with process(*COUNTED, TNT_EXECUTOR="one"), process(*COUNTED, TNT_EXECUTOR="two"):
        until(lambda: set(workers(engine)) == {"one", "two"})
        assert {ended(engine, run.id).status for run in asked} == {"done"}
    for stage in ("grow", "label"):
        run = next(run for run in asked if run.stage == stage)
        assert set(times(run, "begin").values()) == {3}  # the three runs of a stage share a log


def test_a_second_process_of_the_same_name_waits_its_turn(engine, count):
    run = count(10, 0.2)
    with process(*COUNTED) as first, process(*COUNTED) as second:
        until(lambda: runs.run(engine, run.id).done >= 3)
        kill(first)
        assert ended(engine, run.id).status == "done"
        assert second.poll() is None
    assert times(run, "begin").total() <= 11


def test_another_worker_takes_over_what_a_dead_one_left(engine, count):
    run = count(8, 0.2, "label")
    with process(*COUNTED, TNT_EXECUTOR="one") as one:
        until(lambda: runs.run(engine, run.id).done >= 3)
        kill(one)
    worker_leaves(engine, "one")  # instead of waiting a minute for its last heartbeat to grow old
    with process(*COUNTED, TNT_EXECUTOR="two"):
        assert ended(engine, run.id).status == "done"
    assert times(run, "begin").total() <= 10


def test_a_busy_teacher_is_asked_again(engine, count):
    run = count(3, 0, busy="part 2")
    with process(*COUNTED):
        assert ended(engine, run.id).status == "done"
    assert times(run, "begin")["part 2"] == 3


def test_an_error_for_the_person_becomes_the_run_s_note_and_the_run_can_be_resumed(engine, count):
    run = count(3, 0, wrong="part 2")
    with process(*COUNTED):
        failed = ended(engine, run.id)
        queue.resume(engine, run.id)
        assert ended(engine, run.id).status == "done"
    assert (failed.status, failed.note, failed.done) == ("failed", "The key is wrong.", 1)


def test_a_bug_of_ours_is_admitted_and_logged(engine, count, tmp_path):
    run = count(3, 0, broken="part 2")
    with process(*COUNTED):
        failed = ended(engine, run.id)
    assert failed.status == "failed"
    assert failed.note.startswith("Something went wrong inside the program.")
    assert "a bug of ours" in (tmp_path / "worker.log").read_text()


def test_a_part_that_kills_every_worker_is_given_up(engine, count):
    run = count(3, 0, deadly="part 2")
    for _ in range(12):
        with process(*COUNTED) as worker:
            until(lambda: worker.poll() is not None or not runs.run(engine, run.id).active)
        if not runs.run(engine, run.id).active:
            break
    assert runs.run(engine, run.id).status == "failed"
    assert "over the same part" in runs.run(engine, run.id).note


def test_a_worker_computing_hard_still_beats(engine, count):
    run = count(1, 5, computes=True)
    with process(*COUNTED):
        until(lambda: times(run, "begin"))
        first = runs.run(engine, run.id).heartbeat
        until(lambda: runs.run(engine, run.id).heartbeat > first, within=4)
        assert not times(run, "end")


def test_an_app_that_is_killed_takes_its_worker_with_it_and_the_next_goes_on(engine, count, tmp_path):
    run = count(12, 0.3)
    app = ("-m", "tests.faults.small_app")
    with process(*app) as first:
        until(lambda: runs.run(engine, run.id).done >= 3)
        worker = int((tmp_path / "worker.pid").read_text())
        kill(first)
        until(lambda: not is_alive(worker), within=3)
    with process(*app):
        assert ended(engine, run.id).status == "done"
    assert times(run, "begin").total() <= 13


def test_a_worker_that_dies_beside_its_app_is_started_again(engine, count, tmp_path):
    run = count(12, 0.2)
    with process("-m", "tests.faults.small_app"):
        until(lambda: runs.run(engine, run.id).done >= 3)
        os.kill(int((tmp_path / "worker.pid").read_text()), signal.SIGKILL)
        assert ended(engine, run.id).status == "done"
    assert times(run, "begin").total() <= 13
