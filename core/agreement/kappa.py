"""Cohen's kappa: how much more two judges agree than they would by chance.

Labels are nominal, and None ("no label fits") is a category like the others. A kappa that has no meaning is
unknown and says why; it is never given as 0, 1 or not-a-number.
"""

from collections.abc import Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from core.agreement.confusion import Pair, tabulate
from core.agreement.estimates import Z95, Estimate, share, unknown

ENOUGH_FOR_LARGE_SAMPLE = 50


def agreement(pairs: Sequence[Pair]) -> Estimate:
    """The share of documents on which both judges say the same, chance included."""
    return share(sum(first == second for first, second in pairs), len(pairs))


def cohen_kappa(pairs: Sequence[Pair], seed: int = 0) -> Estimate:
    """Kappa with the interval that fits the sample; `method` says which.

    Perfect agreement has no spread to measure: Wilson's bound on the agreement itself is carried over. From 50
    documents on the large-sample interval is shown, below that the bootstrap's.
    """
    if (cannot := _undefined(pairs)) is not None:
        return cannot
    if all(first == second for first, second in pairs):
        return _perfect(pairs)
    if len(pairs) >= ENOUGH_FOR_LARGE_SAMPLE:
        return large_sample_kappa(pairs)
    return bootstrap_kappa(pairs, seed)


def large_sample_kappa(pairs: Sequence[Pair]) -> Estimate:
    """Kappa with the interval of Fleiss, Cohen and Everitt (1969), κ ± 1.96 s.e., cut off at -1 and 1.

    s.e.² = (A + B - C) / (n (1-pₑ)²), A = Σ pᵢᵢ (1 - (pᵢ. + p.ᵢ)(1-κ))², B = (1-κ)² Σᵢ≠ⱼ pᵢⱼ (p.ᵢ + pⱼ.)²,
    C = (κ - pₑ(1-κ))².
    """
    if (cannot := _undefined(pairs)) is not None:
        return cannot
    p = tabulate(pairs).counts / len(pairs)
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    by_chance = float(rows @ columns)
    kappa = (float(np.trace(p)) - by_chance) / (1 - by_chance)
    agreeing = np.diag(p)
    a = float(agreeing @ (1 - (rows + columns) * (1 - kappa)) ** 2)
    spread = p * (columns[:, None] + rows[None, :]) ** 2
    b = (1 - kappa) ** 2 * float(spread.sum() - np.trace(spread))
    c = (kappa - by_chance * (1 - kappa)) ** 2
    error = sqrt(max(0.0, a + b - c) / len(pairs)) / (1 - by_chance)
    return Estimate(
        value=kappa,
        low=max(-1.0, kappa - Z95 * error),
        high=min(1.0, kappa + Z95 * error),
        n=len(pairs),
        method="Cohen's kappa, large-sample interval",
    )


def bootstrap_kappa(pairs: Sequence[Pair], seed: int, resamples: int = 2000) -> Estimate:
    """Kappa with the middle 95 % of its values over documents drawn again with replacement.

    Resamples in which kappa has no meaning (everyone chose one label) are left out. Where kappa is as low as these
    labels allow, nearly every resample lies above it: the interval is then widened to hold it.
    """
    if (cannot := _undefined(pairs)) is not None:
        return cannot
    table = tabulate(pairs).counts
    first, second = np.nonzero(table)
    cells = table[first, second]
    drawn = np.random.default_rng(seed).multinomial(len(pairs), cells / cells.sum(), size=resamples)
    kappas = _kappas(drawn / len(pairs), first, second, len(table))
    low, high = np.quantile(kappas, [0.025, 0.975])
    kappa = float(_kappas(cells[None, :] / len(pairs), first, second, len(table))[0])
    return Estimate(
        value=kappa,
        low=min(kappa, float(low)),
        high=max(kappa, float(high)),
        n=len(pairs),
        method=f"Cohen's kappa, bootstrap interval ({resamples} resamples, seed {seed})",
    )


def _kappas(
    cells: NDArray[np.float64], first: NDArray[np.intp], second: NDArray[np.intp], size: int
) -> NDArray[np.float64]:
    """Kappa of each row of cell shares, where it has a meaning."""
    categories = np.arange(size)
    rows = cells @ (first[:, None] == categories)
    columns = cells @ (second[:, None] == categories)
    by_chance = (rows * columns).sum(axis=1)
    observed = cells[:, first == second].sum(axis=1)
    defined = by_chance < 1 - 1e-12
    return np.asarray((observed[defined] - by_chance[defined]) / (1 - by_chance[defined]), dtype=np.float64)


def _undefined(pairs: Sequence[Pair]) -> Estimate | None:
    if not pairs:
        return unknown("Nothing has been judged by both yet.")
    if len(pairs) == 1:
        return unknown("One document cannot show more agreement than chance.", 1)
    if len({category for pair in pairs for category in pair}) == 1:
        return unknown(
            "Both chose the same one label throughout, so kappa cannot tell agreement from chance.", len(pairs)
        )
    return None


def _perfect(pairs: Sequence[Pair]) -> Estimate:
    p = tabulate(pairs).counts / len(pairs)
    by_chance = float(p.sum(axis=1) @ p.sum(axis=0))
    agreed = agreement(pairs).low or 0.0
    return Estimate(
        value=1.0,
        low=max(-1.0, (agreed - by_chance) / (1 - by_chance)),
        high=1.0,
        n=len(pairs),
        method="Cohen's kappa, Wilson bound on the agreement at the same chance",
    )
