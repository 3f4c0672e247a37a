"""What a sample says about the whole: a number, how far off it may be, and how it was come by.

Everything here supposes a random draw. Documents chosen for being doubtful say nothing about the others: read
off the hundred least certain ones, an accuracy of 87 % looks like 26 %.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from math import sqrt
from typing import NamedTuple

from pydantic import BaseModel, Field

Z95 = 1.959963984540054  # the 97.5th percentile of the standard normal


class Estimate(BaseModel, frozen=True, extra="forbid"):
    """A number with its 95 % interval. `value` is None where it has no meaning, and `method` says why."""

    value: float | None
    low: float | None
    high: float | None
    n: int = Field(ge=0)
    method: str

    @property
    def known(self) -> bool:
        return self.value is not None


class Judged(NamedTuple):
    """One randomly drawn document: what the teacher said, what a person said blind, how likely it was drawn."""

    said: Hashable
    truth: Hashable
    probability: float = 1.0


def unknown(why: str, n: int = 0) -> Estimate:
    return Estimate(value=None, low=None, high=None, n=n, method=why)


def share(hits: float, n: int) -> Estimate:
    """A share in a simple random sample, with Wilson's score interval (Wilson 1927, without continuity).

    A document may be a hit in part.
    """
    if n == 0:
        return unknown("Nothing has been judged yet.")
    low, high = _wilson(hits / n, n)
    return Estimate(value=hits / n, low=low, high=high, n=n, method="share, Wilson interval")


def share_of_whole(hits: int, n: int, population: int) -> Estimate:
    """A share of a finite whole of which n were drawn at random: nothing is left open once all of it is known.

    Wilson's interval at the n that an endless whole would need for the same variance, n (N - 1) / (N - n): the
    finite population correction (Cochran 1977, section 2.6).
    """
    if n == 0:
        return unknown("Nothing has been judged yet.")
    value = hits / n
    if n >= population:
        return Estimate(value=value, low=value, high=value, n=n, method="share of all of them")
    low, high = _wilson(value, n * (population - 1) / (population - n))
    return Estimate(value=value, low=low, high=high, n=n, method="share, Wilson interval, finite population")


def weighted_share(hits: Sequence[bool], probabilities: Sequence[float]) -> Estimate:
    """A share where some documents were likelier to be drawn than others.

    Hájek's ratio of Horvitz-Thompson totals, Σ(y/π) / Σ(1/π), with y 0 or 1 and π the probability of being drawn;
    Wilson's interval at Kish's effective sample size (Σw)² / Σw², w = 1/π. With equal π it is `share`. Raises
    ValueError where a π is not above 0 and at most 1, or one is missing.
    """
    if len(hits) != len(probabilities) or not all(0 < probability <= 1 for probability in probabilities):
        raise ValueError("every document needs the probability, above 0 and at most 1, with which it was drawn")
    if not hits:
        return unknown("Nothing has been judged yet.")
    weights = [1 / probability for probability in probabilities]
    value = min(1.0, sum(weight for hit, weight in zip(hits, weights, strict=True) if hit) / sum(weights))
    low, high = _wilson(value, sum(weights) ** 2 / sum(weight**2 for weight in weights))
    method = "Hájek's weighted share, Wilson interval at the effective sample size"
    return Estimate(value=value, low=low, high=high, n=len(hits), method=method)


def pooled_share(hits: Mapping[Hashable, tuple[int, int]], sizes: Mapping[Hashable, int]) -> Estimate:
    """A share put together from layers of the corpus of known size, each sampled at random at its own rate.

    `hits` holds (hits, n) for each layer, `sizes` how many documents each has. p = Σ (N_h/N) p_h; the interval is
    Wilson's at the n that has the variance Σ (N_h/N)² p̃_h(1-p̃_h)/n_h, where p̃_h = (hits+1)/(n+2) so that a
    layer without a single miss is not taken for certain (Agresti and Caffo 2000). Unknown while a layer has
    nothing judged.
    """
    layers = [layer for layer, size in sizes.items() if size > 0]
    n = sum(hits.get(layer, (0, 0))[1] for layer in layers)
    if not layers or any(hits.get(layer, (0, 0))[1] == 0 for layer in layers):
        return unknown("Some labels have no document judged yet.", n)
    total = sum(sizes[layer] for layer in layers)
    value = variance = pooled = 0.0
    for layer in layers:
        k, judged = hits[layer]
        weight, softened = sizes[layer] / total, (k + 1) / (judged + 2)
        value += weight * k / judged
        pooled += weight * softened
        variance += weight**2 * softened * (1 - softened) / judged
    low, high = _wilson(min(1.0, value), pooled * (1 - pooled) / variance)
    return Estimate(value=min(1.0, value), low=low, high=high, n=n, method="share by layers, Wilson interval")


def accuracy(judged: Iterable[Judged]) -> Estimate:
    """How often the teacher is right: `share`, or `weighted_share` where drawing probabilities differ.

    Several simple draws of very unequal size are weighed more unequally than they need be, which costs precision:
    `pooled_share` over the teacher's labels does not.
    """
    rows = list(judged)
    hits = [row.said == row.truth for row in rows]
    return _share_of(hits, [row.probability for row in rows])


def precision_by_label(judged: Iterable[Judged]) -> dict[Hashable, Estimate]:
    """For each label the teacher gave, how often a person gave it too; the most often judged label first."""
    rows: dict[Hashable, list[Judged]] = {}
    for row in judged:
        rows.setdefault(row.said, []).append(row)
    ordered = sorted(rows.items(), key=lambda entry: (-len(entry[1]), str(entry[0])))
    return {
        label: _share_of([row.truth == label for row in said], [row.probability for row in said])
        for label, said in ordered
    }


def recall_by_label(judged: Iterable[Judged]) -> dict[Hashable, Estimate]:
    """For each label people gave, how often the teacher gave it too; the most often judged label first."""
    return precision_by_label(Judged(row.truth, row.said, row.probability) for row in judged)


def _share_of(hits: Sequence[bool], probabilities: Sequence[float]) -> Estimate:
    if len(set(probabilities)) <= 1:
        return share(sum(hits), len(hits))
    return weighted_share(hits, probabilities)


def _wilson(p: float, n: float) -> tuple[float, float]:
    z = Z95
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (0.0 if p == 0 else max(0.0, middle - half)), (1.0 if p == 1 else min(1.0, middle + half))
