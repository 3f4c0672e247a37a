"""Whether new documents are still like those a classifier was made with.

A reference is taken when it is made, from documents it had not learnt from; later predictions are held against it.
Nothing here needs people's labels: that documents have changed is a reason to measure again, no measure itself.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import exp, log, sqrt

import numpy as np
from pydantic import BaseModel

from core.agreement.comparing import difference, fisher, holm
from core.agreement.estimates import Z95, Estimate, share, unknown
from core.agreement.words import percent, ranged
from core.classifier.familiar import Seen
from core.taxonomy.label import LabelId

FEWEST = 50  # documents on either side, below which nothing is said
DOUBTFUL = 0.1  # the share of the reference's documents that count as doubtful
RESAMPLES = 1000
CLEAR = 0.01  # below this p a label has surely changed: documents are looked at again and again
MOST_LABELS = 3  # named in a warning
# what is surely there but smaller is not worth a warning
LEAST_LABEL = 0.03
LEAST_DOUBT = 0.05
LEAST_UNKNOWN = 0.02
LEAST_LENGTH = 1.25  # times as long, or as short

_NUMBERS = {
    **dict(enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=2)),
    **{15: "fifteen", 20: "twenty", 30: "thirty", 50: "fifty", 100: "a hundred"},
}


class Average(BaseModel, frozen=True):
    """The mean of one number a document, and how far documents are spread about it."""

    mean: float
    deviation: float
    n: int


class Reference(BaseModel, frozen=True):
    """What a classifier said of documents it had not learnt from, when it was made.

    `doubtful` is the confidence at or below which a tenth of the documents were, `doubtful_n` how many that are.
    `unknown` is the share of a document's words that the classifier does not know, None where it knows no words.
    `length` is the natural logarithm of characters.
    """

    n: int
    labels: tuple[tuple[LabelId, int], ...]  # how many were given each, most first
    confidence: Average
    doubtful: float
    doubtful_n: int
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
    what it stays below in 99 of 100 samples of this size where nothing has changed. `stability` is the population
    stability index of the same shares. Doubtful documents were a tenth; that they have become fewer is
    no warning, as a classifier is surer than those that were taught for the reference. Differences are new less old;
    None where they could not be measured.
    """

    n: int
    reference_n: int
    enough: bool
    distance: float
    by_chance: float
    stability: float
    labels: tuple[LabelShift, ...]  # the largest change first
    doubtful: Estimate
    confidence: Estimate  # the mean now
    unknown: Estimate | None  # mean share of unknown words now
    unknown_before: float | None
    unknown_difference: Estimate | None
    length: Estimate | None  # how many times as long as they were
    labels_changed: bool
    doubt_changed: bool
    words_changed: bool
    length_changed: bool
    seed: int


def reference(documents: Iterable[Seen]) -> Reference | None:
    """What later documents are held against; None without any."""
    rows = list(documents)
    if not rows:
        return None
    confidences = sorted(row.confidence for row in rows)
    doubtful = confidences[max(0, round(DOUBTFUL * len(rows)) - 1)]
    strange = [row.unknown for row in rows if row.unknown is not None]
    counts = Counter(row.label for row in rows)
    return Reference(
        n=len(rows),
        labels=tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0]))),
        confidence=_average(confidences),
        doubtful=doubtful,
        doubtful_n=sum(confidence <= doubtful for confidence in confidences),
        unknown=_average(strange) if strange else None,
        length=_average([log(max(1, row.characters)) for row in rows]),
    )


def drift(now: Iterable[Seen], before: Reference, seed: int = 0) -> Drift:
    """How far new documents are from those of the reference. They are taken for a random sample of the new ones."""
    rows = list(now)
    enough = min(len(rows), before.n) >= FEWEST
    old, new = dict(before.labels), Counter(row.label for row in rows)
    shifts = _shifts(old, new)
    distance, by_chance = _distance(old, new, seed)
    doubtful = share(sum(row.confidence <= before.doubtful for row in rows), len(rows))
    doubt = difference(doubtful, share(before.doubtful_n, before.n))
    strange = [row.unknown for row in rows if row.unknown is not None]
    stranger = _risen(strange, before.unknown) if before.unknown and strange else None
    longer = _risen([log(max(1, row.characters)) for row in rows], before.length)
    length = longer and _times(longer)
    return Drift(
        n=len(rows),
        reference_n=before.n,
        enough=enough,
        distance=distance,
        by_chance=by_chance,
        stability=_stability(old, new),
        labels=shifts,
        doubtful=doubtful,
        confidence=_mean([row.confidence for row in rows]),
        unknown=_mean(strange) if strange and before.unknown else None,
        unknown_before=before.unknown.mean if before.unknown else None,
        unknown_difference=stranger,
        length=length,
        labels_changed=enough and (distance > by_chance or any(map(_matters, shifts))),
        doubt_changed=enough and _surely(doubt, LEAST_DOUBT) and (doubt.value or 0.0) > 0,
        words_changed=enough
        and stranger is not None
        and _surely(stranger, LEAST_UNKNOWN)
        and (stranger.value or 0.0) > 0,
        length_changed=enough and longer is not None and _surely(longer, log(LEAST_LENGTH)),
        seed=seed,
    )


def warnings(found: Drift, names: Mapping[LabelId, str], before: Reference) -> list[str]:
    """What has changed, a sentence each; nothing where nothing has, or where there are too few documents to say."""
    said = []
    if found.labels_changed:
        clear = [each for each in found.labels if _matters(each)]
        said += [
            f"“{names.get(each.label, each.label)}” is {percent(each.now.value or 0.0)} of the new documents and was "
            f"{percent(each.before)}."
            for each in clear[:MOST_LABELS]
        ]
        if not clear:
            said.append(f"Labels are spread otherwise than they were: {percent(found.distance)} of them lie elsewhere.")
    if found.doubt_changed:
        said.append(
            f"It is unsure of {ranged(found.doubtful)} of the new documents, and was of "
            f"{percent(before.doubtful_n / before.n)}."
        )
    if found.words_changed and found.unknown is not None:
        said.append(
            f"{_one_in(found.unknown.value or 0.0).capitalize()} unknown to the classifier; before it was "
            f"{_one_in(found.unknown_before or 0.0).removesuffix(' is').removesuffix(' are')}."
        )
    if found.length_changed and found.length is not None and found.length.value is not None:
        times = found.length.value
        said.append(
            f"The new documents are {times:.1f} times as long as they were."
            if times > 1
            else f"The new documents are {percent(times)} as long as they were."
        )
    return said


def _average(values: Sequence[float]) -> Average:
    return Average(mean=float(np.mean(values)), deviation=float(np.std(values)), n=len(values))


def _mean(values: Sequence[float]) -> Estimate:
    if not values:
        return unknown("There are no documents.")
    own = _average(values)
    half = Z95 * own.deviation / sqrt(own.n)
    return Estimate(value=own.mean, low=own.mean - half, high=own.mean + half, n=own.n, method="mean, normal interval")


def _risen(values: Sequence[float], before: Average) -> Estimate | None:
    """By how much the mean has risen, with the normal interval of Welch's two samples."""
    if not values:
        return None
    own = _average(values)
    rise = own.mean - before.mean
    half = Z95 * sqrt(own.deviation**2 / own.n + before.deviation**2 / before.n)
    return Estimate(
        value=rise, low=rise - half, high=rise + half, n=own.n, method="difference of means, normal interval"
    )


def _times(longer: Estimate) -> Estimate:
    value, low, high = (exp(each or 0.0) for each in (longer.value, longer.low, longer.high))
    return Estimate(value=value, low=low, high=high, n=longer.n, method="ratio of geometric means, normal interval")


def _surely(change: Estimate, least: float) -> bool:
    """Surely there, and large enough to matter."""
    if change.value is None or change.low is None or change.high is None:
        return False
    return abs(change.value) >= least and not change.low <= 0 <= change.high


def _matters(shift: LabelShift) -> bool:
    return shift.clear and abs(shift.difference.value or 0.0) >= LEAST_LABEL


def _shifts(old: Mapping[LabelId, int], new: Mapping[LabelId, int]) -> tuple[LabelShift, ...]:
    labels, n, was = sorted({*old, *new}), sum(new.values()), sum(old.values())
    if not n:
        return ()
    chances = holm([fisher(new.get(label, 0), n, old.get(label, 0), was) for label in labels])
    shifts = []
    for label, chance in zip(labels, chances, strict=True):
        before, now = share(old.get(label, 0), was), share(new.get(label, 0), n)
        gap = difference(now, before)
        shifts.append(
            LabelShift(label=label, before=before.value or 0.0, now=now, difference=gap, clear=chance < CLEAR)
        )
    return tuple(sorted(shifts, key=lambda each: (-abs(each.difference.value or 0.0), each.label)))


def _distance(old: Mapping[LabelId, int], new: Mapping[LabelId, int], seed: int) -> tuple[float, float]:
    """Total variation, and its 99th percentile where all documents are dealt out anew to old and new."""
    labels = sorted({*old, *new})
    n, was = sum(new.values()), sum(old.values())
    if not n:
        return 0.0, 0.0
    now, then = (np.array([counts.get(label, 0) for label in labels]) for counts in (new, old))
    together = now + then
    dealt = np.random.default_rng(seed).multivariate_hypergeometric(together, n, size=RESAMPLES, method="marginals")
    apart = np.abs(dealt / n - (together - dealt) / was).sum(axis=1) / 2
    return float(np.abs(now / n - then / was).sum() / 2), float(np.quantile(apart, 0.99))


def _stability(old: Mapping[LabelId, int], new: Mapping[LabelId, int]) -> float:
    """The population stability index, Σ (q - p) ln(q / p), half a document added to every label on both sides."""
    labels = sorted({*old, *new})
    p, q = (np.array([counts.get(label, 0) + 0.5 for label in labels]) for counts in (old, new))
    p, q = p / p.sum(), q / q.sum()
    return float(((q - p) * np.log(q / p)).sum())


def _one_in(part: float) -> str:
    """“one word in five is”; “less than one word in a hundred is”; “most words are”."""
    if part < 0.01:
        return "less than one word in a hundred is"
    if part > 0.6:
        return "most words are"
    return f"one word in {_NUMBERS[min(_NUMBERS, key=lambda number: abs(1 / number - part))]} is"
