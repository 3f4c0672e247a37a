import pytest
from sklearn.metrics import f1_score, precision_recall_fscore_support

from core.classifier.evaluation import cross_validated, held_out
from core.classifier.examples import Example
from core.classifier.recipe import Recipe
from core.classifier.training import train
from tests.core.classifier.cases import colours, tickets

RECIPE = Recipe(head="logistic", features="tfidf", setting=0.1)
PEOPLE = tickets(40, "human")
TRAINED = train(tickets(200)[40:], RECIPE)
FOUND = held_out(TRAINED, PEOPLE, "people", seed=0)


def crossed(examples, against="teacher"):
    return cross_validated(train(examples, RECIPE), against, seed=0)


def test_held_out_scores_are_those_of_scikit_learn():
    actual = [example.primary for example in PEOPLE]
    given = [p.primary for p in TRAINED.model.predict(example.text for example in PEOPLE)]
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
    assert crossed(colours(20)).applicable_f1 == 1


def test_of_a_single_document_there_is_nothing_to_say():
    assert crossed([Example("a", "red")]) is None
    assert held_out(TRAINED, PEOPLE[:1], "people", seed=0) is None
    assert held_out(TRAINED, [], "people", seed=0) is None


def test_two_documents_can_be_measured_even_if_the_answer_is_poor():
    assert crossed([Example("a rose", "red"), Example("the sky", "blue")]).n == 2
