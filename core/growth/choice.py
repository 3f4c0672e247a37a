"""The choice between candidates by a judge who sees them several times, each time in another order.

It knows trials by their numbers and what a judge answered, not the judge.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from math import factorial
from typing import NamedTuple

import numpy as np
from pydantic import BaseModel, model_validator

from core.growth.measures import Measures

ALARM = 0.1  # few rounds show little: a needless warning costs a second look, a missed one a wrong choice
_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


class Vote(BaseModel, frozen=True, extra="forbid"):
    """One round: the trials by number in the order shown, and the one found best; None for an unusable answer."""

    order: tuple[int, ...]
    best: int | None
    reason: str = ""

    @model_validator(mode="after")
    def _of_those_shown(self) -> "Vote":
        if self.best is not None and self.best not in self.order:
            raise ValueError(f"trial {self.best} was not among those shown")
        return self


class Tally(BaseModel, frozen=True, extra="forbid"):
    """How often each trial won, by number, and each place in the order shown; `rounds` counts usable votes only."""

    by_trial: Mapping[int, int]
    by_place: tuple[int, ...]
    rounds: int
    unusable: int


class OrderEffect(NamedTuple):
    """Whether the place in the order decided. `probability` is None where there were too few votes to tell."""

    probability: float | None
    noticed: bool
    sentence: str


def orders(candidates: int, rounds: int, seed: int) -> list[tuple[int, ...]]:
    """In which order to show candidates, as their places from 0, one order a round.

    Each candidate stands at each place as often as any other, give or take one: the rows of cyclic Latin squares,
    rotations of a random order. Every other square is the mirror image of the one before it, so that candidates also
    follow one another as evenly as they can (Williams 1949); six rounds of three show all six orders.
    """
    draw = random.Random(seed)
    drawn: list[tuple[int, ...]] = []
    first: list[int] = []
    while candidates and len(drawn) < rounds:
        first = first[::-1] if first and len(drawn) // candidates % 2 else draw.sample(range(candidates), candidates)
        rows = [(*first[turn:], *first[:turn]) for turn in range(candidates)]
        drawn += draw.sample(rows, candidates)
    return drawn[:rounds]


def tally(votes: Sequence[Vote], trials: Sequence[int]) -> Tally:
    usable = [(vote.best, vote.order.index(vote.best)) for vote in votes if vote.best is not None]
    trial_wins = Counter(best for best, _ in usable)
    place_wins = Counter(place for _, place in usable)
    return Tally(
        by_trial={trial: trial_wins[trial] for trial in trials},
        by_place=tuple(place_wins[place] for place in range(len(trials))),
        rounds=len(usable),
        unusable=len(votes) - len(usable),
    )


def favourite(tally: Tally, measures: Mapping[int, Measures]) -> int:
    """The trial that won most often; of several the one whose measures stand higher, then the one with the lowest
    number."""
    return max(tally.by_trial, key=lambda trial: (tally.by_trial[trial], _standing(measures, trial), -trial))


def order_effect(tally: Tally) -> OrderEffect:
    """Whether one place won more often than chance explains, with a sentence that says so.

    Exact test of the largest count: with every place equally likely in each of n rounds, the probability that some
    place of c wins k times or more, 1 - n! [xⁿ] (Σ_{j<k} (x/c)ʲ / j!)ᶜ. All places are looked at, so all count. A
    judge who goes by content alone spreads its wins more evenly than that, since the orders are balanced: the test
    errs on the side of silence.
    """
    places, rounds = len(tally.by_place), tally.rounds
    if places < 2 or _by_chance(places, rounds, rounds) > ALARM:
        return OrderEffect(None, False, "Too few votes to tell whether the order mattered.")
    most = max(tally.by_place)
    probability = _by_chance(places, rounds, most)
    if probability > ALARM:
        return OrderEffect(probability, False, "No sign that the order mattered.")
    place = _PLACES[tally.by_place.index(most)] if most and places <= len(_PLACES) else "at one place"
    hundredths = f"{probability * 100:.0f}" if probability >= 0.01 else "fewer than 1"
    sentence = (
        f"The one shown {place} won {most} of {rounds} times; by chance some place wins so often in "
        f"{hundredths} of 100 such votes. Do not trust this vote."
    )
    return OrderEffect(probability, True, sentence)


def _by_chance(places: int, rounds: int, most: int) -> float:
    """The probability that some place wins `most` times or more."""
    if most == 0:
        return 1.0
    fewer = np.array([places ** -float(wins) / factorial(wins) for wins in range(most)])
    ways = np.ones(1)
    for _ in range(places):
        ways = np.convolve(ways, fewer)[: rounds + 1]
    below = ways[rounds] * factorial(rounds) if len(ways) > rounds else 0.0
    return float(min(1.0, max(0.0, 1.0 - below)))


def _standing(measures: Mapping[int, Measures], trial: int) -> float:
    known = measures.get(trial)
    return -1.0 if known is None or known.standing is None else known.standing
