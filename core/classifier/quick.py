"""A classifier that is fitted in a blink, to see how well labels can be told apart before anything is decided.

It is not one to deploy: ridge regression in closed form, on static vectors alone.
"""

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from threadpoolctl import threadpool_limits

PENALTY = 1.0


def told_by_others(
    rows: NDArray[np.floating], labels: Sequence[Hashable], folds: Sequence[int], penalty: float = PENALTY
) -> list[Hashable]:
    """What each row [documents, width] is taken for by a model that has learnt from the other folds only.

    One against the rest: W = (XᵀDX + λI)⁻¹ XᵀDY, with a column of ones in X, Y of zeros and ones, and D such that every
    label weighs the same. The label with the highest score is given. Raises ValueError where there is only one fold.
    """
    if len({*folds}) < 2:
        raise ValueError("it takes two folds at least to learn from one what the other is")
    names = [*dict.fromkeys(labels)]
    place = {name: at for at, name in enumerate(names)}
    codes = np.array([place[label] for label in labels], dtype=np.intp)
    x = np.hstack([np.asarray(rows, np.float64), np.ones((len(codes), 1))])
    fold = np.asarray(folds)
    given = np.zeros(len(codes), dtype=np.intp)
    with threadpool_limits(limits=1):  # quicker at this size, and the same everywhere
        for number in np.unique(fold):
            inside, outside = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
            present, known = np.unique(codes[inside], return_inverse=True)
            given[outside] = present[(x[outside] @ _weights(x[inside], known, penalty)).argmax(axis=1)]
    return [names[code] for code in given]


def _weights(x: NDArray[np.float64], codes: NDArray[np.intp], penalty: float) -> NDArray[np.float64]:
    """[width, labels], for codes that all occur."""
    counts = np.bincount(codes)
    weighted = x * (len(codes) / (len(counts) * counts))[codes][:, None]
    members = csr_array((np.ones(len(codes)), (codes, np.arange(len(codes)))), shape=(len(counts), len(codes)))
    return np.asarray(np.linalg.solve(weighted.T @ x + penalty * np.eye(x.shape[1]), (members @ weighted).T))
