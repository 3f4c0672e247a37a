"""Labelling again: what has become stale, what was answered before, and by which version of the labels."""

import asyncio

import pytest

from core.labelling.carry import stale_ids
from core.store import judgements, labels, ledger, runs, versions
from core.store.runs import queue_again
from core.taxonomy import edits
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.work.again import without_judgement
from core.work.estimates import labelling_cost
from core.work.here import perform_here
from core.work.requests import request
from core.work.settings import LabelSettings
from tests.core.work.colours import annotate, perform, place, tell

STALE = LabelSettings(only="stale")
PARTS = (Label(id="dark-red", name="Dark reds"), Label(id="light-red", name="Light reds"))


def edit(engine, card, gesture):
    now = ledger.taxonomy(engine, card.id)
    return ledger.append(engine, card.id, Change(labels=gesture(now), author="human:Ana", based_on=now.version))


@pytest.fixture
def colours(engine):
    """Ninety documents with the teacher's verdicts, but for the last three; then the label Reds is split."""
    card, found, truth = place(engine, 30)
    ids = [each.id for each in found]
    tell(engine, card, {each: truth[each] for each in ids[:-3]})
    edit(engine, card, lambda now: edits.split(now, "red", PARTS))
    return card, ids, truth


def answered(engine, run):
    return judgements.judged_in_run(engine, run.id)


def test_only_what_nothing_stands_of_is_asked_again(engine, colours):
    card, ids, truth = colours
    reds = [each for each in ids[:-3] if truth[each] == "red"]
    annotate(engine, card, {reds[0]: "green"})
    run = perform(engine, card, STALE)
    assert (run.status, answered(engine, run)) == ("done", frozenset(reds[1:]))
    assert without_judgement(engine, card.id) == {}
    nothing_left = perform(engine, card, STALE)
    assert (nothing_left.status, answered(engine, nothing_left)) == ("done", frozenset())


def test_a_document_of_which_only_a_person_said_something_stale_is_asked_about_too(engine, colours):
    card, ids, _ = colours
    annotate(engine, card, {ids[-1]: "red"})
    assert ids[-1] in without_judgement(engine, card.id)
    assert ids[-2] not in without_judgement(engine, card.id)
    run = perform(engine, card, STALE)
    assert ids[-1] in answered(engine, run)
    _, [row] = labels.page_of_labels(
        engine,
        card.project,
        card.id,
        labels.Wanted(containing="number 29", labels=None, source="teacher"),
        0,
        1,
        stale=stale_ids(ledger.taxonomy(engine, card.id)),
    )
    assert row.source == "teacher"


def test_a_run_that_was_stopped_goes_on_with_the_documents_it_began_with(engine, colours, monkeypatch):
    card, ids, truth = colours
    reds = [each for each in ids[:-3] if truth[each] == "red"]
    monkeypatch.setattr("core.work.label.SLICE", {"offline": 10})
    run = request(engine, card.id, STALE, "Ana")
    parts = asyncio.run(perform_here(engine, run.id, lambda seen: runs.ask_to_stop(engine, seen.id)))
    assert parts.status == "stopped" and parts.total == 3
    queue_again(engine, run.id)
    done = asyncio.run(perform_here(engine, run.id, lambda _: None))
    assert (done.status, done.total, answered(engine, run)) == ("done", 3, frozenset(reds))


def test_documents_are_labelled_by_the_frozen_version_while_people_go_on_editing(engine):
    card, _, _ = place(engine, 5)
    versions.freeze(engine, card.id, 1)
    edit(engine, card, lambda now: edits.split(now, "red", PARTS))
    assert perform(engine, card, LabelSettings()).status == "done"
    given = {label for label, _, _ in judgements.count_verdicts(engine, card.id)}
    assert "red" in given and given.isdisjoint({"dark-red", "light-red"})
    stale = stale_ids(ledger.taxonomy(engine, card.id))
    said = labels.all_labels(engine, card.project, card.id, labels.Wanted(labels=stale), stale=stale)
    assert next(said, None) is not None, "the labels in force are the latest"
    assert without_judgement(engine, card.id) == {}, "the frozen version would say the same again"
    versions.freeze(engine, card.id, None)
    assert len(without_judgement(engine, card.id)) > 0
    perform(engine, card, STALE)
    assert without_judgement(engine, card.id) == {}


def test_what_was_judged_by_labels_that_the_frozen_version_never_had_can_be_asked_again(engine):
    card, found, _ = place(engine, 5)
    edit(engine, card, lambda now: edits.add(now, "Violets"))
    tell(engine, card, {found[0].id: "violets"})
    edit(engine, card, lambda now: edits.retire(now, "violets"))
    versions.freeze(engine, card.id, 1)
    assert list(without_judgement(engine, card.id)) == [found[0].id]
    assert answered(engine, perform(engine, card, STALE)) == {found[0].id}


def test_a_frozen_version_without_labels_is_refused_in_words(engine):
    card, _, _ = place(engine, 2)
    edit(engine, card, lambda now: edits.retire_all(now, [label.id for label in now.live]))
    versions.freeze(engine, card.id, 2)
    edit(engine, card, lambda now: edits.add(now, "Violets"))
    run = perform(engine, card, LabelSettings())
    assert (run.status, run.note.split(".")[0]) == ("failed", "The version that labelling goes by has no labels")


def test_what_labelling_takes_is_reckoned_by_the_version_it_goes_by(engine):
    card, _, _ = place(engine, 5)
    before = labelling_cost(engine, card.id, 5)
    versions.freeze(engine, card.id, 1)
    edit(engine, card, lambda now: edits.add(now, "Violets", "a long description " * 50))
    assert labelling_cost(engine, card.id, 5) == before


def test_asking_again_for_comparison_leaves_the_labels_of_record_alone(engine, colours):
    card, _, truth = colours
    before = judgements.verdicts(engine, card.id)
    run = perform(engine, card, LabelSettings(repetition=1, sample=20))
    assert len(answered(engine, run)) == 20
    assert judgements.verdicts(engine, card.id) == before
    assert all(truth[document] != "red" for document in answered(engine, run)), "a stale label cannot be said again"
    twice = judgements.repeated(engine, card.id)
    assert {each.document for each in twice} == answered(engine, run)
    assert all(each.teacher == "offline" and len(each.answers) == 2 for each in twice)
    assert [answer.version for answer in twice[0].answers] == [1, 2]


def test_a_model_is_asked_anew_for_comparison_and_paid_once_by_a_run_that_goes_on(engine, model):
    card, _, _ = place(engine, 5)
    by_model = LabelSettings(teacher="llm")
    perform(engine, card, by_model)
    assert len(model.calls) == 15
    perform(engine, card, by_model)
    assert len(model.calls) == 15, "the same question is not paid for twice"
    once = perform(engine, card, by_model.model_copy(update={"repetition": 1, "sample": 10}))
    assert len(model.calls) == 25
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM verdict WHERE run = ?", (once.id,))
        connection.exec_driver_sql("DELETE FROM chunk WHERE run = ?", (once.id,))
    queue_again(engine, once.id)
    asyncio.run(perform_here(engine, once.id, lambda _: None))
    assert (len(model.calls), len(answered(engine, once))) == (25, 10)
    perform(engine, card, by_model.model_copy(update={"repetition": 1, "sample": 10}))
    assert len(model.calls) == 35
    assert max(len(each.answers) for each in judgements.repeated(engine, card.id)) == 4
