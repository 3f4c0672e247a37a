"""Classify as an engineer meets it: what it learns from, which classifier is looked at, and what to do next."""

from core.labelling.annotation import Annotation
from core.store import documents, judgements, ledger, runs
from core.store.labels import counts
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.teachers.protocol import Verdict
from core.work.requests import request
from core.work.settings import TrainSettings
from tests.pages.conftest import words

GIVEN = ("card", "app", "salary")


def test_without_labelled_documents_it_says_what_comes_first(visit, tickets):
    app = visit("classify", project=tickets.id)
    assert not app.exception
    assert app.button(key="to-before").label == "Grow the labels"


def test_training_is_asked_for_with_one_click_and_can_be_left_and_come_back_to(visit, engine, tickets, judged):
    app = visit("classify", project=tickets.id)
    assert "48 labelled by the teacher" in words(app)
    app.button(key=f"train-{judged.id}").click().run()
    run = runs.latest_run(engine, judged.id, "train")
    assert run is not None and run.made_by == "human:Ana"
    assert not app.exception
    assert app.button(key=f"stop-{run.id}")
    again = visit("classify", project=tickets.id)
    assert again.button(key=f"stop-{run.id}")


def test_documents_that_cannot_measure_although_they_were_judged_are_explained(visit, engine, tickets, judged):
    ids = documents.document_ids(engine, tickets.id)
    said = [
        Annotation(
            document=each, person="Bo", primary=None if at < 3 else GIVEN[0], blind=True, drawn="random", version=1
        )
        for at, each in enumerate(ids[:12])
    ]
    judgements.add_annotations(engine, judged.id, said)
    app = visit("classify", project=tickets.id)
    assert "are kept to measure it (9 of them can: no label fits 3)." in words(app)


def test_the_one_in_use_labels_the_rest(visit, engine, tickets, judged, trained, performed):
    app = visit("classify", project=tickets.id)
    assert app.button(key="score").label == "Label the other 12 with it"
    app.button(key="score").click().run()
    run = runs.latest_run(engine, judged.id, "score")
    assert run is not None
    performed(run.id)
    by = {row.source: 0 for row in counts(engine, tickets.id, judged.id, stale=frozenset())}
    assert by.keys() == {"teacher", "classifier"}
    again = visit("classify", project=tickets.id)
    assert not [button for button in again.button if button.key == "score"]


def test_the_tab_and_the_classifier_stand_in_the_address(visit, tickets, trained):
    other = next(one for one in trained if not one.in_use)
    app = visit("classify", project=tickets.id, tab="Take away", classifier=other.id)
    assert not app.exception
    assert app.selectbox(key="classifier").value == other.id
    assert other.id in words(app)


def test_while_another_is_trained_those_there_are_can_be_looked_at(visit, engine, tickets, judged, trained):
    run = request(engine, judged.id, TrainSettings(profiles=("fast",)), "human:Bo")
    app = visit("classify", project=tickets.id)
    assert not app.exception
    assert app.button(key=f"stop-{run.id}") and app.selectbox(key="classifier")
    assert not [button for button in app.button if button.key == f"train-again-{judged.id}"]


def test_labels_changed_since_training_are_said_and_taught_with_one_click(visit, engine, tickets, judged, trained):
    fresh = Label(id="fees", name="Fees")
    ledger.append(engine, judged.id, Change(labels=(fresh,), author="human:Ana", based_on=1))
    app = visit("classify", project=tickets.id)
    assert "1 label has come, gone or moved (“Fees”)" in words(app)
    app.button(key="retrain").click().run()
    run = runs.latest_run(engine, judged.id, "train")
    assert run is not None and run.active and run.settings["heads"] == ["logistic"]
    assert not app.exception


def test_documents_labelled_since_training_are_counted(visit, engine, tickets, judged, trained):
    ids = documents.document_ids(engine, tickets.id)[48:]
    run = runs.add_run(engine, tickets.id, judged.id, "label", {}, "human:Ana")
    said = [Verdict(document=each, primary=GIVEN[at % 3], confidence=0.9) for at, each in enumerate(ids)]
    judgements.add_verdicts(engine, run, 1, "offline", said)
    runs.finish(engine, run.id, "done")
    app = visit("classify", project=tickets.id)
    assert "12 documents have been labelled that it did not learn from" in words(app)
    assert app.button(key="retrain").label == "Train again"
