"""How much can be left to a classifier if it is asked to be right often enough, and people do the rest.

A document is labelled automatically where the confidence reaches a threshold. Knows outcomes against people's labels
only; they are taken for a simple random sample, as the documents that people judge blind are. A threshold is the one
thing that is chosen on them, so what choosing flatters is taken off again.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel

from core.agreement.estimates import Estimate, share, unknown
from core.agreement.words import percent, ranged
from core.classifier.outcomes import Outcome

Z90 = 1.2815515655446004  # the 90th percentile of the standard normal: a one-sided 90 % bound
FEWEST = 20  # documents people judged, below which nothing can be chosen
FEWEST_AUTOMATIC = 10  # documents that reach a threshold, below which their accuracy is not looked at
MOST_POINTS = 100
RESAMPLES = 300

Basis = Literal["lower bound", "value", "out of reach"]


class Point(BaseModel, frozen=True):
    """A threshold: the share of documents that reach it, and how often those are right."""

    threshold: float
    automatic: Estimate
    accuracy: Estimate  # its n is the number of documents that reach the threshold


class Choice(BaseModel, frozen=True):
    """The lowest threshold with the wanted accuracy, and what to expect of it.

    `basis` says what reached it: the one-sided 90 % lower bound of the accuracy, or only its value, or nothing did.
    `automatic` is the share of documents that reach it, `accuracy` how often others that reach it will be right:
    `seen_accuracy`, that of the documents it was chosen on, less what choosing flatters.
    """

    n: int
    wanted: float
    threshold: float | None  # None where it is out of reach
    basis: Basis
    automatic: Estimate
    accuracy: Estimate
    seen_accuracy: Estimate
    seed: int


class _Ranked(NamedTuple):
    """The distinct confidences, highest first, with how many documents reach each and how many of those are right."""

    confidence: npt.NDArray[np.float64]
    reach: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]


def curve(found: Sequence[Outcome], most: int = MOST_POINTS) -> tuple[Point, ...]:
    """What each threshold would bring, the lowest first, which all documents reach; at most so many points."""
    if not found:
        return ()
    ranked = _ranked(*_numbers(found))
    places = np.unique(np.linspace(0, len(ranked.confidence) - 1, most).round().astype(int))[::-1]
    return tuple(
        _point(float(ranked.confidence[at]), int(ranked.reach[at]), int(ranked.right[at]), len(found))
        for at in places.tolist()
    )


def at_threshold(found: Sequence[Outcome], threshold: float) -> Point:
    """What one threshold brings."""
    sure = [each.right for each in found if each.confidence >= threshold]
    return _point(threshold, len(sure), sum(sure), len(found))


def for_accuracy(found: Sequence[Outcome], wanted: float, seed: int = 0) -> Choice:
    """The lowest threshold at which the documents that reach it are right as often as wanted, 0 to 1.

    Where the lower bound of the accuracy reaches it, that decides; else its value; where neither does, nothing is
    automatic. The accuracy to expect is the one seen less its optimism (Efron 1983), with Wilson's interval: thresholds
    are chosen anew on documents drawn again with replacement, and held against all of them. Simulated with 50 to 1,000
    documents these intervals hold the truth in 96 to 99 of 100 cases; those of folds hold it in 76 to 90.
    """
    confidence, right = _numbers(found)
    n = len(found)
    if n < FEWEST:
        few = unknown(f"{n} documents judged by people are too few to choose by: it takes {FEWEST}.", n)
        return Choice(
            n=n, wanted=wanted, threshold=None, basis="out of reach", automatic=few, accuracy=few,
            seen_accuracy=few, seed=seed,
        )  # fmt: skip
    ranked = _ranked(confidence, right)
    threshold, basis = _chosen(ranked, wanted)
    seen = at_threshold(found, np.inf if threshold is None else threshold)
    return Choice(
        n=n,
        wanted=wanted,
        threshold=threshold,
        basis=basis,
        automatic=seen.automatic,
        accuracy=_without_optimism(seen.accuracy, _optimism(ranked, wanted, seed)),
        seen_accuracy=seen.accuracy,
        seed=seed,
    )


def in_words(found: Choice) -> str:
    """What to expect, in one or two sentences."""
    wanted = percent(found.wanted)
    if found.n < FEWEST:
        return found.automatic.method
    if found.threshold is None:
        return f"On the {found.n} documents people judged, no confidence is high enough for {wanted}: people do it all."
    said = f"Label {ranged(found.automatic)} automatically at {ranged(found.accuracy)} accuracy"
    if found.basis == "lower bound":
        return f"{said}, as measured on {found.n:,} documents that people judged."
    return f"{said}. The {found.n:,} documents that people judged are too few to be sure of {wanted}."


def _numbers(found: Sequence[Outcome]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """The most confident first; the order depends on confidence and success only."""
    pairs = sorted(((each.confidence, each.right) for each in found), reverse=True)
    return np.array([pair[0] for pair in pairs], dtype=float), np.array([pair[1] for pair in pairs], dtype=bool)


def _ranked(confidence: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> _Ranked:
    """Of numbers that come with the most confident first."""
    last = np.flatnonzero(np.append(confidence[1:] != confidence[:-1], True))
    return _Ranked(confidence[last], last + 1, np.cumsum(right, dtype=np.int64)[last])


def _chosen(ranked: _Ranked, wanted: float) -> tuple[float | None, Basis]:
    enough = ranked.reach >= FEWEST_AUTOMATIC
    value = ranked.right / ranked.reach
    for basis, reached in (("lower bound", _lower(value, ranked.reach) >= wanted), ("value", value >= wanted)):
        fitting = np.flatnonzero(enough & reached)
        if len(fitting):
            return float(ranked.confidence[fitting[-1]]), "lower bound" if basis == "lower bound" else "value"
    return None, "out of reach"


def _lower(value: npt.NDArray[np.float64], n: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Wilson's one-sided 90 % lower bound of each share."""
    half = Z90 * np.sqrt(value * (1 - value) / n + Z90 * Z90 / (4 * n * n))
    return np.asarray((value + Z90 * Z90 / (2 * n) - half) / (1 + Z90 * Z90 / n))


def _optimism(ranked: _Ranked, wanted: float, seed: int) -> float:
    """How much better a chosen threshold looks on the documents it was chosen on than on all, on average."""
    documents, hits = np.diff(ranked.reach, prepend=0), np.diff(ranked.right, prepend=0)
    kinds = np.concatenate([hits, documents - hits])  # of each confidence the right ones, then the wrong ones
    rng, flattered = np.random.default_rng(seed), []
    for _ in range(RESAMPLES):
        right, wrong = rng.multinomial(kinds.sum(), kinds / kinds.sum()).reshape(2, -1)
        present = right + wrong > 0
        drawn = _Ranked(ranked.confidence[present], np.cumsum(right + wrong)[present], np.cumsum(right)[present])
        threshold, _basis = _chosen(drawn, wanted)
        if threshold is not None:
            flattered.append(_accuracy(drawn, threshold) - _accuracy(ranked, threshold))
    return sum(flattered) / max(1, len(flattered))


def _accuracy(ranked: _Ranked, threshold: float) -> float:
    at = int(np.searchsorted(-ranked.confidence, -threshold, side="right")) - 1
    return float(ranked.right[at] / ranked.reach[at])


def _without_optimism(seen: Estimate, optimism: float) -> Estimate:
    if seen.value is None:
        return seen
    expected = share(seen.n * min(1.0, max(0.0, seen.value - max(0.0, optimism))), seen.n)
    return expected.model_copy(
        update={"method": f"less the optimism of choosing ({RESAMPLES} resamples), Wilson interval"}
    )


def _point(threshold: float, reach: int, right: int, n: int) -> Point:
    accuracy = share(right, reach) if reach else unknown("No document is that sure.")
    return Point(threshold=threshold, automatic=share(reach, n), accuracy=accuracy)
