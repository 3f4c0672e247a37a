"""What cannot be done is said in a sentence, also where Streamlit runs without the frame: callbacks and fragments."""

from sqlalchemy import Engine

from core.store import ledger, projects, runs
from core.store.projects import Project
from core.taxonomy.edits import add
from core.taxonomy.taxonomy import Change
from core.work import requests
from core.work.settings import GrowSettings, LabelSettings
from tests.pages.conftest import words


def told(app) -> str:
    return " ".join(toast.value for toast in app.toast)


def test_a_brief_of_a_project_deleted_meanwhile(engine: Engine, tickets: Project, visit) -> None:
    taxonomy = projects.taxonomies(engine, tickets.id)[0]
    app = visit("grow", project=tickets.id)
    projects.delete_project(engine, tickets.id)
    app.text_area(key=f"use_case-{taxonomy.id}").set_value("Find out who should answer").run()
    assert not app.exception
    assert "no taxonomy" in told(app)
    assert "Choose a project first" in words(app)


def test_a_run_of_a_project_deleted_meanwhile_is_stopped(engine: Engine, tickets: Project, visit) -> None:
    run = requests.request(engine, projects.taxonomies(engine, tickets.id)[0].id, GrowSettings(), "Ana")
    app = visit("jobs", project=tickets.id)
    projects.delete_project(engine, tickets.id)
    app.button(key=f"stop-{run.id}").click().run()
    assert not app.exception
    assert "no run" in told(app)


def test_a_run_that_cannot_be_resumed_now(engine: Engine, tickets: Project, visit) -> None:
    taxonomy = projects.taxonomies(engine, tickets.id)[0]
    first = requests.request(engine, taxonomy.id, GrowSettings(), "Ana")
    runs.finish(engine, first.id, "stopped")
    requests.request(engine, taxonomy.id, GrowSettings(), "Ben")
    app = visit("jobs", project=tickets.id)
    app.button(key=f"resume-{first.id}").click().run()
    assert not app.exception
    assert "A run of this kind is under way" in told(app)
    assert runs.run(engine, first.id).status == "stopped"


def test_a_judgement_of_a_project_deleted_meanwhile(engine: Engine, tickets: Project, visit, performed) -> None:
    taxonomy = projects.taxonomies(engine, tickets.id)[0]
    now = ledger.taxonomy(engine, taxonomy.id)
    ledger.append(engine, taxonomy.id, Change(labels=add(now, "Cards"), author="human:Ana", based_on=0))
    performed(requests.request(engine, taxonomy.id, LabelSettings(), "Ana").id)
    app = visit("label", project=tickets.id)
    assert not app.exception
    projects.delete_project(engine, tickets.id)
    app.text_input(key="containing").set_value("card").run()
    assert not app.exception
    assert "Choose a project first" in words(app)


def test_a_change_to_a_project_deleted_meanwhile_leaves_nothing_behind(engine: Engine, tickets: Project, visit) -> None:
    taxonomy = projects.taxonomies(engine, tickets.id)[0]
    app = visit("curate", project=tickets.id)
    projects.delete_project(engine, tickets.id)
    app.text_input(key="new-label").set_value("Cards")
    app.button(key="add-label").click().run()
    assert not app.exception
    assert ledger.changes(engine, taxonomy.id) == []
