from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.agreement.confusion import tabulate
from core.agreement.kappa import agreement, bootstrap_kappa, cohen_kappa, large_sample_kappa

LABELS = st.sampled_from(["a", "b", "c", None])
PAIRS = st.lists(st.tuples(LABELS, LABELS), max_size=60)
WIKIPEDIA = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
PARADOX = [("a", "a")] * 118 + [("a", "b")] * 5 + [("b", "a")] * 2


def textbook(pairs):
    """Cohen's kappa straight from its definition."""
    n = len(pairs)
    observed = sum(first == second for first, second in pairs) / n
    firsts, seconds = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    by_chance = sum(firsts[label] * seconds[label] for label in firsts) / n**2
    return (observed - by_chance) / (1 - by_chance)


def test_kappa_and_its_interval_agree_with_the_published_example():
    kappa = cohen_kappa(WIKIPEDIA)
    assert kappa.value == pytest.approx(0.4, abs=1e-12)
    assert (kappa.low, kappa.high) == pytest.approx((0.151092290476661, 0.6489077095233389), abs=1e-9)
    assert (kappa.n, kappa.method) == (50, "Cohen's kappa, large-sample interval")


def test_agreement_on_a_common_label_alone_earns_no_kappa():
    assert agreement(PARADOX).value == pytest.approx(0.944)
    assert cohen_kappa(PARADOX).value == pytest.approx(-0.02339181286549608, abs=1e-12)


def test_the_bootstrap_finds_about_the_interval_of_the_formula():
    formula, resampled = large_sample_kappa(WIKIPEDIA), bootstrap_kappa(WIKIPEDIA, seed=1)
    assert resampled.value == pytest.approx(formula.value)
    assert (resampled.low, resampled.high) == pytest.approx((formula.low, formula.high), abs=0.04)


def test_small_samples_show_the_bootstrap_and_its_seed():
    few = WIKIPEDIA[::3]
    kappa = cohen_kappa(few, seed=7)
    assert kappa.method == "Cohen's kappa, bootstrap interval (2000 resamples, seed 7)"
    assert kappa == cohen_kappa(few, seed=7)
    assert kappa != cohen_kappa(few, seed=8)


def test_finding_that_no_label_fits_is_a_judgement_like_any_other():
    pairs = [(None, None), ("a", "a"), ("a", None), (None, None)] * 20
    assert cohen_kappa(pairs).value == pytest.approx(textbook(pairs))
    assert tabulate(pairs).categories == ("a", None)


def test_perfect_agreement_is_one_but_never_certain():
    kappa = cohen_kappa([("a", "a"), ("b", "b")] * 10)
    assert kappa.value == kappa.high == 1.0
    assert kappa.low == pytest.approx((0.838875 - 0.5) / 0.5, abs=1e-5)
    assert "Wilson bound" in kappa.method


def test_two_judges_who_always_differ_are_worse_than_chance():
    kappa = cohen_kappa([("a", "b"), ("b", "a")] * 30)
    assert kappa.value == pytest.approx(-1.0)
    assert kappa.low == -1.0


def test_a_judge_who_only_knows_one_label_agrees_no_more_than_chance():
    assert cohen_kappa([("a", "a"), ("b", "a")] * 30).value == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("pairs", "why"),
    [
        ([], "Nothing has been judged by both yet."),
        ([("a", "a")], "One document cannot show more agreement than chance."),
        ([("a", "b")], "One document cannot show more agreement than chance."),
        ([("a", "a")] * 30, "Both chose the same one label throughout"),
        ([(None, None)] * 3, "Both chose the same one label throughout"),
    ],
)
def test_a_kappa_without_meaning_says_why(pairs, why):
    for kappa in (cohen_kappa(pairs), large_sample_kappa(pairs), bootstrap_kappa(pairs, seed=0)):
        assert (kappa.value, kappa.low, kappa.high, kappa.known) == (None, None, None, False)
        assert kappa.method.startswith(why)
        assert kappa.n == len(pairs)


@given(PAIRS, st.integers(0, 3))
def test_any_two_judges_get_a_kappa_within_its_interval_or_a_reason(pairs, seed):
    kappa = cohen_kappa(pairs, seed)
    if not kappa.known:
        assert len(pairs) < 2 or len({label for pair in pairs for label in pair}) == 1
        return
    assert kappa.value == pytest.approx(textbook(pairs))
    assert -1 <= kappa.low <= kappa.value + 1e-9 <= kappa.high + 2e-9 <= 1 + 3e-9


@given(PAIRS)
def test_it_does_not_matter_who_is_called_the_first_judge(pairs):
    swapped = [(second, first) for first, second in pairs]
    for one, other in zip(_numbers(large_sample_kappa(pairs)), _numbers(large_sample_kappa(swapped)), strict=True):
        assert one == pytest.approx(other, abs=1e-9)
    assert agreement(pairs) == agreement(swapped)


def _numbers(estimate):
    return (estimate.value, estimate.low, estimate.high)


def test_an_interval_always_holds_its_kappa():
    circle = [("a", "b"), ("b", "c"), ("c", "a")] * 15
    kappa = bootstrap_kappa(circle, seed=0)
    assert kappa.low == kappa.value == pytest.approx(-0.5)
