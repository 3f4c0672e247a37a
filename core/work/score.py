"""The score run: a classifier labels the documents on which no judgement of a person or teacher stands."""

import asyncio
from collections.abc import Sequence

from sqlalchemy import Engine

from core.classifier import bundle
from core.corpus.document import Document
from core.labelling.examples import grouped
from core.labelling.settle import settle
from core.store import classifiers, documents, judgements, ledger, runs
from core.store.runs import Run
from core.teachers.protocol import Verdict
from core.work.settings import ScoreSettings

SLICE = 2000  # documents a chunk: a second or two of work


def chunks(engine: Engine, run: Run) -> list[str]:  # noqa: ARG001 - every stage is asked alike
    """A name for each slice of the pinned documents."""
    return [f"from {start}" for start in range(1, run.documents + 1, SLICE)]


async def perform(engine: Engine, run: Run, chunk: str) -> None:
    """Judge a slice's documents that wait for a label. Raises NotFound, BadBundle."""
    settings = ScoreSettings.model_validate(run.settings)
    start = int(chunk.removeprefix("from "))
    end = min(start + SLICE, run.documents + 1)
    runs.say(engine, run.id, f"Scoring documents {start:,} to {end - 1:,}")
    await asyncio.to_thread(_score, engine, run, settings, range(start, end))


def _score(engine: Engine, run: Run, settings: ScoreSettings, positions: Sequence[int]) -> None:
    slice_ = documents.documents_at(engine, run.project, positions)
    waiting = _waiting(engine, run, slice_)
    read = bundle.read(classifiers.bundle(engine, settings.classifier))
    version = read.manifest.card.taxonomy_version or 0
    predictions = [
        Verdict(document=document.id, primary=said.primary, applicable=said.applicable, confidence=said.confidence)
        for document, said in zip(waiting, read.model.predict(one.text for one in waiting), strict=True)
    ]
    judgements.add_predictions(engine, run.taxonomy, settings.classifier, version, predictions)


def _waiting(engine: Engine, run: Run, slice_: Sequence[Document]) -> list[Document]:
    taxonomy = ledger.taxonomy(engine, run.taxonomy)
    verdicts = judgements.verdicts(engine, run.taxonomy, [document.id for document in slice_])
    told = {verdict.document: verdict for verdict in verdicts}
    said = grouped(judgements.annotations(engine, run.taxonomy))
    return [one for one in slice_ if settle(taxonomy, said.get(one.id, ()), told.get(one.id)).source is None]
