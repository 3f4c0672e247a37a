"""Documents that a scoring left without a label because its classifier was not sure enough: for people, or the teacher.

They are kept with the run. A document that has been labelled since is not among them any more.
"""

from collections.abc import Iterable, Sequence

from pydantic import BaseModel
from sqlalchemy import Engine

from core.labelling.examples import grouped
from core.labelling.settle import settle
from core.store import findings, judgements, ledger, runs
from core.store.runs import Run
from core.taxonomy.label import DocumentId

_UNSURE = "unsure/"  # what the names of the findings begin with


class Unsure(BaseModel, frozen=True):
    """The documents of one part of a scoring, each with the confidence that was too little."""

    documents: dict[DocumentId, float]


def keep(engine: Engine, run: Run, part: str, documents: dict[DocumentId, float]) -> None:
    """Note which documents of a part were left without a label. Raises NotFound for a run that is gone."""
    findings.keep(engine, run.id, _UNSURE + part, Unsure(documents=documents))


def abstained(engine: Engine, taxonomy_id: str) -> dict[DocumentId, float]:
    """What the last scoring left without a label and nobody has labelled since, the least confident first."""
    run = runs.latest_run(engine, taxonomy_id, "score")
    if run is None:
        return {}
    parts = findings.findings(engine, run.id, _UNSURE, Unsure).values()
    unsure = {document: confidence for part in parts for document, confidence in part.documents.items()}
    waiting = unjudged(engine, taxonomy_id, list(unsure))
    return dict(sorted(((one, unsure[one]) for one in waiting), key=lambda pair: (pair[1], pair[0])))


def unjudged(engine: Engine, taxonomy_id: str, ids: Sequence[DocumentId]) -> list[DocumentId]:
    """Those of some documents on which no judgement of a person or teacher stands, in the order given."""
    if not ids:
        return []
    taxonomy = ledger.taxonomy(engine, taxonomy_id)
    told = {verdict.document: verdict for verdict in judgements.verdicts(engine, taxonomy_id, ids)}
    said = grouped(judgements.annotations(engine, taxonomy_id))
    return [one for one in ids if settle(taxonomy, said.get(one, ()), told.get(one)).source is None]


def judged_by_people(engine: Engine, taxonomy_id: str, ids: Iterable[DocumentId]) -> frozenset[DocumentId]:
    """Those of some documents on which a person's judgement stands."""
    taxonomy = ledger.taxonomy(engine, taxonomy_id)
    said = grouped(judgements.annotations(engine, taxonomy_id))
    return frozenset(one for one in ids if settle(taxonomy, said.get(one, ())).source is not None)
