from sqlalchemy import Engine

from core.labelling.cost import Budget
from core.store import ledger, projects, runs
from core.store.projects import Project
from core.taxonomy.brief import Brief
from core.work import choosing, requests
from core.work.budget import budget_of
from core.work.settings import GrowSettings
from tests.pages.conftest import words
from tests.pages.growth import ONE, taxonomy_of, three_labels, under_way


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
    assert "3 trials read 24 documents" in words(app)
    app.button(key="grow").click().run()
    assert not app.exception
    (run,) = runs.runs(engine, project_id=tickets.id)
    assert (run.stage, run.status, run.made_by) == ("grow", "waiting", "Ana")
    assert GrowSettings.model_validate(run.settings) == GrowSettings(sample=40)
    assert "start a worker with" in words(app)


def test_what_experts_tune_is_kept_with_the_run(engine: Engine, tickets: Project, visit) -> None:
    key = taxonomy_of(engine, tickets)
    app = visit("grow", project=tickets.id)
    for name, value in {"trials": 2, "batch": 30, "tokens": 9000, "saturation": 0, "rounds": 4, "seed": 7}.items():
        app.number_input(key=f"{name}-{key}").set_value(value)
    app.selectbox(key=f"summaries-{key}").set_value("never").run()
    assert "stops early" not in words(app)
    app.button(key="grow").click().run()
    assert not app.exception
    (run,) = runs.runs(engine, project_id=tickets.id)
    assert GrowSettings.model_validate(run.settings) == GrowSettings(
        sample=60, trials=2, batch_size=30, batch_tokens=9000, saturation=0, rounds=4, seed=7, summaries="never"
    )


def test_step_by_step_there_is_one_trial(engine: Engine, tickets: Project, visit) -> None:
    key = taxonomy_of(engine, tickets)
    app = visit("grow", project=tickets.id)
    app.segmented_control(key=f"mode-{key}").set_value("steps").run()
    assert app.number_input(key=f"trials-{key}").disabled
    assert "waits after each" in words(app)
    app.button(key="grow").click().run()
    (run,) = runs.runs(engine, project_id=tickets.id)
    settings = GrowSettings.model_validate(run.settings)
    assert (settings.step_by_step, settings.trials) == (True, 1)


def test_labels_that_are_there_may_be_left_as_they_are(engine: Engine, tickets: Project, visit) -> None:
    three_labels(engine, tickets)
    app = visit("grow", project=tickets.id)
    app.radio(key=f"freedom-{taxonomy_of(engine, tickets)}").set_value("extend").run()
    app.button(key="grow").click().run()
    assert not app.exception
    assert runs.runs(engine, project_id=tickets.id)[0].settings["freedom"] == "extend"


def test_without_labels_nobody_asks_what_may_happen_to_them(tickets: Project, visit) -> None:
    assert not visit("grow", project=tickets.id).radio


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


def test_a_language_model_that_is_set_up_is_the_first_choice_and_may_get_a_budget(
    engine: Engine, tickets: Project, visit, monkeypatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("TNT_MODEL", "some-model")
    key = taxonomy_of(engine, tickets)
    app = visit("grow", project=tickets.id)
    assert not app.exception
    assert "tokens" in words(app)
    app.number_input(key=f"budget-{key}-tokens").set_value(50_000).run()
    app.button(key="grow").click().run()
    assert not app.exception
    (run,) = runs.runs(engine, project_id=tickets.id)
    assert (run.settings["teacher"], run.settings["model"]) == ("llm", "some-model")
    assert budget_of(engine, run.id) == Budget(tokens=50_000)


def test_the_teacher_between_the_two_is_offered_with_what_it_does(
    engine: Engine, tickets: Project, visit, monkeypatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("TNT_MODEL", "some-model")
    app = visit("grow", project=tickets.id)
    app.segmented_control(key=f"teacher-{taxonomy_of(engine, tickets)}").set_value("hybrid").run()
    assert not app.exception
    assert "only names and describes each group" in words(app)
    app.button(key="grow").click().run()
    assert runs.runs(engine, project_id=tickets.id)[0].settings["teacher"] == "hybrid"


def test_a_run_that_cannot_start_says_why(engine: Engine, tickets: Project, visit) -> None:
    app = visit("grow", project=tickets.id)
    requests.request(engine, taxonomy_of(engine, tickets), ONE, "Ben")
    app.button(key="grow").click().run()
    assert "under way" in app.toast[0].value


def test_why_a_run_failed_is_said_and_it_can_go_on(engine: Engine, tickets: Project, visit) -> None:
    run = under_way(engine, tickets)
    runs.finish(engine, run.id, "failed", "The key was refused.")
    app = visit("grow", project=tickets.id)
    assert "The key was refused" in words(app)
    assert "How much do the labels cover" in words(app)
    app.button(key=f"resume-{run.id}").click().run()
    assert runs.run(engine, run.id).status == "waiting"


def test_after_the_run_the_next_thing_is_to_curate(engine: Engine, tickets: Project, visit) -> None:
    run = under_way(engine, tickets)
    runs.finish(engine, run.id, "done")
    app = visit("grow", project=tickets.id)
    assert "How much do the labels cover" in words(app)
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


def test_the_offline_teacher_grows_labels_from_nothing_and_a_person_chooses(
    engine: Engine, tickets: Project, visit, performed
) -> None:
    app = visit("grow", project=tickets.id)
    app.button(key="grow").click().run()
    (run,) = runs.runs(engine, project_id=tickets.id)
    assert performed(run.id).status == "done"
    app = visit("grow", project=tickets.id)
    assert not app.exception
    assert "choose 1 of 3" in app.sidebar.get("page_link")[2].label
    assert "wait for your choice" in words(app)
    assert not ledger.taxonomy(engine, run.taxonomy).live
    choosing.adopt(engine, run, 2, "Ana")
    app = visit("grow", project=tickets.id)
    assert not app.exception
    assert ledger.taxonomy(engine, run.taxonomy).live
    assert "Batch 1 of 1" in words(app)
    assert app.button(key="to-curate").label == "Curate the labels"
