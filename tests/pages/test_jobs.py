from sqlalchemy import Engine

from core.store import documents, projects, replies, runs
from core.store.projects import Project
from core.store.runs import Run
from core.store.workspace import worker_beats
from core.teachers.protocol import Reply
from core.work import requests
from core.work.samples import SAMPLES, sample_project
from core.work.settings import GrowSettings
from tests.pages.conftest import words


def asked_for(engine: Engine, project: Project, person: str = "Ana") -> Run:
    return requests.request(engine, projects.taxonomies(engine, project.id)[0].id, GrowSettings(), person)


def test_without_runs_it_says_what_will_be_here(tickets: Project, visit) -> None:
    app = visit("jobs", project=tickets.id)
    assert not app.exception
    assert "Nothing has been asked for yet" in words(app)


def test_a_run_shows_what_who_and_how_far(engine: Engine, tickets: Project, visit) -> None:
    run = asked_for(engine, tickets, "Ben")
    worker_beats(engine, "one")
    runs.start(engine, run.id, 4)
    runs.chunk_done(engine, run.id, "batch 1")
    runs.say(engine, run.id, "Reading 20 documents")
    replies.Replies(engine, run.id).keep("k", Reply("create", "some-model", "{}", 1200, 34))
    app = visit("jobs", project=tickets.id)
    assert not app.exception
    said = words(app)
    assert "**Growing**  Topics" in said
    assert "Ben" in said
    assert "25 %" in said
    assert "Reading 20 documents" in said
    assert "1 model call, 1,234 tokens" in said
    assert "A worker is running" in said


def test_a_run_on_a_sample_says_of_how_many(engine: Engine, tickets: Project, visit) -> None:
    taxonomy = projects.taxonomies(engine, tickets.id)[0]
    requests.request(engine, taxonomy.id, GrowSettings(sample=20), "Ben")
    assert "20 of 60 documents" in words(visit("jobs", project=tickets.id))


def test_a_run_that_asks_leads_to_where_it_is_answered(engine: Engine, tickets: Project, visit) -> None:
    run = asked_for(engine, tickets)
    runs.finish(engine, run.id, "asking", "A proposal waits for you.")
    app = visit("jobs", project=tickets.id)
    assert not app.exception
    assert "asks you" in words(app)
    assert "Decide" in [link.label for link in app.main.get("page_link")]


def test_a_waiting_run_without_a_worker_says_what_to_do(engine: Engine, tickets: Project, visit) -> None:
    asked_for(engine, tickets)
    assert "tnt work" in visit("jobs", project=tickets.id).warning[0].value


def test_a_run_is_stopped_and_resumed_here(engine: Engine, tickets: Project, visit) -> None:
    run = asked_for(engine, tickets)
    app = visit("jobs", project=tickets.id)
    app.button(key=f"stop-{run.id}").click().run()
    assert not app.exception
    assert runs.run(engine, run.id).status == "stopped"
    app = visit("jobs", project=tickets.id)
    app.button(key=f"resume-{run.id}").click().run()
    assert not app.exception
    assert runs.run(engine, run.id).status == "waiting"


def test_runs_of_every_project_can_be_shown(engine: Engine, tickets: Project, visit) -> None:
    other = sample_project(engine, SAMPLES[1], "Ben")
    assert documents.count_documents(engine, other.id) == 200
    asked_for(engine, other, "Ben")
    app = visit("jobs", project=tickets.id)
    assert "Paper abstracts" not in words(app)
    app.button_group(key="of").set_value("All projects").run()
    assert "Paper abstracts, Fields" in words(app)
    everywhere = visit("jobs")
    assert "Paper abstracts, Fields" in words(everywhere)


def test_a_comparison_is_told_from_growing_and_leads_to_where_it_is_shown(
    engine: Engine, tickets: Project, visit
) -> None:
    taxonomy_id = projects.taxonomies(engine, tickets.id)[0].id
    first = runs.add_run(engine, tickets.id, taxonomy_id, "grow", {}, "Ana")
    runs.finish(engine, first.id, "done")
    second = runs.add_run(engine, tickets.id, taxonomy_id, "grow", {"like": first.id}, "Ana")
    runs.finish(engine, second.id, "done")
    app = visit("jobs", project=tickets.id)
    assert not app.exception
    assert "Comparing teachers" in words(app)
    assert [link.proto.page for link in app.get("page_link") if link.proto.label == "See"] == ["compare", "grow"]
