"""Runs of the grow stage in every state that pages have to show, made by the store's own functions."""

from sqlalchemy import Engine

from core.growth.fitting import Fit
from core.store import documents, findings, ledger, projects, runs
from core.store.projects import Project
from core.store.runs import Run
from core.taxonomy import edits
from core.taxonomy.label import Label, Quote
from core.taxonomy.taxonomy import Change
from core.work import requests
from core.work.growing import PROPOSAL, Job, job_of
from core.work.settings import GrowSettings

ONE = GrowSettings(trials=1, batch_size=12)  # of sixty documents 36 are read, in three batches
STEP_BY_STEP = ONE.model_copy(update={"step_by_step": True})


def taxonomy_of(engine: Engine, project: Project) -> str:
    return projects.taxonomies(engine, project.id)[0].id


def begun(engine: Engine, project: Project, settings: GrowSettings) -> Job:
    """A run that a worker has planned and begun."""
    run = requests.request(engine, taxonomy_of(engine, project), settings, "Ana")
    job = job_of(engine, run)
    runs.start(engine, run.id, max(len(job.batches(trial)) for trial in job.trials) + 2)
    return job


def found_by(engine: Engine, job: Job, number: int, step: str, *labels: Label, **facts: object) -> None:
    """What a trial's teacher changed in a step."""
    trial = job.trials[number - 1]
    now = ledger.taxonomy(engine, trial.taxonomy)
    change = Change(labels=labels, author="llm:some-model", based_on=now.version, batch=f"{job.run.id}/{step}", **facts)
    ledger.append(engine, trial.taxonomy, change)


def measured(engine: Engine, job: Job, number: int, step: str, covered: int, of: int = 12) -> None:
    trial = job.trials[number - 1]
    now = ledger.taxonomy(engine, trial.taxonomy)
    some = now.live[0].id if now.live else None
    fit = Fit(version=now.version, labels=(some,) * covered + (None,) * (of - covered))
    findings.keep(engine, job.run.id, f"fit/{number}/{step}", fit)


def three_labels(engine: Engine, project: Project) -> None:
    """What people had before the run."""
    taxonomy_id = taxonomy_of(engine, project)
    for name in ("Cards", "Card delivery", "Logins"):
        now = ledger.taxonomy(engine, taxonomy_id)
        change = Change(labels=edits.add(now, name), author="human:Ben", based_on=now.version)
        ledger.append(engine, taxonomy_id, change)


def under_way(engine: Engine, project: Project) -> Run:
    """One trial whose three batches are read: one added a label, one merged and renamed, one failed."""
    three_labels(engine, project)
    job = begun(engine, project, ONE)
    now = ledger.taxonomy(engine, job.run.taxonomy)
    evil = edits.add(now, "Transfers [x](http://example.org)")
    found_by(engine, job, 1, "batch 1", *evil, reason="Transfers came up often.", score=72)
    measured(engine, job, 1, "batch 1", 9)
    now = ledger.taxonomy(engine, job.run.taxonomy)
    both = (*edits.merge(now, ["card-delivery"], "cards"), *edits.rename(now, "logins", "App and logins"))
    found_by(engine, job, 1, "batch 2", *both)
    measured(engine, job, 1, "batch 2", 11)
    failed = "This step changed nothing. The reply was not in the form asked for."
    found_by(engine, job, 1, "batch 3", reason=failed, failed=True)
    for number in (1, 2, 3):
        runs.chunk_done(engine, job.run.id, f"batch {number}")
    return runs.run(engine, job.run.id)


def asking(engine: Engine, project: Project) -> tuple[Run, Change]:
    """A run whose first batch proposes a new label with a quote, a rename with other words, and a merge."""
    three_labels(engine, project)
    taxonomy_id = taxonomy_of(engine, project)
    now = ledger.taxonomy(engine, taxonomy_id)
    told = (now["logins"].model_copy(update={"description": "People cannot log in."}),)
    ledger.append(engine, taxonomy_id, Change(labels=told, author="human:Ben", based_on=now.version))
    job = begun(engine, project, STEP_BY_STEP)
    now = ledger.taxonomy(engine, taxonomy_id)
    (document,) = documents.documents_at(engine, project.id, [1])
    quote = Quote(document=document.id, text="swallowed by the cash machine")
    (fresh,) = edits.add(now, "Lost in machines")
    fresh = fresh.model_copy(
        update={"examples": (document.id,), "quotes": (quote,), "description": "See [x](http://y.z)."}
    )
    renamed = now["logins"].model_copy(update={"name": "App logins", "description": "People cannot log in to the app."})
    change = Change(
        labels=(fresh, renamed, *edits.merge(now, ["card-delivery"], "cards")),
        author="llm:some-model",
        based_on=now.version,
        batch=f"{job.run.id}/batch 1",
        reason="Machines swallow cards.",
        score=81,
    )
    findings.keep(engine, job.run.id, PROPOSAL, change)
    runs.finish(engine, job.run.id, "asking", "A proposal waits for you.")
    return runs.run(engine, job.run.id), change
