"""A run performed in this process, by parts that only count themselves."""

import asyncio
import logging

import pytest

from core.store import projects, runs
from core.store.runs import add_run
from core.taxonomy.brief import Brief
from core.work.here import perform_here
from tests.faults.counted import STAGES, lines


@pytest.fixture
def ask(engine, project, tmp_path):
    card = projects.add_taxonomy(engine, project.id, "Topics", Brief())

    def ask(parts, seconds=0.0, stage="grow", **more):
        settings = {"parts": parts, "seconds": seconds, "log": str(tmp_path / "parts.txt"), **more}
        return add_run(engine, project.id, card.id, stage, settings, made_by="Ann")

    return ask


def perform(engine, run):
    seen = []
    return asyncio.run(perform_here(engine, run.id, seen.append, STAGES)), seen


@pytest.mark.parametrize("stage", ["grow", "label"])
def test_a_run_is_done_when_all_its_parts_are_and_progress_is_told(engine, ask, stage):
    ended, seen = perform(engine, ask(5, stage=stage))
    assert (ended.status, ended.done, ended.total) == ("done", 5, 5)
    assert [run.done for run in seen] == sorted(run.done for run in seen)
    assert seen[-1].status == "done"


def test_a_run_without_parts_is_done(engine, ask):
    assert perform(engine, ask(0))[0].status == "done"


def test_parts_are_begun_in_order_and_no_more_at_once_than_allowed(engine, ask, tmp_path):
    perform(engine, ask(6, 0.05, "label"))
    under_way = most = 0
    for line in lines(tmp_path / "parts.txt"):
        under_way += 1 if line.startswith("begin") else -1
        most = max(most, under_way)
    assert most == 2


def test_an_error_for_the_person_is_the_note_of_a_failed_run_that_goes_on_where_it_was(engine, ask, tmp_path):
    run = ask(3, wrong="part 2")
    failed, _ = perform(engine, run)
    assert (failed.status, failed.note, failed.done) == ("failed", "The key is wrong.", 1)
    runs.queue_again(engine, run.id)
    ended, _ = perform(engine, run)
    assert (ended.status, ended.done, ended.attempts) == ("done", 3, 2)
    assert lines(tmp_path / "parts.txt").count("begin part 1") == 1


def test_a_bug_of_ours_is_admitted_and_its_traceback_logged(engine, ask, caplog):
    with caplog.at_level(logging.ERROR):
        ended, _ = perform(engine, ask(2, broken="part 1"))
    assert ended.status == "failed"
    assert "inside the program" in ended.note
    assert "a bug of ours" in caplog.text


def test_a_run_that_cannot_begin_fails_with_the_reason(engine, ask, caplog):
    ended, _ = perform(engine, ask("many"))
    assert ended.status == "failed"
    assert "TypeError" in caplog.text


def test_a_run_asked_to_stop_stops_while_a_part_waits(engine, ask):
    run = ask(2, 60)

    async def stop_soon():
        performing = asyncio.create_task(perform_here(engine, run.id, lambda _: None, STAGES))
        await asyncio.sleep(0.1)
        runs.ask_to_stop(engine, run.id)
        return await asyncio.wait_for(performing, 2)

    ended = asyncio.run(stop_soon())
    assert (ended.status, ended.done) == ("stopped", 0)


def test_progress_is_told_while_a_part_computes(engine, ask):
    _, seen = perform(engine, ask(1, 1.5, computes=True))
    assert sum(run.status == "running" and run.done == 0 for run in seen) >= 2


def test_interrupting_stops_the_run_and_it_can_be_resumed(engine, ask):
    run = ask(2, 60)

    async def interrupt():
        await asyncio.wait_for(perform_here(engine, run.id, lambda _: None, STAGES), 0.2)

    with pytest.raises(TimeoutError):
        asyncio.run(interrupt())
    assert runs.run(engine, run.id).status == "stopped"
