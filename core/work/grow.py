"""The grow run: one change a minibatch, then a review. Edits that people make meanwhile are seen by the next."""

import os
from collections.abc import Sequence

from sqlalchemy import Engine

from core.corpus.document import Document
from core.errors import Conflict
from core.growth.improve import improve
from core.store import documents, ledger, projects, runs
from core.store.runs import Run
from core.taxonomy.label import DocumentId
from core.taxonomy.taxonomy import Taxonomy
from core.work.settings import GrowSettings
from core.work.teachers import teacher_for

REVIEW = "review"
LOOKS = 3  # times a batch is redone because a person changed the same labels while the teacher thought


def chunks(engine: Engine, run: Run) -> list[str]:  # noqa: ARG001 - every stage is asked alike
    """A name for each minibatch, then the review."""
    return [*(f"batch {number}" for number in range(1, len(_batches(run)) + 1)), REVIEW]


async def perform(engine: Engine, run: Run, chunk: str) -> None:
    """Let the teacher improve the taxonomy with one minibatch. Raises TeacherError, Conflict."""
    batch_name = f"{run.id}/{chunk}"
    if ledger.has_batch(engine, run.taxonomy, batch_name):
        return
    batch = _documents(engine, run, chunk)
    count = len(_batches(run))
    runs.say(engine, run.id, f"Reading {len(batch)} documents, {chunk} of {count}" if batch else "Reviewing the labels")
    settings = GrowSettings.model_validate(run.settings)
    teacher = teacher_for(engine, run, settings, os.environ)
    for look in range(1, LOOKS + 1):
        brief = projects.taxonomy_card(engine, run.taxonomy).brief
        taxonomy = ledger.taxonomy(engine, run.taxonomy)
        shown = examples(engine, run.project, taxonomy)
        change = await improve(brief, taxonomy, shown, batch_name, batch, teacher)
        try:
            ledger.append(engine, run.taxonomy, change)
        except Conflict:
            if look == LOOKS:
                raise
            continue
        return


def examples(engine: Engine, project_id: str, taxonomy: Taxonomy) -> dict[DocumentId, Document]:
    """The documents that labels in force name as their examples."""
    ids = list(dict.fromkeys(example for label in taxonomy.live for example in label.examples))
    return {document.id: document for document in documents.documents(engine, project_id, ids)}


def _batches(run: Run) -> list[Sequence[int]]:
    return GrowSettings.model_validate(run.settings).batches(run.documents)


def _documents(engine: Engine, run: Run, chunk: str) -> list[Document]:
    if chunk == REVIEW:
        return []
    number = int(chunk.removeprefix("batch "))
    return documents.documents_at(engine, run.project, _batches(run)[number - 1])
