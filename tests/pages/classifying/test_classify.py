"""Classify as an engineer meets it: train, compare, try, choose, take away, and label the rest."""

from core.classifier.portable.codec import open_model
from core.labelling.annotation import Annotation
from core.store import classifiers, documents, judgements, ledger, runs
from core.store.labels import counts
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
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


def test_scores_against_the_teacher_are_called_imitation(visit, tickets, trained):
    app = visit("classify", project=tickets.id)
    assert not app.exception
    assert "how well it imitates the teacher, not how right it is" in words(app)
    table = app.dataframe[0].value
    assert table["name"].iloc[0] in {one.name for one in trained}
    assert "people" not in table.columns


def test_scores_against_people_say_on_how_many_documents(visit, engine, tickets, judged, performed):
    ids = documents.document_ids(engine, tickets.id)
    said = [
        Annotation(
            document=each, person="Bo", primary=GIVEN[at % 3], blind=True, drawn="random", probability=0.5, version=1
        )
        for at, each in enumerate(ids[:12])
    ]
    judgements.add_annotations(engine, judged.id, said)
    settings = TrainSettings(heads=("logistic",), features=("tfidf",))
    performed(request(engine, judged.id, settings, "human:Ana").id)
    app = visit("classify", project=tickets.id)
    assert "12 that people judged blind are kept to measure it" in words(app)
    assert "Measured on 12 documents judged by people, none of which it has learnt from." in words(app)
    assert "Fewer than 30 say little." in words(app)


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


def test_a_text_is_labelled_at_once(visit, tickets, trained):
    app = visit("classify", project=tickets.id, tab="Try it")
    app.text_area(key="try").set_value("The cash machine swallowed my card").run()
    assert not app.exception
    assert "Card**" in words(app)


def test_another_classifier_can_be_put_in_use(visit, engine, tickets, judged, trained):
    other = next(one for one in trained if not one.in_use)
    app = visit("classify", project=tickets.id, classifier=other.id)
    app.button(key="use").click().run()
    assert not app.exception
    assert [one.id for one in classifiers.classifiers(engine, judged.id) if one.in_use] == [other.id]


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


def test_what_is_downloaded_is_the_classifier_under_a_name_of_its_own(visit, engine, tickets, judged, trained):
    app = visit("classify", project=tickets.id, tab="Take away")
    assert len(app.get("download_button")) == 1
    names = {f"{judged.id}-{one.id}.zip" for one in trained}
    assert len(names) == len(trained)
    model, _ = open_model(classifiers.bundle(engine, trained[0].id))
    assert set(model.labels) <= {*GIVEN, "Card", "App", "Salary"}


def test_labels_changed_since_training_are_said(visit, engine, tickets, judged, trained):
    fresh = Label(id="fees", name="Fees")
    ledger.append(engine, judged.id, Change(labels=(fresh,), author="human:Ana", based_on=1))
    app = visit("classify", project=tickets.id)
    assert "The labels have changed since it was trained" in words(app)
