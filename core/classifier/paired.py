"""Two judges on the same documents: is one of them right more often, or may that be chance?

Documents on which both are right, or both wrong, say nothing about which is the better one; what counts are those
that only one got right. It does not know who the judges are: a teacher and its student, or two classifiers.
"""

from typing import Literal

from pydantic import BaseModel

from core.agreement.estimates import Estimate

Verdict = Literal["better", "worse", "undecided", "unknown"]


class Comparison(BaseModel, frozen=True):
    """How often each of two is right, and by how much the first exceeds the second.

    `p` is that of McNemar's exact test, two-sided, of `only_first` against `only_second`; `mid_p` the less cautious
    variant. Both are None where nothing was compared.
    """

    n: int
    first: Estimate
    second: Estimate
    difference: Estimate  # first minus second, -1 to 1
    only_first: int
    only_second: int
    p: float | None
    mid_p: float | None
    verdict: Verdict  # of the first
    seed: int
