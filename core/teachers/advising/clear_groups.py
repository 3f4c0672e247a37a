"""Whether some texts fall into several kinds, or are one kind that any clustering would cut somewhere.

Two tests, and both have to hold. Apart: texts of two groups are hardly more alike than any two texts of the collection.
Steady: groups found in one random half of the texts are those found in the other (prediction strength, Tibshirani and
Walther 2005, by the adjusted Rand index). Measured on the three sample corpora with their gold labels, without texts in
foreign languages: of 34 single labels with at least twelve texts none passes, of 90 pairs of different labels put
together 50 do, and are then cut where the labels were (adjusted Rand index 0.81).
"""

from typing import NamedTuple

import numpy as np
from scipy import linalg
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits

from core.teachers.clustering import Floats, Integers, overlap
from core.teachers.groups import SMALLEST

FEWEST = 12  # texts, below which nothing can be told
APART = 0.2  # overlap of two groups, of how alike their own texts are
STEADY = 0.3
HALVINGS = 12
DIRECTIONS = 6
PER_DIRECTION = 4  # texts it takes for each direction in which they may differ
STARTS = 5


class Groups(NamedTuple):
    """The group of each text, from 0, the largest first; and whether they pass both tests."""

    numbers: Integers
    clear: bool


def clear_groups(likeness: Floats, most: int, seed: int, unclear: bool = False) -> Groups | None:
    """The steadiest of two and more groups, at most `most`, that are clear; None where there are none.

    With `unclear`, where none are clear, the steadiest all the same; None then means that there are too few texts.
    `likeness` is [texts, texts].
    """
    texts = len(likeness)
    if texts < FEWEST:
        return None
    best: tuple[bool, float, Integers] | None = None
    with threadpool_limits(1):  # the work is small: threads would mostly wait for each other
        for count in range(2, min(most, texts // SMALLEST) + 1):
            numbers = _cut(_space(likeness, PER_DIRECTION), count, seed)
            if np.bincount(numbers, minlength=count).min() < SMALLEST:
                continue
            apart = bool(overlap(likeness, numbers, count).max() <= APART)
            if not apart and (not unclear or (best is not None and best[0])):
                continue
            steadiness = _steadiness(likeness, count, seed)
            clear = apart and steadiness >= STEADY
            if best is None or (clear, steadiness) >= best[:2]:
                best = clear, steadiness, numbers
    if best is None:
        return None
    clear, _, numbers = best
    if not (clear or unclear):
        return None
    order = np.argsort(-np.bincount(numbers), kind="stable")
    return Groups(np.asarray(np.argsort(order)[numbers], np.intp), clear)


def _steadiness(likeness: Floats, count: int, seed: int) -> float:
    """How well groups of one half say which texts of the other are together, from 0 to 1, on average."""
    draw = np.random.default_rng(seed)
    agreed = []
    for halving in range(HALVINGS):
        order = draw.permutation(len(likeness))
        one, other = order[: len(order) // 2], order[len(order) // 2 :]
        found, again = (_cut(_half(likeness, half), count, seed + halving) for half in (one, other))
        centres = [one[found == number] for number in range(count)]
        lengths = [np.sqrt(max(float(likeness[np.ix_(some, some)].mean()), 1e-9)) for some in centres]
        nearness = [
            likeness[np.ix_(other, some)].mean(axis=1) / length for some, length in zip(centres, lengths, strict=True)
        ]
        agreed.append(float(adjusted_rand_score(np.argmax(nearness, axis=0), again)))
    return float(np.mean(agreed))


def _half(likeness: Floats, places: Integers) -> Floats:
    return _space(likeness[np.ix_(places, places)], PER_DIRECTION)


def _space(likeness: Floats, each: int) -> Floats:
    """The few directions in which texts differ most: principal components, by way of their likeness."""
    texts = len(likeness)
    count = max(1, min(DIRECTIONS, texts // each))
    centred = likeness - likeness.mean(axis=0) - likeness.mean(axis=1)[:, None] + likeness.mean()
    values, directions = linalg.eigh(centred, subset_by_index=[texts - count, texts - 1])
    return np.asarray(directions * np.sqrt(np.clip(values, 0, None)))


def _cut(space: Floats, count: int, seed: int) -> Integers:
    distinct = len(np.unique(np.round(space, 9), axis=0))
    fitted = KMeans(min(count, distinct), n_init=STARTS, random_state=seed).fit_predict(space)
    return np.asarray(fitted, np.intp)
