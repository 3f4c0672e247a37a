"""Documents of which a classifier is not sure enough: without a label, found again, judged by people or the teacher."""

import pytest

from core.store import classifiers, judgements, labels
from core.store.labels import Wanted
from core.work.abstaining import abstained
from core.work.doubting import send_to_check, to_check
from core.work.settings import LabelSettings, ScoreSettings
from tests.core.work.colours import annotate, perform, place, tell


@pytest.fixture
def trained(engine):
    """Twelve documents of thirty-six judged by the teacher, and a classifier."""
    card, _, truth = place(engine, 12)
    tell(engine, card, {one: truth[one] for one in list(truth)[:12]})
    perform(engine, card)
    return card, truth


def score(engine, card, at_least):
    used = classifiers.in_use(engine, card.id)
    return perform(engine, card, ScoreSettings(classifier=used.id, at_least=at_least))


def by_classifier(engine, card):
    found = labels.all_labels(engine, card.project, card.id, Wanted(source="classifier"), stale=frozenset())
    return {each.document: each.confidence for each in found}


def middle(engine, card):
    """A confidence that half of what is scored reaches."""
    score(engine, card, 0)
    ranked = sorted(by_classifier(engine, card).values())
    assert ranked[0] < ranked[-1]
    return next(one for one in ranked if one > ranked[0])


def test_documents_below_the_threshold_stay_without_a_label_and_are_found_the_least_sure_first(engine, trained):
    card, _ = trained
    threshold = middle(engine, card)
    before = by_classifier(engine, card)
    assert score(engine, card, threshold).status == "done"
    left = abstained(engine, card.id)
    assert left == {one: sure for one, sure in before.items() if sure < threshold}
    assert list(left.values()) == sorted(left.values())
    assert by_classifier(engine, card) == {one: sure for one, sure in before.items() if sure >= threshold}
    assert len(left) + len(by_classifier(engine, card)) == 24


def test_who_is_sure_enough_of_everything_abstains_from_nothing_and_takes_earlier_abstentions_back(engine, trained):
    card, _ = trained
    assert abstained(engine, card.id) == {}
    score(engine, card, 1.0)
    assert len(abstained(engine, card.id)) == 24
    assert by_classifier(engine, card) == {}
    score(engine, card, 0)
    assert abstained(engine, card.id) == {}


def test_what_was_labelled_since_is_no_longer_left_out(engine, trained):
    card, truth = trained
    score(engine, card, 1.0)
    one, two = list(abstained(engine, card.id))[:2]
    annotate(engine, card, {one: truth[one]}, blind=False)
    tell(engine, card, {two: truth[two]})
    assert not {one, two} & abstained(engine, card.id).keys()


def test_the_teacher_is_asked_about_what_was_left_out_and_about_nothing_else(engine, trained):
    card, _ = trained
    threshold = middle(engine, card)
    score(engine, card, threshold)
    left = set(abstained(engine, card.id))
    ended = perform(engine, card, LabelSettings(only="abstained"))
    assert ended.status == "done"
    assert judgements.judged_in_run(engine, ended.id) == left


def test_what_was_left_out_goes_to_people_and_never_into_statistics(engine, trained):
    card, truth = trained
    run = score(engine, card, 1.0)
    left = list(abstained(engine, card.id))
    send_to_check(engine, run.id, left[:3], "Ana")
    send_to_check(engine, run.id, left[:3], "Ben")
    queue = to_check(engine, card.id, reserved=left[:1])
    assert [each.document for each in queue] == [left[1], left[2], left[0]]
    assert {(each.drawn, each.probability) for each in queue} == {("doubtful", None)}
    annotate(engine, card, {left[1]: truth[left[1]]}, blind=False)
    assert [each.document for each in to_check(engine, card.id)] == [left[0], left[2]]
