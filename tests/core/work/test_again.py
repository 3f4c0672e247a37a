"""What waits to be judged again, for the teacher and for each person."""

import pytest

from core.labelling.annotation import Annotation
from core.store import judgements, ledger, versions
from core.store.ambiguous import Ambiguous, ambiguous, last_said
from core.taxonomy import edits
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.work.again import as_before, gone, queue_of, without_judgement
from core.work.requests import request
from core.work.settings import LabelSettings
from tests.core.work.colours import place, tell

PARTS = (Label(id="dark-red", name="Dark reds"), Label(id="light-red", name="Light reds"))


def edit(engine, card, gesture):
    now = ledger.taxonomy(engine, card.id)
    return ledger.append(engine, card.id, Change(labels=gesture(now), author="human:Ana", based_on=now.version))


def say(engine, card, person, document, label, version=1, **more):
    given = {"blind": True, "drawn": "random", "probability": 0.1, **more}
    said = Annotation(document=document, person=person, primary=label, version=version, **given)
    judgements.add_annotations(engine, card.id, [said])


@pytest.fixture
def reds(engine):
    """Four red documents with the teacher's verdicts; Ana has judged the first two, Ben the second; Reds is split."""
    card, found, truth = place(engine, 4)
    ids = [each.id for each in found if truth[each.id] == "red"]
    tell(engine, card, truth)
    for person, document in (("Ana", ids[0]), ("Ana", ids[1]), ("Ben", ids[1])):
        say(engine, card, person, document, "red")
    edit(engine, card, lambda now: edits.split(now, "red", PARTS))
    return card, ids


def asked(engine, card, person, reserved=()):
    return [each.drawn.document for each in queue_of(engine, card.id, person, reserved, 0)]


def test_each_person_is_asked_about_their_own_first_and_everyone_about_the_rest(engine, reds):
    card, ids = reds
    assert {*asked(engine, card, "Ana")[:2]} == {ids[0], ids[1]}
    assert asked(engine, card, "Ben")[0] == ids[1]
    assert {*asked(engine, card, "Cleo")} == {*asked(engine, card, "Ana")} == {*ids}


def test_a_judgement_made_anew_is_ambiguous_no_more_and_the_earlier_one_is_kept(engine, reds):
    card, ids = reds
    mark = last_said(engine, card.id)
    say(engine, card, "Ana", ids[1], "dark-red", version=2)
    assert ids[1] not in asked(engine, card, "Ana")
    assert asked(engine, card, "Ben")[0] == ids[1], "Ben's is still ambiguous, though Ana's stands"
    assert ids[1] not in asked(engine, card, "Cleo")
    mine = [said.primary for said in judgements.annotations(engine, card.id, "Ana") if said.document == ids[1]]
    assert mine == ["red", "dark-red"]
    assert [said.primary for said in judgements.annotations(engine, card.id, "Ana", after=mark)] == ["dark-red"]


def test_what_the_teacher_has_said_anew_still_has_to_be_judged_by_who_was_ambiguous(engine, reds):
    card, ids = reds
    tell(engine, card, dict.fromkeys(ids, "light-red"))
    assert without_judgement(engine, card.id) == {}
    assert {*asked(engine, card, "Ana")} == {ids[0], ids[1]}
    assert asked(engine, card, "Cleo") == []
    stale = gone(engine, card.id).stale
    assert ambiguous(engine, card.id, stale) == [
        Ambiguous(ids[0], "Ana", "red"),
        Ambiguous(ids[1], "Ana", "red"),
        Ambiguous(ids[1], "Ben", "red"),
    ]
    assert all(each.drawn.drawn == "random" for each in queue_of(engine, card.id, "Ana", (), 0)), "the verdict is new"


def test_nothing_waits_where_the_split_was_undone_or_labelling_goes_by_the_version_before(engine, reds):
    card, _ = reds
    versions.freeze(engine, card.id, 1)
    assert asked(engine, card, "Ana") == [] and gone(engine, card.id).askable == frozenset()
    versions.freeze(engine, card.id, None)
    assert len(asked(engine, card, "Ana")) == 4
    edit(engine, card, lambda now: edits.revive(now, "red"))
    assert asked(engine, card, "Ana") == []


def test_the_teacher_who_labelled_last_is_asked_about_all_that_waits(engine, reds):
    card, _ = reds
    assert as_before(None, "stale") == LabelSettings(only="stale")
    run = request(engine, card.id, LabelSettings(teacher="llm", model="m", sample=5, repetition=2, seed=3), "Ana")
    assert as_before(run, "stale") == LabelSettings(teacher="llm", model="m", only="stale", seed=3)
