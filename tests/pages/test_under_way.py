from sqlalchemy import Engine

from core.store import ledger, projects, runs
from core.store.projects import Project
from core.store.workspace import worker_beats
from core.taxonomy import edits
from core.taxonomy.taxonomy import Change
from core.work import requests, steering
from core.work.settings import GrowSettings
from tests.pages.conftest import words
from tests.pages.growth import ONE, begun, found_by, measured, taxonomy_of, under_way


def test_each_batch_is_told_as_it_comes(engine: Engine, tickets: Project, visit) -> None:
    under_way(engine, tickets)
    worker_beats(engine, "one")
    app = visit("grow", project=tickets.id)
    assert not app.exception
    said = words(app).replace("\\", "")
    assert "Batch 2 of 3" in said
    assert "12 documents" in said
    assert "“Card delivery” into “Cards”" in said
    assert "“Logins” to “App and logins”" in said
    assert "Transfers came up often." in said
    assert "72 of 100" in said
    assert "The reply was not in the form asked for." in said
    assert "[x](http" not in words(app), "a name made by a model is no link"
    assert ":green-badge[new]" in said


def test_the_curve_is_drawn_and_said_in_words(engine: Engine, tickets: Project, visit) -> None:
    under_way(engine, tickets)
    app = visit("grow", project=tickets.id)
    assert len(app.get("plotly_chart")) == 1
    said = words(app).replace("\\", "")
    assert "After batch 2 of 3, 92 ± 17 % of 12 documents kept apart have a label." in said
    assert "The last batch failed; the labels before it still hold." in said


def test_before_the_first_batch_nothing_is_drawn(engine: Engine, tickets: Project, visit) -> None:
    requests.request(engine, taxonomy_of(engine, tickets), ONE, "Ana")
    app = visit("grow", project=tickets.id)
    assert not app.exception
    assert not app.get("plotly_chart")


def test_each_trial_can_be_looked_at(engine: Engine, tickets: Project, visit) -> None:
    job = begun(engine, tickets, GrowSettings(trials=2, batch_size=12))
    for number, names in enumerate((("Cards",), ("Salaries", "Logins")), start=1):
        for step, name in enumerate(names, start=1):
            now = ledger.taxonomy(engine, job.trials[number - 1].taxonomy)
            found_by(engine, job, number, f"batch {step}", *edits.add(now, name), reason=f"{name} came up.")
            measured(engine, job, number, f"batch {step}", 6 + step)
    app = visit("grow", project=tickets.id)
    assert not app.exception
    (trials,) = [control for control in app.segmented_control if control.key == f"trial-{job.run.id}"]
    trials.set_value(1).run()
    assert "Cards came up" in words(app)
    trials.set_value(2).run()
    assert "Salaries came up" in words(app)
    assert "Cards came up" not in words(app)


def test_a_run_under_way_can_be_paused_and_gone_on_with(engine: Engine, tickets: Project, visit) -> None:
    run = under_way(engine, tickets)
    app = visit("grow", project=tickets.id)
    assert app.button(key=f"stop-{run.id}").label == "Pause"
    app.button(key=f"stop-{run.id}").click().run()
    assert runs.run(engine, run.id).status == "stopped"
    app = visit("grow", project=tickets.id)
    assert "What was done is kept" in words(app)
    assert "paused at 60 %" in app.sidebar.get("page_link")[2].label
    app.button(key=f"resume-{run.id}").click().run()
    assert runs.run(engine, run.id).status == "waiting"


def test_a_run_can_be_ended_with_what_there_is(engine: Engine, tickets: Project, visit) -> None:
    run = under_way(engine, tickets)
    app = visit("grow", project=tickets.id)
    app.button(key=f"end-{run.id}").click().run()
    assert not app.exception
    assert steering.ended_early(engine, run)
    assert "It reads no further batches" in words(app)
    assert "Ana ended the reading here." in words(app).replace("\\", "")
    assert app.button(key=f"end-{run.id}").disabled


def test_a_paused_run_can_be_ended_too(engine: Engine, tickets: Project, visit) -> None:
    run = under_way(engine, tickets)
    runs.finish(engine, run.id, "stopped")
    app = visit("grow", project=tickets.id)
    app.button(key=f"end-{run.id}").click().run()
    assert (steering.ended_early(engine, run), runs.run(engine, run.id).status) == (True, "waiting")


def test_guidance_goes_into_the_next_batch_and_earlier_words_stay(engine: Engine, tickets: Project, visit) -> None:
    run = under_way(engine, tickets)
    app = visit("grow", project=tickets.id)
    for words_given in ("Keep fees apart.", "Name products as customers do."):
        app.text_area(key=f"heed-{run.id}").set_value(words_given).run()
        app.button(key=f"keep-heed-{run.id}").click().run()
    assert not app.exception
    brief = projects.taxonomy_card(engine, run.taxonomy).brief
    assert brief.guidance == "Name products as customers do."
    assert [wording.version for wording in projects.briefs(engine, run.taxonomy)] == [1, 2, 3]
    said = words(app).replace("\\", "")
    assert "“Keep fees apart.”" in said
    assert "for the next batch" in said


def test_guidance_says_from_which_batch_on_it_held(engine: Engine, tickets: Project, visit) -> None:
    run = under_way(engine, tickets)
    brief = projects.taxonomy_card(engine, run.taxonomy).brief
    projects.set_brief(engine, run.taxonomy, brief.model_copy(update={"guidance": "Keep fees apart."}), "human:Ana")
    now = ledger.taxonomy(engine, run.taxonomy)
    heeded = Change(labels=(), author="llm:m", based_on=now.version, batch=f"{run.id}/review", brief=2)
    ledger.append(engine, run.taxonomy, heeded)
    assert "from review on" in words(visit("grow", project=tickets.id))


def test_guidance_that_trials_have_heeded_is_known_to_have_held(engine: Engine, tickets: Project, visit) -> None:
    job = begun(engine, tickets, GrowSettings(trials=2, batch_size=12))
    brief = projects.taxonomy_card(engine, job.run.taxonomy).brief
    projects.set_brief(engine, job.run.taxonomy, brief.model_copy(update={"guidance": "Be brief."}), "human:Ana")
    for number in (1, 2):
        found_by(engine, job, number, "batch 1", reason="Nothing new.", brief=2)
    assert "from batch 1 on" in words(visit("grow", project=tickets.id))


def test_what_people_change_meanwhile_is_told_too(engine: Engine, tickets: Project, visit) -> None:
    run = under_way(engine, tickets)
    now = ledger.taxonomy(engine, run.taxonomy)
    mine = Change(labels=edits.rename(now, "cards", "Bank cards"), author="human:Ben", based_on=now.version)
    ledger.append(engine, run.taxonomy, mine)
    said = words(visit("grow", project=tickets.id)).replace("\\", "")
    assert "**Meanwhile**" in said
    assert "“Cards” to “Bank cards”" in said
