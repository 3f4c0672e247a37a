"""A statistic before and after an edit of the labels, on the same documents.

Both sides are drawn again together, so what they have in common cancels out: a change is told far more surely than
from two separate intervals. It does not know what the edit was.
"""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from core.agreement.confusion import Pair
from core.agreement.estimates import Estimate, unknown

FEWEST = 30  # documents below which no number is worth a decision
RESAMPLES = 1000

Pairs = Mapping[Hashable, Sequence[Pair]]  # of each document what two judges said, once for every two of them
Draws = NDArray[np.float64]  # [resamples, kinds of documents]: how many of each kind were drawn
Statistic = Callable[[Draws, Sequence[Sequence[Pair]]], NDArray[np.float64]]  # NaN where it has no meaning


class Shift(NamedTuple):
    """A statistic on both sides, and what it rises by. `left_out` documents cannot be compared on one of the sides."""

    before: Estimate
    after: Estimate
    change: Estimate
    left_out: int

    @property
    def clear(self) -> int:
        """1 where it surely rises, -1 where it surely falls, 0 where either may be."""
        if self.change.low is None or self.change.high is None:
            return 0
        return (self.change.low > 0) - (self.change.high < 0)


def both_ways(pairs: Sequence[Pair]) -> list[Pair]:
    """Each pair and its mirror image, for judges who are interchangeable: kappa's chance then is that of all together.

    Agree = agreeing pairs / all pairs, κ = (Agree - Σp²) / (1 - Σp²), with p the labels' shares in all judgements.
    """
    return [turned for first, second in pairs for turned in ((first, second), (second, first))]


def kappa_change(before: Pairs, after: Pairs, seed: int, fewest: int = FEWEST) -> Shift:
    """Cohen's kappa over all pairs of the documents that can be compared on both sides."""
    return _shift(before, after, _kappas, seed, fewest)


def f1_change(
    before: Pairs,
    after: Pairs,
    seed: int,
    of_before: Collection[Hashable] | None = None,
    of_after: Collection[Hashable] | None = None,
    fewest: int = FEWEST,
) -> Shift:
    """Macro-F1 of pairs (actual, given), over the labels that occur, or over those of these that do."""

    def before_them(draws: Draws, pairs: Sequence[Sequence[Pair]]) -> NDArray[np.float64]:
        return _macro_f1(draws, pairs, of_before)

    def after_them(draws: Draws, pairs: Sequence[Sequence[Pair]]) -> NDArray[np.float64]:
        return _macro_f1(draws, pairs, of_after)

    return _shift(before, after, before_them, seed, fewest, after_them)


def _shift(
    before: Pairs, after: Pairs, statistic: Statistic, seed: int, fewest: int, then: Statistic | None = None
) -> Shift:
    """Documents drawn with replacement, all resamples at once: those with the same pairs on both sides are one kind.

    The intervals hold the middle 95 % of the resamples in which both sides have a meaning, and the value itself.
    """
    compared = [document for document in before if before[document] and after.get(document)]
    left_out = sum(bool(said) for said in before.values()) - len(compared)
    n = len(compared)
    if n < fewest:
        cannot = unknown(f"Too few documents can be compared: {n} of at least {fewest}.", n)
        return Shift(cannot, cannot, cannot, left_out)
    kinds = Counter((tuple(before[document]), tuple(after[document])) for document in compared)
    counts = np.array([*kinds.values()], dtype=np.float64)
    drawn = np.random.default_rng(seed).multinomial(n, counts / n, size=RESAMPLES).astype(np.float64)
    draws = np.vstack([counts, drawn])
    old = statistic(draws, [kind[0] for kind in kinds])
    new = (then or statistic)(draws, [kind[1] for kind in kinds])
    known = ~np.isnan(old) & ~np.isnan(new)
    was, is_, rise = (_estimate(values, known, n, seed) for values in (old, new, new - old))
    return Shift(was, is_, rise, left_out)


def _estimate(values: NDArray[np.float64], known: NDArray[np.bool_], n: int, seed: int) -> Estimate:
    """From its value on the documents themselves, which comes first, and on each resample."""
    value = float(values[0])
    if np.isnan(value):
        return unknown("It has no meaning here: there is only one label, or none of these.", n)
    if not known[0]:
        return Estimate(value=value, low=None, high=None, n=n, method="alone: the other side has no meaning")
    low, high = np.quantile(values[known], [0.025, 0.975])
    method = f"paired bootstrap over documents ({RESAMPLES} resamples, seed {seed})"
    return Estimate(value=value, low=min(value, float(low)), high=max(value, float(high)), n=n, method=method)


def _kappas(draws: Draws, pairs: Sequence[Sequence[Pair]]) -> NDArray[np.float64]:
    first, second = (_counted([[pair[side] for pair in each] for each in pairs], _categories(pairs)) for side in (0, 1))
    number = draws @ np.array([len(each) for each in pairs], dtype=np.float64)
    agreeing = draws @ np.array([sum(one == other for one, other in each) for each in pairs], dtype=np.float64)
    by_chance = ((draws @ first) * (draws @ second)).sum(axis=1) / number**2
    defined = by_chance < 1 - 1e-12
    beyond = 1 - np.where(defined, by_chance, 0)
    return np.where(defined, (agreeing / number - by_chance) / beyond, np.nan)


def _macro_f1(draws: Draws, pairs: Sequence[Sequence[Pair]], among: Collection[Hashable] | None) -> NDArray[np.float64]:
    """The mean over the labels that occur as the actual one in a resample."""
    categories = [each for each in _categories(pairs) if among is None or each in among]
    actual, given = (_counted([[pair[side] for pair in each] for each in pairs], categories) for side in (0, 1))
    right = _counted([[one for one, other in each if one == other] for each in pairs], categories)
    support = draws @ actual
    f1 = 2 * (draws @ right) / np.maximum(support + draws @ given, 1)
    occurs = support > 0
    number = occurs.sum(axis=1)
    return np.where(number > 0, (f1 * occurs).sum(axis=1) / np.maximum(number, 1), np.nan)


def _categories(pairs: Sequence[Sequence[Pair]]) -> list[Hashable]:
    return [*dict.fromkeys(category for each in pairs for pair in each for category in pair)]


def _counted(said: Sequence[Sequence[Hashable]], categories: Sequence[Hashable]) -> csr_array:
    """How often each category was said of each kind of document, [kinds, categories]; others are passed over."""
    place = {category: at for at, category in enumerate(categories)}
    cells = [(row, place[each]) for row, named in enumerate(said) for each in named if each in place]
    rows, columns = [cell[0] for cell in cells], [cell[1] for cell in cells]
    shape = (len(said), len(categories))
    return csr_array((np.ones(len(cells)), (rows, columns)), shape=shape, dtype=np.float64)
