from sqlalchemy import Engine

from core.store import ledger, projects, runs
from core.store.projects import Project
from core.store.runs import Run
from core.store.workspace import worker_beats
from core.taxonomy import edits
from core.taxonomy.brief import Brief
from core.taxonomy.taxonomy import Change
from core.work import requests
from core.work.settings import GrowSettings
from tests.pages.conftest import words


def taxonomy_of(engine: Engine, project: Project) -> str:
    return projects.taxonomies(engine, project.id)[0].id


def run_under_way(engine: Engine, project: Project) -> Run:
    """A run whose first two of three batches are done: one added labels, the other merged and renamed."""
    taxonomy_id = taxonomy_of(engine, project)
    run = requests.request(engine, taxonomy_id, GrowSettings(batch_size=20), "Ana")
    runs.start(engine, run.id, 4)
    for name in ("Cards", "Card delivery", "Logins"):
        now = ledger.taxonomy(engine, taxonomy_id)
        ledger.append(
            engine, taxonomy_id, Change(labels=edits.add(now, name), author="human:Ben", based_on=now.version)
        )
    now = ledger.taxonomy(engine, taxonomy_id)
    first = Change(
        labels=edits.add(now, "Transfers [x](http://example.org)"),
        author="llm:some-model",
        based_on=now.version,
        batch=f"{run.id}/batch 1",
        reason="Transfers came up often.",
        score=72,
    )
    now = ledger.append(engine, taxonomy_id, first)
    labels = (*edits.merge(now, ["card-delivery"], "cards"), *edits.rename(now, "logins", "App and logins"))
    second = Change(labels=labels, author="llm:some-model", based_on=now.version, batch=f"{run.id}/batch 2")
    now = ledger.append(engine, taxonomy_id, second)
    failed = "This step changed nothing. The reply was not in the form asked for."
    third = Change(
        labels=(), author="llm:some-model", based_on=now.version, batch=f"{run.id}/batch 3", reason=failed, failed=True
    )
    ledger.append(engine, taxonomy_id, third)
    for number in (1, 2, 3):
        runs.chunk_done(engine, run.id, f"batch {number}")
    return run


def test_without_documents_it_leads_to_the_corpus(engine: Engine, visit) -> None:
    project = projects.add_project(engine, "Empty", "Ana")
    projects.add_taxonomy(engine, project.id, "Topics", Brief())
    app = visit("grow", project=project.id)
    assert not app.exception
    app.button(key="to-corpus").click().run()
    assert app.title[0].value == "Corpus"


def test_one_button_asks_for_a_run_with_what_was_chosen(engine: Engine, tickets: Project, visit) -> None:
    app = visit("grow", project=tickets.id)
    assert not app.exception
    app.number_input(key=f"sample-{taxonomy_of(engine, tickets)}").set_value(40).run()
    app.button(key="grow").click().run()
    assert not app.exception
    (run,) = runs.runs(engine, project_id=tickets.id)
    assert (run.stage, run.status, run.made_by) == ("grow", "waiting", "Ana")
    assert GrowSettings.model_validate(run.settings) == GrowSettings(sample=40)
    assert "start a worker with" in words(app)


def test_the_brief_is_kept_as_it_is_typed(engine: Engine, tickets: Project, visit) -> None:
    taxonomy_id = taxonomy_of(engine, tickets)
    app = visit("grow", project=tickets.id)
    app.text_area(key=f"use_case-{taxonomy_id}").set_value("Route tickets to teams.").run()
    app.number_input(key=f"max_labels-{taxonomy_id}").set_value(9).run()
    app.text_area(key=f"use_case-{taxonomy_id}").set_value("  ").run()
    brief = projects.taxonomy_card(engine, taxonomy_id).brief
    assert (brief.use_case, brief.max_labels) == ("Route tickets to teams.", 9)


def test_without_a_key_it_says_how_to_set_up_a_language_model(tickets: Project, visit) -> None:
    assert "OPENAI_API_KEY" in words(visit("grow", project=tickets.id)).replace("\\", "")


def test_a_language_model_that_is_set_up_is_the_first_choice(
    engine: Engine, tickets: Project, visit, monkeypatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("TNT_MODEL", "some-model")
    app = visit("grow", project=tickets.id)
    app.button(key="grow").click().run()
    (run,) = runs.runs(engine, project_id=tickets.id)
    assert (run.settings["teacher"], run.settings["model"]) == ("llm", "some-model")


def test_each_batch_is_told_as_it_comes(engine: Engine, tickets: Project, visit) -> None:
    run_under_way(engine, tickets)
    worker_beats(engine, "one")
    app = visit("grow", project=tickets.id)
    assert not app.exception
    said = words(app).replace("\\", "")
    assert "Batch 2 of 3" in said
    assert "20 documents" in said
    assert "“Card delivery” into “Cards”" in said
    assert "“Logins” to “App and logins”" in said
    assert "Transfers came up often." in said
    assert "72 of 100" in said
    assert "The reply was not in the form asked for." in said
    assert "[x](http" not in words(app), "a name made by a model is no link"
    assert ":green-badge[new]" in said


def test_a_run_under_way_can_be_stopped_and_gone_on_with(engine: Engine, tickets: Project, visit) -> None:
    run = run_under_way(engine, tickets)
    app = visit("grow", project=tickets.id)
    app.button(key=f"stop-{run.id}").click().run()
    assert runs.run(engine, run.id).status == "stopped"
    app = visit("grow", project=tickets.id)
    assert "What was done is kept" in words(app)
    app.button(key=f"resume-{run.id}").click().run()
    assert runs.run(engine, run.id).status == "waiting"


def test_why_a_run_failed_is_said(engine: Engine, tickets: Project, visit) -> None:
    run = run_under_way(engine, tickets)
    runs.finish(engine, run.id, "failed", "The key was refused.")
    app = visit("grow", project=tickets.id)
    assert "The key was refused" in words(app)


def test_after_the_run_the_next_thing_is_to_curate(engine: Engine, tickets: Project, visit) -> None:
    run = run_under_way(engine, tickets)
    runs.finish(engine, run.id, "done")
    app = visit("grow", project=tickets.id)
    app.button(key="to-curate").click().run()
    assert not app.exception
    assert runs.runs(engine, project_id=tickets.id)[0].status == "done"


def test_a_project_may_have_another_taxonomy(engine: Engine, tickets: Project, visit) -> None:
    app = visit("grow", project=tickets.id)
    app.text_input(key="taxonomy-name").set_value("Intent")
    app.button(key="taxonomy-create").click().run()
    assert not app.exception
    assert [card.name for card in projects.taxonomies(engine, tickets.id)] == ["Topics", "Intent"]
    assert "“Intent”" in words(app)


def test_the_offline_teacher_grows_labels_from_nothing(engine: Engine, tickets: Project, visit, performed) -> None:
    app = visit("grow", project=tickets.id)
    app.button(key="grow").click().run()
    (run,) = runs.runs(engine, project_id=tickets.id)
    assert performed(run.id).status == "done"
    app = visit("grow", project=tickets.id)
    assert not app.exception
    assert ledger.taxonomy(engine, taxonomy_of(engine, tickets)).live
    assert "Batch 1 of 1" in words(app)
    assert app.button(key="to-curate").label == "Curate the labels"
