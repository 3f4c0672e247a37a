"""Whether a classifier is right as often as it says it is, and what its confidence should be corrected to.

Knows outcomes only. A correction is never judged by documents that taught it.
"""

from typing import Literal

from pydantic import BaseModel

from core.agreement.estimates import Estimate

Tendency = Literal["overconfident", "underconfident", "honest", "unknown"]


class Bin(BaseModel, frozen=True):
    """Documents of like confidence: the range it spans, its mean, and how often they were right."""

    low: float
    high: float
    confidence: float
    right: Estimate


class Reliability(BaseModel, frozen=True):
    """Confidence held against success. Bins hold equally many documents, the least confident first.

    `error` is the expected calibration error: the mean distance between the two over the bins. `by_chance` is what
    a perfectly honest classifier would show on as many documents, on average. `excess` is mean confidence less
    accuracy: above 0 it is overconfident.
    """

    n: int
    bins: tuple[Bin, ...]
    error: Estimate
    by_chance: float | None
    excess: Estimate
    brier: Estimate
    tendency: Tendency
    seed: int


class Isotonic(BaseModel, frozen=True):
    """Confidences, ascending, and how often documents of that confidence were right; in between a straight line."""

    confidences: tuple[float, ...]
    right: tuple[float, ...]


class Recalibration(BaseModel, frozen=True):
    """Confidence as it is beside confidence corrected by what the other folds taught, on the same documents.

    Brier scores and calibration errors are the smaller the better; `gain` is how much smaller the corrected Brier
    score is. `better` says that the gain is surely above 0. `correction` is fitted to all documents, for use on
    others.
    """

    n: int
    folds: int
    brier: Estimate
    corrected_brier: Estimate
    gain: Estimate
    error: Estimate
    corrected_error: Estimate
    better: bool
    correction: Isotonic | None  # None where there are too few documents
    seed: int
