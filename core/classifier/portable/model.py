"""A trained classifier at work: texts in, labels with confidence out.

Both the app and a downloaded bundle score with this very code, so they agree by construction. It does not know how
the model was trained or what its labels mean.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .features import Features, in_blocks
from .heads import Head, Linear, Scores

NEVER = 2.0  # a threshold no probability reaches: the label is given as the primary one or not at all


class Prediction(NamedTuple):
    """The label of one text, every label that applies (the primary first), and how sure the model is of the first."""

    primary: str
    applicable: tuple[str, ...]
    confidence: float


class Model:
    """Features, a head and one threshold a label. Always names one of its labels, also for an empty text.

    With a second head, `applies`, its chances are what the thresholds are held against; without one, the first head's
    probabilities are.
    """

    def __init__(
        self,
        labels: Sequence[str],
        features: Features,
        head: Head,
        thresholds: Sequence[float],
        applies: Linear | None = None,
    ) -> None:
        self.labels = tuple(labels)
        self.features = features
        self.head = head
        self.thresholds = tuple(thresholds)
        self.applies = applies
        self._reached = np.array(thresholds, dtype=np.float64)

    def probabilities(self, texts: Sequence[str]) -> Scores:
        """One row a text and one column a label, rows summing to one; a row depends on its own text only."""
        found = [self.head.probabilities_of(self.features.rows(some)) for some in in_blocks(texts)]
        return np.concatenate([np.empty((0, len(self.labels))), *found])

    def predict(self, texts: Iterable[str]) -> list[Prediction]:
        return [*self.predictions(texts)]

    def predictions(self, texts: Iterable[str]) -> Iterator[Prediction]:
        """The labels of any number of texts, in order, a few hundred at a time."""
        for some in in_blocks(texts):
            rows = self.features.rows(some)
            probabilities = self.head.probabilities_of(rows)
            yield from self._judged(probabilities, self.applies.chances_of(rows) if self.applies else probabilities)

    def judge(self, text: str) -> Prediction:
        """The labels of one text."""
        return next(self.predictions([text]))

    def judged(self, probabilities: Scores, chances: Scores | None = None) -> Prediction:
        """What to conclude from one text's probabilities, and from the second head's chances if there is one.

        The likeliest label, then every other that reaches its threshold, likeliest first.
        """
        return next(self._judged(probabilities[None], probabilities[None] if chances is None else chances[None]))

    def _judged(self, probabilities: Scores, chances: Scores) -> Iterator[Prediction]:
        best = probabilities.argmax(axis=1)
        others = chances >= self._reached
        others[np.arange(len(best)), best] = False
        confidences = probabilities[np.arange(len(best)), best]
        more = set(np.flatnonzero(others.any(axis=1)).tolist())
        for number, (label, confidence) in enumerate(zip(best.tolist(), confidences.tolist(), strict=True)):
            primary = self.labels[label]
            further = self._named(others[number], chances[number]) if number in more else ()
            yield Prediction(primary, (primary, *further), confidence)

    def _named(self, which: npt.NDArray[np.bool_], chances: Scores) -> tuple[str, ...]:
        found = np.flatnonzero(which)
        return tuple(self.labels[label] for label in found[np.argsort(-chances[found], kind="stable")])
