import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core.agreement.estimates import (
    Estimate,
    Judged,
    accuracy,
    pooled_share,
    precision_by_label,
    recall_by_label,
    share,
    share_of_whole,
    unknown,
    weighted_share,
)
from core.agreement.sampling import draw_by_label


@pytest.mark.parametrize(  # Newcombe (1998), table I, method 3
    ("hits", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_shares_have_the_published_wilson_intervals(hits, n, low, high):
    estimate = share(hits, n)
    assert (estimate.low, estimate.high) == pytest.approx((low, high), abs=5e-5)
    assert (estimate.value, estimate.n) == (hits / n, n)


def test_a_share_of_nothing_says_so():
    assert share(0, 0) == unknown("Nothing has been judged yet.")
    assert weighted_share([], []).value is None
    assert accuracy([]).value is None
    assert precision_by_label([]) == {}


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_lies_within_its_interval_and_its_interval_within_reason(sample):
    estimate = share(*sample)
    assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1
    assert estimate.low < estimate.high


@given(st.lists(st.booleans(), min_size=1, max_size=50), st.floats(0.01, 1))
def test_equal_drawing_probabilities_weigh_nothing(hits, probability):
    weighted, plain = weighted_share(hits, [probability] * len(hits)), share(sum(hits), len(hits))
    assert (weighted.value, weighted.low, weighted.high) == pytest.approx((plain.value, plain.low, plain.high))


@given(st.lists(st.tuples(st.booleans(), st.floats(0.001, 1)), min_size=1, max_size=50))
def test_a_weighted_share_is_never_surer_than_a_plain_one_of_the_same_size(drawn):
    hits, probabilities = zip(*drawn, strict=True)
    estimate = weighted_share(hits, probabilities)
    assert 0 <= estimate.low <= estimate.value + 1e-9 and estimate.value - 1e-9 <= estimate.high <= 1


def test_a_document_unlikely_to_be_drawn_stands_for_many():
    # One of ten rare documents (right) and one of ninety common ones (wrong): 10 of 100 are right.
    assert weighted_share([True, False], [1 / 10, 1 / 90]).value == pytest.approx(0.1)


@pytest.mark.parametrize("probabilities", [[0.0], [1.5], [-0.1], [], [0.5, 0.5], [float("nan")]])
def test_a_document_of_unknown_probability_cannot_be_weighed(probabilities):
    with pytest.raises(ValueError, match="probability"):
        weighted_share([True], probabilities)


def test_layers_count_by_their_size_in_the_corpus():
    estimate = pooled_share({"rare": (10, 10), "common": (5, 10)}, {"rare": 100, "common": 900})
    assert estimate.value == pytest.approx(0.55)
    assert estimate.low < 0.55 < estimate.high
    assert estimate.n == 20


def test_a_layer_never_looked_at_leaves_the_whole_unknown():
    estimate = pooled_share({"a": (1, 2)}, {"a": 10, "b": 10})
    assert (estimate.value, estimate.n, estimate.method) == (None, 2, "Some labels have no document judged yet.")
    assert pooled_share({"a": (1, 2)}, {"a": 10, "b": 0}).value == 0.5
    assert pooled_share({}, {}).value is None


def test_layers_without_a_miss_are_not_taken_for_certain():
    estimate = pooled_share({"a": (3, 3), "b": (3, 3)}, {"a": 50, "b": 50})
    assert estimate.value == estimate.high == 1.0
    assert estimate.low < 0.75


def test_both_ways_of_weighing_find_the_truth_of_a_corpus_sampled_unevenly():
    chance = random.Random(5)
    said = {f"d{n}": "rare" if n < 200 else "common" for n in range(4000)}
    right = {document: chance.random() < (0.5 if label == "rare" else 0.9) for document, label in said.items()}
    truth = sum(right.values()) / len(right)
    inside = {"weighted": 0, "pooled": 0}
    for seed in range(200):
        drawn = draw_by_label(said, 60, seed)
        rows = [Judged(said[d.document], said[d.document] if right[d.document] else None, d.probability) for d in drawn]
        counts = {label: [r.said == r.truth for r in rows if r.said == label] for label in ("rare", "common")}
        pooled = pooled_share(
            {label: (sum(hits), len(hits)) for label, hits in counts.items()}, {"rare": 200, "common": 3800}
        )
        weighted = accuracy(rows)
        inside["pooled"] += pooled.low <= truth <= pooled.high
        inside["weighted"] += weighted.low <= truth <= weighted.high
        assert weighted.value == pytest.approx(pooled.value)
    assert all(hits >= 184 for hits in inside.values())  # nominally 190 of 200


def test_precision_asks_of_what_the_teacher_said_and_recall_of_what_people_said():
    rows = [Judged("a", "a")] * 3 + [Judged("a", "b")] + [Judged("b", "b")] + [Judged(None, "b")]
    precision, recall = precision_by_label(rows), recall_by_label(rows)
    assert list(precision) == ["a", None, "b"]
    assert (precision["a"].value, precision["a"].n) == (0.75, 4)
    assert precision[None].value == 0.0
    assert (recall["a"].value, recall["b"].value) == (1.0, pytest.approx(1 / 3))
    assert accuracy(rows).value == pytest.approx(4 / 6)


def test_precision_weighs_documents_by_how_likely_they_were_drawn():
    rows = [Judged("a", "a", 0.5), Judged("a", "b", 0.1)]
    estimate = precision_by_label(rows)["a"]
    assert estimate.value == pytest.approx(2 / 12)
    assert estimate.method.startswith("Hájek")


def test_an_estimate_cannot_be_altered():
    with pytest.raises(ValidationError):
        share(1, 2).value = 0.9
    assert Estimate.model_validate_json(share(1, 2).model_dump_json()) == share(1, 2)


def test_a_share_of_all_documents_is_certain_once_all_are_judged():
    known = share_of_whole(30, 600, 600)
    assert (known.low, known.value, known.high) == (0.05, 0.05, 0.05)


def test_the_nearer_a_sample_comes_to_the_whole_the_less_is_left_open():
    widths = [share_of_whole(n // 5, n, 600) for n in (100, 300, 590)]
    assert [round(each.high - each.low, 3) for each in widths] == [0.142, 0.064, 0.008]
    endless = share_of_whole(20, 100, 10**12)
    assert (endless.low, endless.high) == pytest.approx((share(20, 100).low, share(20, 100).high))
