import numpy as np
import pytest

from core.classifier.doubts import doubtful
from core.classifier.examples import Example
from core.classifier.recipe import Recipe
from core.classifier.training import train

TOPICS = {
    "animals": ["cat", "dog", "horse", "lion", "tiger", "bear", "wolf", "fox"],
    "food": ["bread", "cheese", "apple", "soup", "rice", "pasta", "cake", "salad"],
    "travel": ["train", "plane", "ticket", "hotel", "beach", "museum", "tour", "map"],
    "money": ["bank", "loan", "credit", "cash", "tax", "invoice", "price", "salary"],
}
RECIPE = Recipe(head="svm", features="tfidf", setting=1)


def topics(each=50, source="teacher"):
    drawn = np.random.default_rng(1)
    return [
        Example(f"{' '.join(drawn.choice(words, 4))} {number}", topic, source=source, document=f"{topic} {number}")
        for topic, words in TOPICS.items()
        for number in range(each)
    ]


def spoilt(examples, share=0.2):
    """The same with another label for some, drawn at random, and the documents that have it."""
    drawn = np.random.default_rng(2)
    wrong = {*drawn.permutation(len(examples))[: int(share * len(examples))].tolist()}
    others = {topic: [other for other in TOPICS if other != topic] for topic in TOPICS}
    told = [
        example._replace(primary=str(drawn.choice(others[example.primary]))) if place in wrong else example
        for place, example in enumerate(examples)
    ]
    return told, {examples[place].document for place in wrong}


def test_planted_errors_are_found_with_what_they_should_have_been():
    told, wrong = spoilt(topics())
    doubts = train(told, RECIPE).doubts
    found = {doubt.document for doubt in doubts}
    assert len(found & wrong) > 0.9 * len(found)
    assert len(found & wrong) > 0.6 * len(wrong)
    right = {example.document: example.primary for example in topics()}
    assert sum(doubt.suggested == right[doubt.document] for doubt in doubts) > 0.9 * len(doubts)


def test_the_share_of_errors_is_estimated():
    assert train(spoilt(topics())[0], RECIPE).noise == pytest.approx(0.2, abs=0.06)


def test_where_nothing_is_wrong_hardly_anything_is_doubted():
    trained = train(topics(), RECIPE)
    assert len(trained.doubts) < 0.02 * 200
    assert trained.noise == pytest.approx(0, abs=0.03)


def test_the_least_probable_labels_come_first():
    doubts = train(spoilt(topics())[0], RECIPE).doubts
    sure = [doubt.self_confidence for doubt in doubts]
    assert sure == sorted(sure)
    assert all(doubt.given != doubt.suggested for doubt in doubts)


def test_what_people_said_is_never_doubted():
    told, _ = spoilt(topics(source="human"))
    trained = train(told, RECIPE)
    assert trained.doubts == ()
    assert trained.noise is None


def test_a_label_with_few_documents_is_neither_doubted_nor_suggested():
    told = [*topics(20), *(Example(f"cat dog lion {n}", "rare") for n in range(4))]
    assert not [doubt for doubt in train(told, RECIPE).doubts if "rare" in (doubt.given, doubt.suggested)]


def test_doubts_are_those_of_the_paper_on_a_case_worked_by_hand():
    sure, torn = [0.9, 0.1], [0.55, 0.45]
    probabilities = np.array([sure] * 5 + [[0.1, 0.9]] + [[0.1, 0.9]] * 5 + [torn, sure])
    codes = np.array([0] * 6 + [1] * 7)
    # A 0 is usually 0.767 probable, a 1 0.721: so number 5 is a 1 and number 12 a 0, and number 11 is neither.
    found = doubtful(probabilities, codes, np.ones(13, dtype=bool))
    assert found.places.tolist() == [5, 12]
    assert found.suggested.tolist() == [1, 0]
    assert found.noise == pytest.approx((6 * 1 / 6 + 7 * 1 / 6) / 13)


def test_without_documents_there_is_nothing_to_doubt():
    found = doubtful(np.empty((0, 2)), np.empty(0, dtype=np.intp), np.empty(0, dtype=bool))
    assert (found.places.tolist(), found.noise) == ([], None)
