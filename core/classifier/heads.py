"""The kinds of head, fitted: support vectors, logistic regression, boosted trees and a small network.

Knows nothing of texts or of how a setting is chosen. Whatever library fits a head, what comes out is the portable
one. The grids of the last three are the paper's (arXiv 2403.12173, appendix on training details).
"""

import re
import warnings
from collections.abc import Sequence
from typing import TypeAlias

import lightgbm
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from core.classifier.portable.heads import Head, Linear, Network, Trees
from core.classifier.recipe import HeadKind

Codes: TypeAlias = npt.NDArray[np.intp]
Weights: TypeAlias = npt.NDArray[np.float64]
Matrix: TypeAlias = csr_matrix | npt.NDArray[np.float64]

GRID: dict[HeadKind, tuple[float, ...]] = {
    "svm": (0.1, 0.3, 1, 3),  # C, what a text on the wrong side costs, for rows of length one
    "logistic": (0.01, 0.1, 1, 10),  # lambda, the strength of the L2 penalty
    "trees": (3, 5, 7, 9),  # how deep a tree may grow
    "network": (32, 64, 128, 256),  # units in the hidden layer
}
USUAL: dict[HeadKind, float] = {  # where there is too little to choose by
    "svm": 1,
    "logistic": 0.1,
    "trees": 5,
    "network": 128,
}
USUAL_TEMPERATURE: dict[HeadKind, float] = {"svm": 0.25, "logistic": 1, "trees": 1, "network": 1}  # likewise
SETTING_NAMES: dict[HeadKind, str] = {
    "svm": "cost of errors (C)",
    "logistic": "penalty (lambda)",
    "trees": "greatest depth",
    "network": "hidden units",
}
MOST_SELECTED: dict[HeadKind, int | None] = {  # terms, by chi-squared
    "svm": None,
    "logistic": None,
    "trees": 1500,
    "network": 1500,
}

_ROUNDS = 30
_EPOCHS = 15
_BATCH = 64
_STRETCH = 4  # rows have length one: their numbers are so small that a network would need twice the epochs
_FEW_ROWS = 2000  # up to here the square of the rows is quicker to work in than the columns
_CLOSE = 0.01  # how exactly hyperplanes are found: closer changes no answer worth having
_SPARSE = 0.25  # a matrix with a larger share of numbers other than zero is quicker to work with in full
_TREE = re.compile(r"^(threshold|split_feature|left_child|right_child|leaf_value)=(.*)$", re.MULTILINE)


def fit(
    kind: HeadKind, settings: Sequence[float], rows: csr_matrix, codes: Codes, weights: Weights, labels: int, seed: int
) -> list[Head]:
    """A head for each setting from rows [n, width], their codes below `labels`, all of which must occur, and weights.

    What does not depend on the setting is done once for all.
    """
    if labels == 1:
        return [Linear(np.zeros((rows.shape[1], 1), np.float32), np.zeros(1, np.float32))] * len(settings)
    if rows.shape[1] == 0:
        shares = np.bincount(codes, weights=weights, minlength=labels) / weights.sum()
        return [Linear(np.zeros((0, labels), np.float32), np.log(shares).astype(np.float32))] * len(settings)
    if kind == "svm":
        return [support(rows, codes, weights, labels, cost, seed) for cost in settings]
    with threadpool_limits(limits=1):  # one thread is quicker at this size, and the sums come out the same everywhere
        match kind:
            case "logistic":
                return [*logistic(_suited(rows), codes, weights, settings)]
            case "trees":
                texts = trees(rows, codes, weights, labels, [int(depth) for depth in settings], seed)
                return [flattened(text, labels, rows.shape[1]) for text in texts]
            case "network":
                return [network(_suited(rows), codes, weights, int(hidden), seed) for hidden in settings]


def support(rows: csr_matrix, codes: Codes, weights: Weights, labels: int, cost: float, seed: int) -> Linear:
    """One label against the rest with the squared hinge loss; C counts for rows of length one, however long these are.

    Margins are no log-odds: as they come out they sound far less sure than they are, and have to be cooled.
    """
    found, biases = _hyperplanes(rows, codes, weights, cost, seed)
    if labels == 2:  # the library keeps one of two
        found, biases = np.hstack([-found, found]), np.hstack([-biases, biases])
    return Linear(found.astype(np.float32), biases.astype(np.float32))


def support_each(rows: csr_matrix, has: npt.NDArray[np.bool_], weights: Weights, cost: float, seed: int) -> Linear:
    """The same where a row may have several labels or none, has [n, labels]: each label against the rest by itself.

    A label that all rows have, or none, is told by its bias alone.
    """
    found = np.zeros((rows.shape[1], has.shape[1]), dtype=np.float32)
    biases = np.where(has.all(axis=0), 1.0, -1.0).astype(np.float32)
    for label in np.flatnonzero(has.any(axis=0) & ~has.all(axis=0)) if rows.shape[1] else []:
        plane, bias = _hyperplanes(rows, has[:, label], weights, cost, seed)
        found[:, label], biases[label] = plane[:, 0], bias[0]
    return Linear(found, biases)


def _hyperplanes(
    rows: csr_matrix, classes: npt.NDArray[np.generic], weights: Weights, cost: float, seed: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """[width, classes] and [classes], or one column of both where there are two classes."""
    length = float(rows.multiply(rows).sum()) / rows.shape[0]
    model = LinearSVC(C=cost / (length or 1.0), tol=_CLOSE, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the number of steps is a choice, not an accident
        warnings.filterwarnings("ignore", "The number of unique classes")  # many labels of few texts are still labels
        model.fit(rows, classes, sample_weight=weights)
    return model.coef_.T, model.intercept_


def _suited(rows: csr_matrix) -> Matrix:
    return rows.toarray() if rows.nnz > _SPARSE * rows.shape[0] * rows.shape[1] else rows


def logistic(rows: Matrix, codes: Codes, weights: Weights, penalties: Sequence[float]) -> list[Linear]:
    """Multinomial logistic regression with each L2 penalty.

    The best weights are a combination of the rows (the representer theorem), so where rows are fewer than columns they
    are found among the rows' principal axes: the same answer, ten times sooner.
    """
    few = rows.shape[0] < min(rows.shape[1], _FEW_ROWS)
    scores, axes = _principal(rows) if few else (rows, None)
    found = []
    for penalty in penalties:
        model = LogisticRegression(C=1 / penalty, max_iter=300, tol=1e-3)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # the number of steps is a choice, not an accident
            model.fit(scores, codes, sample_weight=weights)
        coefficients = model.coef_.T if axes is None else axes @ model.coef_.T
        found.append(Linear(*_both_sides(coefficients, model.intercept_)))
    return found


def _principal(rows: Matrix) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The rows in the coordinates of their own span, and its axes [width, rank]: rows = scores @ axes.T."""
    products = rows @ rows.T
    squares, directions = np.linalg.eigh(products if isinstance(products, np.ndarray) else products.toarray())
    kept = squares > max(squares[-1], 1e-300) * 1e-10
    lengths = np.sqrt(squares[kept])
    return directions[:, kept] * lengths, rows.T @ (directions[:, kept] / lengths)


def network(rows: Matrix, codes: Codes, weights: Weights, hidden: int, seed: int) -> Network:
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
        model.fit(rows.astype(np.float32) * _STRETCH, codes, sample_weight=weights)
    first, *inner, last = model.coefs_
    last, bias = _both_sides(last, model.intercepts_[-1])
    return Network([first * np.float32(_STRETCH), *inner, last], [*model.intercepts_[:-1], bias])


def trees(rows: csr_matrix, codes: Codes, weights: Weights, labels: int, depths: Sequence[int], seed: int) -> list[str]:
    """LightGBM with at most 31 leaves a tree and each depth, as its own text."""
    settings = {
        "objective": "multiclass",
        "num_class": labels,
        "num_leaves": 31,
        "learning_rate": 0.2,
        "min_data_in_leaf": max(1, min(20, len(codes) // 50)),
        "lambda_l2": 1.0,
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
    data = lightgbm.Dataset(_suited(rows), codes, weight=weights, params=settings).construct()
    boosters = (lightgbm.train({**settings, "max_depth": depth}, data, num_boost_round=_ROUNDS) for depth in depths)
    return [booster.model_to_string() for booster in boosters]


def flattened(model: str, labels: int, width: int) -> Trees:
    """LightGBM's text of its trees as one run of nodes: of each tree first the forks, in its order, then the leaves.

    Its features are never missing, so only "at most" decides.
    """
    runs = []
    start = 0
    for tree in model.split("\nTree=")[1:]:
        said = {name: np.array(numbers.split(), dtype=np.float64) for name, numbers in _TREE.findall(tree)}
        forks, leaves = len(said["threshold"]), len(said["leaf_value"])
        nodes = np.zeros((5, forks + leaves))
        nodes[:4, :forks] = said["split_feature"], said["threshold"], said["left_child"], said["right_child"]
        below = nodes[2:4, :forks]  # LightGBM numbers forks from 0 up and leaves from -1 down
        below[:] = start + np.where(below >= 0, below, forks - 1 - below)
        nodes[2:4, forks:] = start + np.arange(forks, forks + leaves)
        nodes[4, forks:] = said["leaf_value"]
        runs.append(nodes)
        start += forks + leaves
    feature, threshold, left, right, value = np.concatenate(runs, axis=1)
    roots = np.cumsum([0, *(nodes.shape[1] for nodes in runs[:-1])])
    roots, feature, left, right = (array.astype(np.int32) for array in (roots, feature, left, right))
    return Trees(labels, width, roots, feature, threshold, left, right, value)


def _both_sides(
    weights: npt.NDArray[np.floating], biases: npt.NDArray[np.floating]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Columns for both of two labels where the library keeps one: softmax of (0, z) is the logistic function of z."""
    if weights.shape[1] == 1:
        weights = np.hstack([np.zeros_like(weights), weights])
        biases = np.hstack([np.zeros_like(biases), biases])
    return weights.astype(np.float32), biases.astype(np.float32)
