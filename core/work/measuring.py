"""What is known of a grow run's candidates, for those who choose between them: curves, measures, votes.

Everything is worked out anew from the trials' logs and the run's findings; nothing here is kept.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel
from sqlalchemy import Engine

from core.classifier.embeddings import packaged
from core.growth.choice import OrderEffect, Tally, Vote, favourite, order_effect, tally
from core.growth.curve import Point, curve
from core.growth.fitting import Fit
from core.growth.measures import Measures, agreements, measures
from core.store import findings, ledger, runs
from core.store.runs import Run
from core.store.trials import Trial
from core.taxonomy.history import replay, standing
from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Taxonomy
from core.work.growing import Job, begun
from core.work.settings import GrowSettings

CHOSEN, DISCARDED = "chosen", "discarded"


class Chosen(BaseModel, frozen=True):
    """Which trial became the taxonomy, by whom, and the taxonomy's version after it."""

    trial: int
    by: str
    version: int


class Discarded(BaseModel, frozen=True):
    """That someone does not want what a run found."""

    by: str


class Enough(BaseModel, frozen=True):
    """Why a trial, or all of them under the name ALL, reads no further minibatches."""

    reason: str


ALL = "all"


class Candidate(NamedTuple):
    """What one trial has come to. `fit` is of its latest state on the validation documents, `test` on the test ones.

    `taxonomy` is as teachers see it: the inside of a label where that is divided. `enough` says why it read no
    further, or is empty.
    """

    number: int
    taxonomy: Taxonomy
    points: tuple[Point, ...]
    fit: Fit | None
    test: Fit | None
    measures: Measures | None
    enough: str


class Candidates(NamedTuple):
    """A run's candidates side by side. `marked` is the favourite's number once there is one to mark.

    `agreements` holds how alike each two group the validation documents, NaN where that is not known.
    """

    trials: tuple[Candidate, ...]
    votes: tuple[Vote, ...]
    tally: Tally
    order: OrderEffect
    agreements: NDArray[np.float64]
    marked: int | None
    chosen: Chosen | None


def latest_growth(engine: Engine, taxonomy_id: str) -> Run | None:
    """The latest grow run that was to change the taxonomy, not one that another was compared with.

    Nor one that was to divide a label, once that is out of force or someone has discarded what was found.
    """
    found = runs.runs(engine, taxonomy_id=taxonomy_id, stage="grow")
    return next((run for run in found if _matters(engine, run)), None)


def _matters(engine: Engine, run: Run) -> bool:
    settings = GrowSettings.model_validate(run.settings)
    if settings.like or not settings.within:
        return not settings.like
    label = ledger.taxonomy(engine, run.taxonomy).labels.get(settings.within)
    discarded = findings.finding(engine, run.id, DISCARDED, Discarded)
    return discarded is None and label is not None and label.in_force


def candidates(engine: Engine, run: Run) -> Candidates | None:
    """None before a worker has planned the run."""
    job = begun(engine, run)
    if job is None:
        return None
    enough = findings.findings(engine, run.id, "enough/", Enough)
    tests = findings.findings(engine, run.id, "test/", Fit)
    found = tuple(_candidate(job, trial, tests, enough) for trial in job.trials)
    votes = tuple(findings.findings(engine, run.id, "vote/", Vote).values())
    counted = tally(votes, [each.number for each in found])
    known = {each.number: each.measures for each in found if each.measures is not None}
    full = [each.fit or Fit(version=0, labels=()) for each in found]
    same = len({len(fit.labels) for fit in full}) == 1
    return Candidates(
        trials=found,
        votes=votes,
        tally=counted,
        order=order_effect(counted),
        agreements=agreements(full) if same else np.full((len(full), len(full)), np.nan),
        marked=favourite(counted, known) if known or counted.rounds else None,
        chosen=decision(engine, run),
    )


def decision(engine: Engine, run: Run) -> Chosen | None:
    """What was chosen; nothing again once the change that took it over has been undone."""
    chosen = findings.finding(engine, run.id, CHOSEN, Chosen)
    log = ledger.changes(engine, run.taxonomy)
    if chosen is None or (log[chosen.version - 1].labels and chosen.version not in standing(log)):
        return None
    return chosen


def _candidate(job: Job, trial: Trial, tests: Mapping[str, Fit], enough: Mapping[str, Enough]) -> Candidate:
    log = ledger.changes(job.engine, trial.taxonomy)
    taxonomy = job.view(replay(log))
    sizes = {f"batch {number}": len(batch) for number, batch in enumerate(job.batches(trial), start=1)}
    points = tuple(curve(log, job.run.id, job.fits(trial), sizes))
    fit = points[-1].fit if points else None
    stopped = enough.get(str(trial.number)) or enough.get(ALL)
    return Candidate(
        number=trial.number,
        taxonomy=taxonomy,
        points=points,
        fit=fit,
        test=tests.get(str(trial.number)),
        measures=measures(taxonomy, fit, likeness(taxonomy)) if fit is not None else None,
        enough=stopped.reason if stopped else "",
    )


def likeness(taxonomy: Taxonomy) -> NDArray[np.float64]:
    """How near the labels in force are to one another in what they say of themselves: cosines of static vectors."""
    said = packaged().encode([f"{label.name}. {label.description}" for label in taxonomy.live])
    rows = np.asarray(said, np.float64)
    lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return np.asarray((rows / lengths) @ (rows / lengths).T)


def sizes(candidate: Candidate) -> Mapping[LabelId, int]:
    """How many of the validation documents each label in force got."""
    known = candidate.fit.sizes if candidate.fit else {}
    return {label.id: known.get(label.id, 0) for label in candidate.taxonomy.live}
