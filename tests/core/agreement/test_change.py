import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.agreement.change import both_ways, f1_change, kappa_change
from core.agreement.kappa import cohen_kappa

SAID = [("a", "a")] * 20 + [("a", "b")] * 5 + [("b", "b")] * 10 + [("b", "a")] * 3 + [("c", "c")] * 9 + [("c", "a")] * 3


def by_document(pairs):
    return {number: [pair] for number, pair in enumerate(pairs)}


def merged(pairs, gone, into):
    return [tuple(into if label == gone else label for label in pair) for pair in pairs]


def test_both_sides_are_cohens_kappa_of_the_documents():
    after = merged(SAID, "b", "a")
    shift = kappa_change(by_document(SAID), by_document(after), seed=1)
    assert shift.before.value == pytest.approx(cohen_kappa(SAID).value)
    assert shift.after.value == pytest.approx(cohen_kappa(after).value)
    assert shift.change.value == pytest.approx(shift.after.value - shift.before.value)
    assert shift.change.n == 50
    assert shift.left_out == 0


def test_a_merge_of_labels_that_are_confused_may_raise_kappa_and_of_others_lowers_it():
    confused = [("a", "b"), ("b", "a"), ("a", "a"), ("b", "b")] * 20 + [("c", "c")] * 40 + [("d", "c")] * 5
    before = by_document(confused)
    rises = kappa_change(before, by_document(merged(confused, "b", "a")), seed=1)
    falls = kappa_change(before, by_document(merged(confused, "c", "a")), seed=1)
    assert (rises.clear, falls.clear) == (1, -1)
    assert rises.change.low > 0 > falls.change.high


def test_the_interval_of_the_change_is_far_narrower_than_those_of_both_sides():
    shift = kappa_change(by_document(SAID * 2), by_document(merged(SAID * 2, "c", "b")), seed=1)
    width = shift.change.high - shift.change.low
    assert width < (shift.before.high - shift.before.low) / 2
    assert shift.change.low <= shift.change.value <= shift.change.high


def test_documents_that_drop_out_are_left_out_of_both_sides_and_counted():
    before = by_document(SAID)
    after = {document: pairs for document, pairs in before.items() if "c" not in pairs[0]}
    shift = kappa_change(before, after, seed=1)
    assert (shift.left_out, shift.change.n) == (12, 38)
    assert shift.before.value == shift.after.value == pytest.approx(cohen_kappa(SAID[:38]).value)
    assert (shift.change.low, shift.change.value, shift.change.high) == (0, 0, 0)
    assert shift.clear == 0


def test_too_few_documents_get_a_sentence_instead_of_a_number():
    few = kappa_change(by_document(SAID[:29]), by_document(SAID[:29]), seed=1)
    assert not few.change.known
    assert few.change.method == "Too few documents can be compared: 29 of at least 30."
    assert few.clear == 0


def test_where_everything_is_merged_kappa_has_no_meaning_afterwards():
    shift = kappa_change(by_document(SAID), by_document([("a", "a")] * 50), seed=1)
    assert shift.before.known
    assert not shift.after.known
    assert not shift.change.known


def test_the_kappa_of_interchangeable_judges_takes_chance_from_all_of_their_judgements():
    """Agree = 2/3, p = (1/2, 1/2): kappa = (2/3 - 1/2) / (1 - 1/2) = 1/3, whoever is called the first judge."""
    pairs = [("a", "a"), ("b", "b"), ("a", "b")] * 15
    turned = [pair[::-1] if number % 2 else pair for number, pair in enumerate(pairs)]
    for said in (pairs, turned):
        shown = {number: both_ways([pair]) for number, pair in enumerate(said)}
        assert kappa_change(shown, shown, seed=1).before.value == pytest.approx(1 / 3)


def test_several_pairs_on_one_document_are_drawn_together():
    """Ten judgements of one document are not ten documents: the interval stays that of the documents."""
    once = by_document(SAID)
    tenfold = {document: pairs * 10 for document, pairs in once.items()}
    after = by_document(merged(SAID, "b", "a"))
    alone = kappa_change(once, after, seed=1)
    together = kappa_change(tenfold, {document: pairs * 10 for document, pairs in after.items()}, seed=1)
    assert together.change.low == pytest.approx(alone.change.low)
    assert together.change.high == pytest.approx(alone.change.high)


def test_macro_f1_is_the_mean_over_the_labels_that_occur():
    """a: 20 right, 25 actual, 26 given; b: 10, 13, 15; c: 9, 12, 9."""
    shift = f1_change(by_document(SAID), by_document(merged(SAID, "b", "a")), seed=1)
    a, b, c = 2 * 20 / 51, 2 * 10 / 28, 2 * 9 / 21
    assert shift.before.value == pytest.approx((a + b + c) / 3)
    assert shift.after.value == pytest.approx((2 * 38 / 79 + c) / 2)
    among = f1_change(by_document(SAID), by_document(merged(SAID, "b", "a")), 1, {"a", "b"}, {"a"})
    assert among.before.value == pytest.approx((a + b) / 2)
    assert among.after.value == pytest.approx(2 * 38 / 79)
    others = f1_change(by_document(SAID), by_document(merged(SAID, "b", "a")), 1, {"c"}, {"c"})
    assert others.change.value == 0
    assert not f1_change(by_document(SAID), by_document(SAID), 1, {"z"}, {"z"}).change.known


@given(st.lists(st.sampled_from(["aa", "ab", "bb", "bc", "cc", "ca"]), min_size=30, max_size=60), st.integers(0, 9))
def test_a_change_lies_in_its_interval_and_nothing_changes_where_labels_are_only_called_otherwise(said, seed):
    pairs = [tuple(pair) for pair in said]
    before, other = by_document(pairs), by_document([tuple(label.upper() for label in pair) for pair in pairs])
    same = kappa_change(before, other, seed)
    if same.change.known:
        assert same.change.value == pytest.approx(0)
        assert np.allclose((same.change.low, same.change.high), 0)
    merge = kappa_change(before, by_document(merged(pairs, "c", "b")), seed)
    if merge.change.known:
        assert merge.change.low <= merge.change.value <= merge.change.high
        assert merge == kappa_change(before, by_document(merged(pairs, "c", "b")), seed)
