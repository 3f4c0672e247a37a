"""Whether a classifier is right as often as it says it is, and what its confidence should be corrected to.

Knows outcomes only. A correction is never judged by documents that taught it.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import sqrt
from typing import Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel

from core.agreement.estimates import Z95, Estimate, share, unknown
from core.agreement.words import percent, points
from core.classifier.outcomes import Outcome

MOST_BINS = 10
IN_A_BIN = 15  # documents, at least: fewer say nothing of one
FEWEST = 20  # documents, below which confidence cannot be judged
FEWEST_TO_CORRECT = 50
RESAMPLES = 1000

Tendency = Literal["overconfident", "underconfident", "uneven", "honest", "unknown"]
_Numbers = npt.NDArray[np.float64]


class Bin(BaseModel, frozen=True):
    """Documents of like confidence: the range it spans, its mean, and how often they were right."""

    low: float
    high: float
    confidence: float
    right: Estimate


class Reliability(BaseModel, frozen=True):
    """Confidence held against success. Bins hold equally many documents, the least confident first.

    `error` is the expected calibration error: the mean distance between the two over the bins. `by_chance` is what
    that of a perfectly honest classifier stays below in 95 of 100 samples of this size. `excess` is mean confidence
    less accuracy: above 0 it is overconfident. Uneven: too sure of some documents and not sure enough of others.
    """

    n: int
    bins: tuple[Bin, ...]
    error: Estimate
    by_chance: float | None
    excess: Estimate
    brier: Estimate
    tendency: Tendency
    seed: int


class Isotonic(BaseModel, frozen=True):
    """Confidences, ascending, and how often documents of that confidence were right; in between a straight line."""

    confidences: tuple[float, ...]
    right: tuple[float, ...]

    def corrected(self, confidence: float) -> float:
        """What the confidence should have been; beyond the ends it stays as at the end."""
        return float(np.interp(confidence, self.confidences, self.right))


class Recalibration(BaseModel, frozen=True):
    """Confidence as it is beside confidence corrected by what the other folds taught, on the same documents.

    Brier scores and calibration errors are the smaller the better; `gain` is how much smaller the corrected Brier
    score is. `better` says that the gain is surely above 0. `correction` is fitted to all documents, for use on
    others.
    """

    n: int
    folds: int
    brier: Estimate
    corrected_brier: Estimate
    gain: Estimate
    error: Estimate
    corrected_error: Estimate
    better: bool
    correction: Isotonic | None  # None where there are too few documents
    seed: int


def reliability(found: Sequence[Outcome], seed: int = 0) -> Reliability:
    """Confidence of the primary label against how often it was right; the order of outcomes does not matter."""
    confidence, right = _numbers(found)
    n = len(found)
    cuts = _bins(confidence)
    excess, error = _mean(confidence - right), _error(confidence, right, cuts, seed)
    by_chance = _by_chance(confidence, cuts, seed) if n else None
    return Reliability(
        n=n,
        bins=tuple(
            Bin(
                low=float(confidence[cut][0]),
                high=float(confidence[cut][-1]),
                confidence=float(confidence[cut].mean()),
                right=share(int(right[cut].sum()), cut.stop - cut.start),
            )
            for cut in cuts
        ),
        error=error,
        by_chance=by_chance,
        excess=excess,
        brier=_mean((confidence - right) ** 2),
        tendency=_tendency(excess, error, by_chance),
        seed=seed,
    )


def isotonic(found: Sequence[Outcome]) -> Isotonic:
    """The rising steps nearest to what happened (Zadrozny and Elkan 2002), by pooling adjacent violators.

    Documents of one confidence are taken together. Raises ValueError without any.
    """
    if not found:
        raise ValueError("without outcomes there is nothing to fit")
    return _fitted(*_numbers(found))


def recalibrated(found: Sequence[Outcome], seed: int = 0, folds: int = 5) -> Recalibration:
    """Whether isotonic correction would help, each document corrected by what the other folds taught."""
    confidence, right = _numbers(found)
    n = len(found)
    if n < FEWEST_TO_CORRECT:
        few = unknown(f"{n} documents are too few to correct by: it takes {FEWEST_TO_CORRECT}.", n)
        return Recalibration(
            n=n, folds=folds, brier=few, corrected_brier=few, gain=few, error=few, corrected_error=few, better=False,
            correction=None, seed=seed,
        )  # fmt: skip
    corrected = np.empty(n)
    fold = np.random.default_rng(seed).permutation(np.arange(n) % folds)
    for number in range(folds):
        taught = _fitted(confidence[fold != number], right[fold != number])
        corrected[fold == number] = np.interp(confidence[fold == number], taught.confidences, taught.right)
    gain = _mean((confidence - right) ** 2 - (corrected - right) ** 2)
    order = np.argsort(corrected, kind="stable")
    return Recalibration(
        n=n,
        folds=folds,
        brier=_mean((confidence - right) ** 2),
        corrected_brier=_mean((corrected - right) ** 2),
        gain=gain,
        error=_error(confidence, right, _bins(confidence), seed),
        corrected_error=_error(corrected[order], right[order], _bins(corrected[order]), seed),
        better=gain.low is not None and gain.low > 0,
        correction=_fitted(confidence, right),
        seed=seed,
    )


def in_words(found: Reliability) -> str:
    """Whether its confidence can be taken at its word, in one sentence."""
    if found.tendency == "unknown" or found.excess.value is None:
        return f"{found.n} documents are too few to say whether it is as sure as it should be."
    if found.tendency == "honest":
        error = f" (on average {percent(found.error.value or 0.0)} off)" if found.error.known else ""
        return f"It is about as often right as it says{error}, as far as {found.n} documents tell."
    if found.tendency == "uneven":
        error = percent(found.error.value or 0.0)
        return f"It is too sure of some documents and not sure enough of others, on average {error} off."
    how = "surer than it should be" if found.tendency == "overconfident" else "less sure than it could be"
    return f"It is {how}: its confidence differs from its success by {points(found.excess)} on {found.n} documents."


def _numbers(found: Sequence[Outcome]) -> tuple[_Numbers, _Numbers]:
    """Confidence and success of each document, the least confident first; the order depends on these two only."""
    pairs = sorted((each.confidence, float(each.right)) for each in found)
    return np.array([pair[0] for pair in pairs]), np.array([pair[1] for pair in pairs])


def _bins(confidence: _Numbers) -> list[slice]:
    """Equally many documents in each; those of one confidence stay together."""
    n = len(confidence)
    wanted = max(1, min(MOST_BINS, n // IN_A_BIN))
    ends = [round(number * n / wanted) for number in range(1, wanted)]
    cuts = [int(np.searchsorted(confidence, confidence[end], side="left")) for end in ends]
    edges = sorted({0, *cuts, n})
    return [slice(start, end) for start, end in pairwise(edges)]


def _error(confidence: _Numbers, right: _Numbers, cuts: Sequence[slice], seed: int) -> Estimate:
    """With the middle 95 % of what comes out if each bin's distance is drawn from its normal distribution."""
    n = len(confidence)
    if n < FEWEST:
        return unknown(f"{n} documents are too few: it takes {FEWEST}.", n)
    off = confidence - right
    sums = np.array([off[cut].sum() for cut in cuts])
    spreads = np.array([sqrt(cut.stop - cut.start) * off[cut].std() for cut in cuts])
    value = float(np.abs(sums).sum()) / n
    low, high = (float(each) for each in np.quantile(_drawn(sums, spreads, seed) / n, [0.025, 0.975]))
    method = f"expected calibration error over {len(cuts)} bins, {RESAMPLES} normal draws, seed {seed}"
    return Estimate(value=value, low=min(value, low), high=max(value, high), n=n, method=method)


def _by_chance(confidence: _Numbers, cuts: Sequence[slice], seed: int) -> float:
    spreads = np.array([sqrt(float((confidence[cut] * (1 - confidence[cut])).sum())) for cut in cuts])
    return float(np.quantile(_drawn(np.zeros(len(cuts)), spreads, seed), 0.95)) / len(confidence)


def _drawn(sums: _Numbers, spreads: _Numbers, seed: int) -> _Numbers:
    drawn = np.random.default_rng(seed).normal(sums, spreads, size=(RESAMPLES, len(sums)))
    return np.asarray(np.abs(drawn).sum(axis=1))


def _mean(values: _Numbers) -> Estimate:
    """A mean over documents, with the normal interval."""
    n = len(values)
    if n < FEWEST:
        return unknown(f"{n} documents are too few: it takes {FEWEST}.", n)
    value, error = float(values.mean()), float(values.std(ddof=1)) / sqrt(n)
    return Estimate(value=value, low=value - Z95 * error, high=value + Z95 * error, n=n, method="mean, normal interval")


def _tendency(excess: Estimate, error: Estimate, by_chance: float | None) -> Tendency:
    if excess.low is None or excess.high is None or error.value is None or by_chance is None:
        return "unknown"
    if excess.low > 0:
        return "overconfident"
    if excess.high < 0:
        return "underconfident"
    return "uneven" if error.value > by_chance else "honest"


def _fitted(confidence: _Numbers, right: _Numbers) -> Isotonic:
    """Pooling adjacent violators over the distinct confidences, kept at both ends of every step."""
    places, starts, counts = np.unique(confidence, return_index=True, return_counts=True)
    pools: list[tuple[float, float, int]] = []  # successes, documents, distinct confidences
    for hits, number in zip(np.add.reduceat(right, starts).tolist(), counts.tolist(), strict=True):
        pool = (hits, number, 1)
        while pools and pools[-1][0] * pool[1] >= pool[0] * pools[-1][1]:
            earlier = pools.pop()
            pool = (earlier[0] + pool[0], earlier[1] + pool[1], earlier[2] + pool[2])
        pools.append(pool)
    ends = np.cumsum([pool[2] for pool in pools]).tolist()
    knots: list[tuple[float, float]] = []
    for pool, end in zip(pools, ends, strict=True):
        level = pool[0] / pool[1]
        knots += [(float(places[end - pool[2]]), level), (float(places[end - 1]), level)]
    knots = list(dict.fromkeys(knots))
    return Isotonic(confidences=tuple(knot[0] for knot in knots), right=tuple(knot[1] for knot in knots))
