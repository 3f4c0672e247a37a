"""Which classifier is used after training again, how two differ, and when it is time to train again."""

import pytest

from core.agreement.estimates import share, unknown
from core.classifier.outcomes import Outcome
from core.classifier.recipe import Recipe
from core.classifier.scores import Evaluation
from core.store import classifiers, findings, ledger, runs
from core.taxonomy.edits import merge, retire
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.work import registry
from core.work.registry import behind, chosen_by, compare
from core.work.report import ENOUGH, Detail, Report
from core.work.settings import TrainSettings
from tests.core.work.colours import QUICK, annotate, perform, place, tell

NUMBER = 60  # documents of human gold


def evaluation(right, n, against="people", method="held out"):
    return Evaluation(
        against=against, method=method, n=n, accuracy=share(right, n), macro_f1=unknown("not here"),
        applicable_f1=unknown("not here"), baseline=0.5, labels=(), confusions=(), seed=0,
    )  # fmt: skip


def kept(engine, card, name, run="r", right=NUMBER, n=NUMBER, taught=(), version=1, label="red", **report):
    """A classifier that tells the first so many documents of the gold right."""
    people = tuple(
        Outcome(document=str(one), actual=(label,), given=("red" if one < right else "green",), confidence=0.9)
        for one in range(n)
    )
    body = Report(
        recipe=Recipe(**report), version=version, seconds=1, examples=9, by_people=0, no_label=0, rare=(),
        people=evaluation(right, n) if n else None, teacher=evaluation(5, 9, "teacher", "cross-validated"),
    )  # fmt: skip
    detail = Detail(people=people, documents=tuple(taught))
    classifiers.add_classifier(
        engine, name, card.id, run, name, body.model_dump(mode="json"), b"zip", detail.model_dump(mode="json")
    )


def training(engine, card):
    run = runs.add_run(engine, card.project, card.id, "train", {}, "Ana")
    runs.finish(engine, run.id, "done")
    return run


def used(engine, card):
    return classifiers.in_use(engine, card.id).id


@pytest.fixture
def card(engine):
    return place(engine, 2)[0]


@pytest.mark.parametrize(
    ("by", "right", "n", "why", "taken"),
    [
        ("", NUMBER, NUMBER, "better", True),
        ("Ana", NUMBER, NUMBER, "better", True),
        ("", 40, NUMBER, "as good", True),
        ("", 37, NUMBER, "no better", False),
        ("Ana", 40, NUMBER, "a person's stays", False),
        ("", 10, NUMBER, "clearly worse", False),
        ("Ana", 10, NUMBER, "clearly worse", False),
        ("", ENOUGH - 1, ENOUGH - 1, "not compared", True),
        ("Ana", ENOUGH - 1, ENOUGH - 1, "not measured", False),
    ],
)
def test_a_new_classifier_takes_the_place_of_the_one_in_use_by_a_rule(engine, card, by, right, n, why, taken):
    kept(engine, card, "former", right=38)
    classifiers.put_in_use(engine, card.id, "former", by)
    run = training(engine, card)
    kept(engine, card, "new", run.id, right, n)
    said = registry.choose(engine, run)
    assert (said.best, said.former, said.why, said.put_in_use) == ("new", "former", why, taken)
    assert used(engine, card) == ("new" if taken else "former")
    assert said.said.endswith(".")
    assert chosen_by(engine, run.id) == said == registry.choose(engine, run)


def test_one_that_was_taught_the_labels_of_today_takes_the_place_unless_it_is_surely_worse(engine, card):
    kept(engine, card, "former", right=38)
    classifiers.put_in_use(engine, card.id, "former")
    now = ledger.taxonomy(engine, card.id)
    ledger.append(engine, card.id, Change(author="human:Ana", based_on=now.version, labels=retire(now, "blue")))
    run = training(engine, card)
    kept(engine, card, "new", run.id, right=37, version=2)
    assert registry.choose(engine, run).why == "as good"


def test_the_first_classifier_is_put_in_use_and_choosing_again_after_a_crash_changes_nothing(engine, card):
    run = training(engine, card)
    kept(engine, card, "worse", run.id, right=20)
    kept(engine, card, "best", run.id, right=50)
    assert registry.choose(engine, run).why == "first"
    findings.forget(engine, run.id, registry.CHOICE)
    assert registry.choose(engine, run).best == used(engine, card) == "best"
    assert [each.classifier for each in classifiers.promotions(engine, card.id)] == ["best"]


def test_choosing_again_does_not_undo_what_a_person_has_chosen_since(engine, card):
    run = training(engine, card)
    kept(engine, card, "worse", run.id, right=20)
    kept(engine, card, "best", run.id, right=50)
    registry.choose(engine, run)
    classifiers.put_in_use(engine, card.id, "worse", "Ana")
    registry.choose(engine, run)
    assert used(engine, card) == "worse"


def test_a_classifier_from_before_details_were_kept_gives_way_unless_a_person_chose_it(engine, card):
    body = {
        "recipe": {"head": "logistic", "features": "tfidf"}, "version": 1, "seconds": 1, "examples": 3, "by_people": 0,
        "no_label": 0, "rare": [], "people": None, "teacher": None,
    }  # fmt: skip
    classifiers.add_classifier(engine, "old", card.id, "r", "old", body, b"zip")
    classifiers.put_in_use(engine, card.id, "old", "Ana")
    run = training(engine, card)
    kept(engine, card, "new", run.id)
    assert registry.choose(engine, run).why == "not measured"
    classifiers.put_in_use(engine, card.id, "new")
    assert compare(engine, "new", "old").overall.n == 0
    assert compare(engine, "new", "old").changed.added is None


def test_a_run_that_made_no_classifier_chooses_none(engine, card):
    assert registry.choose(engine, training(engine, card)) is None


def test_two_classifiers_are_compared_on_the_gold_both_were_measured_on_with_what_was_changed(engine, card):
    kept(engine, card, "former", right=30, n=40, taught=("a", "b", "c"))
    kept(engine, card, "new", right=50, n=NUMBER, taught=("b", "c", "d", "e"), features="tfidf")
    found = compare(engine, "new", "former")
    assert (found.overall.n, found.overall.only_first, found.overall.only_second) == (40, 10, 0)
    assert found.overall.verdict == "better"
    (shift,) = found.labels
    assert (shift.label, shift.first_f1, round(shift.second_f1, 3)) == ("red", 1.0, 0.857)
    assert shift.of_its_documents.n == 40
    assert (found.changed.added, found.changed.gone) == (2, 1)
    assert found.changed.settings == (("features", "tfidf", "both"),)


def test_labels_are_compared_as_they_are_now_whatever_they_were_when_trained(engine, card):
    kept(engine, card, "former", right=30)
    now = ledger.taxonomy(engine, card.id)
    change = Change(labels=merge(now, ["red"], "blue"), author="human:Ana", based_on=1)
    ledger.append(engine, card.id, change)
    kept(engine, card, "new", right=40, version=2)
    found = compare(engine, "new", "former")
    assert {shift.label for shift in found.labels} == {"blue"}
    assert (found.overall.n, found.changed.versions) == (NUMBER, (2, 1))
    assert [entry.kinds[0] for entry in found.changed.labels] == ["merged"]


def test_gold_whose_label_was_retired_is_left_out(engine, card):
    kept(engine, card, "former")
    kept(engine, card, "new")
    now = ledger.taxonomy(engine, card.id)
    ledger.append(engine, card.id, Change(labels=retire(now, "red"), author="human:Ana", based_on=1))
    assert compare(engine, "new", "former").overall.n == 0


def test_training_again_is_advised_when_labels_or_documents_came_and_done_with_the_same_settings(engine):
    card, _, truth = place(engine, 6)
    ids = list(truth)
    assert behind(engine, card.id) is None
    tell(engine, card, {one: truth[one] for one in ids[:9]})
    perform(engine, card)
    found = behind(engine, card.id)
    assert (found.labels, found.documents, found.train_again) == ((), 0, False)
    tell(engine, card, {one: truth[one] for one in ids[9:12]})
    ledger.append(engine, card.id, Change(labels=(Label(id="grey", name="Greys"),), author="human:Ana", based_on=1))
    found = behind(engine, card.id)
    assert (len(found.labels), found.documents, found.train_again) == (1, 3, True)
    assert (found.version, found.now) == (1, 2)
    run = registry.train_again(engine, card.id, "Ben")
    assert (TrainSettings.model_validate(run.settings), run.made_by) == (QUICK, "Ben")


def test_a_document_that_measures_now_is_not_counted_as_new(engine):
    card, _, truth = place(engine, 6)
    tell(engine, card, truth)
    perform(engine, card)
    annotate(engine, card, dict(list(truth.items())[:4]))
    assert behind(engine, card.id).documents == 0


def test_documents_that_were_left_out_of_its_training_are_not_counted_as_new(engine):
    card, _, truth = place(engine, 6)
    ids = list(truth)
    tell(engine, card, {one: truth[one] for one in ids[:9]})
    perform(engine, card)
    one = classifiers.in_use(engine, card.id)
    classifiers.add_classifier(
        engine, one.id, card.id, one.run, one.name, {**one.body, "not_used": 2, "alike": 1},
        classifiers.bundle(engine, one.id), classifiers.detail(engine, one.id),
    )  # fmt: skip
    tell(engine, card, {one: truth[one] for one in ids[9:12]})
    assert behind(engine, card.id).documents == 0
    tell(engine, card, {one: truth[one] for one in ids[12:14]})
    assert behind(engine, card.id).documents == 2


def test_without_a_classifier_training_again_is_training_as_usual(engine, card):
    assert TrainSettings.model_validate(registry.train_again(engine, card.id, "Ana").settings) == TrainSettings()
