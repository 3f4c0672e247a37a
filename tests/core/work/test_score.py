"""The score run on a real store: who is left to the classifier, and what it says of them."""

import asyncio

import pytest
from sqlalchemy import delete
from sqlmodel import Session, select

from core.errors import NotFound, TeacherError
from core.store import classifiers, labels, ledger, projects
from core.store.labels import Wanted
from core.store.tables import ClassifierRow, PredictionRow
from core.taxonomy.edits import retire
from core.taxonomy.taxonomy import Change
from core.work import score
from core.work.here import perform_here
from core.work.requests import request
from core.work.resembling import telling_words
from core.work.settings import ScoreSettings, TrainSettings
from core.work.stage import Stage
from core.work.watching import drift_of
from tests.core.work.colours import annotate, bring, perform, place, tell
from tests.embeddings_server import embeddings_server


@pytest.fixture
def scored(engine):
    """A run that scores, once something has been judged and a classifier trained."""

    def scored(card):
        perform(engine, card)
        (made,) = classifiers.classifiers(engine, card.id)
        return perform(engine, card, ScoreSettings(classifier=made.id))

    return scored


def known(engine, card):
    """Who labelled each document, and how."""
    found = labels.all_labels(engine, card.project, card.id, Wanted(), stale=frozenset())
    return {each.document: (each.source, each.primary) for each in found}


def predicted(engine):
    """What the classifier said, whoever else said something."""
    with Session(engine) as session:
        return {row.document: row.primary for row in session.exec(select(PredictionRow))}


def test_documents_that_nobody_has_judged_get_the_classifiers_label(engine, scored):
    card, _, truth = place(engine, 12)
    told = dict(list(truth.items())[:27])
    tell(engine, card, told)
    assert scored(card).status == "done"
    assert known(engine, card) == {
        one: ("teacher" if one in told else "classifier", label) for one, label in truth.items()
    }


def test_judged_documents_are_left_alone(engine, scored):
    card, _, truth = place(engine, 8)
    ids = list(truth)
    tell(engine, card, {one: truth[one] for one in ids[:15]})
    annotate(engine, card, {ids[15]: "red", ids[16]: None}, blind=False)
    scored(card)
    assert set(predicted(engine)) == set(ids[17:])


def test_what_the_teacher_could_not_say_or_said_of_a_label_since_retired_is_scored(engine, scored):
    card, _, truth = place(engine, 8)
    tell(engine, card, truth)
    unclear = next(iter(truth))
    tell(engine, card, {unclear: "red"}, needs_review=True)
    without_blue = retire(ledger.taxonomy(engine, card.id), "blue")
    ledger.append(engine, card.id, Change(labels=without_blue, author="human:Ana", based_on=1))
    scored(card)
    said = predicted(engine)
    assert set(said) == {unclear, *(one for one, label in truth.items() if label == "blue")}
    assert set(said.values()) <= {"red", "green"}
    assert said[unclear] == "red"


def test_every_document_falls_into_one_slice(engine, scored, monkeypatch):
    monkeypatch.setattr(score, "SLICE", 5)
    card, _, truth = place(engine, 4)
    tell(engine, card, dict(list(truth.items())[:6]))
    ended = scored(card)
    assert (ended.done, ended.total) == (3, 3)
    assert len(known(engine, card)) == 12
    assert all(source for source, _ in known(engine, card).values())


def test_two_documents_are_scored(engine, scored):
    card, _, truth = place(engine, 1)
    tell(engine, card, dict(list(truth.items())[:1]))
    assert scored(card).status == "done"
    assert known(engine, card)[list(truth)[1]] == ("classifier", "red")


def test_a_classifier_that_is_gone_fails_the_run_with_a_sentence(engine):
    card, _, _ = place(engine, 1)
    ended = perform(engine, card, ScoreSettings(classifier="gone"))
    assert (ended.status, ended.note) == ("failed", "That classifier is no longer in this workspace.")


def test_a_classifier_that_goes_while_it_scores_fails_the_run_and_keeps_what_it_said(engine, monkeypatch):
    monkeypatch.setattr(score, "SLICE", 6)
    card, _, truth = place(engine, 8)
    tell(engine, card, dict(list(truth.items())[:12]))
    perform(engine, card)
    run = request(engine, card.id, ScoreSettings(classifier=classifiers.in_use(engine, card.id).id), "Ana")

    async def lose_it_after(engine, run, chunk):
        await score.perform(engine, run, chunk)
        if chunk == "from 13":
            with Session(engine) as session:
                session.execute(delete(ClassifierRow))
                session.commit()

    stages = {"score": Stage(score.chunks, lose_it_after, side_by_side=1)}
    ended = asyncio.run(perform_here(engine, run.id, lambda _: None, stages))
    assert (ended.status, ended.note) == ("failed", "That classifier is no longer in this workspace.")
    assert len(predicted(engine)) == 6


def test_scoring_of_a_deleted_project_ends_without_a_trace(engine):
    card, _, truth = place(engine, 4)
    tell(engine, card, dict(list(truth.items())[:6]))
    perform(engine, card)
    run = request(engine, card.id, ScoreSettings(classifier=classifiers.in_use(engine, card.id).id), "Ana")
    projects.delete_project(engine, card.project)
    with pytest.raises(NotFound):
        asyncio.run(perform_here(engine, run.id, lambda _: None))
    assert predicted(engine) == {}


def test_a_sentence_encoder_that_refuses_fails_the_run_with_its_own_words(engine, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "any")
    card, _, truth = place(engine, 8)
    tell(engine, card, dict(list(truth.items())[:20]))
    settings = TrainSettings(heads=("svm",), features=("encoder",), encoder="server:small", curve=False)
    with embeddings_server() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        assert perform(engine, card, settings).status == "done"
        server.behaviour = lambda _: (401, {})
        (made,) = classifiers.classifiers(engine, card.id)
        failed = perform(engine, card, ScoreSettings(classifier=made.id))
        bring(engine, card, ["a text that came later"])
        for look in (lambda: drift_of(engine, card.id), lambda: telling_words(engine, made.id)):
            with pytest.raises(TeacherError, match="did not accept the key"):
                look()
    assert (failed.status, predicted(engine)) == ("failed", {})
    assert failed.note == f"{server.base_url} did not accept the key. Check OPENAI_API_KEY."
