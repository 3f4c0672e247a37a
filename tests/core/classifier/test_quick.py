import numpy as np
import pytest

from core.classifier.quick import told_by_others


def rows(*numbers):
    return np.array([[float(number), 1.0] for number in numbers])


def test_labels_that_lie_apart_are_told_apart_by_what_other_folds_taught():
    near, far = [-1.0, -1.1, -0.9, -1.2], [1.0, 1.1, 0.9, 1.2]
    labels = ["low"] * 4 + ["high"] * 4
    assert told_by_others(rows(*near, *far), labels, [0, 1, 0, 1] * 2) == labels


def test_a_label_that_the_other_folds_do_not_have_is_never_given():
    told = told_by_others(rows(-1, -1.1, 1, 1.1, 5), ["low", "low", "high", "high", "alone"], [0, 1, 0, 1, 0])
    assert told[-1] == "high"


def test_a_rare_label_weighs_as_much_as_a_common_one():
    labels = ["common"] * 40 + ["rare"] * 2
    places = [-1 + number / 400 for number in range(40)] + [0.9, 1.0]
    assert told_by_others(rows(*places), labels, [0, 1] * 21)[-2:] == ["rare", "rare"]


def test_it_takes_two_folds():
    with pytest.raises(ValueError, match="two folds"):
        told_by_others(rows(1, 2), ["a", "b"], [0, 0])
