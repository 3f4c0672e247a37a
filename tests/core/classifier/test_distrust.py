import numpy as np

from core.classifier.distrust import gain, helps
from core.classifier.recipe import Recipe
from core.classifier.training import train
from tests.core.classifier.test_doubts import RECIPE, spoilt, topics

DISTRUST = RECIPE.model_copy(update={"distrust": True})
SOFT = Recipe(head="svm", features="tfidf", setting=3)


def people(each):
    return [example._replace(text=f"{example.text} said", source="human") for example in topics(each)]


def test_doubted_labels_count_for_less():
    told, wrong = spoilt(topics())
    right = {example.text: example.primary for example in topics() if example.document in wrong}
    plain, wise = train(told, RECIPE), train(told, DISTRUST)
    assert wise.doubts == plain.doubts
    correct = [
        sum(said.primary == label for said, label in zip(trained.model.predict(right), right.values(), strict=True))
        for trained in (plain, wise)
    ]
    assert correct[1] > correct[0]


def test_where_nothing_is_doubted_distrust_changes_nothing():
    texts = [example.text for example in topics(10)]
    few = [example for example in topics(10) if example.primary in ("food", "money")]
    plain, wise = train(few, RECIPE), train(few, DISTRUST)
    assert plain.doubts == ()
    assert np.array_equal(plain.model.probabilities(texts), wise.model.probabilities(texts))


def test_its_gain_is_measured_on_what_people_said_and_nothing_else():
    told, _ = spoilt(topics(60), 0.4)
    measured = gain([*told, *people(20)], SOFT)
    assert measured is not None
    assert measured.n == 80
    assert measured.difference.low is not None
    assert helps(measured) == (measured.verdict == "better")


def test_where_the_teacher_errs_a_lot_distrust_is_seen_to_help():
    told, _ = spoilt(topics(25), 0.45)
    measured = gain([*told, *people(30)], SOFT)
    assert measured is not None
    assert measured.only_first >= measured.only_second


def test_where_the_teacher_is_right_distrust_stays_off():
    assert not helps(gain([*topics(30), *people(10)], RECIPE))


def test_with_fewer_than_thirty_documents_of_people_nothing_can_be_known():
    assert gain([*topics(30), *people(7)], RECIPE) is None
    assert not helps(None)


def test_without_a_teacher_there_is_nothing_to_distrust():
    assert gain(people(20), RECIPE) is None


def test_the_same_examples_in_another_order_have_the_same_gain():
    told = [*spoilt(topics(20), 0.4)[0], *people(10)]
    assert gain(told, RECIPE) == gain(told[::-1], RECIPE)
