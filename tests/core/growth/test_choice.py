from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy.stats import multinomial

from core.agreement.estimates import share
from core.growth.choice import Tally, Vote, favourite, order_effect, orders, tally
from core.growth.measures import Measures


def places(*wins):
    return Tally(by_trial={}, by_place=wins, rounds=sum(wins), unusable=0)


def measured(covered):
    return Measures(labels=3, coverage=share(covered, 100), balance=1, overlap=0, unused=0)


@given(st.integers(1, 10), st.integers(0, 50), st.integers(0, 10))
def test_each_candidate_stands_at_each_place_as_often_as_any_other(candidates, rounds, seed):
    shown = orders(candidates, rounds, seed)
    assert len(shown) == rounds
    assert all(sorted(order) == list(range(candidates)) for order in shown)
    for place in range(candidates):
        seen = Counter(order[place] for order in shown)
        assert max(seen.values(), default=0) - min((seen[each] for each in range(candidates)), default=0) <= 1


def test_six_rounds_of_three_candidates_show_all_six_orders():
    assert sorted(orders(3, 6, seed=5)) == sorted(permutations(range(3)))


def test_the_orders_depend_on_the_seed_alone():
    assert orders(4, 9, seed=1) == orders(4, 9, seed=1)
    assert orders(4, 9, seed=1) != orders(4, 9, seed=2)


def test_nothing_to_choose_from_is_shown_to_nobody():
    assert orders(0, 3, seed=0) == []


def test_votes_are_counted_by_trial_and_by_place():
    votes = [Vote(order=(2, 1, 3), best=1), Vote(order=(1, 3, 2), best=2), Vote(order=(3, 2, 1), best=None)]
    found = tally(votes, [1, 2, 3])
    assert found == Tally(by_trial={1: 1, 2: 1, 3: 0}, by_place=(0, 1, 1), rounds=2, unusable=1)
    assert Tally.model_validate(found.model_dump(mode="json")) == found


def test_a_vote_for_a_trial_that_was_not_shown_is_refused():
    with pytest.raises(ValidationError, match="not among those shown"):
        Vote(order=(1, 2), best=3)


def test_most_wins_make_the_favourite():
    found = tally([Vote(order=(1, 2), best=2), Vote(order=(2, 1), best=2)], [1, 2])
    assert favourite(found, {1: measured(90), 2: measured(10)}) == 2


def test_a_tie_is_broken_by_the_measures_and_then_by_the_number():
    even = tally([Vote(order=(1, 2), best=2), Vote(order=(2, 1), best=1)], [1, 2])
    assert favourite(even, {1: measured(50), 2: measured(80)}) == 2
    assert favourite(even, {1: measured(50), 2: measured(50)}) == 1
    assert favourite(even, {2: measured(50)}) == 2
    assert favourite(tally([], [3, 1, 2]), {}) == 1


def test_a_place_that_nearly_always_wins_makes_the_vote_suspect():
    found = order_effect(places(5, 1, 0))
    assert found.noticed
    assert found.probability == pytest.approx(39 / 729)
    assert found.sentence == (
        "The one shown first won 5 of 6 times; by chance some place wins so often in 5 of 100 such votes. "
        "Do not trust this vote."
    )
    assert "The one shown third won 6 of 6 times" in order_effect(places(0, 0, 6)).sentence
    assert "fewer than 1 of 100" in order_effect(places(0, 0, 6)).sentence


def test_wins_spread_over_the_places_are_no_sign_of_anything():
    assert order_effect(places(2, 2, 2)).sentence == "No sign that the order mattered."
    assert order_effect(places(4, 1, 1)) == (pytest.approx(219 / 729), False, "No sign that the order mattered.")


def test_a_few_votes_cannot_tell_whether_the_order_mattered():
    for few in (places(2, 0, 0), places(0, 0, 0), places(3, 0), places(6)):
        assert order_effect(few) == (None, False, "Too few votes to tell whether the order mattered.")


@pytest.mark.parametrize(("count", "rounds"), [(2, 7), (3, 6), (4, 8)])
def test_the_test_is_exact(count, rounds):
    tables = _tables(count, rounds)
    for most in range(-(-rounds // count), rounds + 1):
        chance = sum(multinomial.pmf(table, rounds, [1 / count] * count) for table in tables if max(table) >= most)
        wins = next(table for table in tables if max(table) == most)
        assert order_effect(places(*wins)).probability == pytest.approx(chance)


def test_fifty_rounds_of_ten_candidates_can_be_tested():
    assert order_effect(places(*[5] * 10)).probability == pytest.approx(1)
    assert order_effect(places(50, *[0] * 9)).probability == pytest.approx(0, abs=1e-9)


def _tables(count, rounds):
    if count == 1:
        return [(rounds,)]
    return [(first, *rest) for first in range(rounds + 1) for rest in _tables(count - 1, rounds - first)]
