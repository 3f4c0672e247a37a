import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.agreement.comparing import difference, fisher, holm, mcnemar, mcnemar_mid_p
from core.agreement.estimates import share, unknown

COUNTS = st.integers(0, 200)
CHANCES = st.lists(st.floats(0, 1), max_size=20)


@pytest.mark.parametrize(
    ("one", "other", "exact", "mid"),
    [(12, 5, 0.143463134765625, 0.09625244140624994), (3, 0, 0.25, 0.125), (40, 60, 0.05688793364098089, 0.0460440669)],
)
def test_mcnemars_tests_are_those_of_the_binomial_distribution(one, other, exact, mid):
    """Golden figures from scipy.stats.binomtest and binom."""
    assert mcnemar(one, other) == pytest.approx(exact)
    assert mcnemar_mid_p(one, other) == pytest.approx(mid)


@given(COUNTS, COUNTS)
def test_mcnemars_test_does_not_mind_who_comes_first(one, other):
    assert mcnemar(one, other) == mcnemar(other, one)
    assert 0 <= mcnemar_mid_p(one, other) <= mcnemar(one, other) <= 1


def test_as_many_on_either_side_is_no_sign_of_a_difference():
    assert mcnemar(7, 7) == 1
    assert mcnemar(0, 0) == 1
    assert mcnemar_mid_p(0, 0) <= 1


@pytest.mark.parametrize(
    ("table", "expected"),
    [((8, 10, 1, 6), 0.034965034965), ((30, 50, 70, 100), 0.27074700058), ((0, 10, 5, 10), 0.0325077399)],
)
def test_fishers_test_is_scipys(table, expected):
    assert fisher(*table) == pytest.approx(expected)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_fishers_test_is_a_chance_whichever_sample_comes_first(hits, misses, other_hits, other_misses):
    one, other = (hits, hits + misses), (other_hits, other_hits + other_misses)
    assert 0 < fisher(*one, *other) <= 1
    assert fisher(*one, *other) == pytest.approx(fisher(*other, *one))


def test_newcombes_interval_is_that_of_his_paper():
    """Newcombe 1998, table II, method 10: 56/70 against 48/80 and 10/10 against 0/10."""
    found = difference(share(56, 70), share(48, 80))
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    assert found.n == 150
    extreme = difference(share(10, 10), share(0, 10))
    assert (extreme.low, extreme.high) == pytest.approx((0.6075, 1.0), abs=5e-5)


def test_a_difference_from_the_unknown_is_unknown_and_says_why():
    assert difference(unknown("Nobody came."), share(1, 2)).method == "Nobody came."
    assert not difference(share(1, 2), unknown("Nobody came.")).known


def test_holms_correction_of_a_textbook_case():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []


@given(CHANCES)
def test_a_corrected_p_is_never_smaller_and_keeps_the_order(chances):
    corrected = holm(chances)
    assert all(p <= sure <= 1 for p, sure in zip(chances, corrected, strict=True))
    ordered = [corrected[place] for place in sorted(range(len(chances)), key=chances.__getitem__)]
    assert ordered == sorted(ordered)
