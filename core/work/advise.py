"""The advise run: a teacher is asked one question about the labels, and its remedies are kept for people to decide on.

It changes nothing. The labels it is about are fixed at its beginning and asked about some at a time.
"""

import os
from collections.abc import Mapping

from pydantic import BaseModel
from sqlalchemy import Engine

from core.classifier.embeddings import packaged
from core.store import findings, ledger, runs
from core.store.replies import Replies
from core.store.runs import Run
from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.advising.advice import Advice, Question
from core.teachers.advising.model import ModelAdviser
from core.teachers.advising.offline import OfflineAdviser
from core.teachers.asking import Asking
from core.teachers.settings import from_environment
from core.work.matters import matter_of
from core.work.settings import AdviseSettings

ADVICE, PLAN = "advice/", "plan"  # under which names a run keeps what it was told, and which labels it asks about
ONE_BY_ONE: Mapping[Question, int] = {"wording": 8, "hidden topics": 4}  # labels a part, where a model is asked
BY_LIKENESS = 50  # where likeness alone decides
DOING: Mapping[Question, str] = {
    "wording": "Looking for better words",
    "overlaps": "Looking for labels that overlap",
    "hidden topics": "Looking for hidden topics",
    "uncovered": "Looking at what no label covers",
    "tie-break": "Writing rules for confused pairs",
}


class Plan(BaseModel, frozen=True):
    """Which labels each part of a run is about; a part without any is about all of them together."""

    parts: tuple[tuple[LabelId, ...], ...]


def chunks(engine: Engine, run: Run) -> list[str]:
    """A name for each part of the plan, which is made at the first call."""
    return [f"part {number}" for number in range(1, len(_plan(engine, run).parts) + 1)]


async def perform(engine: Engine, run: Run, chunk: str) -> None:
    """Ask about one part's labels, and keep the answer. Raises TeacherError."""
    if findings.finding(engine, run.id, f"{ADVICE}{chunk}", Advice) is not None:
        return
    settings = AdviseSettings.model_validate(run.settings)
    planned = _plan(engine, run).parts[int(chunk.removeprefix("part ")) - 1]
    log = ledger.changes(engine, run.taxonomy)
    taxonomy = ledger.taxonomy(engine, run.taxonomy)
    about = tuple(label_id for label_id in planned if taxonomy[label_id].in_force)
    adviser = adviser_for(engine, run, settings, os.environ)
    if planned and not about:  # all of them have gone since
        findings.keep(engine, run.id, f"{ADVICE}{chunk}", Advice(based_on=taxonomy.version, teacher=adviser.name))
        return
    matter = matter_of(engine, run, settings, log, about)
    read = len(matter.documents)
    runs.say(engine, run.id, f"{DOING[settings.question]} in {read:,} documents")
    answer = await adviser.advise(settings.question, matter, about, settings.parts)
    advice = Advice(
        based_on=matter.taxonomy.version,
        teacher=adviser.name,
        remedies=answer.remedies,
        notes=answer.notes,
        read=read,
    )
    findings.keep(engine, run.id, f"{ADVICE}{chunk}", advice)


def adviser_for(
    engine: Engine, run: Run, settings: AdviseSettings, environ: Mapping[str, str]
) -> OfflineAdviser | ModelAdviser:
    """Raises TeacherError where a language model is asked for and none is set up."""
    if settings.teacher == "offline":
        return OfflineAdviser(packaged())
    asking = Asking(from_environment(environ, settings.model), Replies(engine, run.id))
    return ModelAdviser(asking, packaged(), groups_by_likeness=settings.teacher == "hybrid")


def parts_of(taxonomy: Taxonomy, settings: AdviseSettings) -> list[tuple[LabelId, ...]]:
    """Which labels are asked about at once: pairs and uncovered documents concern all labels, the rest some each."""
    if settings.question not in ONE_BY_ONE:
        return [settings.labels]
    at_once = BY_LIKENESS if settings.teacher == "offline" else ONE_BY_ONE[settings.question]
    wanted = settings.labels or tuple(label.id for label in taxonomy.live)
    open_ = [label_id for label_id in wanted if taxonomy[label_id].in_force and not taxonomy[label_id].locked]
    return [tuple(open_[start : start + at_once]) for start in range(0, len(open_), at_once)]


def _plan(engine: Engine, run: Run) -> Plan:
    kept = findings.finding(engine, run.id, PLAN, Plan)
    if kept is not None:
        return kept
    settings = AdviseSettings.model_validate(run.settings)
    plan = Plan(parts=tuple(parts_of(ledger.taxonomy(engine, run.taxonomy), settings)))
    findings.keep(engine, run.id, PLAN, plan)
    return plan
