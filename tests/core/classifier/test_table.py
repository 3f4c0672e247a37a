import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.classifier.examples import Example
from core.classifier.features import learn_features, matrix
from core.classifier.table import evened, table, taught

labels = st.sampled_from("abcd")
shares = st.dictionaries(labels, st.floats(0, 1)).map(lambda shares: tuple(shares.items()))


def test_without_shares_the_primary_label_is_taught_wholly():
    assert taught(Example("text", "a", ("a", "b"))) == (("a", 1.0),)


def test_what_shares_leave_over_is_the_primary_labels():
    assert taught(Example("text", "a", shares=(("b", 0.3),))) == (("a", 0.7), ("b", 0.3))


@given(labels, shares)
def test_shares_add_up_to_one_with_the_primary_label_among_them(primary, given_shares):
    found = taught(Example("text", primary, shares=given_shares))
    assert sum(share for _, share in found) == pytest.approx(1)
    assert dict(found)[primary] > 0


def test_a_lesson_holds_every_share_of_the_examples_inside():
    examples = [Example("one", "a"), Example("two", "a", weight=2.0, shares=(("a", 0.75), ("b", 0.25)))]
    features = learn_features(["one", "two"], "tfidf")
    known = table(examples, ["a", "b"], features, matrix(features, ["one", "two"]))
    lesson = known.lesson(np.array([1]), even=False)
    assert lesson.codes.tolist() == [0, 1]
    assert lesson.weights.tolist() == [1.5, 0.5]
    assert np.array_equal(lesson.rows.toarray(), known.rows[[1, 1]].toarray())


def test_evened_labels_weigh_the_same_and_all_together_what_they_weighed():
    codes, weights = np.array([0, 0, 0, 2]), np.array([1.0, 2.0, 1.0, 4.0])
    even = evened(codes, weights)
    assert np.bincount(codes, weights=even) == pytest.approx([4, 0, 4])
    assert even.sum() == pytest.approx(weights.sum())
