"""What to conclude from probabilities of documents the model had not seen: how sure to sound, which labels to add.

Knows only numbers: probabilities [documents, labels], the code of each primary label, and which labels apply.
"""

import numpy as np
import numpy.typing as npt

from core.classifier.portable.model import NEVER

Probabilities = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]
Weights = npt.NDArray[np.float64]

TEMPERATURES = np.exp(np.linspace(-1.5, 1.5, 31))
THRESHOLDS = np.linspace(0.5, 0.05, 19)  # from cautious to generous; above a half a label is the primary one anyway
FEW = 5  # documents a label needs for a threshold of its own
_SMALLEST = 1e-12


def log_loss(probabilities: Probabilities, codes: Codes, weights: Weights, temperature: float = 1.0) -> float:
    """The mean of -ln p of the right label, after the logits are divided by the temperature."""
    logits = np.log(np.maximum(probabilities, _SMALLEST)) / temperature
    logits -= logits.max(axis=1, keepdims=True)
    losses = np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(codes)), codes]
    return float(np.average(losses, weights=weights))


def best_temperature(probabilities: Probabilities, codes: Codes, weights: Weights) -> float:
    """By how much to divide the logits so that confidence matches success (Guo et al. 2017, arXiv 1706.04599)."""
    return float(min(TEMPERATURES, key=lambda temperature: log_loss(probabilities, codes, weights, float(temperature))))


def cooled(probabilities: Probabilities, temperature: float) -> Probabilities:
    logits = np.log(np.maximum(probabilities, _SMALLEST)) / temperature
    raised: Probabilities = np.exp(logits - logits.max(axis=1, keepdims=True))
    raised /= raised.sum(axis=1, keepdims=True)
    return raised


def best_thresholds(probabilities: Probabilities, applies: npt.NDArray[np.bool_]) -> list[float]:
    """For each label the probability from which it is added to the primary one: the one with the best F1.

    A label with fewer than five documents takes the threshold that is best for all labels together; of equally good
    ones the most cautious is taken. Where no document has a second label, none is ever added.
    """
    labels = probabilities.shape[1]
    if len(applies) == 0 or not (applies.sum(axis=1) > 1).any():
        return [NEVER] * labels
    primary = np.eye(labels, dtype=bool)[probabilities.argmax(axis=1)]
    given = [(probabilities >= threshold) | primary for threshold in THRESHOLDS]
    right = np.array([(mask & applies).sum(axis=0) for mask in given])  # [thresholds, labels]
    size = np.array([mask.sum(axis=0) for mask in given]) + applies.sum(axis=0)
    own = (2 * right / np.maximum(size, 1)).argmax(axis=0)
    common = int((2 * right.sum(axis=1) / np.maximum(size.sum(axis=1), 1)).argmax())
    enough = applies.sum(axis=0) >= FEW
    return [float(THRESHOLDS[own[label] if enough[label] else common]) for label in range(labels)]
