"""What turns a row of features into one probability a label: a linear model, a small network, or trees.

Knows nothing of texts. Sums run row by row in plain element-wise additions, not through BLAS, so that a result
depends neither on the batch nor on how many threads or which processor computed it.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from .terms import Row

Numbers = npt.NDArray[np.float32]
Scores = npt.NDArray[np.float64]

_BLOCK = 4096  # rows of weights taken at once: bounds the memory that one very long text can ask for


class Linear:
    """Logistic regression: one column of weights and one bias a label."""

    def __init__(self, weights: Numbers, biases: Numbers) -> None:
        self.weights = np.ascontiguousarray(weights, dtype=np.float32)  # [width, labels]
        self.biases = np.ascontiguousarray(biases, dtype=np.float32)  # [labels]

    @property
    def labels(self) -> int:
        return len(self.biases)

    def probabilities(self, row: Row) -> Scores:
        return softmax(_weighted(row, self.weights) + self.biases)

    def cooled(self, temperature: float) -> "Linear":
        """The same model with its logits divided, so that its confidence is worth what it says."""
        return Linear(self.weights / np.float32(temperature), self.biases / np.float32(temperature))


class Network:
    """A multilayer perceptron: rectified hidden layers, then one logit a label."""

    def __init__(self, weights: Sequence[Numbers], biases: Sequence[Numbers]) -> None:
        self.weights = tuple(np.ascontiguousarray(layer, dtype=np.float32) for layer in weights)  # [in, out] each
        self.biases = tuple(np.ascontiguousarray(layer, dtype=np.float32) for layer in biases)

    @property
    def labels(self) -> int:
        return len(self.biases[-1])

    def probabilities(self, row: Row) -> Scores:
        signal = _weighted(row, self.weights[0]) + self.biases[0]
        for weights, biases in zip(self.weights[1:], self.biases[1:], strict=True):
            signal = (np.maximum(signal, 0.0)[:, None] * weights).sum(axis=0) + biases
        return softmax(signal)

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
        roots: npt.NDArray[np.int32],
        feature: npt.NDArray[np.int32],
        threshold: Scores,
        left: npt.NDArray[np.int32],
        right: npt.NDArray[np.int32],
        value: Scores,
    ) -> None:
        self.labels = labels
        self.width = width
        self.roots, self.feature, self.threshold = roots, feature, threshold
        self.left, self.right, self.value = left, right, value

    def probabilities(self, row: Row) -> Scores:
        dense = np.zeros(self.width)
        dense[row.columns] = row.values
        node = self.roots
        while True:
            below = np.where(dense[self.feature[node]] <= self.threshold[node], self.left[node], self.right[node])
            if np.array_equal(below, node):
                return softmax(self.value[node].reshape(-1, self.labels).sum(axis=0))
            node = below

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


Head = Linear | Network | Trees


def layers_fit(width: int, weights: Sequence[Numbers], biases: Sequence[Numbers]) -> bool:
    """Whether each layer takes what the one before gives."""
    sizes = [width, *(len(layer) for layer in biases)]
    return len(weights) == len(biases) > 0 and all(
        layer.shape == shape for layer, shape in zip(weights, pairwise(sizes), strict=True)
    )


def softmax(logits: Scores) -> Scores:
    raised: Scores = np.exp(logits - logits.max())
    total: np.float64 = raised.sum()
    return np.divide(raised, total)


def _weighted(row: Row, weights: Numbers) -> Scores:
    total = np.zeros(weights.shape[1])
    for start in range(0, len(row.columns), _BLOCK):
        block = slice(start, start + _BLOCK)
        total += (row.values[block, None] * weights[row.columns[block]]).sum(axis=0)
    return total
