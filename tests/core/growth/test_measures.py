import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.agreement.estimates import share, unknown
from core.growth.fitting import Fit
from core.growth.measures import Measures, agreement, agreements, balance, measures, overlap
from tests.core.taxonomy.histories import grown


def fit(text):
    """A letter a document, . for none."""
    return Fit(version=1, labels=tuple(None if letter == "." else letter for letter in text))


FOUR_FIFTHS = share(80, 100)


def measured(coverage=FOUR_FIFTHS, balance=0.5, overlap=0.25):
    return Measures(labels=4, coverage=coverage, balance=balance, overlap=overlap, unused=0)


def test_a_candidate_is_measured_by_what_fits_it():
    likeness = np.array([[1.0, 0.8, 0.1], [0.8, 1.0, 0.0], [0.1, 0.0, 1.0]])
    found = measures(grown("A", "B", "C"), fit("aabb...."), likeness)
    assert (found.labels, found.unused, found.coverage.value, found.coverage.n) == (3, 1, 0.5, 8)
    assert found.balance == pytest.approx(np.log(2) / np.log(3))
    assert found.overlap == pytest.approx((0.8 + 0.8 + 0.1) / 3)


def test_without_documents_coverage_and_balance_are_unknown():
    found = measures(grown("A", "B"), fit(""))
    assert (found.coverage.value, found.balance, found.overlap, found.unused) == (None, None, None, 2)
    assert found.standing is None


def test_equal_labels_are_in_balance_and_one_large_label_is_not():
    assert balance([5, 5, 5]) == pytest.approx(1)
    assert balance([100, 0, 0]) == 0
    assert balance([98, 1, 1]) < 0.15


@given(st.lists(st.integers(0, 50), min_size=0, max_size=12))
def test_balance_lies_between_0_and_1(sizes):
    found = balance(sizes)
    assert found is None or 0 <= found <= 1
    assert (found is None) == (len(sizes) < 2 or not sum(sizes))


def test_overlap_sees_a_pair_of_twins_among_distinct_labels():
    distinct = np.eye(4)
    twins = distinct.copy()
    twins[0, 1] = twins[1, 0] = 1.0
    assert overlap(distinct) == 0
    assert overlap(twins) == 0.5
    assert overlap(-distinct) == 0
    assert overlap(np.eye(1)) is None


def test_the_standing_is_what_a_label_tells_of_a_document():
    assert measured().standing == pytest.approx(0.8 * 0.5 * np.log(4))
    assert measured(balance=None).standing == 0
    assert measured(coverage=unknown("Nothing.")).standing is None


def test_measures_survive_being_kept():
    assert Measures.model_validate(measured().model_dump(mode="json")) == measured()


def test_trials_agree_when_they_group_alike_under_other_names():
    assert agreement(fit("aabbcc.."), fit("xxyyzz..")) == pytest.approx(1)
    assert agreement(fit("aabb"), fit("abab")) < 0.1


def test_documents_without_a_label_are_one_group():
    assert agreement(fit("aa.."), fit("aabb")) == pytest.approx(1)


def test_trials_in_which_every_document_stands_alone_raise_no_warning():
    assert agreement(fit("abcdefghijklmnopqrstuvwxyz"), fit("zyxwvutsrqponmlkjihgfedcba")) == pytest.approx(1)


def test_fits_over_other_documents_cannot_be_compared():
    with pytest.raises(ValueError, match="same documents"):
        agreement(fit("aa"), fit("aab"))


def test_agreements_are_a_symmetric_matrix():
    found = agreements([fit("aabbcc"), fit("aabbbc"), fit("abcabc")])
    assert found.shape == (3, 3)
    assert np.allclose(found, found.T)
    assert np.allclose(np.diag(found), 1)
    assert np.isnan(agreements([fit(""), fit("")])).all()
    assert agreements([]).shape == (0, 0)
