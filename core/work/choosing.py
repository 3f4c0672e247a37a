"""The choice between trials, prepared: judged on documents kept apart, and compared by measures.

The model's judgement marks a favourite; which candidate becomes the taxonomy a person decides, or the marked one does
where the run was asked to decide by itself.
"""

import os
from collections.abc import Coroutine, Mapping, Sequence

from sqlalchemy import Engine

from core.errors import BadReply, NotFound
from core.growth.choice import Vote, orders
from core.growth.curve import restored
from core.growth.trials import adopted
from core.side_by_side import side_by_side
from core.store import documents, findings, ledger, projects
from core.store.runs import Run
from core.store.trials import Trial
from core.taxonomy.history import diff, replay
from core.taxonomy.label import Labels
from core.taxonomy.taxonomy import Change, Taxonomy
from core.teachers.llm import LLMTeacher
from core.teachers.protocol import Judge, Teacher
from core.work.growing import Job, begun, fitted, follow, latest, own_changes
from core.work.measuring import CHOSEN, Chosen, candidates
from core.work.planning import basis
from core.work.teachers import judge_for


async def choice(job: Job, teachers: Mapping[int, Teacher]) -> None:
    """Judge the candidates, measure them on the test documents, and decide if asked to. Raises TeacherError."""
    one = teachers[job.trials[0].number]
    # a model that teaches judges too: over the same line, so that one limit holds, and reading documents the same way
    judge = one if isinstance(one, LLMTeacher) else judge_for(job.engine, job.run, job.settings, os.environ)
    work = [_test(job, trial, teachers[trial.number]) for trial in job.trials]
    if judge is not None and len(job.trials) > 1:
        work += _votes(job, judge)
    await side_by_side(work)
    if job.settings.chooser == "teacher" and job.settings.drafts and not job.settings.like:
        found = candidates(job.engine, job.run)
        if found is not None and found.chosen is None and found.marked is not None:
            adopt(job.engine, job.run, found.marked, by="")


def _votes(job: Job, judge: Judge) -> list[Coroutine[None, None, None]]:
    shown = [trial.number for trial in job.trials]
    known = findings.findings(job.engine, job.run.id, "vote/", Vote)
    places = orders(len(shown), job.settings.rounds, job.settings.seed)
    return [
        _vote(job, judge, number, tuple(shown[place] for place in order))
        for number, order in enumerate(places, start=1)
        if f"{number:02}" not in known
    ]


async def _vote(job: Job, judge: Judge, number: int, order: tuple[int, ...]) -> None:
    batch = documents.documents_at(job.engine, job.run.project, job.plan.judged(number, job.settings.seed))
    brief = projects.taxonomy_card(job.engine, job.run.taxonomy).brief
    by_number = {trial.number: latest(job.engine, trial) for trial in job.trials}
    taxonomies = [job.view(by_number[each]) for each in order]
    try:
        said = await judge.prefer(job.brief(by_number[order[0]], brief), taxonomies, batch)
        vote = Vote(order=order, best=order[said.best], reason=said.reason)
    except BadReply as error:
        vote = Vote(order=order, best=None, reason=str(error))
    findings.keep(job.engine, job.run.id, f"vote/{number:02}", vote)


async def _test(job: Job, trial: Trial, teacher: Teacher) -> None:
    batch = documents.documents_at(job.engine, job.run.project, job.plan.tested)
    fit = await fitted(job, latest(job.engine, trial), batch, teacher) if batch else None
    if fit is not None:
        findings.keep(job.engine, job.run.id, f"test/{trial.number}", fit)


def adopt(engine: Engine, run: Run, number: int, by: str) -> Taxonomy:
    """Make the taxonomy match what a trial has come to, as one change. Raises Conflict, NotFound."""
    job = begun(engine, run)
    trial = next((trial for trial in job.trials if trial.number == number), None) if job else None
    if job is None or trial is None or trial.taxonomy == run.taxonomy:
        raise NotFound("There is no such candidate to choose.")
    follow(job, trial)
    log = ledger.changes(engine, trial.taxonomy)
    author = next((change.author for change in reversed(log) if not change.by_person), by)
    reason = f"Trial {number}, chosen by {by}." if by else f"Trial {number}, the one found best."
    own = ledger.changes(engine, run.taxonomy)
    labels = _chosen(own, basis(engine, run).version + len(own_changes(job)), replay(log))
    change = Change(labels=labels, author=author, based_on=len(own), reason=reason)
    after = ledger.append(engine, run.taxonomy, change)
    findings.keep(engine, run.id, CHOSEN, Chosen(trial=number, by=by, version=after.version))
    return after


def _chosen(log: Sequence[Change], version: int, candidate: Taxonomy) -> Labels:
    """The labels to touch so that a taxonomy comes to match a candidate instead of one chosen since that version."""
    now = replay(log)
    before = now.followed_by(Change(labels=restored(log, version), author="", based_on=len(log)))
    after = before.followed_by(Change(labels=adopted(before, candidate), author="", based_on=len(log)))
    return diff(now, after)
