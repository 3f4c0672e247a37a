import pytest

from core.agreement.estimates import Estimate, share, unknown
from core.agreement.words import in_words, percent, points, ranged, said


@pytest.mark.parametrize(
    ("kappa", "word"),
    [
        *((-1.0, "poor"), (-0.01, "poor"), (0.0, "slight"), (0.2, "slight"), (0.21, "fair"), (0.4, "fair")),
        *((0.1 + 0.2 + 0.1, "fair"), (0.5, "moderate"), (0.6, "moderate"), (0.8, "substantial")),
        *((0.81, "almost perfect"), (1.0, "almost perfect")),
    ],
)
def test_a_kappa_has_the_word_of_landis_and_koch(kappa, word):
    assert in_words(kappa) == word


def test_a_wide_interval_is_said_in_words_too():
    wide = Estimate(value=0.5, low=0.1, high=0.7, n=40, method="")
    assert said(wide) == "Moderate agreement, but 40 documents leave room for anything from slight to substantial."
    assert said(wide.model_copy(update={"low": 0.45, "high": 0.55})) == "Moderate agreement."


def test_an_unknown_kappa_says_why():
    assert said(unknown("Nothing has been judged by both yet.")) == "Nothing has been judged by both yet."


def test_a_share_is_said_with_its_interval():
    assert ranged(share(71, 100)) == "71 % (61-79)"
    assert ranged(unknown("nothing")) == "unknown"
    assert ranged(Estimate(value=0.5, low=None, high=None, n=3, method="")) == "50 %"
    assert percent(0.001) == "<1 %"


def test_a_difference_is_said_in_points_with_its_sign():
    assert points(Estimate(value=-0.03, low=-0.08, high=0.02, n=9, method="")) == "-3 (-8 to +2) points"
    assert points(Estimate(value=0.001, low=None, high=None, n=9, method="")) == "0 points"
