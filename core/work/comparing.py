"""A run beside other teachers that read the same documents: the paper's table of baselines, in numbers.

Everything is worked out anew from logs, findings and replies; nothing here is kept. What another teacher comes to stays
a draft.
"""

from typing import NamedTuple

from sqlalchemy import Engine

from core.growth.fitting import Fit
from core.growth.measures import Measures, agreement, measures
from core.store import ledger, runs
from core.store.runs import Run
from core.taxonomy.history import replay
from core.taxonomy.taxonomy import Taxonomy
from core.work.budget import Bill, bill
from core.work.growing import begun
from core.work.measuring import Candidates, candidates, likeness
from core.work.settings import GrowSettings, TeacherName

TEACHERS: tuple[TeacherName, ...] = ("offline", "hybrid", "llm")


class Result(NamedTuple):
    """What one teacher came to. `fit` and `measures` are of the test documents, which nothing was chosen by.

    `trial` is the one of several that is shown. `agreement` with the run that all are compared with is None for that
    run itself, and where it is not known.
    """

    run: Run
    settings: GrowSettings
    trial: int
    taxonomy: Taxonomy
    fit: Fit | None
    measures: Measures | None
    agreement: float | None
    bill: Bill


def compared(engine: Engine, taxonomy_id: str) -> Run | None:
    """The latest finished run that grew the whole taxonomy: what other teachers are compared with."""
    for run in runs.runs(engine, taxonomy_id=taxonomy_id, stage="grow"):
        settings = GrowSettings.model_validate(run.settings)
        if run.status == "done" and not settings.like and not settings.within:
            return run
    return None


def against(run: Run, teacher: TeacherName, model: str = "") -> GrowSettings:
    """The settings by which another teacher reads what a run has read, once and with nobody in between."""
    once = {"trials": 1, "step_by_step": False, "chooser": "person", "like": run.id}
    settings = GrowSettings.model_validate(run.settings)
    return settings.model_copy(update={**once, "teacher": teacher, "model": model})


def comparisons(engine: Engine, run: Run, done: bool = False) -> dict[TeacherName, Run]:
    """The latest comparison of each teacher with a run: whatever has become of it, or the latest that is done."""
    found: dict[TeacherName, Run] = {}
    for other in runs.runs(engine, taxonomy_id=run.taxonomy, stage="grow"):
        settings = GrowSettings.model_validate(other.settings)
        if settings.like == run.id and (other.status == "done" or not done):
            found.setdefault(settings.teacher, other)
    return {teacher: found[teacher] for teacher in TEACHERS if teacher in found}


def results(engine: Engine, run: Run) -> list[Result]:
    """The run's own result, then the latest of each teacher that it has been compared with."""
    own = _result(engine, run, None)
    if own is None:
        return []
    others = comparisons(engine, run, done=True).values()
    return [own, *(result for each in others if (result := _result(engine, each, own.fit)) is not None)]


def _result(engine: Engine, run: Run, beside: Fit | None) -> Result | None:
    job, found = begun(engine, run), candidates(engine, run)
    if job is None or found is None:
        return None
    number = _shown(found)
    trial = next(trial for trial in job.trials if trial.number == number)
    fit = next(each.test for each in found.trials if each.number == number)
    log = ledger.changes(engine, trial.taxonomy)
    taxonomy = job.view(replay(log if fit is None else log[: fit.version]))
    same = fit is not None and beside is not None and len(fit.labels) == len(beside.labels)
    return Result(
        run=run,
        settings=job.settings,
        trial=number,
        taxonomy=taxonomy,
        fit=fit,
        measures=measures(taxonomy, fit, likeness(taxonomy)) if fit is not None else None,
        agreement=agreement(beside, fit) if same and fit is not None and beside is not None else None,
        bill=bill(engine, run.id),
    )


def _shown(found: Candidates) -> int:
    """The trial that became the taxonomy, else the favourite, else the first."""
    if found.chosen is not None:
        return found.chosen.trial
    return found.marked or found.trials[0].number
