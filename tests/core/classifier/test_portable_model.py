import random

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from core.classifier.embeddings import packaged
from core.classifier.features import learn_terms
from core.classifier.portable.features import Features
from core.classifier.portable.heads import Linear
from core.classifier.portable.model import NEVER, Model
from tests.core.classifier.cases import HOSTILE, tickets

TEXTS = [*(example.text for example in tickets(30)), *HOSTILE]
FEATURES = Features([learn_terms(TEXTS, kind) for kind in ("words", "characters")], packaged(), None, 2.0)
LABELS = [f"label {number}" for number in range(9)]


def linear(seed, width=FEATURES.width):
    luck = np.random.default_rng(seed)
    return Linear(luck.normal(size=(width, 9)).astype(np.float32), luck.normal(size=9).astype(np.float32))


def constant(biases, applies=None, thresholds=(NEVER, NEVER, NEVER)):
    """A model that says the same of every text."""
    second = None if applies is None else Linear(np.zeros((0, 3), np.float32), np.array(applies, np.float32))
    head = Linear(np.zeros((0, 3), np.float32), np.array(biases, np.float32))
    return Model("abc", Features([], None), head, thresholds, second)


@pytest.mark.parametrize("second", [None, linear(2)], ids=["one head", "two heads"])
@pytest.mark.parametrize("count", [1, 255, 600])
def test_a_prediction_does_not_depend_on_the_batch(count, second):
    model = Model(LABELS, FEATURES, linear(1), [0.05] * 9, second)
    some = random.Random(count).choices(TEXTS, k=count)
    together = model.predict(some)
    assert together == [model.judge(text) for text in some]
    assert any(len(said.applicable) > 1 for said in together)
    probabilities = model.probabilities(some)
    assert all(
        np.array_equal(row, model.probabilities([text])[0]) for row, text in zip(probabilities, some, strict=True)
    )
    assert [model.labels[best] for best in probabilities.argmax(axis=1)] == [said.primary for said in together]


def test_probabilities_do_not_depend_on_the_number_of_threads():
    model = Model(LABELS, FEATURES, linear(1), [NEVER] * 9)
    some = [*TEXTS, " ".join(TEXTS) * 20]
    with threadpool_limits(limits=1):
        alone = model.probabilities(some)
    with threadpool_limits(limits=4):
        assert model.probabilities(some).tobytes() == alone.tobytes()


def test_predictions_are_made_a_few_hundred_texts_at_a_time():
    asked = []

    def endless():
        while True:
            asked.append(1)
            yield "card"

    found = Model(LABELS, FEATURES, linear(1), [NEVER] * 9).predictions(endless())
    first = [next(found) for _ in range(300)]
    assert len({*first}) == 1
    assert len(asked) <= 1024


def test_no_texts_have_no_predictions():
    model = Model(LABELS, FEATURES, linear(1), [0.05] * 9)
    assert model.predict([]) == []
    assert model.probabilities([]).shape == (0, 9)


def test_further_labels_are_those_that_reach_their_thresholds_likeliest_first():
    said = constant([0, 2, 1], thresholds=(0.05, 0.05, 0.05)).judge("")
    assert (said.primary, said.applicable) == ("b", ("b", "c", "a"))
    assert constant([0, 2, 1], thresholds=(NEVER, NEVER, 0.2)).judge("").applicable == ("b", "c")


def test_of_equally_likely_labels_the_first_comes_first():
    assert constant([1, 1, 1], thresholds=(0.1, 0.1, 0.1)).judge("").applicable == ("a", "b", "c")


def test_with_a_second_head_its_chances_say_which_further_labels_apply():
    model = constant([5, 0, 0], [-9, -1, 1], (0.5, 0.2, 0.5))
    said = model.judge("")
    assert (said.primary, said.applicable) == ("a", ("a", "c", "b"))
    assert said.confidence == pytest.approx(np.exp(5) / (np.exp(5) + 2))
    assert constant([5, 0, 0], [9, -9, -9], (0.5, 0.2, 0.5)).judge("").applicable == ("a",)


def test_the_same_is_concluded_from_numbers_as_from_texts():
    model = Model(LABELS, FEATURES, linear(1), [0.3] * 9, linear(2))
    rows = FEATURES.rows(TEXTS)
    chances = model.applies.chances_of(rows)
    probabilities = model.probabilities(TEXTS)
    assert [model.judged(*pair) for pair in zip(probabilities, chances, strict=True)] == model.predict(TEXTS)
    alone = Model(LABELS, FEATURES, linear(1), [0.1] * 9)
    assert [*map(alone.judged, probabilities)] == alone.predict(TEXTS)
