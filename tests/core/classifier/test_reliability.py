import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.isotonic import IsotonicRegression

from core.classifier.reliability import in_words, isotonic, recalibrated, reliability
from tests.core.classifier.made_up import OUTCOMES, told


def drawn(number, power, seed=0):
    """Documents whose chance of being right is their confidence to a power: above 1 is overconfident."""
    rng = np.random.default_rng(seed)
    confidence = rng.beta(4, 1.2, number)
    return told(zip(confidence, rng.random(number) < confidence**power, strict=True))


def test_four_bins_by_hand():
    """Sixty documents of two confidences: at 0.9 two thirds are right, at 0.5 as many as it says."""
    found = reliability(told([(0.9, place % 3 > 0) for place in range(30)] + [(0.5, place % 2) for place in range(30)]))
    assert [(one.low, one.high, one.right.n) for one in found.bins] == [(0.5, 0.5, 30), (0.9, 0.9, 30)]
    assert found.error.value == pytest.approx((0.9 - 2 / 3) / 2)
    assert found.excess.value == pytest.approx(0.7 - 35 / 60)
    assert found.brier.value == pytest.approx((20 * 0.01 + 10 * 0.81 + 30 * 0.25) / 60)


@pytest.mark.parametrize(("power", "tendency"), [(1, "honest"), (2, "overconfident"), (0.4, "underconfident")])
def test_its_tendency_is_found(power, tendency):
    found = reliability(drawn(400, power))
    assert found.tendency == tendency
    assert found.error.low <= found.error.value <= found.error.high


def test_too_sure_here_and_not_sure_enough_there_is_uneven():
    rows = [(0.95, place % 4 > 0) for place in range(100)] + [(0.55, place % 4 > 0) for place in range(100)]
    found = reliability(told(rows))
    assert found.tendency == "uneven"
    assert "too sure of some" in in_words(found)


def test_bins_are_few_where_documents_are():
    assert len(reliability(drawn(40, 1)).bins) == 2
    assert len(reliability(drawn(1000, 1)).bins) == 10


@given(OUTCOMES, st.randoms())
def test_every_document_is_in_one_bin_and_their_order_does_not_matter(found, random):
    one = reliability(found)
    assert sum(each.right.n for each in one.bins) == one.n == len(found)
    assert [each.low for each in one.bins] == sorted(each.low for each in one.bins)
    assert reliability(random.sample(found, len(found))) == one


def test_a_handful_of_documents_says_nothing():
    found = reliability(drawn(5, 1))
    assert (found.tendency, found.error.value) == ("unknown", None)
    assert in_words(found) == "5 documents are too few to say whether it is as sure as it should be."


@given(OUTCOMES.filter(bool))
def test_the_isotonic_correction_is_that_of_scikit_learn_and_never_falls(found):
    correction = isotonic(found)
    theirs = IsotonicRegression(out_of_bounds="clip")
    theirs.fit([each.confidence for each in found], [float(each.right) for each in found])
    grid = np.linspace(0, 1, 41)
    ours = [correction.corrected(float(confidence)) for confidence in grid]
    assert ours == pytest.approx(theirs.predict(grid).tolist())
    assert list(correction.right) == sorted(correction.right)


def test_a_correction_helps_an_overconfident_classifier_and_is_not_judged_by_what_taught_it():
    found = recalibrated(drawn(1000, 3))
    assert found.better
    assert found.corrected_error.value < found.error.value / 2
    assert found.gain.value == pytest.approx(found.brier.value - found.corrected_brier.value)


def test_a_correction_of_an_honest_classifier_is_not_called_better():
    assert not recalibrated(drawn(300, 1)).better


def test_noise_learnt_by_heart_does_not_pass_for_a_gain():
    rng = np.random.default_rng(3)
    noise = told(zip(rng.random(100), rng.random(100) < 0.5, strict=True))
    own = isotonic(noise)
    by_heart = np.mean([(own.corrected(each.confidence) - each.right) ** 2 for each in noise])
    assert recalibrated(noise).corrected_brier.value > by_heart


def test_too_few_documents_correct_nothing():
    found = recalibrated(drawn(49, 2))
    assert (found.correction, found.better, found.gain.value) == (None, False, None)
    with pytest.raises(ValueError, match="nothing to fit"):
        isotonic([])
