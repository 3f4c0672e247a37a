"""Linear support vector machines, one label against the rest, for all labels in one go.

Knows rows of numbers and which labels each has; nothing of texts, nor of how sure a margin should sound.
"""

from collections.abc import Callable
from functools import cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

Numbers: TypeAlias = npt.NDArray[np.float32]
Places: TypeAlias = npt.NDArray[np.int64]
Sweep: TypeAlias = Callable[[Places, Places, Places, Numbers, Numbers, Numbers, Numbers, Numbers, Numbers], np.float32]

CLOSE = 0.1  # no margin is further than this from where it belongs: closer changes no answer worth having
MOST_SWEEPS = 60


def separated(
    rows: csr_matrix, has: npt.NDArray[np.bool_], weights: npt.NDArray[np.float64], cost: float, seed: int
) -> tuple[Numbers, Numbers]:
    """The weights [width, labels] and biases of every label's best hyperplane, for rows [n, width] and has [n, labels].

    Minimises |w|²/2 + C Σ weight · max(0, 1 - margin)² for each label by coordinate descent in the dual (Hsieh et al.
    2008, as LIBLINEAR does), row by row, but for all labels of a row at once: rows are read once a sweep instead of
    once a sweep and label. The bias is the weight of a column of ones.
    """
    n, labels = has.shape
    order, starts, columns, values = _with_ones(rows)
    squares = np.add.reduceat(values * values, starts[:-1])
    softness = (0.5 / (cost * np.maximum(weights, 1e-9))).astype(np.float32)
    signs = np.where(has, np.float32(1), np.float32(-1))
    found = np.zeros((rows.shape[1] + 1, labels), np.float32)
    duals = np.zeros((n, labels), np.float32)
    drawn = np.random.default_rng(seed)
    sweep = _compiled()
    for _ in range(MOST_SWEEPS):
        drawn.shuffle(order)
        if sweep(order, starts, columns, values, signs, softness, squares + softness, found, duals) < CLOSE:
            break
    return found[:-1], found[-1]


def _with_ones(rows: csr_matrix) -> tuple[Places, Places, Places, Numbers]:
    """The rows' numbers; where each row starts, its columns and values, a one in a last column after each."""
    n, width = rows.shape
    ends = rows.indptr[1:]
    starts = rows.indptr.astype(np.int64) + np.arange(n + 1)
    columns = np.insert(rows.indices.astype(np.int64), ends, width)
    return np.arange(n), starts, columns, np.insert(rows.data.astype(np.float32), ends, np.float32(1))


@cache
def _compiled() -> Sweep:
    """The sweep in machine code, made once an installation. Imported here, for the compiler takes a second to load."""
    import numba

    made: Sweep = numba.njit(cache=True, nogil=True)(_sweep)
    return made


def _sweep(
    order: Places,
    starts: Places,
    columns: Places,
    values: Numbers,
    signs: Numbers,
    softness: Numbers,
    curves: Numbers,
    weights: Numbers,
    duals: Numbers,
) -> np.float32:
    """Each row in turn moves its duals to where its own margins are best; how far the furthest margin was off."""
    labels = weights.shape[1]
    scores = np.empty(labels, np.float32)
    steps = np.empty(labels, np.float32)
    furthest = np.float32(0)
    none = np.float32(0)
    for row in order:
        scores[:] = none
        for place in range(starts[row], starts[row + 1]):
            value = values[place]
            known = weights[columns[place]]
            for label in range(labels):
                scores[label] += value * known[label]
        moved = none
        for label in range(labels):
            dual = duals[row, label]
            slope = signs[row, label] * scores[label] - np.float32(1) + dual * softness[row]
            better = max(dual - slope / curves[row], none)
            duals[row, label] = better
            steps[label] = (better - dual) * signs[row, label]
            moved = max(moved, abs(better - dual))
        furthest = max(furthest, moved * curves[row])
        if moved > none:
            for place in range(starts[row], starts[row + 1]):
                value = values[place]
                known = weights[columns[place]]
                for label in range(labels):
                    known[label] += value * steps[label]
    return furthest
