"""A trained classifier at work: texts in, labels with confidence out.

Both the app and a downloaded bundle score with this very code, so they agree by construction. It does not know how
the model was trained or what its labels mean.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from .features import Features
from .heads import Head, Scores

NEVER = 2.0  # a threshold no probability reaches: the label is given as the primary one or not at all


class Prediction(NamedTuple):
    """The label of one text, every label that applies (the primary first), and how sure the model is of the first."""

    primary: str
    applicable: tuple[str, ...]
    confidence: float


class Model:
    """Features, a head and one threshold a label. Always names one of its labels, also for an empty text."""

    def __init__(self, labels: Sequence[str], features: Features, head: Head, thresholds: Sequence[float]) -> None:
        self.labels = tuple(labels)
        self.features = features
        self.head = head
        self.thresholds = tuple(thresholds)

    def probabilities(self, texts: Sequence[str]) -> Scores:
        """One row a text and one column a label, rows summing to one; a row depends on its own text only."""
        scores = np.empty((len(texts), len(self.labels)))
        for index, text in enumerate(texts):
            scores[index] = self.head.probabilities(self.features.row(text))
        return scores

    def predict(self, texts: Iterable[str]) -> list[Prediction]:
        return [self.judge(text) for text in texts]

    def judge(self, text: str) -> Prediction:
        """The labels of one text."""
        return self.judged(self.head.probabilities(self.features.row(text)))

    def judged(self, probabilities: Scores) -> Prediction:
        """The likeliest label, then every other whose probability reaches its threshold, likeliest first."""
        scores = probabilities.tolist()
        best, *others = sorted(range(len(scores)), key=lambda label: -scores[label])
        applicable = [best, *(label for label in others if scores[label] >= self.thresholds[label])]
        return Prediction(self.labels[best], tuple(self.labels[label] for label in applicable), scores[best])
