"""Whether new documents are still like those a classifier was made with.

A reference is taken when it is made, from documents it had not learnt from; later predictions are held against it.
Nothing here needs people's labels: that documents have changed is a reason to measure again, no measure itself.
"""

from pydantic import BaseModel

from core.agreement.estimates import Estimate
from core.taxonomy.label import LabelId


class Average(BaseModel, frozen=True):
    """The mean of one number a document, and how far documents are spread about it."""

    mean: float
    deviation: float
    n: int


class Reference(BaseModel, frozen=True):
    """What a classifier said of documents it had not learnt from, when it was made.

    `doubtful` is the confidence below which a tenth of the documents were. `unknown` is the share of a document's
    words that the classifier does not know, None where it knows no words. `length` is the natural logarithm of
    characters.
    """

    n: int
    labels: tuple[tuple[LabelId, int], ...]  # how many were given each, most first
    confidence: Average
    doubtful: float
    doubtful_n: int  # how many were below it
    unknown: Average | None
    length: Average


class LabelShift(BaseModel, frozen=True):
    """A label's share of the new documents and what it was; `difference` has the interval of its change."""

    label: LabelId
    before: float
    now: Estimate
    difference: Estimate
    clear: bool  # after correction for the number of labels


class Drift(BaseModel, frozen=True):
    """New documents against a reference. `enough` is False where either is too small a sample to say anything.

    `distance` is the total variation between the labels' shares: half the sum of their differences. `by_chance` is
    what it stays below in 99 of 100 samples of this size where nothing has changed. Doubtful documents were a tenth.
    Differences are new less old; None where they could not be measured.
    """

    n: int
    reference_n: int
    enough: bool
    distance: float
    by_chance: float
    stability: float  # the population stability index over labels
    labels: tuple[LabelShift, ...]  # the largest change first
    doubtful: Estimate
    confidence: Estimate
    unknown: Estimate | None  # mean share of unknown words now
    unknown_before: float | None
    unknown_difference: Estimate | None
    length: Estimate | None  # how many times as long as they were
    labels_changed: bool
    doubt_changed: bool
    words_changed: bool
    length_changed: bool
    seed: int
