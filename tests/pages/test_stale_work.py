"""What waits to be judged again, as it stands on Curate, and the ways it goes from there."""

import pytest

from core.labelling.annotation import Annotation
from core.store import documents, judgements, ledger, projects, runs, versions
from core.taxonomy import edits
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.teachers.protocol import Verdict
from tests.pages.conftest import words

LABELS = (Label(id="cards", name="Cards"), Label(id="app", name="App"), Label(id="transfers", name="Transfers"))
PARTS = (Label(id="lost", name="Lost cards"), Label(id="swallowed", name="Swallowed cards"))


def edit(engine, taxonomy_id, gesture):
    now = ledger.taxonomy(engine, taxonomy_id)
    ledger.append(engine, taxonomy_id, Change(labels=gesture(now), author="human:Ana", based_on=now.version))


@pytest.fixture
def labelled(engine, tickets):
    """Sixty tickets with the offline teacher's labels, and a card's judged by Ana and by Ben as well."""
    taxonomy_id = projects.taxonomies(engine, tickets.id)[0].id
    edit(engine, taxonomy_id, lambda now: LABELS)
    run = runs.add_run(engine, tickets.id, taxonomy_id, "label", {"teacher": "offline"}, "human:Ana")
    ids = documents.document_ids(engine, tickets.id)
    told = [Verdict(document=each, primary=LABELS[place % 3].id, confidence=0.8) for place, each in enumerate(ids)]
    judgements.add_verdicts(engine, run, 1, "offline", told)
    runs.finish(engine, run.id, "done")
    said = [
        Annotation(
            document=ids[0], person=each, primary="cards", blind=True, drawn="random", probability=0.1, version=1
        )
        for each in ("Ana", "Ben")
    ]
    judgements.add_annotations(engine, taxonomy_id, said)
    return taxonomy_id


@pytest.fixture
def stale(engine, labelled):
    """Cards has been split, and App retired."""
    edit(engine, labelled, lambda now: edits.split(now, "cards", PARTS))
    edit(engine, labelled, lambda now: edits.retire(now, "app"))
    return labelled


def keys(app):
    return {button.key for button in app.button}


def test_where_every_judgement_stands_nothing_is_said(engine, visit, tickets, labelled):
    edit(engine, labelled, lambda now: edits.merge(now, ["app"], "cards"))
    app = visit("curate", project=tickets.id)
    assert "to be judged again" not in words(app) and "ask-stale" not in keys(app)


def test_documents_and_peoples_judgements_are_counted_apart_by_the_label_they_had(visit, tickets, stale):
    said = words(visit("curate", project=tickets.id))
    assert "20 documents of “App” (retired) and 20 of “Cards” (split) have to be judged again." in said
    assert (
        "2 judgements by Ana and Ben are ambiguous since “Cards” was split into “Lost cards” and “Swallowed cards”"
        in said
    )
    assert "The offline teacher labelled last; it costs nothing" in said


def test_one_click_asks_the_teacher_and_only_about_these(engine, visit, tickets, stale, performed):
    app = visit("curate", project=tickets.id)
    app.button(key="ask-stale").click().run()
    run = runs.latest_run(engine, stale, "label")
    assert (run.settings["only"], run.settings["teacher"], run.made_by) == ("stale", "offline", "Ana")
    assert f"stop-{run.id}" in keys(app) and "ask-stale" not in keys(app), "its progress is shown in place"
    assert performed(run.id).status == "done"
    assert len(judgements.judged_in_run(engine, run.id)) == 40
    after = visit("curate", project=tickets.id)
    assert "documents of “Cards”" not in words(after)
    assert "2 judgements by Ana and Ben are ambiguous" in words(after) and "ask-stale" not in keys(after)


def test_a_run_that_cannot_begin_is_refused_in_place(engine, visit, tickets, stale):
    app = visit("curate", project=tickets.id)
    runs.add_run(engine, tickets.id, stale, "label", {"teacher": "offline"}, "human:Ben")
    app.button(key="ask-stale").click().run()
    assert "under way" in app.error[0].value


def test_a_language_model_says_what_asking_again_takes(engine, visit, tickets, stale, monkeypatch):
    run = runs.add_run(engine, tickets.id, stale, "label", {"teacher": "llm", "model": "small-one"}, "human:Ana")
    runs.finish(engine, run.id, "done")
    assert "There is no key for the language model" in words(visit("curate", project=tickets.id)).replace("\\", "")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    assert "40 calls" in words(visit("curate", project=tickets.id))


def test_people_are_given_a_batch_of_their_own_first(visit, tickets, stale):
    app = visit("curate", project=tickets.id)
    app.button(key="give-to-people").click().run()
    assert app.title[0].value == "Check"
    assert (app.query_params["draw"], app.query_params["size"]) == ("again", "50")
    assert "documents whose label was split or retired" in words(app)
    assert not app.exception


def test_what_others_have_to_judge_again_is_left_to_them(engine, visit, tickets, stale, performed):
    visit("curate", project=tickets.id).button(key="ask-stale").click().run()
    performed(runs.latest_run(engine, stale, "label").id)
    app = visit("curate", project=tickets.id, person="Cleo")
    assert "They are asked on the Check page" in words(app)
    assert keys(app).isdisjoint({"ask-stale", "give-to-people", "see-stale"})
    assert "give-to-people" in keys(visit("curate", project=tickets.id, person="Ben"))


def test_they_can_be_read_where_they_are_listed(visit, tickets, stale):
    app = visit("curate", project=tickets.id)
    app.button(key="see-stale").click().run()
    assert (app.title[0].value, app.query_params["show"]) == ("Label", "Ask again")


def test_nobody_is_asked_by_a_version_that_would_say_the_same_again(engine, visit, tickets, stale):
    versions.freeze(engine, stale, 2)
    versions.name_version(engine, stale, 2, "agreed with legal", "Ana")
    app = visit("curate", project=tickets.id)
    assert "Labelling goes by version 2, which has 1 of these labels still" in words(app)
    app.button(key="ask-stale").click().run()
    assert runs.latest_run(engine, stale, "label").settings["only"] == "stale"
    for page in ("label", "check"):
        said = words(visit(page, project=tickets.id))
        assert "Labelling goes by **version 2**, “agreed with legal”; the labels have changed in 1 step since" in said
    versions.freeze(engine, stale, 1)
    app = visit("curate", project=tickets.id)
    assert "ask-stale" not in keys(app) and "give-to-people" not in keys(app)
    assert "They are asked on the Check page" not in words(app)
