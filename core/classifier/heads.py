"""The three kinds of head, fitted: logistic regression, boosted trees and a small network, each to one setting.

Knows nothing of texts or of how a setting is chosen. Whatever library fits a head, what comes out is the portable
one. The grids are the paper's (arXiv 2403.12173, appendix on training details).
"""

import warnings
from collections.abc import Iterator
from typing import Any, Literal

import lightgbm
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # comes with scikit-learn

from core.classifier.portable.heads import Head, Linear, Network, Trees

HeadKind = Literal["logistic", "trees", "network"]

GRID: dict[HeadKind, tuple[float, ...]] = {
    "logistic": (0.01, 0.1, 1, 10),  # lambda, the strength of the L2 penalty
    "trees": (3, 5, 7, 9),  # how deep a tree may grow
    "network": (32, 64, 128, 256),  # units in the hidden layer
}
USUAL: dict[HeadKind, float] = {"logistic": 0.1, "trees": 5, "network": 128}  # where there is too little to choose by
SETTING_NAMES: dict[HeadKind, str] = {
    "logistic": "penalty (lambda)",
    "trees": "greatest depth",
    "network": "hidden units",
}
MOST_SELECTED: dict[HeadKind, int | None] = {"logistic": None, "trees": 1500, "network": 1500}  # terms, by chi-squared

_ROUNDS = 30
_EPOCHS = 30
_BATCH = 64
_FEW_ROWS = 2000  # up to here the square of the rows is quicker to work in than the columns


def fit(
    kind: HeadKind,
    setting: float,
    rows: csr_matrix,
    codes: npt.NDArray[np.intp],
    weights: npt.NDArray[np.float64],
    labels: int,
    seed: int,
) -> Head:
    """A head for `labels` labels from rows [n, width], their codes below `labels` and weights; all codes must occur."""
    if labels == 1:
        return Linear(np.zeros((rows.shape[1], 1), np.float32), np.zeros(1, np.float32))
    if rows.shape[1] == 0:
        shares = np.bincount(codes, weights=weights, minlength=labels) / weights.sum()
        return Linear(np.zeros((0, labels), np.float32), np.log(shares).astype(np.float32))
    with threadpool_limits(limits=1):  # one thread is quicker at this size, and the sums come out the same everywhere
        match kind:
            case "logistic":
                return logistic(rows, codes, weights, penalty=setting)
            case "trees":
                return trees(rows, codes, weights, labels, depth=int(setting), seed=seed)
            case "network":
                return network(rows, codes, weights, hidden=int(setting), seed=seed)


def logistic(rows: csr_matrix, codes: npt.NDArray[np.intp], weights: npt.NDArray[np.float64], penalty: float) -> Linear:
    """Multinomial logistic regression with an L2 penalty.

    The best weights are a combination of the rows (the representer theorem), so where rows are fewer than columns they
    are found among the rows' principal axes: the same answer, ten times sooner.
    """
    model = LogisticRegression(C=1 / penalty, max_iter=300, tol=1e-3)
    few = rows.shape[0] < min(rows.shape[1], _FEW_ROWS)
    scores, axes = _principal(rows) if few else (rows, None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the number of steps is a choice, not an accident
        model.fit(scores, codes, sample_weight=weights)
    return Linear(*_both_sides(model.coef_.T if axes is None else axes @ model.coef_.T, model.intercept_))


def _principal(rows: csr_matrix) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The rows in the coordinates of their own span, and its axes [width, rank]: rows = scores @ axes.T."""
    squares, directions = np.linalg.eigh((rows @ rows.T).toarray())
    kept = squares > max(squares[-1], 1e-300) * 1e-10
    lengths = np.sqrt(squares[kept])
    return directions[:, kept] * lengths, rows.T @ (directions[:, kept] / lengths)


def network(
    rows: csr_matrix, codes: npt.NDArray[np.intp], weights: npt.NDArray[np.float64], hidden: int, seed: int
) -> Network:
    """Two layers of weights, Adam at 1e-3, weight decay 1e-5, a fixed number of epochs."""
    model = MLPClassifier(
        (hidden,),
        alpha=1e-5,
        learning_rate_init=1e-3,
        batch_size=min(_BATCH, len(codes)),
        max_iter=_EPOCHS,
        random_state=seed,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(rows, codes, sample_weight=weights)
    last, bias = _both_sides(model.coefs_[-1], model.intercepts_[-1])
    return Network([*model.coefs_[:-1], last], [*model.intercepts_[:-1], bias])


def trees(
    rows: csr_matrix,
    codes: npt.NDArray[np.intp],
    weights: npt.NDArray[np.float64],
    labels: int,
    depth: int,
    seed: int,
) -> Trees:
    """LightGBM with at most 31 leaves a tree, its model taken apart into arrays."""
    settings = {
        "objective": "multiclass",
        "num_class": labels,
        "num_leaves": 31,
        "max_depth": depth,
        "learning_rate": 0.2,
        "min_data_in_leaf": max(1, min(20, len(codes) // 100)),
        "min_data_in_bin": 1,
        "feature_pre_filter": False,
        "feature_fraction": 0.3,
        "max_bin": 31,
        "deterministic": True,
        "force_col_wise": True,
        "num_threads": 1,
        "seed": seed,
        "verbosity": -1,
    }
    data = lightgbm.Dataset(rows, codes, weight=weights, params=settings, free_raw_data=True)
    booster = lightgbm.train(settings, data, num_boost_round=_ROUNDS)
    return flattened(booster.dump_model()["tree_info"], labels, rows.shape[1])


def flattened(tree_info: list[dict[str, Any]], labels: int, width: int) -> Trees:
    """LightGBM's nested trees as one run of nodes; its features are never missing, so only "at most" decides."""
    nodes: list[tuple[int, float, int, int, float]] = []
    roots = []
    for tree in tree_info:
        roots.append(len(nodes))
        nodes.extend(_nodes(tree["tree_structure"], len(nodes)))
    feature, threshold, left, right, value = zip(*nodes, strict=True)
    return Trees(
        labels,
        width,
        np.array(roots, np.int32),
        np.array(feature, np.int32),
        np.array(threshold, np.float64),
        np.array(left, np.int32),
        np.array(right, np.int32),
        np.array(value, np.float64),
    )


def _nodes(node: dict[str, Any], place: int) -> Iterator[tuple[int, float, int, int, float]]:
    """A node and all below it, numbered from `place` on: feature, threshold, left, right, value."""
    if "split_feature" not in node:
        yield 0, 0.0, place, place, node["leaf_value"]
        return
    left = list(_nodes(node["left_child"], place + 1))
    right_place = place + 1 + len(left)
    yield node["split_feature"], node["threshold"], place + 1, right_place, 0.0
    yield from left
    yield from _nodes(node["right_child"], right_place)


def _both_sides(
    weights: npt.NDArray[np.float64], biases: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Columns for both of two labels where the library keeps one: softmax of (0, z) is the logistic function of z."""
    if weights.shape[1] == 1:
        weights = np.hstack([np.zeros_like(weights), weights])
        biases = np.hstack([np.zeros_like(biases), biases])
    return weights.astype(np.float32), biases.astype(np.float32)
