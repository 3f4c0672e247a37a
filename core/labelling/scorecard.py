"""A taxonomy held against five criteria, each a number with its interval, and what spoils it.

The criteria are those of Shah et al. (arXiv 2309.13063, section 3.2), with the bounds they used (section 5): at most
5 % of the documents without a label, the same answer when asked again, whole definitions, 95 of 100 checked labels
right, no label under 2 %. It knows counts and pairs of labels, not where they come from.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import inf
from typing import Literal, NamedTuple

from core.agreement.confusion import Confusion, Pair, confused_labels
from core.agreement.estimates import Estimate, Judged, accuracy, precision_by_label, share, share_of_whole, unknown
from core.labelling.tally import Tally
from core.taxonomy.label import Label, LabelId
from core.taxonomy.naming import enumerated
from core.taxonomy.taxonomy import Taxonomy

MOST_WITHOUT = 0.05  # of the documents without a label
LEAST_STEADY = 0.95  # of the answers that stay the same; ours, as theirs is a kappa of 0.85 over five runs
LEAST_RIGHT = 0.95  # of the labels that were checked
SMALLEST = 0.02  # of the labelled documents, below which a label hardly pays for itself
SHOWN_RIGHT = 3  # judgements of a label, below which its precision is not worth a look

Verdict = Literal["good", "open", "look", "unknown"]  # open: the interval holds the bound


class Offender(NamedTuple):
    """What spoils a criterion: one label, or two that are taken for one another, and how so in a few words."""

    labels: tuple[LabelId, ...]
    why: str


class Criterion(NamedTuple):
    """`verdict` says on which side of its bound the number lies, as far as its interval tells."""

    estimate: Estimate
    verdict: Verdict
    offenders: tuple[Offender, ...]


class Scorecard(NamedTuple):
    """The five criteria for one version of a taxonomy.

    `comprehensive` is the share of documents without a label, `consistent` of answers that stayed the same, `clear` of
    labels whose contract is whole, `accurate` of checked labels that are right, `concise` of labels that are too small
    or hard to tell from another.
    """

    version: int
    comprehensive: Criterion
    consistent: Criterion
    clear: Criterion
    accurate: Criterion
    concise: Criterion


class Near(NamedTuple):
    """Two labels that say nearly the same of themselves, and how near: the cosine, up to 1."""

    one: LabelId
    other: LabelId
    likeness: float


def comprehensive(tally: Tally, documents: int) -> Criterion:
    """The share of judged documents that no label fits; the others may still hold surprises. Offends: no label."""
    without = tally.documents(None)
    judged = without + sum(tally.documents(label_id) for label_id in tally.by_label if label_id is not None)
    if judged == 0:
        return _unknown("No document has been labelled yet.")
    estimate = share_of_whole(without, judged, max(judged, documents))
    return Criterion(estimate, at_most(estimate, MOST_WITHOUT), ())


def consistent(answers: Iterable[Pair]) -> Criterion:
    """The share of documents for which a teacher asked again said the same; a pair holds both answers."""
    pairs = list(answers)
    if not pairs:
        return _unknown("No document has been asked about twice yet.")
    same = share(sum(first == second for first, second in pairs), len(pairs))
    asked: dict[LabelId, list[bool]] = {}
    for first, second in pairs:
        if first is not None:
            asked.setdefault(str(first), []).append(first == second)
    unsteady = sorted(
        ((sum(stayed) / len(stayed), label_id, stayed) for label_id, stayed in asked.items() if not all(stayed)),
        key=lambda each: (each[0], each[1]),
    )
    offenders = tuple(
        Offender((label_id,), f"{len(stayed) - sum(stayed)} of {len(stayed)} answers changed")
        for _, label_id, stayed in unsteady
    )
    return Criterion(same, at_least(same, LEAST_STEADY), offenders)


def lacking(label: Label) -> tuple[str, ...]:
    """What a contract needs for two people to understand it alike, and this one does not have."""
    parts = {
        "a description": label.description,
        "what belongs here": label.includes,
        "what does not": label.excludes,
        "an example": label.examples,
        "a counter-example": label.counter_examples,
    }
    return tuple(part for part, said in parts.items() if not said)


def clear(taxonomy: Taxonomy) -> Criterion:
    """The share of labels whose contract is whole. All are looked at, so that there is no interval."""
    if not taxonomy.live:
        return _unknown("There are no labels yet.")
    missing = {label.id: lacking(label) for label in taxonomy.live}
    whole = sum(not each for each in missing.values())
    estimate = share_of_whole(whole, len(missing), len(missing))
    ranked = sorted(((label_id, each) for label_id, each in missing.items() if each), key=lambda each: -len(each[1]))
    offenders = tuple(Offender((label_id,), f"lacks {enumerated(each)}") for label_id, each in ranked)
    return Criterion(estimate, "good" if not offenders else "look", offenders)


def accurate(judged: Iterable[Judged]) -> Criterion:
    """How often people who had not seen it gave the teacher's label too, and the labels that are doubted most."""
    rows = list(judged)
    if not rows:
        return _unknown("Nobody has judged documents blind yet.")
    estimate = accuracy(rows)
    by_label = precision_by_label(row for row in rows if row.said is not None)
    doubted = sorted(
        ((each.value, str(label_id), each) for label_id, each in by_label.items() if _doubted(each)),
        key=lambda each: (each[0], each[1]),
    )
    offenders = tuple(
        Offender((label_id,), f"{round((value or 0) * each.n)} of {each.n} checked were right")
        for value, label_id, each in doubted
    )
    return Criterion(estimate, at_least(estimate, LEAST_RIGHT), offenders)


def concise(taxonomy: Taxonomy, tally: Tally, near: Sequence[Near], pairs: Sequence[Pair]) -> Criterion:
    """The share of labels that are too small, or hard to tell from another.

    A label counts with all below it. `near` are labels of almost the same wording, `pairs` what teacher and people said
    of the same documents.
    """
    if not taxonomy.live:
        return _unknown("There are no labels yet.")
    sizes = _with_those_below(taxonomy, tally)
    whole = sum(tally.documents(label.id) for label in taxonomy.live)
    small = [
        Offender(
            (label.id,), f"{100 * sizes[label.id] / whole:.1f}".removesuffix(".0") + " % of the labelled documents"
        )
        for label in sorted(taxonomy.live, key=lambda label: sizes[label.id])
        if whole and sizes[label.id] / whole < SMALLEST
    ]
    alike = [Offender((each.one, each.other), "say nearly the same of themselves") for each in near]
    mistaken = [
        Offender((str(each.first), str(each.second)), f"taken for one another {each.documents} times")
        for each in _often(pairs)
    ]
    offenders = (*mistaken, *alike, *small)
    concerned = {label_id for offender in offenders for label_id in offender.labels}
    estimate = share_of_whole(len(concerned), len(taxonomy.live), len(taxonomy.live))
    return Criterion(estimate, "look" if offenders else "good", offenders)


def at_most(estimate: Estimate, bound: float) -> Verdict:
    """On which side of an upper bound a number lies."""
    if estimate.low is None or estimate.high is None:
        return "unknown"
    return "good" if estimate.high <= bound else "look" if estimate.low > bound else "open"


def at_least(estimate: Estimate, bound: float) -> Verdict:
    """On which side of a lower bound a number lies."""
    if estimate.low is None or estimate.high is None:
        return "unknown"
    return "good" if estimate.low >= bound else "look" if estimate.high < bound else "open"


def _unknown(why: str) -> Criterion:
    return Criterion(unknown(why), "unknown", ())


def _doubted(precision: Estimate) -> bool:
    return precision.n >= SHOWN_RIGHT and (precision.value or 0) < LEAST_RIGHT


def _often(pairs: Sequence[Pair]) -> list[Confusion]:
    """Pairs of labels that are mistaken for each other more than once, and in a tenth of their documents at least."""
    said: dict[object, int] = {}
    for pair in pairs:
        for label_id in {*pair}:
            said[label_id] = said.get(label_id, 0) + 1
    return [
        each
        for each in confused_labels(pairs)
        if each.first is not None
        and each.second is not None
        and each.documents > 1
        and each.documents >= 0.1 * min(said.get(each.first, inf), said.get(each.second, inf))
    ]


def _with_those_below(taxonomy: Taxonomy, tally: Tally) -> Mapping[LabelId, int]:
    sizes = {label.id: tally.documents(label.id) for label in taxonomy.live}
    for label in reversed([*taxonomy.below(None)]):
        if label.parent is not None:
            sizes[label.parent] += sizes[label.id]
    return sizes
