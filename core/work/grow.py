"""The grow run: round by round every trial reads a minibatch, then the labels are reviewed, then a choice is prepared.

Trials go side by side over one line to a model, so that a limit on calls holds for all of them, and wait for one
another only before the choice. How the labels fit documents that are kept apart is measured beside the next round. What
people change meanwhile is seen by the next.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Engine

from core.classifier.embeddings import packaged
from core.corpus.document import Document
from core.errors import Conflict, WaitsForPerson
from core.growth.curve import best_step, curve, moved, restored, saturated
from core.growth.freedom import filled_in
from core.growth.improve import improve
from core.growth.inside import back
from core.side_by_side import side_by_side
from core.store import documents, findings, ledger, projects, runs
from core.store.runs import Run
from core.store.trials import Trial
from core.taxonomy.taxonomy import Change
from core.teachers.llm import LLMTeacher
from core.teachers.protocol import Teacher
from core.teachers.quoting import quoted
from core.work.choosing import choice
from core.work.growing import PROPOSAL, Job, examples, fitted, follow, job_of, latest
from core.work.measuring import ALL, Enough
from core.work.teachers import teachers_for

REVIEW, CHOICE = "review", "choice"
LOOKS = 3  # times a batch is redone because a person changed the same labels while the teacher thought
PROPOSED = "A proposal waits for you. Accept or decline its parts, and the run goes on."


def chunks(engine: Engine, run: Run) -> list[str]:
    """A name for each round of minibatches, then the review, then the choice."""
    return _names(job_of(engine, run))


def _names(job: Job) -> list[str]:
    rounds = max(len(job.batches(trial)) for trial in job.trials)
    return [*(f"batch {number}" for number in range(1, rounds + 1)), REVIEW, CHOICE]


async def perform(engine: Engine, run: Run, chunk: str) -> None:
    """One round of all trials, and all that come after it: trials do not wait for one another before the choice.

    Each round is ticked off once the last trial is through, so that it is not begun again. Raises TeacherError,
    Conflict, and WaitsForPerson where a proposal has to be decided.
    """
    if chunk in runs.chunks_done(engine, run.id):
        return
    job = job_of(engine, run)
    seeds = {trial.number: job.settings.seed + trial.number - 1 for trial in job.trials}
    teachers = teachers_for(engine, run, job.settings, os.environ, seeds, job.plan.summaries)
    through: Counter[str] = Counter()
    trials = (_go_on(job, trial, chunk, teachers[trial.number], through) for trial in job.trials)
    await side_by_side([*trials, _read_ahead(job, teachers[job.trials[0].number])])
    runs.say(engine, run.id, _said(job, CHOICE))
    await side_by_side(_round(job, trial, CHOICE, teachers[trial.number]) for trial in job.trials)
    await choice(job, teachers)
    runs.chunk_done(engine, run.id, CHOICE)


async def _go_on(job: Job, trial: Trial, chunk: str, teacher: Teacher, through: Counter[str]) -> None:
    """A trial's rounds from this one up to the choice; `through` counts the trials that have done each."""
    names = _names(job)
    for name in names[names.index(chunk) : names.index(CHOICE)]:
        runs.say(job.engine, job.run.id, _said(job, name))
        await _round(job, trial, name, teacher)
        through[name] += 1
        if through[name] == len(job.trials):
            runs.chunk_done(job.engine, job.run.id, name)
        await asyncio.sleep(0)  # trials whose teacher never waits take turns


async def _read_ahead(job: Job, teacher: Teacher) -> None:
    """Let a model read what the choice will need, whenever there is room for a call that nothing else needs.

    Not step by step: there a person waits for the calls to end.
    """
    if not isinstance(teacher, LLMTeacher) or not job.plan.summaries or job.settings.step_by_step:
        return
    votes = range(1, job.settings.rounds + 1) if len(job.trials) > 1 else ()
    needed = {*job.plan.tested, *(place for vote in votes for place in job.plan.judged(vote, job.settings.seed))}
    batch = documents.documents_at(job.engine, job.run.project, sorted(needed - {*job.plan.measured}))
    brief = projects.taxonomy_card(job.engine, job.run.taxonomy).brief
    await teacher.read_ahead(job.brief(latest(job.engine, job.trials[0]), brief), batch)


async def _round(job: Job, trial: Trial, chunk: str, teacher: Teacher) -> None:
    """One minibatch of one trial and, beside it, how what there was before fits; or the review, of the best state."""
    if chunk not in (REVIEW, CHOICE):
        await side_by_side([_improve(job, trial, chunk, teacher), _measure(job, trial, teacher)])
        _look_for_saturation(job, trial)
        return
    await _measure(job, trial, teacher)
    if _keep_the_best(job, trial, chunk) and chunk == CHOICE:
        await _measure(job, trial, teacher)
    if chunk == REVIEW:
        await _improve(job, trial, chunk, teacher)
        await _measure(job, trial, teacher)


async def _improve(job: Job, trial: Trial, chunk: str, teacher: Teacher) -> None:
    name = job.name(chunk)
    if ledger.has_batch(job.engine, trial.taxonomy, name) or (chunk != REVIEW and _has_enough(job, trial)):
        return
    batch = _documents(job, trial, chunk)
    if chunk != REVIEW and not batch:
        return
    waiting = findings.finding(job.engine, job.run.id, PROPOSAL, Change)
    if waiting is not None and waiting.batch == name:
        raise WaitsForPerson(PROPOSED)
    for look in range(1, LOOKS + 1):
        follow(job, trial)
        change = await _change(job, trial, name, batch, teacher)
        if job.settings.step_by_step and any(moved(latest(job.engine, trial), change)):  # other examples need no one
            findings.keep(job.engine, job.run.id, PROPOSAL, change)
            raise WaitsForPerson(PROPOSED)
        try:
            ledger.append(job.engine, trial.taxonomy, change)
        except Conflict:
            if look == LOOKS:
                raise
            continue
        return


async def _change(job: Job, trial: Trial, name: str, batch: Sequence[Document], teacher: Teacher) -> Change:
    """What the teacher would change, within what it may, and with quotes from the documents it names as examples."""
    taxonomy = latest(job.engine, trial)
    wording = projects.briefs(job.engine, job.run.taxonomy)[-1]
    view = job.view(taxonomy)
    if not batch and not view.live:
        why = "There were no labels to review."
        return Change(labels=(), author=teacher.name, based_on=taxonomy.version, batch=name, reason=why)
    shown = examples(job.engine, job.run, view)
    change = await improve(job.brief(taxonomy, wording.brief), view, shown, name, batch, teacher)
    labels = change.labels
    if job.settings.within:
        labels = back(taxonomy, job.settings.within, labels)
    if job.settings.freedom == "describe":
        labels = filled_in(taxonomy, labels)
    known = {**shown, **{document.id: document for document in batch}}
    labels = await asyncio.to_thread(quoted, labels, known, packaged())
    return change.model_copy(update={"labels": labels, "brief": wording.version})


async def _measure(job: Job, trial: Trial, teacher: Teacher) -> None:
    """Keep how the trial's latest state fits the validation documents, unless that is known.

    Replies that stay unusable leave a gap in the curve.
    """
    step = _last_step(job, trial)
    if not step or not job.plan.validation or step in job.fits(trial):
        return
    batch = documents.documents_at(job.engine, job.run.project, job.plan.measured)
    fit = await fitted(job, latest(job.engine, trial), batch, teacher)
    if fit is not None:
        findings.keep(job.engine, job.run.id, f"fit/{trial.number}/{step}", fit)


def _last_step(job: Job, trial: Trial) -> str:
    """The chunk of the run's last change in a trial's log; empty before the first."""
    log = ledger.changes(job.engine, trial.taxonomy)
    mine = (change.batch for change in reversed(log) if change.batch.startswith(job.name("")))
    return next(mine, "").removeprefix(job.name(""))


def _keep_the_best(job: Job, trial: Trial, chunk: str) -> bool:
    """Early stopping: go back to the best state on the validation documents where the last is clearly worse."""
    name = job.name(f"best before {chunk}")
    log = ledger.changes(job.engine, trial.taxonomy)
    measured = [point for point in curve(log, job.run.id, job.fits(trial)) if point.fit is not None]
    if not measured or ledger.has_batch(job.engine, trial.taxonomy, name):
        return False
    best = best_step(measured)
    labels = restored(log, best.version) if best.step != measured[-1].step else ()
    if not labels:
        return False
    reason = f"Went back to the labels after {best.step}: they fitted more of the documents kept apart."
    author = next(change.author for change in reversed(log) if not change.by_person)
    change = Change(labels=labels, author=author, based_on=len(log), batch=name, reason=reason)
    ledger.append(job.engine, trial.taxonomy, change)
    return True


def _look_for_saturation(job: Job, trial: Trial) -> None:
    patience = job.settings.saturation
    if not patience or _has_enough(job, trial):
        return
    if saturated(ledger.changes(job.engine, trial.taxonomy), job.run.id, patience):
        reason = f"{patience} batches in a row brought nothing new." if patience > 1 else "A batch brought nothing new."
        findings.keep(job.engine, job.run.id, f"enough/{trial.number}", Enough(reason=reason))


def _has_enough(job: Job, trial: Trial) -> bool:
    found = findings.findings(job.engine, job.run.id, "enough/", Enough)
    return ALL in found or str(trial.number) in found


def _documents(job: Job, trial: Trial, chunk: str) -> list[Document]:
    if chunk == REVIEW:
        return []
    batches = job.batches(trial)
    number = int(chunk.removeprefix("batch "))
    return documents.documents_at(job.engine, job.run.project, batches[number - 1]) if number <= len(batches) else []


def _said(job: Job, chunk: str) -> str:
    together = f", {len(job.trials)} trials side by side" if len(job.trials) > 1 else ""
    if chunk == REVIEW:
        return f"Reviewing the labels{together}"
    if chunk == CHOICE:
        return "Comparing the trials" if together else "Measuring how the labels fit"
    batches = [job.batches(trial) for trial in job.trials]
    number = int(chunk.removeprefix("batch "))
    read = max(len(each[number - 1]) if number <= len(each) else 0 for each in batches)
    return f"Reading {read} documents, {chunk} of {max(map(len, batches))}{together}"
