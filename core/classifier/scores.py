"""The scores of a classifier, as they are kept and shown. Knows neither how they were measured nor models."""

from typing import Literal

from pydantic import BaseModel, ValidationInfo, field_validator

from core.agreement.estimates import Estimate
from core.classifier.examples import Against
from core.taxonomy.label import LabelId

Method = Literal["held out", "cross-validated"]


class LabelScore(BaseModel, frozen=True):
    """How well one label is told. `support` is how many of the scored documents really have it.

    The ranges are the same numbers with their intervals, unknown where there is nothing to count; scores kept before
    there were any have none.
    """

    label: LabelId
    precision: float
    recall: float
    f1: float
    support: int
    precision_range: Estimate | None = None  # n is how many were given the label
    recall_range: Estimate | None = None  # n is the support
    f1_range: Estimate | None = None  # n is how many have the label or were given it


class Confusion(BaseModel, frozen=True):
    """How often documents of one label were given another."""

    actual: LabelId
    predicted: LabelId
    count: int


class Evaluation(BaseModel, frozen=True):
    """The scores of a classifier's primary labels, and of all it says apply.

    `baseline` is the accuracy of always giving the commonest label. `applicable_f1` is the micro-averaged F1 over
    every label given to a document, `exact` how often all of a document's labels were told and no other. Speed is that
    of one process on the machine that measured it.
    """

    against: Against
    method: Method
    n: int
    accuracy: Estimate
    macro_f1: Estimate  # over the labels that occur
    applicable_f1: Estimate  # without an interval in scores that were kept before there was one
    exact: Estimate | None = None  # None in scores that were kept before it was measured
    baseline: float
    labels: tuple[LabelScore, ...]
    confusions: tuple[Confusion, ...]  # commonest first
    documents_per_second: float = 0.0  # 0 where it was not measured
    size_bytes: int = 0  # 0 where it was not measured
    seed: int
    without_label: int = 0  # further documents, which no label fits; they are in none of the scores

    @field_validator("applicable_f1", mode="before")
    @classmethod
    def _read_a_bare_number(cls, kept: object, info: ValidationInfo) -> object:
        """It used to be kept as a number without its interval."""
        if not isinstance(kept, int | float):
            return kept
        return Estimate(value=kept, low=None, high=None, n=info.data.get("n", 0), method="no interval was kept")
