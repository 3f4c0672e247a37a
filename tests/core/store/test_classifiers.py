"""Which classifier is in use, who chose it, and the way back."""

import pytest
from sqlalchemy import delete
from sqlmodel import Session

from core.errors import Conflict, NotFound
from core.store import classifiers, projects
from core.store.classifiers import EARLIER, ROLLED_BACK
from core.store.tables import PromotionRow
from core.taxonomy.brief import Brief


@pytest.fixture
def card(engine):
    return projects.add_taxonomy(engine, projects.add_project(engine, "Tickets", "Ana").id, "Topics", Brief())


@pytest.fixture
def three(engine, card):
    for name in ("a", "b", "c"):
        keep(engine, card, name)
    return card


def keep(engine, card, name, **more):
    classifiers.add_classifier(engine, name, card.id, "run", name, {}, b"zip", **more)


def used(engine, card):
    return classifiers.in_use(engine, card.id).id


def test_who_chose_a_classifier_is_noted_with_the_reason(engine, three):
    assert classifiers.in_use(engine, three.id) is None
    classifiers.put_in_use(engine, three.id, "a")
    classifiers.put_in_use(engine, three.id, "b", "Ana", "It knows refunds.")
    noted = classifiers.promotions(engine, three.id)
    assert [(each.classifier, each.author, each.reason) for each in noted] == [
        ("b", "Ana", "It knows refunds."),
        ("a", "", ""),
    ]
    assert [each.by_person for each in noted] == [True, False]
    assert used(engine, three) == "b"


def test_choosing_the_one_in_use_again_notes_nothing_but_that_a_person_confirms_it(engine, three):
    classifiers.put_in_use(engine, three.id, "a")
    classifiers.put_in_use(engine, three.id, "a")
    classifiers.put_in_use(engine, three.id, "a", "Ana")
    classifiers.put_in_use(engine, three.id, "a", "Ben")
    assert [each.author for each in classifiers.promotions(engine, three.id)] == ["Ana", ""]


def test_going_back_twice_goes_back_two_and_then_no_further(engine, three):
    for name in ("a", "b", "c"):
        classifiers.put_in_use(engine, three.id, name, "Ana")
    assert classifiers.roll_back(engine, three.id, "Ben") == "b"
    assert classifiers.roll_back(engine, three.id, "Ben") == "a" == used(engine, three)
    with pytest.raises(Conflict, match="No other classifier was in use before this one"):
        classifiers.roll_back(engine, three.id, "Ben")
    assert [each.reason for each in classifiers.promotions(engine, three.id)][:2] == [ROLLED_BACK] * 2


def test_after_going_back_another_may_be_chosen_and_left_again(engine, three):
    for name in ("a", "b"):
        classifiers.put_in_use(engine, three.id, name, "Ana")
    classifiers.roll_back(engine, three.id, "Ana")
    classifiers.put_in_use(engine, three.id, "c", "Ana")
    assert classifiers.roll_back(engine, three.id, "Ana") == "a"


def test_a_classifier_put_in_use_before_there_was_a_log_can_be_gone_back_to(engine, three):
    classifiers.put_in_use(engine, three.id, "a")
    with Session(engine) as session:
        session.execute(delete(PromotionRow))
        session.commit()
    classifiers.put_in_use(engine, three.id, "b", "Ana")
    assert [each.reason for each in classifiers.promotions(engine, three.id)] == ["", EARLIER]
    assert classifiers.roll_back(engine, three.id, "Ana") == "a"


def test_a_classifier_of_another_taxonomy_or_none_cannot_be_put_in_use(engine, three):
    other = projects.add_taxonomy(engine, three.project, "Intent", Brief())
    for taxonomy, classifier in ((other.id, "a"), (three.id, "gone")):
        with pytest.raises(NotFound, match="no longer in this workspace"):
            classifiers.put_in_use(engine, taxonomy, classifier, "Ana")


def test_what_is_only_read_on_demand_is_kept_beside_and_may_be_missing(engine, card):
    keep(engine, card, "old")
    keep(engine, card, "new", detail={"curve": [1, 2]})
    assert classifiers.detail(engine, "old") is None
    assert classifiers.detail(engine, "new") == {"curve": [1, 2]}
    assert classifiers.classifier(engine, "new").size == 3
    for read in (classifiers.detail, classifiers.classifier, classifiers.bundle):
        with pytest.raises(NotFound, match="no longer in this workspace"):
            read(engine, "gone")


def test_training_it_again_under_the_same_name_leaves_it_in_use(engine, card):
    keep(engine, card, "a")
    classifiers.put_in_use(engine, card.id, "a")
    keep(engine, card, "a")
    assert used(engine, card) == "a"


def test_the_log_goes_with_its_project(engine, three):
    classifiers.put_in_use(engine, three.id, "a")
    projects.delete_project(engine, three.project)
    assert classifiers.promotions(engine, three.id) == []
