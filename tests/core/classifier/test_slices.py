import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.agreement.comparing import fisher
from core.agreement.estimates import share
from core.classifier.slices import SMALL, by_length, by_script, in_words, sliced
from tests.core.classifier.made_up import OUTCOMES, outcome


def world(**parts):
    """Outcomes and their slices, from (right, documents) of each slice."""
    rows = [(name, place < right) for name, (right, n) in parts.items() for place in range(n)]
    found = [outcome(right, document=f"d{place}") for place, (_, right) in enumerate(rows)]
    return found, {f"d{place}": name for place, (name, _) in enumerate(rows)}


def test_a_slice_is_held_against_all_the_others():
    found = sliced(*world(email=(45, 50), chat=(20, 50), phone=(46, 50)))
    worst = found.slices[0]
    assert (worst.name, worst.accuracy, worst.rest) == ("chat", share(20, 50), share(91, 100))
    assert worst.p == pytest.approx(fisher(20, 50, 91, 100))
    assert worst.corrected == pytest.approx(3 * worst.p)
    assert worst.standing == "worse"
    assert in_words(found) == ["“chat” is right on 40 % of 50 documents, the others on 91 %: -51 (-64 to -35) points."]


def test_of_many_slices_that_are_alike_none_stands_out():
    """By p alone some would: one in twenty."""
    rng = np.random.default_rng(4)
    parts = {f"s{number:02}": (int(rng.binomial(30, 0.8)), 30) for number in range(60)}
    found = sliced(*world(**parts))
    assert min(one.p for one in found.slices) < 0.05
    assert {one.standing for one in found.slices} == {"undecided"}
    assert in_words(found) == ["No slice of 60 is clearly worse than the others, on 1800 documents."]


def test_two_halves_are_one_test():
    found = sliced(*world(email=(45, 50), chat=(35, 50)))
    assert found.slices[0].corrected == found.slices[0].p == found.slices[1].p
    assert [one.standing for one in found.slices] == ["worse", "better"]


def test_small_slices_are_taken_together_and_named():
    found = sliced(*world(email=(45, 50), fax=(2, 6), post=(1, 5)))
    assert [one.name for one in found.slices] == ["email"]
    assert (found.pooled.name, found.pooled.n, found.too_few) == (SMALL, 11, ("fax", "post"))
    assert sliced(*world(email=(45, 50), fax=(2, 6))).pooled is None


def test_a_single_slice_has_nothing_to_be_held_against():
    only = sliced(*world(email=(45, 50))).slices[0]
    assert (only.difference.value, only.p, only.standing) == (None, None, "undecided")


def test_documents_in_no_slice_are_counted_apart():
    found = sliced([outcome(True, document="x"), outcome(True, document="y")], {"x": "email"})
    assert (found.n, found.without, found.slices) == (1, 1, ())
    assert in_words(found) == ["No slice has 10 documents that people judged."]


@given(OUTCOMES, st.integers(1, 5), st.randoms())
def test_every_document_of_a_slice_is_in_one_and_order_does_not_matter(found, many, random):
    where = {each.document: f"s{place % many}" for place, each in enumerate(found)}
    one = sliced(found, where)
    counted = sum(each.n for each in one.slices) + (one.pooled.n if one.pooled else 0)
    assert counted <= one.n == len(found)
    assert sliced(random.sample(found, len(found)), where) == one
    accuracies = [each.accuracy.value for each in one.slices]
    assert accuracies == sorted(accuracies)


def test_texts_are_sliced_by_length_into_about_as_many():
    texts = {f"d{length}": "x" * length for length in range(1, 31)}
    found = by_length(texts)
    assert [found["d1"], found["d10"], found["d11"], found["d30"]] == [
        "up to 10 characters",
        "up to 10 characters",
        "11 to 20 characters",
        "over 20 characters",
    ]
    assert by_length({}) == {}
    assert set(by_length({"a": "same", "b": "size"}).values()) == {"up to 4 characters"}


def test_texts_are_sliced_by_the_script_of_most_letters():
    texts = {
        "a": "Where is my card? карта",
        "b": "Где моя карта",
        "c": "日本語のテキスト",
        "d": "12 + 3",
        "e": "بطاقتي",
    }
    assert by_script(texts) == {
        "a": "Latin",
        "b": "Cyrillic",
        "c": "Chinese or Japanese",
        "d": "no letters",
        "e": "Arabic",
    }
