"""What turns rows of features into one probability a label: linear models, a small network, or trees.

Knows nothing of texts. Sums run in a fixed order, column after column, and not through BLAS, so that a result depends
neither on the batch nor on how many threads computed it.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from .terms import Columns, Row, Rows, Values, sparse_rows

Numbers = npt.NDArray[np.float32]
Scores = npt.NDArray[np.float64]
Places = npt.NDArray[np.int32]

_BLOCK = 4096  # rows of weights taken at once: bounds the memory that one very long text can ask for
_CELLS = 4_000_000  # numbers that trees look at laid out in full: 32 MB


class Linear:
    """One column of weights and one bias a label: logistic regression, or a linear support vector machine."""

    def __init__(self, weights: Numbers, biases: Numbers) -> None:
        self.weights = np.ascontiguousarray(weights, dtype=np.float32)  # [width, labels]
        self.biases = np.ascontiguousarray(biases, dtype=np.float32)  # [labels]

    @property
    def labels(self) -> int:
        return len(self.biases)

    def logits(self, rows: Rows) -> Scores:
        """[texts, labels]"""
        return _weighted(rows, self.weights) + self.biases

    def probabilities_of(self, rows: Rows) -> Scores:
        """[texts, labels], each text's adding up to one."""
        return softmax(self.logits(rows))

    def chances_of(self, rows: Rows) -> Scores:
        """[texts, labels], each label's by itself, whatever the others': the logistic function of its logit."""
        return np.exp(-np.logaddexp(0.0, -self.logits(rows)))

    def probabilities(self, row: Row) -> Scores:
        """[labels] of one text."""
        return self.probabilities_of(_alone(row, len(self.weights))).reshape(-1)

    def cooled(self, temperature: float) -> "Linear":
        """The same model with its logits divided, so that its confidence is worth what it says."""
        return Linear(self.weights / np.float32(temperature), self.biases / np.float32(temperature))


class Nested:
    """A tree of choices: in each group one of its columns is chosen, and below a column may stand another group.

    `groups` [columns] says which group each column of weights belongs to, ascending from 0, the topmost; `parents`
    [groups] below which column each stands, -1 for the topmost; `leaves` [labels] at which column a label is reached.
    A label that has others below it is reached at a column of its own among theirs. What is probable is the product
    along the way.
    """

    def __init__(self, weights: Numbers, biases: Numbers, groups: Places, parents: Places, leaves: Places) -> None:
        self.linear = Linear(weights, biases)
        self.groups, self.parents, self.leaves = groups, parents, leaves
        self._starts = np.flatnonzero(np.diff(groups, prepend=-1))
        self._above = parents[groups]  # of each column, the one that is chosen before it
        self._levels = _levels(self._above)

    @property
    def labels(self) -> int:
        return len(self.leaves)

    def probabilities_of(self, rows: Rows) -> Scores:
        """[texts, labels], each text's adding up to one."""
        logits = self.linear.logits(rows)
        logits -= np.maximum.reduceat(logits, self._starts, axis=1)[:, self.groups]
        chosen: Scores = np.exp(logits)
        chosen /= np.add.reduceat(chosen, self._starts, axis=1)[:, self.groups]
        for level in self._levels:
            chosen[:, level] *= chosen[:, self._above[level]]
        labels: Scores = chosen[:, self.leaves]
        return labels

    def probabilities(self, row: Row) -> Scores:
        """[labels] of one text."""
        return self.probabilities_of(_alone(row, len(self.linear.weights))).reshape(-1)

    def cooled(self, temperature: float) -> "Nested":
        """The same tree with the logits of every choice divided."""
        linear = self.linear.cooled(temperature)
        return Nested(linear.weights, linear.biases, self.groups, self.parents, self.leaves)


class Network:
    """A multilayer perceptron: rectified hidden layers, then one logit a label."""

    def __init__(self, weights: Sequence[Numbers], biases: Sequence[Numbers]) -> None:
        self.weights = tuple(np.ascontiguousarray(layer, dtype=np.float32) for layer in weights)  # [in, out] each
        self.biases = tuple(np.ascontiguousarray(layer, dtype=np.float32) for layer in biases)

    @property
    def labels(self) -> int:
        return len(self.biases[-1])

    def probabilities_of(self, rows: Rows) -> Scores:
        """[texts, labels], each text's adding up to one."""
        signal = _weighted(rows, self.weights[0]) + self.biases[0]
        for weights, biases in zip(self.weights[1:], self.biases[1:], strict=True):
            signal = _product(np.maximum(signal, 0.0), weights) + biases
        return softmax(signal)

    def probabilities(self, row: Row) -> Scores:
        """[labels] of one text."""
        return self.probabilities_of(_alone(row, len(self.weights[0]))).reshape(-1)

    def cooled(self, temperature: float) -> "Network":
        last = np.float32(temperature)
        return Network([*self.weights[:-1], self.weights[-1] / last], [*self.biases[:-1], self.biases[-1] / last])


class Trees:
    """Boosted trees, flattened: node after node, a leaf pointing to itself. Tree t speaks for label t mod labels.

    A row goes left where its feature is at most the threshold. Children come after their parents.
    """

    def __init__(
        self,
        labels: int,
        width: int,
        roots: Places,
        feature: Places,
        threshold: Scores,
        left: Places,
        right: Places,
        value: Scores,
    ) -> None:
        self.labels = labels
        self.width = width
        self.roots, self.feature, self.threshold = roots, feature, threshold
        self.left, self.right, self.value = left, right, value

    def probabilities_of(self, rows: Rows) -> Scores:
        """[texts, labels], each text's adding up to one."""
        found = np.empty((rows.texts, self.labels))
        together = max(1, _CELLS // max(self.width, len(self.roots)))
        for start in range(0, rows.texts, together):
            numbers = range(start, min(start + together, rows.texts))
            cells = np.zeros((len(numbers), self.width))
            for line, number in zip(cells, numbers, strict=True):
                row = rows.row(number)
                line[row.columns] = row.values
            found[numbers.start : numbers.stop] = self._told(cells)
        return found

    def probabilities(self, row: Row) -> Scores:
        """[labels] of one text."""
        return self.probabilities_of(_alone(row, self.width)).reshape(-1)

    def cooled(self, temperature: float) -> "Trees":
        return Trees(
            self.labels,
            self.width,
            self.roots,
            self.feature,
            self.threshold,
            self.left,
            self.right,
            self.value / temperature,
        )

    def _told(self, cells: Scores) -> Scores:
        node = np.broadcast_to(self.roots, (len(cells), len(self.roots)))
        while True:
            found = np.take_along_axis(cells, self.feature[node], axis=1)
            below = np.where(found <= self.threshold[node], self.left[node], self.right[node])
            if np.array_equal(below, node):
                return softmax(self.value[node].reshape(len(cells), -1, self.labels).sum(axis=1))
            node = below


Head = Linear | Nested | Network | Trees


def layers_fit(width: int, weights: Sequence[Numbers], biases: Sequence[Numbers]) -> bool:
    """Whether each layer takes what the one before gives."""
    sizes = [width, *(len(layer) for layer in biases)]
    return len(weights) == len(biases) > 0 and all(
        layer.shape == shape for layer, shape in zip(weights, pairwise(sizes), strict=True)
    )


def choices_fit(columns: int, groups: Places, parents: Places, leaves: Places) -> bool:
    """Whether every way down ends at just one label: each column is either a label's or has one group below it."""
    if len(groups) != columns or not len(groups) or not len(parents):
        return False
    steps = np.diff(groups, prepend=-1)
    if not (((steps == 0) | (steps == 1)).all() and groups[0] == 0 and groups[-1] == len(parents) - 1):
        return False
    ends = np.concatenate([parents[1:], leaves])
    if parents[0] != -1 or not np.array_equal(np.sort(ends), np.arange(columns)):
        return False
    return bool((groups[parents[1:]] < np.arange(1, len(parents))).all())


def softmax(logits: Scores) -> Scores:
    """Along the last axis."""
    raised: Scores = np.exp(logits - logits.max(axis=-1, keepdims=True))
    raised /= raised.sum(axis=-1, keepdims=True)
    return raised


def _alone(row: Row, width: int) -> Rows:
    return sparse_rows(np.array([0, len(row.columns)]), row.columns, row.values, width)


def _levels(above: Places) -> list[Columns]:
    """The columns below others, those nearest to the top first."""
    levels = []
    reached = above < 0
    while not reached.all():
        level = np.flatnonzero(~reached & reached[above])
        reached[level] = True
        levels.append(level)
    return levels


def _weighted(rows: Rows, weights: Numbers) -> Scores:
    totals = np.zeros((rows.texts, weights.shape[1]))
    for total, start, end in zip(totals, rows.starts[:-1].tolist(), rows.starts[1:].tolist(), strict=True):
        for begin in range(start, end, _BLOCK):
            block = slice(begin, min(begin + _BLOCK, end))
            total += _summed(rows.columns[block], rows.values[block], weights)
    if rows.dense.shape[1]:
        totals += _product(rows.dense, weights[rows.first :])
    return totals


def _summed(columns: Columns, values: Values, weights: Numbers) -> Scores:
    found: Scores = np.einsum("j,jk->k", values, weights.take(columns, axis=0).astype(np.float64))
    return found


def _product(rows: npt.NDArray[np.floating], weights: Numbers) -> Scores:
    found: Scores = np.einsum("ij,jk->ik", rows.astype(np.float64), weights.astype(np.float64))
    return found
