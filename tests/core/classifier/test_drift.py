import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.classifier.drift import Reference, drift, reference, warnings
from core.classifier.familiar import Seen

SEEN = st.lists(
    st.builds(
        Seen,
        st.sampled_from("abc"),
        st.floats(0, 1),
        st.one_of(st.none(), st.floats(0, 1)),
        st.integers(0, 1000),
    ),
    max_size=60,
)
NAMES = {"fees": "Fees", "card": "Card"}


def documents(number, seed, fees=0.07, unsure=0.0, unknown=0.05, longer=1.0):
    rng = np.random.default_rng(seed)
    return [
        Seen(
            "fees" if rng.random() < fees else "card" if rng.random() < 0.5 else "other",
            float(max(0.0, rng.beta(5, 1) - unsure)),
            float(rng.beta(2, 2 / unknown - 2)),
            int(longer * rng.lognormal(5, 0.5)) + 1,
        )
        for _ in range(number)
    ]


def held(seed=1, number=300, **changed):
    before = reference(documents(500, 0))
    found = drift(documents(number, seed, **changed), before)
    return found, warnings(found, NAMES, before)


def test_documents_like_the_earlier_ones_raise_no_warning():
    silent = [not held(seed)[1] for seed in range(1, 41)]
    assert np.mean(silent) > 0.85


def test_a_label_that_has_grown_is_named_with_both_shares():
    found, said = held(fees=0.2)
    assert found.labels_changed
    assert found.labels[0].label == "fees"
    assert len(said) == 1
    assert said[0].startswith("“Fees” is ")
    assert " % of the new documents and was " in said[0]


def test_less_confidence_is_told_by_how_many_are_doubtful():
    found, said = held(unsure=0.3)
    assert (found.doubt_changed, found.labels_changed, found.words_changed) == (True, False, False)
    assert said[0].startswith("It is unsure of ")
    assert said[0].endswith("of the new documents, and was of 10 %.")


def test_unknown_words_are_told_in_words():
    found, said = held(unknown=0.2)
    assert found.words_changed
    assert said == ["One word in five is unknown to the classifier; before it was one word in twenty."]


def test_where_most_words_are_unknown_that_is_said():
    assert held(unknown=0.9)[1] == ["Most words are unknown to the classifier; before it was one word in twenty."]


def test_more_confidence_is_no_cause_for_alarm():
    found, said = held(unsure=-0.3)
    assert found.doubtful.value < 0.05
    assert said == []


def test_fewer_unknown_words_are_no_cause_for_alarm():
    found, said = held(unknown=0.01)
    assert found.unknown_difference.high < 0
    assert said == []


def test_longer_documents_are_told():
    longer, said = held(longer=3.0)
    assert longer.length.low < 3 < longer.length.high
    assert said == [f"The new documents are {longer.length.value:.1f} times as long as they were."]
    assert held(longer=0.4)[1][0].endswith("% as long as they were.")


def test_a_sample_too_small_to_say_is_silent():
    found, said = held(number=40, fees=0.9, unsure=0.5, unknown=0.9, longer=9)
    assert (found.enough, said) == (False, [])
    assert held(number=0)[1] == []


def test_distance_and_stability_by_hand():
    before = reference([Seen("a", 0.5, None, 1)] * 60 + [Seen("b", 0.5, None, 1)] * 40)
    found = drift([Seen("a", 0.5, None, 1)] * 30 + [Seen("c", 0.5, None, 1)] * 70, before)
    assert found.distance == pytest.approx(0.7)
    p, q = np.array([60.5, 40.5, 0.5]) / 101.5, np.array([30.5, 0.5, 70.5]) / 101.5
    assert found.stability == pytest.approx(((q - p) * np.log(q / p)).sum())
    assert [each.label for each in found.labels] == ["c", "b", "a"]
    assert found.unknown is None


def test_a_reference_by_hand():
    rows = [Seen("a", place / 20, 0.5 if place % 2 else None, 10) for place in range(20)]
    found = reference(rows)
    assert (found.n, found.labels, found.doubtful, found.doubtful_n) == (20, (("a", 20),), 0.05, 2)
    assert (found.unknown.mean, found.unknown.n) == (0.5, 10)
    assert found.length.mean == pytest.approx(np.log(10))
    assert reference([]) is None


@given(SEEN.filter(bool), SEEN, st.randoms())
def test_the_order_of_documents_does_not_matter_and_a_reference_can_be_kept(old, new, random):
    before = reference(old)
    assert Reference.model_validate(before.model_dump(mode="json")) == before
    one, other = drift(new, before), drift(random.sample(new, len(new)), before)
    assert (one.distance, one.by_chance, one.labels, one.doubtful) == (
        other.distance,
        other.by_chance,
        other.labels,
        other.doubtful,
    )
    assert 0 <= one.distance <= 1
    assert one.stability >= 0


@given(SEEN.filter(bool))
def test_documents_held_against_themselves_have_not_moved(rows):
    found = drift(rows, reference(rows))
    assert found.distance == 0
    assert warnings(found, {}, reference(rows)) == []
