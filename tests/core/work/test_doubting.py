"""Likely errors of the teacher: as long as they stand, and on their way to people."""

import pytest

from core.store import classifiers, judgements, ledger
from core.taxonomy.edits import merge
from core.taxonomy.taxonomy import Change
from core.work.doubting import doubted, doubts, send_to_check, to_check
from core.work.report import Detail, Doubt
from core.work.settings import LabelSettings
from tests.core.work.colours import annotate, perform, place, tell


@pytest.fixture
def told(engine):
    """Labels of the teacher of which a classifier in use doubts the first three."""
    card, _, truth = place(engine, 4)
    tell(engine, card, truth)
    found = tuple(Doubt(document=one, given=truth[one], likely="green", confidence=0.1) for one in list(truth)[:3])
    detail = Detail(doubts=found).model_dump(mode="json")
    classifiers.add_classifier(engine, "one", card.id, "r", "One", {}, b"zip", detail)
    classifiers.put_in_use(engine, card.id, "one")
    return card, truth


def test_a_doubt_stands_until_a_person_has_judged_or_the_teacher_says_something_else(engine, told):
    card, truth = told
    first, second, third = list(truth)[:3]
    assert doubted(engine, card.id) == [first, second, third]
    annotate(engine, card, {first: "red"}, blind=False)
    assert doubted(engine, card.id) == [second, third]
    tell(engine, card, {second: "blue"})
    assert [each.document for each in doubts(engine, card.id, "one")] == [third]


def test_a_doubt_follows_its_label_into_another(engine, told):
    card, _ = told
    now = ledger.taxonomy(engine, card.id)
    change = Change(labels=merge(now, ["red"], "blue"), author="human:Ana", based_on=1)
    ledger.append(engine, card.id, change)
    assert len(doubted(engine, card.id)) == 3


def test_without_a_classifier_or_without_details_nothing_is_doubted(engine):
    card, _, _ = place(engine, 2)
    assert doubts(engine, card.id) == []
    classifiers.add_classifier(engine, "old", card.id, "r", "Old", {}, b"zip")
    classifiers.put_in_use(engine, card.id, "old")
    assert doubts(engine, card.id) == []


def test_doubted_labels_go_to_people_and_to_the_teacher(engine, told):
    card, _ = told
    tell(engine, card, {})
    run = perform(engine, card)
    send_to_check(engine, run.id, doubted(engine, card.id), "Ana")
    classifiers.put_in_use(engine, card.id, "one", "Ana")
    assert [each.document for each in to_check(engine, card.id)] == doubted(engine, card.id)
    asked = doubted(engine, card.id)
    ended = perform(engine, card, LabelSettings(only="doubted"))
    assert judgements.judged_in_run(engine, ended.id) == set(asked)
