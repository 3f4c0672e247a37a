"""The tab "Classifiers": all of them side by side, which is in use, two compared, and further ones trained."""

import pytest
from sqlalchemy import null, update
from sqlmodel import Session, col

from core.agreement.estimates import share, unknown
from core.classifier.scores import Evaluation
from core.corpus.document import Document, document_id
from core.store import classifiers, documents, judgements, runs
from core.store.projects import Upload
from core.store.tables import ClassifierRow
from core.work.doubting import to_check
from core.work.registry import detail_of
from core.work.report import Detail, Doubt
from core.work.requests import request
from core.work.settings import PAPER, TrainSettings
from pages.parts.classifying.side_by_side import speed
from tests.pages.conftest import words


def test_scores_against_the_teacher_are_called_imitation(visit, tickets, trained):
    app = visit("classify", project=tickets.id)
    assert not app.exception
    assert "how well it imitates the teacher, not how right it is" in words(app)
    assert "against people" not in words(app)


def test_right_and_imitation_are_columns_of_their_own_with_what_they_were_measured_on(visit, tickets, measured):
    app = visit("classify", project=tickets.id)
    said = words(app)
    assert not app.exception
    assert "judged blind by people, none of which it has learnt from" in said
    assert "how well it imitates the teacher, not how right it is" in said
    assert "People agree with each other on" in said
    assert "The classifier is right on" in said and "the teacher on" in said


@pytest.mark.parametrize(
    ("each", "shown"),
    [
        (0, "–"),
        (3.21, "3.2"),
        (9.97, "10"),
        (48.6, "49"),
        (1216.4, "1,220"),
        (28_700, "29,000"),
        (1_234_567, "1,200,000"),
    ],
)
def test_a_slow_classifier_is_not_said_to_stand_still(each, shown):
    found = Evaluation(
        against="people", method="held out", n=9, accuracy=share(5, 9), macro_f1=unknown("not here"),
        applicable_f1=unknown("not here"), baseline=0.5, labels=(), confusions=(), seed=0, documents_per_second=each,
    )  # fmt: skip
    assert speed(found) == shown


def test_another_classifier_is_put_in_use_with_a_reason_and_there_is_a_way_back(
    visit, engine, tickets, judged, trained
):
    first = next(one for one in trained if one.in_use)
    other = next(one for one in trained if not one.in_use)
    app = visit("classify", project=tickets.id, classifier=other.id)
    app.text_input(key="use-reason").set_value("Smaller").run()
    app.button(key="use").click().run()
    assert not app.exception
    used = classifiers.in_use(engine, judged.id)
    assert used is not None and used.id == other.id
    latest = classifiers.promotions(engine, judged.id)[0]
    assert (latest.author, latest.reason) == ("human:Ana", "Smaller")
    app.session_state["promotions"] = True
    app.run()
    assert "Smaller" in words(app)
    app.button(key="roll-back").click().run()
    back = classifiers.in_use(engine, judged.id)
    assert back is not None and back.id == first.id


def test_two_are_compared(visit, engine, tickets, judged, measured, performed):
    performed(request(engine, judged.id, TrainSettings(profiles=("balanced",), curve=False), "human:Ana").id)
    app = visit("classify", project=tickets.id)
    app.button(key="compare-them").click().run()
    assert not app.exception
    said = words(app)
    assert "“Balanced” is right on" in said
    assert "What differed when they were made" in said and "hashed words" in said


def test_an_encoder_is_called_by_its_name(visit, engine, tickets, trained):
    body = {**trained[0].body, "recipe": {**trained[0].body["recipe"], "features": "encoder", "encoder": "minilm"}}
    with Session(engine) as session:
        session.execute(update(ClassifierRow).where(col(ClassifierRow.id) == trained[0].id).values(body=body))
        session.commit()
    app = visit("classify", project=tickets.id, compare=trained[0].id, **{"with": trained[1].id})
    app.session_state["beside"] = True
    app.run()
    assert "sentence encoder: MiniLM, not none" in words(app)


def test_one_from_before_its_answers_were_kept_is_not_said_to_share_nothing(
    visit, engine, tickets, measured, performed
):
    with Session(engine) as session:
        session.execute(update(ClassifierRow).values(detail=null()))
        session.commit()
    performed(request(engine, measured.taxonomy, TrainSettings(profiles=("fast",), curve=False), "human:Ana").id)
    app = visit("classify", project=tickets.id)
    app.button(key="compare-them").click().run()
    assert not app.exception
    assert "of each document was not kept" in words(app)
    assert "They were made with the same settings." in words(app)
    assert "Nobody has judged" not in words(app)


def test_what_training_chose_is_not_told_once_a_person_chose_another(
    visit, engine, tickets, judged, measured, performed
):
    performed(request(engine, judged.id, TrainSettings(profiles=("fast",), curve=False), "human:Ana").id)
    assert [each for each in visit("classify", project=tickets.id).button if each.key == "compare-them"]
    used = classifiers.in_use(engine, judged.id)
    other = next(each for each in classifiers.classifiers(engine, judged.id) if used is None or each.id != used.id)
    classifiers.put_in_use(engine, judged.id, other.id, "human:Ana")
    assert not [each for each in visit("classify", project=tickets.id).button if each.key == "compare-them"]


def test_the_papers_comparison_is_one_click(visit, engine, tickets, judged, trained):
    app = visit("classify", project=tickets.id)
    key = f"again-{judged.id}"
    app.checkbox(key=f"paper-{key}").check().run()
    app.checkbox(key=f"fast-{key}").uncheck().run()
    app.checkbox(key=f"balanced-{key}").uncheck().run()
    assert app.button(key=f"train-{key}").label == "Train 6 classifiers"
    app.button(key=f"train-{key}").click().run()
    run = runs.latest_run(engine, judged.id, "train")
    assert run is not None and run.active
    settings = TrainSettings.model_validate(run.settings)
    assert {*settings.heads} == {*PAPER.heads} and {*settings.features} == {*PAPER.features}
    assert settings.profiles == ()


def test_what_the_accurate_profile_lacks_is_said(visit, tickets, judged):
    app = visit("classify", project=tickets.id)
    assert app.checkbox(key=f"accurate-{judged.id}").disabled
    assert "make minilm" in words(app)


def test_nothing_can_be_trained_when_nothing_is_chosen(visit, tickets, judged):
    app = visit("classify", project=tickets.id)
    app.checkbox(key=f"fast-{judged.id}").uncheck().run()
    app.checkbox(key=f"balanced-{judged.id}").uncheck().run()
    assert "Choose at least one kind of classifier." in words(app)
    assert not [button for button in app.button if button.key == f"train-{judged.id}"]


def test_labels_in_doubt_are_sent_to_people(visit, engine, tickets, judged, measured):
    kept = detail_of(engine, measured.id) or Detail()
    document = kept.documents[0]
    given = next(each.primary for each in judgements.verdicts(engine, judged.id, [document]))
    likely = "app" if given != "app" else "card"
    doubtful = kept.model_copy(
        update={"doubts": (Doubt(document=document, given=given, likely=likely, confidence=0.1),)}
    )
    classifiers.add_classifier(
        engine, measured.id, judged.id, measured.run, measured.name, measured.body,
        classifiers.bundle(engine, measured.id), doubtful.model_dump(mode="json"),
    )  # fmt: skip
    app = visit("classify", project=tickets.id)
    assert "1 label of the teacher is in doubt." in words(app)
    app.button(key="doubts-to-people").click().run()
    assert not app.exception
    assert [each.document for each in to_check(engine, judged.id)] == [document]


def test_new_documents_unlike_those_it_knows_are_warned_of(visit, engine, tickets, judged, measured):
    texts = [f"Bonjour, le train numéro {number} vers Lyon est en retard de {number} minutes" for number in range(60)]
    made = [Document(id=document_id(text), text=text, metadata={}, source_id=f"N{at}") for at, text in enumerate(texts)]
    upload = Upload(name="new.csv", made_by="Ana", rows=60, documents=0, duplicates=0, empty=0)
    documents.add_documents(engine, tickets.id, made, upload)
    app = visit("classify", project=tickets.id)
    assert not app.exception
    assert "60 new documents since the one in use was trained" in words(app)
