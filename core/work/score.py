"""The score run: a classifier labels the documents on which no judgement of a person or teacher stands.

Where it is less sure than was asked for, they stay without a label and are noted, for people or the teacher to judge.
"""

import asyncio
from collections.abc import Sequence

from sqlalchemy import Engine

from core.classifier import bundle
from core.classifier.encoders import told_as_ours
from core.store import classifiers, documents, judgements, runs
from core.store.runs import Run
from core.taxonomy.label import DocumentId
from core.teachers.protocol import Verdict
from core.work import abstaining
from core.work.abstaining import unjudged
from core.work.settings import ScoreSettings

SLICE = 2000  # documents a chunk: a second or two of work


def chunks(engine: Engine, run: Run) -> list[str]:  # noqa: ARG001 - every stage is asked alike
    """A name for each slice of the pinned documents."""
    return [f"from {start}" for start in range(1, run.documents + 1, SLICE)]


async def perform(engine: Engine, run: Run, chunk: str) -> None:
    """Judge a slice's documents that wait for a label. Raises NotFound, BadBundle, TeacherError."""
    settings = ScoreSettings.model_validate(run.settings)
    start = int(chunk.removeprefix("from "))
    end = min(start + SLICE, run.documents + 1)
    runs.say(engine, run.id, f"Scoring documents {start:,} to {end - 1:,}")
    await asyncio.to_thread(_score, engine, run, settings, chunk, range(start, end))


def _score(engine: Engine, run: Run, settings: ScoreSettings, chunk: str, positions: Sequence[int]) -> None:
    """What is not sure enough loses the label that an earlier scoring gave it, too."""
    slice_ = documents.documents_at(engine, run.project, positions)
    texts = {document.id: document.text for document in slice_}
    waiting = unjudged(engine, run.taxonomy, list(texts))
    read = bundle.read(classifiers.bundle(engine, settings.classifier))
    version = read.manifest.card.taxonomy_version or 0
    sure: list[Verdict] = []
    unsure: dict[DocumentId, float] = {}
    with told_as_ours():
        judged = read.model.predict(texts[one] for one in waiting)
    for document, said in zip(waiting, judged, strict=True):
        if said.confidence < settings.at_least:
            unsure[document] = said.confidence
            continue
        sure.append(
            Verdict(document=document, primary=said.primary, applicable=said.applicable, confidence=said.confidence)
        )
    abstaining.keep(engine, run, chunk, unsure)
    judgements.add_predictions(engine, run.taxonomy, settings.classifier, version, sure, instead_of=list(unsure))
