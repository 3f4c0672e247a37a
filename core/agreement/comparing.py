"""Two shares beside each other: how far apart they are, and how easily chance alone would set them so far apart.

Knows counts only. A p-value here is that of an exact test: the chance, were there no difference, of a result at least
as unlikely as this one.
"""

from collections.abc import Sequence
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtr, gammaln

from core.agreement.estimates import Estimate, unknown

SURE = 0.05  # below this p a difference is not put down to chance


def difference(first: Estimate, second: Estimate) -> Estimate:
    """First minus second, of two shares of different documents (Newcombe 1998, method 10: from Wilson's intervals).

    Unknown where either is. `n` is that of both together.
    """
    n = first.n + second.n
    if first.value is None or first.low is None or first.high is None:
        return unknown(first.method, n)
    if second.value is None or second.low is None or second.high is None:
        return unknown(second.method, n)
    value = first.value - second.value
    down = sqrt((first.value - first.low) ** 2 + (second.high - second.value) ** 2)
    up = sqrt((first.high - first.value) ** 2 + (second.value - second.low) ** 2)
    return Estimate(value=value, low=value - down, high=value + up, n=n, method="difference of shares, Newcombe")


def mcnemar(only_first: int, only_second: int) -> float:
    """McNemar's exact test, two-sided: whether as many were right only for the one as only for the other."""
    number = only_first + only_second
    return min(1.0, 2 * float(bdtr(min(only_first, only_second), number, 0.5)))


def mcnemar_mid_p(only_first: int, only_second: int) -> float:
    """The exact test with half of the observed case's own chance, less cautious (Fagerland et al. 2013)."""
    number, fewer = only_first + only_second, min(only_first, only_second)
    if only_first == only_second:
        return 1.0 - _binomial(fewer, number)
    return min(1.0, 2 * float(bdtr(fewer, number, 0.5)) - _binomial(fewer, number))


def fisher(hits: int, n: int, other_hits: int, other_n: int) -> float:
    """Fisher's exact test, two-sided, of hits in one sample against hits in another."""
    right = hits + other_hits
    possible = np.arange(max(0, right - other_n), min(n, right) + 1)
    logs = _log_choose(n, possible) + _log_choose(other_n, right - possible) - _log_choose(n + other_n, right)
    chances = np.exp(logs)
    own = chances[hits - possible[0]]
    return min(1.0, float(chances[chances <= own * (1 + 1e-7)].sum()))


def holm(chances: Sequence[float]) -> list[float]:
    """Each p corrected for how many were looked at, so that one of all is wrongly called sure in 5 of 100 cases.

    Holm (1979): the smallest times m, the next times m - 1, and so on, never below the one before.
    """
    corrected = [0.0] * len(chances)
    highest = 0.0
    for rank, place in enumerate(sorted(range(len(chances)), key=chances.__getitem__)):
        highest = max(highest, min(1.0, chances[place] * (len(chances) - rank)))
        corrected[place] = highest
    return corrected


def _binomial(hits: int, number: int) -> float:
    return float(np.exp(_log_choose(number, hits) - number * np.log(2.0)))


def _log_choose(number: int, chosen: ArrayLike) -> NDArray[np.float64]:
    some = np.asarray(chosen)
    return np.asarray(gammaln(number + 1) - gammaln(some + 1) - gammaln(number - some + 1))
