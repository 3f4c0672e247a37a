"""Two judges on the same documents: is one of them right more often, or may that be chance?

Documents on which both are right, or both wrong, say nothing about which is the better one; what counts are those
that only one got right. It does not know who the judges are: a teacher and its student, or two classifiers.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from pydantic import BaseModel

from core.agreement.comparing import SURE, mcnemar, mcnemar_mid_p
from core.agreement.estimates import Estimate, share, unknown
from core.agreement.words import percent, points
from core.classifier.outcomes import Outcome
from core.taxonomy.label import DocumentId, LabelId

RESAMPLES = 4000

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


def compared(first: Sequence[bool], second: Sequence[bool], seed: int = 0) -> Comparison:
    """Who is right more often; the two say of the same documents, in the same order, whether they were right.

    It takes both to call one better: McNemar's exact p below 0.05, and an interval without 0. Raises ValueError where
    the two differ in length.
    """
    only_first = sum(one and not other for one, other in zip(first, second, strict=True))
    only_second = sum(other and not one for one, other in zip(first, second, strict=True))
    gap = _difference(len(first), only_first, only_second, seed)
    p = mcnemar(only_first, only_second) if first else None
    return Comparison(
        n=len(first),
        first=share(sum(first), len(first)),
        second=share(sum(second), len(second)),
        difference=gap,
        only_first=only_first,
        only_second=only_second,
        p=p,
        mid_p=mcnemar_mid_p(only_first, only_second) if first else None,
        verdict=_verdict(gap, p),
        seed=seed,
    )


def right_beside(
    found: Sequence[Outcome], said: Mapping[DocumentId, LabelId | None]
) -> tuple[list[bool], list[bool], tuple[DocumentId, ...]]:
    """Whether a classifier and a teacher were right, on the documents that both judged; None: no label fits."""
    shared = [each for each in found if each.document in said]
    told = [(said[each.document] or None) == (each.actual[0] if each.actual else None) for each in shared]
    return [each.right for each in shared], told, tuple(each.document for each in shared)


def in_words(found: Comparison, first: str = "the classifier", second: str = "the teacher") -> str:
    """What to conclude, in one or two sentences."""
    if found.first.value is None or found.second.value is None:
        return f"Nobody has judged a document yet that both {first} and {second} have labelled."
    opening = f"{first} is right on {percent(found.first.value)}, {second} on {percent(found.second.value)}"
    said = f"{opening[0].upper()}{opening[1:]} of {found.n} documents"
    if found.n and not found.only_first + found.only_second:
        return f"{said}, the very same ones: {points(found.difference)} apart."
    if found.verdict == "undecided":
        return f"{said}; the difference of {points(found.difference)} may be chance."
    return f"{said}; the difference of {points(found.difference)} is more than chance."


def _verdict(gap: Estimate, p: float | None) -> Verdict:
    if p is None or gap.low is None or gap.high is None:
        return "unknown"
    if p >= SURE or gap.low <= 0 <= gap.high:
        return "undecided"
    return "better" if gap.low > 0 else "worse"


def _difference(n: int, only_first: int, only_second: int, seed: int) -> Estimate:
    """Documents drawn again with replacement, with half a one added to each of the four cases.

    Without these a few documents on which nobody differs would pass for certainty (Agresti and Min 2005).
    """
    if n == 0:
        return unknown("Nothing was judged by both yet.")
    cells = np.array([only_first + 0.5, only_second + 0.5, n - only_first - only_second + 1.0])
    drawn = np.random.default_rng(seed).multinomial(n, cells / cells.sum(), size=RESAMPLES)
    value = (only_first - only_second) / n
    low, high = (float(each) for each in np.quantile((drawn[:, 0] - drawn[:, 1]) / n, [0.025, 0.975]))
    method = f"paired bootstrap over documents, softened ({RESAMPLES} resamples, seed {seed})"
    return Estimate(value=value, low=min(value, low), high=max(value, high), n=n, method=method)
