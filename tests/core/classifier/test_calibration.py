import numpy as np
import pytest

from core.classifier.calibration import best_temperature, best_thresholds, cooled, log_loss
from core.classifier.portable.model import NEVER


def test_log_loss_is_the_mean_surprise():
    probabilities = np.array([[0.5, 0.5], [0.8, 0.2]])
    loss = log_loss(probabilities, np.array([0, 1]), np.ones(2))
    assert loss == pytest.approx((np.log(2) + np.log(5)) / 2)


def test_overconfidence_is_cooled_until_confidence_matches_success():
    rng = np.random.default_rng(0)
    codes = rng.integers(0, 2, 4000)
    said = np.where(rng.random(4000) < 0.7, codes, 1 - codes)  # right 70 % of the time, and sure of it
    probabilities = np.where(np.arange(2) == said[:, None], 0.95, 0.05)
    temperature = best_temperature(probabilities, codes, np.ones(4000))
    assert cooled(probabilities, temperature).max(axis=1).mean() == pytest.approx(0.7, abs=0.03)


def test_where_no_document_has_two_labels_none_is_ever_added():
    assert best_thresholds(np.array([[0.6, 0.4]]), np.array([[0.6, 0.4]]), np.array([[True, False]])) == [NEVER, NEVER]


def test_a_threshold_lies_where_second_labels_are_found_and_others_are_not():
    really = np.tile([[True, True, False], [True, False, False]], (10, 1))
    probabilities = np.tile([[0.6, 0.3, 0.1], [0.8, 0.15, 0.05]], (10, 1))
    thresholds = best_thresholds(probabilities, probabilities, really)
    assert 0.15 < thresholds[1] <= 0.3


def test_a_label_with_few_documents_takes_the_common_threshold():
    really = np.tile([[True, True, False], [True, False, False]], (10, 1))
    really[0] = [True, False, True]
    probabilities = np.tile([[0.6, 0.3, 0.1], [0.8, 0.15, 0.05]], (10, 1))
    thresholds = best_thresholds(probabilities, probabilities, really)
    assert thresholds[2] == thresholds[1]
