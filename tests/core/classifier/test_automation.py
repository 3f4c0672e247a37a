import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.agreement.estimates import share
from core.classifier.automation import at_threshold, curve, for_accuracy, in_words
from core.classifier.outcomes import Outcome
from tests.core.classifier.made_up import OUTCOMES, told


def drawn(number, seed=0, power=1.3):
    rng = np.random.default_rng(seed)
    confidence = rng.beta(4, 1.2, number)
    return told(zip(confidence, rng.random(number) < confidence**power, strict=True))


@given(OUTCOMES, st.randoms())
def test_the_higher_the_threshold_the_fewer_documents_reach_it(found, random):
    points = curve(found)
    thresholds, shares = [one.threshold for one in points], [one.automatic.value for one in points]
    assert thresholds == sorted(thresholds)
    assert shares == sorted(shares, reverse=True)
    assert not found or (shares[0] == 1 and points[0].accuracy == share(sum(one.right for one in found), len(found)))
    assert curve(random.sample(found, len(found))) == points


@given(OUTCOMES)
def test_a_point_of_the_curve_is_what_its_threshold_brings(found):
    assert all(at_threshold(found, one.threshold) == one for one in curve(found))


def test_a_long_curve_is_thinned_and_keeps_both_ends():
    found = drawn(500)
    points = curve(found, most=20)
    confidences = sorted(each.confidence for each in found)
    assert len(points) == 20
    assert (points[0].threshold, points[-1].threshold) == (confidences[0], confidences[-1])


def test_the_lowest_threshold_that_surely_reaches_the_accuracy_is_chosen():
    """40 of 40 are right at 0.9; at 0.5 as many are wrong as right."""
    found = for_accuracy(told([(0.9, True)] * 40 + [(0.5, place % 2) for place in range(20)]), 0.9)
    assert (found.threshold, found.basis) == (0.9, "lower bound")
    assert found.automatic == share(40, 60)
    assert found.seen_accuracy == share(40, 40)


def test_where_only_the_value_reaches_it_that_is_said():
    found = for_accuracy(told([(0.9, place > 0) for place in range(12)] + [(0.5, False)] * 20), 0.9)
    assert (found.threshold, found.basis) == (0.9, "value")
    assert in_words(found).endswith("The 32 documents that people judged are too few to be sure of 90 %.")


def test_where_nothing_reaches_it_people_do_it_all():
    found = for_accuracy(told([(0.9, False)] * 30), 0.9)
    assert (found.threshold, found.basis, found.automatic.value) == (None, "out of reach", 0)
    assert in_words(found).endswith("people do it all.")


def test_what_is_promised_holds_on_documents_that_had_no_part_in_choosing():
    """The intervals of fifty choices of a hundred documents each, held against a large world."""
    world = drawn(20_000, seed=99)
    held, promised, seen, true = [], [], [], []
    for seed in range(50):
        found = for_accuracy(drawn(100, seed=seed), 0.9)
        if found.threshold is None:
            continue
        actual = at_threshold(world, found.threshold)
        held.append(
            found.accuracy.low <= actual.accuracy.value <= found.accuracy.high
            and found.automatic.low <= actual.automatic.value <= found.automatic.high
        )
        promised.append(found.accuracy.value)
        seen.append(found.seen_accuracy.value)
        true.append(actual.accuracy.value)
    assert np.mean(held) > 0.85
    assert abs(np.mean(promised) - np.mean(true)) < abs(np.mean(seen) - np.mean(true))


@given(OUTCOMES, st.floats(0.5, 1))
def test_a_choice_never_promises_more_than_was_seen(found, wanted):
    chosen = for_accuracy(found, wanted)
    if chosen.threshold is None:
        assert chosen.accuracy.value is None
        return
    assert chosen.accuracy.value <= chosen.seen_accuracy.value
    assert chosen.seen_accuracy.value >= wanted
    assert chosen.accuracy.low <= chosen.accuracy.value <= chosen.accuracy.high


def test_documents_that_no_label_fits_count_as_wrong():
    none = Outcome(document="", actual=(), given=("a",), confidence=0.99)
    assert at_threshold([*told([(0.99, True)] * 3), none], 0.9).accuracy.value == 0.75


def test_the_choice_in_words():
    said = in_words(for_accuracy(drawn(300, power=0.5), 0.9))
    assert said.startswith("Label ")
    assert " automatically at " in said
    assert said.endswith("as measured on 300 documents that people judged.")
    assert in_words(for_accuracy([], 0.9)).startswith("0 documents judged by people are too few")


def test_the_seed_fixes_the_choice():
    assert for_accuracy(drawn(100), 0.9, seed=5) == for_accuracy(drawn(100), 0.9, seed=5)
