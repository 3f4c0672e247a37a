"""The label run: a teacher's verdict on each document, a slice at a time."""

import os
from collections.abc import Sequence

from sqlalchemy import Engine

from core.corpus.document import Document
from core.growth.minibatches import sample
from core.labelling.carry import stale_ids
from core.store import documents, judgements, ledger, projects, runs
from core.store.runs import Run
from core.work.growing import examples
from core.work.settings import LabelSettings
from core.work.teachers import teacher_for

SLICE = {"offline": 500, "hybrid": 500, "llm": 40}  # documents a chunk: a few seconds of work, so that a stop is quick


def chunks(engine: Engine, run: Run) -> list[str]:  # noqa: ARG001 - every stage is asked alike
    """A name for each slice of the pinned documents."""
    settings = LabelSettings.model_validate(run.settings)
    count = min(settings.sample or run.documents, run.documents)
    return [f"from {start + 1}" for start in range(0, count, SLICE[settings.teacher])]


async def perform(engine: Engine, run: Run, chunk: str) -> None:
    """Judge the documents of a slice that still need it. Raises TeacherError."""
    settings = LabelSettings.model_validate(run.settings)
    start = int(chunk.removeprefix("from ")) - 1
    taxonomy = ledger.taxonomy(engine, run.taxonomy)
    batch = documents.documents_at(
        engine, run.project, _positions(run, settings)[start : start + SLICE[settings.teacher]]
    )
    todo = _still_to_judge(engine, run, settings, batch, stale_ids(taxonomy))
    if not todo:
        return
    runs.say(engine, run.id, f"Labelling documents {start + 1:,} to {start + len(batch):,}")
    teacher = teacher_for(engine, run, settings, os.environ)
    brief = projects.taxonomy_card(engine, run.taxonomy).brief
    verdicts = await teacher.assign(brief, taxonomy, examples(engine, run.project, taxonomy), todo)
    judgements.add_verdicts(engine, run, taxonomy.version, teacher.name, verdicts)


def _positions(run: Run, settings: LabelSettings) -> Sequence[int]:
    everything = range(1, run.documents + 1)
    return everything if settings.sample is None else sample(everything, settings.sample, settings.seed)


def _still_to_judge(
    engine: Engine, run: Run, settings: LabelSettings, batch: Sequence[Document], stale: frozenset[str]
) -> list[Document]:
    """What this run has judged before a crash is not asked again; nor, if so set, what has a valid verdict."""
    by_this_run = judgements.judged_in_run(engine, run.id)
    if settings.only == "all":
        return [document for document in batch if document.id not in by_this_run]
    standing = judgements.verdicts(engine, run.taxonomy, [document.id for document in batch])
    valid = {verdict.document for verdict in standing if verdict.primary not in stale and not verdict.needs_review}
    return [document for document in batch if document.id not in by_this_run | valid]
