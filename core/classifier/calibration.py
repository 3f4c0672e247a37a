"""What to conclude from probabilities of documents the model had not seen: how sure to sound, which labels to add.

Knows only numbers: probabilities [documents, labels], the code of each primary label, and which labels apply.
"""

import numpy as np
import numpy.typing as npt

from core.classifier.portable.model import NEVER

Probabilities = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]
Weights = npt.NDArray[np.float64]

TEMPERATURES = np.exp(np.linspace(-4, 1.5, 56))  # margins want low ones, log-odds some about one
THRESHOLDS = np.linspace(0.95, 0.05, 37)  # from cautious to generous
FEW = 10  # documents of a label that what is true of all labels counts for
_SMALLEST = 1e-12


def log_loss(probabilities: Probabilities, codes: Codes, weights: Weights, temperature: float = 1.0) -> float:
    """The mean of -ln p of the right label, after the logits are divided by the temperature."""
    logits = _cooled_logits(probabilities, temperature)
    return float(np.average(-logits[np.arange(len(codes)), codes], weights=weights))


def best_temperature(probabilities: Probabilities, codes: Codes, weights: Weights) -> float:
    """By how much to divide the logits so that confidence matches success (Guo et al. 2017, arXiv 1706.04599).

    As if one document more had been found to be wrong (Platt 1999), so that few that were all right do not make for
    boundless confidence. Documents whose label the model could not know say nothing; 1 where there are no others.
    """
    known = probabilities[np.arange(len(codes)), codes] > 0
    if not known.any():
        return 1.0
    found = probabilities[known]
    logs = np.log(np.maximum(found, _SMALLEST))
    right = logs[np.arange(len(found)), codes[known]]
    others = (logs.sum(axis=1, where=found > 0) - right) / np.maximum((found > 0).sum(axis=1) - 1, 1)
    doubt = 1 / (len(found) + 2)
    hoped = (1 - doubt) * right + doubt * others

    def loss(place: int) -> float:
        cooled_logs = logs / TEMPERATURES[place]
        peak = cooled_logs.max(axis=1)
        whole = peak + np.log(np.exp(cooled_logs - peak[:, None]).sum(axis=1))
        return float(np.average(whole - hoped / TEMPERATURES[place], weights=weights[known]))

    low, high = 0, len(TEMPERATURES) - 1
    while low < high:  # the loss is convex in 1/T, so that it falls until it rises
        middle = (low + high) // 2
        if loss(middle) <= loss(middle + 1):
            high = middle
        else:
            low = middle + 1
    return float(TEMPERATURES[low])


def calibrated_loss(probabilities: Probabilities, codes: Codes, weights: Weights) -> float:
    """The log loss at the temperature that suits best, of the documents whose label the model could know."""
    known = probabilities[np.arange(len(codes)), codes] > 0
    if not known.any():
        return float("inf")
    found, right, counted = probabilities[known], codes[known], weights[known]
    return log_loss(found, right, counted, best_temperature(found, right, counted))


def cooled(probabilities: Probabilities, temperature: float) -> Probabilities:
    raised: Probabilities = np.exp(_cooled_logits(probabilities, temperature))
    return raised


def _cooled_logits(probabilities: Probabilities, temperature: float) -> Probabilities:
    logits: Probabilities = np.log(np.maximum(probabilities, _SMALLEST)) / temperature
    logits -= logits.max(axis=1, keepdims=True)
    logits -= np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return logits


def best_thresholds(
    probabilities: Probabilities, chances: Probabilities, applies: npt.NDArray[np.bool_]
) -> list[float]:
    """For each label the chance from which it is added to the likeliest one: that with the best F1.

    Chances may be the probabilities themselves, or those of a second head. What all labels tell together counts like
    ten documents more of each, so that a label with few takes the threshold that is best for all; of equally good ones
    the most cautious is taken. Where no document has a second label, none is ever added.
    """
    labels = probabilities.shape[1]
    if len(applies) == 0 or not (applies.sum(axis=1) > 1).any():
        return [NEVER] * labels
    primary = np.eye(labels, dtype=bool)[probabilities.argmax(axis=1)]
    given = [(chances >= threshold) | primary for threshold in THRESHOLDS]
    right = np.array([(mask & applies).sum(axis=0) for mask in given])  # [thresholds, labels]
    size = np.array([mask.sum(axis=0) for mask in given]) + applies.sum(axis=0)
    together = FEW / max(1, int(applies.sum()))
    pooled_right = right + together * right.sum(axis=1, keepdims=True)
    pooled_size = size + together * size.sum(axis=1, keepdims=True)
    best = (pooled_right / np.maximum(pooled_size, 1e-9)).argmax(axis=0)
    return [float(threshold) for threshold in THRESHOLDS[best]]


def micro_f1(given: npt.NDArray[np.bool_], applies: npt.NDArray[np.bool_]) -> float:
    """The F1 of all labels of all documents together, [documents, labels] each."""
    size = int(given.sum()) + int(applies.sum())
    return 2 * int((given & applies).sum()) / size if size else 0.0
