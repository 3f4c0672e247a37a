import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, f1_score, precision_recall_fscore_support

from core.agreement.estimates import share
from core.classifier.evaluation import cross_validated, held_out, outcomes_held_out, outcomes_unseen, scored
from core.classifier.examples import Example
from core.classifier.outcomes import Outcome
from core.classifier.recipe import Recipe
from core.classifier.training import train
from tests.core.classifier.cases import colours, tickets

RECIPE = Recipe(head="logistic", features="tfidf", setting=0.1)
PEOPLE = tickets(40, "human")
TRAINED = train(tickets(200)[40:], RECIPE)
FOUND = held_out(TRAINED, PEOPLE, "people", seed=0)
OUTCOMES = outcomes_held_out(TRAINED.model, PEOPLE)
ACTUAL, GIVEN = [one.actual for one in OUTCOMES], [one.given for one in OUTCOMES]


def crossed(examples, against="teacher"):
    return cross_validated(train(examples, RECIPE), against, seed=0)


def test_held_out_scores_are_those_of_scikit_learn():
    actual = [example.primary for example in PEOPLE]
    given = [p.primary for p in TRAINED.model.predict(example.text for example in PEOPLE)]
    assert scored(OUTCOMES, "people", "held out", TRAINED.model.labels, 0).labels == FOUND.labels
    present = sorted(set(actual))
    assert (FOUND.method, FOUND.against, FOUND.n) == ("held out", "people", 40)
    assert FOUND.accuracy.value == sum(a == g for a, g in zip(actual, given, strict=True)) / 40
    assert FOUND.macro_f1.value == pytest.approx(f1_score(actual, given, labels=present, average="macro"))
    labels = [score.label for score in FOUND.labels]
    expected = precision_recall_fscore_support(actual, given, labels=labels, zero_division=0)
    for score, precision, recall, f1, support in zip(FOUND.labels, *expected, strict=True):
        assert (score.precision, score.recall, score.f1) == pytest.approx((precision, recall, f1))
        assert score.support == support


def test_intervals_hold_their_estimates_and_the_seed_fixes_them():
    assert FOUND.macro_f1 == held_out(TRAINED, PEOPLE, "people", seed=0).macro_f1
    assert FOUND.accuracy.low < FOUND.accuracy.value < FOUND.accuracy.high
    assert FOUND.macro_f1.low < FOUND.macro_f1.value < FOUND.macro_f1.high


def test_confusions_and_hits_add_up_to_all_documents():
    missed = sum(pair.count for pair in FOUND.confusions)
    assert missed + round(FOUND.accuracy.value * FOUND.n) == FOUND.n
    assert [pair.count for pair in FOUND.confusions] == sorted((p.count for p in FOUND.confusions), reverse=True)


def test_a_label_the_model_never_saw_counts_as_missed():
    strange = [Example(f"zebra {n}", "animal", (), 1.0, "human") for n in range(30)]
    found = held_out(train(colours(12), RECIPE), strange, "people", seed=0)
    assert found.accuracy.value == 0
    assert next(score for score in found.labels if score.label == "animal").support == 30


def test_cross_validation_against_the_teacher_scores_the_teachers_documents_only():
    few = [Example(f"ruby {n}", "red", (), 1.0, "human") for n in range(5)]
    found = crossed([*few, *colours(10)])
    assert (found.method, found.against, found.n) == ("cross-validated", "teacher", 30)
    assert found.accuracy.value > 0.9
    assert found.baseline == pytest.approx(1 / 3)
    assert crossed([*few, *colours(10)], "people").n == 5
    assert len(outcomes_unseen(train([*few, *colours(10)], RECIPE), "teacher")) == 30


def test_cross_validated_documents_were_judged_by_models_that_had_not_learnt_from_them():
    noise = [Example(f"thing{n} stuff{n}", "red" if n % 2 else "blue") for n in range(60)]
    trained = train(noise, RECIPE)
    given = [prediction.primary for prediction in trained.model.predict(example.text for example in noise)]
    assert given == [example.primary for example in noise]  # learnt by heart
    assert cross_validated(trained, "teacher", seed=0).accuracy.value < 0.7


def test_the_scores_by_cross_validation_flatter_no_more_than_the_interval_is_wide():
    """The same examples, scored by models that chose their own words, setting, temperature and thresholds."""
    examples = tickets(200)
    found = cross_validated(train(examples, Recipe(head="logistic", features="embeddings")), "teacher", seed=0)
    right = 0
    for number in range(5):
        inside = [example for place, example in enumerate(examples) if place % 5 != number]
        model = train(inside, Recipe(head="logistic", features="embeddings")).model
        right += sum(model.judge(example.text).primary == example.primary for example in examples[number::5])
    assert found.accuracy.low < right / 200 < found.accuracy.high


def test_speed_and_size_are_positive():
    assert FOUND.documents_per_second > 0
    assert FOUND.size_bytes > 100


def test_a_perfect_classifier_has_a_perfect_f1_over_all_labels():
    found = crossed(colours(20))
    assert (found.applicable_f1.value, found.macro_f1.value, found.exact.value) == (1, 1, 1)


def test_without_a_single_miss_no_score_passes_for_certain():
    found = crossed(colours(20))
    lowest = found.accuracy.low
    assert 0.9 < lowest < 1
    assert (found.applicable_f1.low, found.macro_f1.low, found.exact.low) == (lowest, lowest, lowest)


def test_the_scores_of_all_labels_that_apply_are_those_of_scikit_learn():
    labels = sorted({label for one in OUTCOMES for label in (*one.actual, *one.given)})
    actual, given = ([[label in said for label in labels] for said in each] for each in (ACTUAL, GIVEN))
    assert FOUND.applicable_f1.value == pytest.approx(f1_score(actual, given, average="micro"))
    assert FOUND.exact.value == pytest.approx(accuracy_score(actual, given))
    assert FOUND.applicable_f1.low < FOUND.applicable_f1.value < FOUND.applicable_f1.high


def test_every_label_has_ranges_that_hold_its_scores():
    for score in FOUND.labels:
        given = sum(one.given[0] == score.label for one in OUTCOMES)
        assert (score.precision_range.n, score.recall_range.n) == (given, score.support)
        both = (
            (score.precision, score.precision_range),
            (score.recall, score.recall_range),
            (score.f1, score.f1_range),
        )
        for value, found in both:
            assert found.value is None or found.low <= value <= found.high


def test_a_labels_f1_has_the_interval_of_the_right_among_all_concerned():
    """8 right of 10 that have it and 10 that were given it: 8 of 12 concerned, by Wilson 0.391 to 0.862."""
    rows = [("x", "x")] * 8 + [("x", "y")] * 2 + [("y", "x")] * 2
    made = [Outcome(document="", actual=(one,), given=(other,), confidence=0.5) for one, other in rows]
    score = scored(made, "people", "held out", (), seed=0).labels[0]
    concerned = share(8, 12)
    assert (score.f1, score.f1_range.n) == (0.8, 12)
    assert score.f1_range.low == pytest.approx(2 * concerned.low / (1 + concerned.low))
    assert score.f1_range.high == pytest.approx(2 * concerned.high / (1 + concerned.high))


def test_documents_that_no_label_fits_are_counted_apart():
    nothing = Outcome(document="", actual=(), given=("red",), confidence=0.9)
    found = scored([*OUTCOMES, nothing, nothing], "people", "held out", TRAINED.model.labels, seed=0)
    assert (found.n, found.without_label) == (40, 2)
    assert found.accuracy == FOUND.accuracy


@given(st.randoms())
@settings(max_examples=10)
def test_scores_do_not_depend_on_the_order_of_documents(random):
    shuffled = random.sample(OUTCOMES, len(OUTCOMES))
    one, other = (scored(each, "people", "held out", (), seed=3) for each in (OUTCOMES, shuffled))
    assert one == other


def test_scores_of_thousands_of_documents_in_hundreds_of_labels_take_little_memory():
    rng = np.random.default_rng(0)
    actual, given = rng.integers(0, 300, (2, 5000))
    made = [
        Outcome(document="", actual=(f"l{one}",), given=(f"l{other}",), confidence=0.5)
        for one, other in zip(actual, given, strict=True)
    ]
    tracemalloc.start()
    scored(made, "teacher", "cross-validated", (), seed=0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200e6


def test_of_a_single_document_there_is_nothing_to_say():
    assert crossed([Example("a", "red")]) is None
    assert held_out(TRAINED, PEOPLE[:1], "people", seed=0) is None
    assert held_out(TRAINED, [], "people", seed=0) is None


def test_two_documents_can_be_measured_even_if_the_answer_is_poor():
    assert crossed([Example("a rose", "red"), Example("the sky", "blue")]).n == 2
