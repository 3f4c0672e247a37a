"""Which labels apply beside the primary one: by the primary head's probabilities, or by a second head of their own.

Knows tables of numbers; nothing of texts.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.classifier.calibration import (
    TEMPERATURES,
    Probabilities,
    best_thresholds,
    micro_f1,
)
from core.classifier.heads import support_each
from core.classifier.portable.heads import Linear
from core.classifier.portable.model import NEVER
from core.classifier.recipe import HeadKind
from core.classifier.table import Places, Table
from core.classifier.training_folds import dealt

WITH_SECOND: tuple[HeadKind, ...] = ("svm", "logistic")  # heads that see every term, as the second one does
COST = 1.0  # C for rows of length one


class Applying(NamedTuple):
    """The second head if it is worth having, a threshold for each label, and what the head says of unseen examples."""

    head: Linear | None
    thresholds: list[float]
    chances: Probabilities | None


def applying(known: Table, some: Table, said: Probabilities, kind: HeadKind, folds: int, seed: int) -> Applying:
    """What adds labels to the primary one; said is what is known of some of the examples, unseen [some, labels].

    A head for each label against the rest is learnt beside where examples have several labels, and kept where it gives
    a better F1 over all labels of unseen documents, its thresholds and those it is compared with found on others.
    """
    if not (some.applies.sum(axis=1) > 1).any():
        return Applying(None, [NEVER] * some.labels, None)
    alone = Applying(None, best_thresholds(said, said, some.applies), None)
    if kind not in WITH_SECOND:
        return alone
    fold = dealt(some, folds)
    margins = np.full(said.shape, -np.inf)
    for number in np.unique(fold) if len(np.unique(fold)) > 1 else []:
        outside = np.flatnonzero(fold == number)
        head = _head(some, np.flatnonzero(fold != number), seed)
        margins[outside] = some.rows[outside] @ head.weights + head.biases
    temperature = _temperature(margins, some.applies)
    chances = logistic(margins / temperature)
    if _unseen_f1(said, chances, some.applies, fold) <= _unseen_f1(said, said, some.applies, fold):
        return alone
    head = _head(known, known.places, seed).cooled(temperature)
    return Applying(head, best_thresholds(said, chances, some.applies), chances)


def logistic(margins: Probabilities) -> Probabilities:
    found: Probabilities = np.exp(-np.logaddexp(0.0, -margins))
    return found


def _head(table: Table, inside: Places, seed: int) -> Linear:
    return support_each(table.rows[inside], table.applies[inside], table.weights[inside], COST, seed)


def _temperature(margins: Probabilities, applies: npt.NDArray[np.bool_]) -> float:
    """By how much to divide margins so that chances come true."""
    signed = np.where(applies, margins, -margins)[np.isfinite(margins)]
    if not len(signed):
        return 1.0
    return float(min(TEMPERATURES, key=lambda temperature: float(np.logaddexp(0.0, -signed / temperature).mean())))


def _unseen_f1(
    said: Probabilities, chances: Probabilities, applies: npt.NDArray[np.bool_], fold: npt.NDArray[np.intp]
) -> float:
    """With thresholds for each fold that were found on the others."""
    given = np.zeros_like(applies)
    for number in np.unique(fold):
        others, own = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        thresholds = np.array(best_thresholds(said[others], chances[others], applies[others]))
        given[own] = chances[own] >= thresholds
    given[np.arange(len(said)), said.argmax(axis=1)] = True
    return micro_f1(given, applies)
