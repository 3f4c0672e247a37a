import pytest
from scipy.stats import binomtest
from sklearn.metrics import f1_score, precision_recall_fscore_support

from core.classifier.evaluation import evaluate, wilson
from core.classifier.examples import Example, plan
from core.classifier.training import Recipe, train
from core.errors import NotEnoughLabels
from tests.core.classifier.cases import colours, tickets

RECIPE = Recipe(head="logistic", features="tfidf", setting=0.1)


def measured(examples, recipe=RECIPE):
    made = plan(examples)
    trained = train(made.training, recipe)
    return trained, made, evaluate(trained, made, seed=0)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (7, 10, 0.3968, 0.8922), (81, 263, 0.2553, 0.3662)],
)
def test_wilsons_interval_has_the_published_values(successes, n, low, high):
    interval = wilson(successes, n)
    assert (interval.low, interval.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@pytest.mark.parametrize(("successes", "n"), [(0, 1), (1, 1), (3, 7), (599, 600)])
def test_wilsons_interval_is_scipys(successes, n):
    expected = binomtest(successes, n).proportion_ci(method="wilson")
    interval = wilson(successes, n)
    assert (interval.low, interval.high) == (pytest.approx(expected.low), pytest.approx(expected.high))


def test_held_out_scores_are_those_of_scikit_learn():
    people = tickets(40, "human")
    trained, made, found = measured([*people, *tickets(240)[40:]])
    actual = [example.primary for example in made.held_out]
    given = [p.primary for p in trained.model.predict(example.text for example in made.held_out)]
    present = sorted(set(actual))
    assert (found.method, found.against, found.n) == ("held out", "people", 40)
    assert found.accuracy.value == sum(a == g for a, g in zip(actual, given, strict=True)) / 40
    assert found.macro_f1.value == pytest.approx(f1_score(actual, given, labels=present, average="macro"))
    labels = [score.label for score in found.labels]
    expected = precision_recall_fscore_support(actual, given, labels=labels, zero_division=0)
    for score, precision, recall, f1, support in zip(found.labels, *expected, strict=True):
        assert (score.precision, score.recall, score.f1) == pytest.approx((precision, recall, f1))
        assert score.support == support


def test_intervals_hold_their_estimates_and_the_seed_fixes_them():
    _, _, found = measured([*tickets(40, "human"), *tickets(140)[40:]])
    _, _, again = measured([*tickets(40, "human"), *tickets(140)[40:]])
    assert found.macro_f1 == again.macro_f1
    assert found.accuracy.low < found.accuracy.value < found.accuracy.high
    assert found.macro_f1.low < found.macro_f1.value < found.macro_f1.high


def test_confusions_and_hits_add_up_to_all_documents():
    _, _, found = measured([*tickets(40, "human"), *tickets(140)[40:]])
    missed = sum(pair.count for pair in found.confusions)
    assert missed + round(found.accuracy.value * found.n) == found.n
    assert [pair.count for pair in found.confusions] == sorted((p.count for p in found.confusions), reverse=True)


def test_a_label_the_model_never_saw_counts_as_missed():
    people = [Example(f"zebra {n}", "animal", (), 1.0, "human") for n in range(30)]
    _, _, found = measured([*people, *colours(12)])
    assert found.accuracy.value == 0
    assert next(score for score in found.labels if score.label == "animal").support == 30


def test_cross_validation_against_the_teacher_scores_the_teachers_documents_only():
    few = [Example(f"ruby {n}", "red", (), 1.0, "human") for n in range(5)]
    _, _, found = measured([*few, *colours(10)])
    assert (found.method, found.against, found.n) == ("cross-validated", "teacher", 30)
    assert found.accuracy.value > 0.9
    assert found.baseline == pytest.approx(1 / 3)


def test_speed_and_size_are_positive():
    _, _, found = measured(colours(10))
    assert found.documents_per_second > 0
    assert found.size_bytes > 100


def test_a_perfect_classifier_has_a_perfect_f1_over_all_labels():
    _, _, found = measured(colours(20))
    assert found.applicable_f1 == 1


def test_a_single_document_cannot_be_measured():
    with pytest.raises(NotEnoughLabels, match="At least 2"):
        measured([Example("a", "red")])


def test_two_documents_can_be_measured_even_if_the_answer_is_poor():
    _, _, found = measured([Example("a rose", "red"), Example("the sky", "blue")])
    assert found.n == 2
