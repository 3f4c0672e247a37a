"""What more labels would bring: the same classifier taught on ever larger parts of its examples.

It does not know how a classifier is taught: whoever asks hands in a function that does.
"""

from typing import Literal

from pydantic import BaseModel

from core.agreement.estimates import Estimate

Prospects = Literal["worth it", "hardly", "cannot tell"]


class Point(BaseModel, frozen=True):
    """How many examples taught it, and how often it was then right on the documents kept aside."""

    examples: int
    accuracy: Estimate
    fitted: Estimate  # by the power law, with its band


class LearningCurve(BaseModel, frozen=True):
    """Accuracy against examples, and the law a - b n^-c fitted to it; None where there are too few points.

    `now` is the accuracy with all examples, `then` with `factor` times as many, `gain` what lies between: all three
    by the law. `cost` is what the further labels would cost, None where that is not known.
    """

    n: int  # documents kept aside
    points: tuple[Point, ...]
    law: tuple[float, float, float] | None
    factor: float
    more: int  # further examples that it would take
    now: Estimate
    then: Estimate
    gain: Estimate
    cost: float | None
    prospects: Prospects
    seed: int
