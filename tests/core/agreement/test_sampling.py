from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.agreement.sampling import doubtful, draw, draw_by_label

IDS = st.sets(st.text("abcdef0123", min_size=1, max_size=6), max_size=40)


def documents(drawn):
    return [each.document for each in drawn]


@given(IDS, st.integers(0, 50), st.integers(0, 5))
def test_a_draw_takes_documents_once_with_the_probability_it_had(ids, size, seed):
    drawn = draw(ids, size, seed)
    assert len(drawn) == len({*documents(drawn)}) == min(size, len(ids))
    assert {*documents(drawn)} <= ids
    assert all(each.drawn == "random" and each.probability == len(drawn) / len(ids) for each in drawn)


@given(IDS, st.integers(0, 20), st.integers(0, 20), st.integers(0, 5))
def test_drawing_twice_gives_what_one_larger_draw_would_have_given(ids, first, second, seed):
    one = draw(ids, first, seed)
    two = draw(ids, second, seed, already=documents(one))
    assert documents(one) + documents(two) == documents(draw(ids, first + second, seed))


@given(IDS, st.integers(0, 20))
def test_the_order_in_which_documents_are_kept_does_not_matter(ids, size):
    assert draw(sorted(ids), size, 3) == draw(sorted(ids, reverse=True), size, 3)


def test_every_document_is_as_likely_to_be_drawn_as_any_other():
    ids = [f"d{n}" for n in range(20)]
    times = Counter(document for seed in range(2000) for document in documents(draw(ids, 5, seed)))
    squares = sum((times[document] - 500) ** 2 / 500 for document in ids)
    assert squares < 40  # chi-squared of 19 degrees: 36.2 once in a hundred; the seeds are fixed


def test_another_seed_draws_another_sample():
    ids = [f"d{n}" for n in range(100)]
    assert draw(ids, 10, 1) != draw(ids, 10, 2)


def test_rare_labels_get_as_many_documents_as_common_ones():
    labels = {f"c{n}": "common" for n in range(90)} | {f"r{n}": "rare" for n in range(10)} | {"x": None}
    drawn = draw_by_label(labels, 5, seed=4)
    assert Counter(labels[each.document] for each in drawn) == {"common": 5, "rare": 5, None: 1}
    assert {labels[each.document]: each.probability for each in drawn} == {
        "common": pytest.approx(5 / 90),
        "rare": 0.5,
        None: 1.0,
    }


def test_the_labels_of_an_even_draw_come_mixed():
    labels = {f"{label}{n}": label for label in "ab" for n in range(50)}
    first = [labels[each.document] for each in draw_by_label(labels, 20, seed=1)][:20]
    assert {*first} == {"a", "b"}


def test_the_doubtful_ones_come_least_certain_first_and_have_no_probability():
    drawn = doubtful({"a": 0.9, "b": 0.1, "c": 0.5, "d": 0.1}, 3, already=["c"])
    assert [(each.document, each.drawn, each.probability) for each in drawn] == [
        ("b", "doubtful", None),
        ("d", "doubtful", None),
        ("a", "doubtful", None),
    ]


def test_nothing_is_drawn_from_nothing():
    assert draw([], 5, 1) == draw(["a"], 0, 1) == draw(["a"], 5, 1, already=["a"]) == []
    assert doubtful({}, 5) == draw_by_label({}, 5, 1) == []
