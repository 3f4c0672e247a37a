"""The learning curve of a trial: what each step changed, how well the labels fitted after it, and when to stop.

It knows a log and the fits measured beside it, not the documents.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from typing import NamedTuple

from core.agreement.estimates import Estimate, share
from core.growth.fitting import Fit
from core.growth.strands import fate
from core.growth.trials import yielding
from core.taxonomy.history import Versions, diff, replay
from core.taxonomy.label import LabelId, Labels
from core.taxonomy.taxonomy import Change, Taxonomy

_MINIBATCH = "batch "  # how the names of the chunks begin that read documents


class Moved(NamedTuple):
    """How many labels a step added, merged into others, split, changed and retired.

    Changed is what got another name, meaning or place. Other examples and quotes count as nothing.
    """

    added: int
    merged: int
    split: int
    changed: int
    retired: int

    @property
    def nothing(self) -> bool:
        """Whether the labels are the same ones as before, if in other words."""
        return not (self.added or self.merged or self.split or self.retired)


class Point(NamedTuple):
    """A trial after one of its steps. `version` is that of its log, `labels` how many were in force.

    `documents` is how many had been read by then, `score` the teacher's mark for what it found, `coverage` the share
    of the documents kept apart that got a label. None where it is not known. A failed step changed nothing.
    """

    step: str
    version: int
    documents: int | None
    labels: int
    score: float | None
    moved: Moved
    failed: bool
    fit: Fit | None
    coverage: Estimate | None


class _Step(NamedTuple):
    chunk: str
    before: Taxonomy
    change: Change
    after: Taxonomy


def moved(before: Taxonomy, change: Change) -> Moved:
    fates = Counter(fate(before.labels.get(label.id), label) for label in change.labels)
    added = fates["added"] + fates["brought back"]
    return Moved(added, fates["merged"], fates["split"], fates["changed"], fates["retired"])


def curve(
    log: Sequence[Change], run: str, fits: Mapping[str, Fit], sizes: Mapping[str, int] | None = None
) -> list[Point]:
    """A point for each of the run's steps in a trial's log, in order.

    `fits` are keyed by the step after which they were measured, `sizes` are the documents each step read.
    """
    read = 0
    points = []
    for chunk, before, change, after in _steps(log, run):
        read += 0 if sizes is None else sizes.get(chunk, 0)
        fit = fits.get(chunk)
        points.append(
            Point(
                step=chunk,
                version=after.version,
                documents=None if sizes is None else read,
                labels=len(after.live),
                score=change.score,
                moved=moved(before, change),
                failed=change.failed,
                fit=fit,
                coverage=_coverage(fit),
            )
        )
    return points


def saturated(log: Sequence[Change], run: str, patience: int) -> bool:
    """Whether the last `patience` minibatches brought nothing new; never where patience is 0.

    A failed minibatch neither counts nor breaks the row, and only minibatches count, not the review.
    """
    read = [step for step in _steps(log, run) if step.chunk.startswith(_MINIBATCH) and not step.change.failed]
    last = read[-patience:] if patience > 0 else []
    return 0 < patience == len(last) and all(moved(step.before, step.change).nothing for step in last)


def best_step(points: Sequence[Point]) -> Point:
    """Early stopping: the latest point whose coverage lies within one standard error of the best.

    The rule of Breiman et al. (Classification and Regression Trees, 1984, section 3.4.3), with "latest" for
    "simplest": what later minibatches taught is given up only for a clear loss. The standard error is
    sqrt(p̃ (1 - p̃) / (n + 4)) with p̃ = (covered + 2) / (n + 4) (Agresti and Coull 1998), so that full coverage of a
    few documents is not taken for certain. Where nothing was measured it is the last point. Raises ValueError without
    any point.
    """
    if not points:
        raise ValueError("a curve without points has no best one")
    measured = [
        (point, point.coverage.value) for point in points if point.coverage and point.coverage.value is not None
    ]
    if not measured:
        return points[-1]
    best, most = max(measured, key=lambda entry: entry[1])
    floor = most - _standard_error(best.fit)
    return next(point for point, value in reversed(measured) if value >= floor)


def restored(log: Sequence[Change], version: int) -> Labels:
    """The labels to touch so that a taxonomy goes back to a version, but for people's work since.

    What people touched stays, with what it stands under or was merged into; a label that would come back under the
    name of one of those is merged into it.
    """
    now, then = replay(log), replay(log[:version])
    theirs = {label_id for change in log[version:] if change.by_person for label_id in change.touched}
    stays = _with_what_they_lean_on(now, theirs)
    return yielding(now, tuple(label for label in diff(now, then) if label.id not in stays))


def _with_what_they_lean_on(taxonomy: Taxonomy, label_ids: set[LabelId]) -> set[LabelId]:
    stays: set[LabelId] = set()
    waiting = [*label_ids]
    while waiting:
        label = taxonomy.labels[waiting.pop()]
        if label.id in stays:
            continue
        stays.add(label.id)
        waiting.extend(label.became or ())
        if label.in_force and label.parent is not None:
            waiting.append(label.parent)
    return stays


def _steps(log: Sequence[Change], run: str) -> Iterator[_Step]:
    states = Versions(log)
    for before, change, after in zip(states, log, states[1:], strict=False):
        if change.batch.startswith(f"{run}/"):
            yield _Step(change.batch.removeprefix(f"{run}/"), before, change, after)


def _coverage(fit: Fit | None) -> Estimate | None:
    return share(fit.covered, len(fit.labels)) if fit is not None and fit.labels else None


def _standard_error(fit: Fit | None) -> float:
    if fit is None:
        return 0.0
    n = len(fit.labels) + 4
    softened = (fit.covered + 2) / n
    return sqrt(softened * (1 - softened) / n)
