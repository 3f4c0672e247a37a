"""The tab "Automation": a wanted accuracy, what it leaves to the classifier, and who does the rest."""

from sqlalchemy import null, update
from sqlmodel import Session

from core.store import judgements, runs
from core.store.tables import ClassifierRow
from core.work.abstaining import abstained
from core.work.doubting import to_check
from core.work.requests import request
from core.work.settings import ScoreSettings
from tests.pages.conftest import words

NEVER = 0.9999


def test_without_enough_judged_blind_it_says_what_to_do(visit, tickets, trained):
    app = visit("classify", project=tickets.id, tab="Automation")
    assert not app.exception
    assert "too few to say how often it is right: it takes 20" in words(app)
    assert not app.get("plotly_chart")


def test_one_from_before_its_answers_were_kept_is_to_be_trained_again(visit, engine, tickets, judged, measured):
    with Session(engine) as session:
        session.execute(update(ClassifierRow).values(detail=null()))
        session.commit()
    app = visit("classify", project=tickets.id, tab="Automation")
    assert "was not kept when it was trained" in words(app)
    assert "too few" not in words(app)
    app.button(key="retrain-to-see").click().run()
    assert not app.exception
    run = runs.latest_run(engine, judged.id, "train")
    assert run is not None and run.active


def test_documents_that_people_chose_and_labelled_promise_nothing(visit, engine, tickets, judged, measured):
    body = {**measured.body, "people": {**measured.body["people"], "method": "cross-validated"}}
    with Session(engine) as session:
        session.execute(update(ClassifierRow).values(body=body))
        session.commit()
    app = visit("classify", project=tickets.id, tab="Automation")
    assert "0 documents judged blind by people are too few" in words(app)
    assert not app.get("plotly_chart")


def test_a_wanted_accuracy_says_how_much_is_automatic(visit, tickets, measured):
    app = visit("classify", project=tickets.id, tab="Automation", wanted="60")
    assert not app.exception
    assert app.slider(key="wanted").value == 60
    assert "automatically (" in words(app) and "accuracy (" in words(app)
    assert "that people judged blind" in words(app)


def test_a_point_clicked_in_the_curve_holds_until_the_slider_moves(visit, tickets, measured):
    app = visit("classify", project=tickets.id, tab="Automation", at="0.000000")
    assert "Label 100 % automatically" in words(app)
    app.slider(key="wanted").set_value(60).run()
    assert "at" not in app.query_params
    assert "the very documents it was chosen on" not in words(app)


def test_what_it_is_sure_of_is_labelled_with_the_threshold(visit, engine, tickets, judged, measured):
    app = visit("classify", project=tickets.id, tab="Automation", at="0.500000")
    app.button(key="score-sure").click().run()
    run = runs.latest_run(engine, judged.id, "score")
    assert run is not None and run.settings == {"classifier": measured.id, "at_least": 0.5}


def test_what_it_was_not_sure_of_goes_to_people_or_the_teacher(visit, engine, tickets, judged, measured, performed):
    performed(request(engine, judged.id, ScoreSettings(classifier=measured.id, at_least=NEVER), "human:Ana").id)
    unsure = abstained(engine, judged.id)
    app = visit("classify", project=tickets.id, tab="Automation")
    assert f"{len(unsure)} documents have no label" in words(app)
    app.button(key="unsure-to-people").click().run()
    assert not app.exception
    assert {each.document for each in to_check(engine, judged.id)} == {*unsure}
    again = visit("classify", project=tickets.id, tab="Automation")
    again.button(key="unsure-to-teacher").click().run()
    run = runs.latest_run(engine, judged.id, "label")
    assert run is not None and run.settings["only"] == "abstained"
    performed(run.id)
    assert {each.document for each in judgements.verdicts(engine, judged.id)} >= {*unsure}


def test_what_it_was_not_sure_of_is_not_what_to_do_next(visit, engine, tickets, judged, measured, performed):
    performed(request(engine, judged.id, ScoreSettings(classifier=measured.id, at_least=NEVER), "human:Ana").id)
    app = visit("classify", project=tickets.id, tab="Automation")
    assert not [button for button in app.button if button.key == "score"]
    assert [each.key for each in app.get("download_button")] == ["download-first"]
