"""The label run: a teacher's verdict on each document, a slice at a time.

It goes by the version that is frozen for labelling, where one is, and says so with every verdict.
"""

import os
from collections.abc import Sequence

from pydantic import BaseModel
from sqlalchemy import Engine

from core.corpus.document import Document
from core.errors import NotEnoughLabels
from core.growth.minibatches import sample
from core.labelling.carry import askable_again, stale_ids
from core.store import documents, findings, judgements, ledger, projects, runs
from core.store.runs import Run
from core.store.versions import labelled_by
from core.work.abstaining import abstained
from core.work.again import without_judgement
from core.work.doubting import doubted
from core.work.growing import examples
from core.work.settings import LabelSettings
from core.work.teachers import teacher_for

SLICE = {"offline": 500, "hybrid": 500, "llm": 40}  # documents a chunk: a few seconds of work, so that a stop is quick
ASKED = "asked"


class Asked(BaseModel, frozen=True):
    """The documents that a run asks about, by their places: what is stale becomes less while it is under way."""

    positions: tuple[int, ...]


def chunks(engine: Engine, run: Run) -> list[str]:
    """A name for each slice of the documents asked about."""
    settings = LabelSettings.model_validate(run.settings)
    count = len(_positions(engine, run, settings))
    return [f"from {start + 1}" for start in range(0, count, SLICE[settings.teacher])]


async def perform(engine: Engine, run: Run, chunk: str) -> None:
    """Judge the documents of a slice that still need it. Raises TeacherError and NotEnoughLabels."""
    settings = LabelSettings.model_validate(run.settings)
    start = int(chunk.removeprefix("from ")) - 1
    batch = documents.documents_at(
        engine, run.project, _positions(engine, run, settings)[start : start + SLICE[settings.teacher]]
    )
    taxonomy = labelled_by(engine, run.taxonomy)
    if not taxonomy.live:
        raise NotEnoughLabels("The version that labelling goes by has no labels. Choose another on the Curate page.")
    todo = _still_to_judge(engine, run, settings, batch)
    if not todo:
        return
    runs.say(engine, run.id, f"Labelling documents {start + 1:,} to {start + len(batch):,}")
    teacher = teacher_for(engine, run, settings, os.environ)
    brief = projects.taxonomy_card(engine, run.taxonomy).brief
    verdicts = await teacher.assign(brief, taxonomy, examples(engine, run, taxonomy), todo)
    standing = settings.repetition == 0
    judgements.add_verdicts(engine, run, taxonomy.version, teacher.name, verdicts, standing)


def _positions(engine: Engine, run: Run, settings: LabelSettings) -> Sequence[int]:
    """The places of the documents that are asked about, the same each time for the same run."""
    if settings.only in ("all", "missing or stale") and settings.repetition == 0:
        everything = range(1, run.documents + 1)
        return everything if settings.sample is None else sample(everything, settings.sample, settings.seed)
    pinned = findings.finding(engine, run.id, ASKED, Asked)
    if pinned is None:
        found = _standing(engine, run) if settings.repetition else _wanted(engine, run, settings)
        drawn = found if settings.sample is None else sample(found, settings.sample, settings.seed)
        pinned = Asked(positions=tuple(drawn))
        findings.keep(engine, run.id, ASKED, pinned)
    return pinned.positions


def _wanted(engine: Engine, run: Run, settings: LabelSettings) -> list[int]:
    if settings.only == "stale":
        return [place for place in without_judgement(engine, run.taxonomy).values() if place <= run.documents]
    found = abstained(engine, run.taxonomy) if settings.only == "abstained" else doubted(engine, run.taxonomy)
    among = frozenset(found)
    ids = documents.document_ids(engine, run.project, up_to=run.documents)
    return [place for place, document in enumerate(ids, start=1) if document in among]


def _standing(engine: Engine, run: Run) -> list[int]:
    """The places of the documents whose verdict says something that can be said again."""
    stale = stale_ids(ledger.taxonomy(engine, run.taxonomy))
    told = judgements.understood(engine, run.project, run.taxonomy)
    return [place for place, label_id in told.items() if label_id not in stale and place <= run.documents]


def _still_to_judge(engine: Engine, run: Run, settings: LabelSettings, batch: Sequence[Document]) -> list[Document]:
    """What this run has judged before a crash is not asked again; nor, if so set, what has a valid verdict."""
    by_this_run = judgements.judged_in_run(engine, run.id)
    if settings.only in ("all", "doubted"):
        return [document for document in batch if document.id not in by_this_run]
    now = ledger.taxonomy(engine, run.taxonomy)
    gone = askable_again(now, labelled_by(engine, run.taxonomy))
    standing = judgements.verdicts(engine, run.taxonomy, [document.id for document in batch])
    valid = {verdict.document for verdict in standing if verdict.primary not in gone and not verdict.needs_review}
    return [document for document in batch if document.id not in by_this_run | valid]
