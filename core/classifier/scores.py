"""The scores of a classifier, as they are kept and shown. Knows neither how they were measured nor models."""

from typing import Literal

from pydantic import BaseModel

from core.agreement.estimates import Estimate
from core.classifier.examples import Against
from core.taxonomy.label import LabelId


class LabelScore(BaseModel, frozen=True):
    """How well one label is told. `support` is how many of the scored documents really have it."""

    label: LabelId
    precision: float
    recall: float
    f1: float
    support: int


class Confusion(BaseModel, frozen=True):
    """How often documents of one label were given another."""

    actual: LabelId
    predicted: LabelId
    count: int


class Evaluation(BaseModel, frozen=True):
    """The scores of a classifier's primary labels, and of all it says apply.

    `baseline` is the accuracy of always giving the commonest label. `applicable_f1` is the micro-averaged F1 over
    every label given to a document. Speed is that of one process on the machine that measured it.
    """

    against: Against
    method: Literal["held out", "cross-validated"]
    n: int
    accuracy: Estimate
    macro_f1: Estimate  # over the labels that occur
    applicable_f1: float
    baseline: float
    labels: tuple[LabelScore, ...]
    confusions: tuple[Confusion, ...]  # commonest first
    documents_per_second: float
    size_bytes: int
    seed: int
