"""Which labels of a teacher are likely errors, by what models say that have not learnt from them.

Confident learning (Northcutt et al. 2021, arXiv 1911.00068). Knows probabilities and codes of labels; nothing of texts
or models. What a person said is never doubted.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.classifier.calibration import Codes, Probabilities
from core.taxonomy.label import DocumentId, LabelId

FEWEST = 5  # documents of a label below which a low confidence may as well be for want of them
BELIEVED = 0.1  # how much a doubted label still counts where doubted labels count for less


class Doubt(NamedTuple):
    """A teacher's label that is likely to be wrong, and the one that is likely to be right."""

    document: DocumentId
    given: LabelId
    suggested: LabelId
    self_confidence: float  # how probable the given label is, to a model that has not learnt it of this document


class Doubtful(NamedTuple):
    """Where the doubted labels are, least probable first, what is suggested for each, and the share that is wrong.

    The share is estimated for all labels that may be doubted, those that no doubt falls on by name among them; None
    where there is nothing to estimate it from.
    """

    places: npt.NDArray[np.intp]
    suggested: Codes
    noise: float | None


def doubtful(probabilities: Probabilities, codes: Codes, of_teacher: npt.NDArray[np.bool_]) -> Doubtful:
    """What is likely to be wrong among the given codes [documents], by unseen probabilities [documents, labels].

    A label is confidently another where the other is at least as probable as it is, on average, for documents that
    have it (section 3.1, equation 1), and the likeliest of all. The share of errors is that of the joint distribution
    of given and true labels, each given label's counts brought to how often it was given (equation 3).
    """
    labels = probabilities.shape[1]
    counts = np.bincount(codes, minlength=labels)
    own = probabilities[np.arange(len(codes)), codes]
    usual = np.bincount(codes, weights=own, minlength=labels) / np.maximum(counts, 1)
    able = (counts >= FEWEST)[codes] & (own > 0) & of_teacher
    confident = (probabilities >= np.maximum(usual, 1e-12)) & (counts >= FEWEST)
    truth = np.where(confident, probabilities, -1.0).argmax(axis=1)
    counted = able & confident.any(axis=1)
    if not counted.any():
        return Doubtful(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp), None)
    wrong = counted & (truth != codes)
    sums = np.bincount(codes[counted], minlength=labels)
    errors = np.bincount(codes[wrong], minlength=labels) / np.maximum(sums, 1)
    given = np.bincount(codes[able], minlength=labels) * (sums > 0)
    places = np.flatnonzero(wrong & (truth == probabilities.argmax(axis=1)))
    places = places[np.argsort(own[places], kind="stable")]
    return Doubtful(places, truth[places], float((errors * given).sum() / given.sum()))
