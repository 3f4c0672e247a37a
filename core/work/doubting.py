"""Labels of the teacher that a classifier doubts, and documents sent to people: what annotators are shown next.

A classifier that has not learnt from a document tells another label for it, or is not sure of the teacher's. Such
documents are no random sample, so what people say of them teaches, and never enters statistics.
"""

import hashlib
from collections.abc import Collection, Sequence

from pydantic import BaseModel
from sqlalchemy import Engine

from core.agreement.sampling import Drawn
from core.labelling.carry import carry
from core.store import classifiers, findings, judgements, ledger, runs
from core.taxonomy.label import DocumentId
from core.work.abstaining import judged_by_people
from core.work.registry import detail_of
from core.work.report import Doubt

_TO_CHECK = "to check/"  # what the names of the findings begin with


class ToCheck(BaseModel, frozen=True):
    """Documents that someone wants people to judge, the most urgent first."""

    documents: tuple[DocumentId, ...]
    sent_by: str


def doubts(engine: Engine, taxonomy_id: str, classifier_id: str = "") -> list[Doubt]:
    """What a classifier, or the one in use, doubts, the most doubtful first, as far as the label still stands.

    Not what people have judged since, nor what the teacher has said otherwise since. Raises NotFound.
    """
    used = classifiers.in_use(engine, taxonomy_id) if not classifier_id else None
    asked = classifier_id or (used.id if used else "")
    detail = detail_of(engine, asked) if asked else None
    if detail is None or not detail.doubts:
        return []
    now = ledger.taxonomy(engine, taxonomy_id)
    ids = [doubt.document for doubt in detail.doubts]
    told = {verdict.document: carry(verdict, now).primary for verdict in judgements.verdicts(engine, taxonomy_id, ids)}
    settled = judged_by_people(engine, taxonomy_id, ids)
    return [
        doubt
        for doubt in detail.doubts
        if doubt.document not in settled and told.get(doubt.document) == now.meaning.get(doubt.given) is not None
    ]


def doubted(engine: Engine, taxonomy_id: str) -> list[DocumentId]:
    """The documents whose label the classifier in use doubts."""
    return [doubt.document for doubt in doubts(engine, taxonomy_id)]


def send_to_check(engine: Engine, run_id: str, documents: Sequence[DocumentId], sent_by: str) -> None:
    """Have people judge some documents next: those that a training run's classifier doubts, or a scoring left out.

    Sending the same again changes nothing. Raises NotFound for a run that is gone.
    """
    name = hashlib.sha256("\n".join(documents).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    findings.keep(engine, run_id, _TO_CHECK + name, ToCheck(documents=tuple(documents), sent_by=sent_by))


def to_check(engine: Engine, taxonomy_id: str, reserved: Collection[DocumentId] = ()) -> list[Drawn]:
    """What was sent to people and no person has judged yet, what was sent last coming first.

    `reserved` are documents at the head of the random queue (core.labelling.batches): they come last, because who
    judges one now cannot judge it blind when chance picks it.
    """
    sent: dict[DocumentId, None] = {}
    for run in runs.runs(engine, taxonomy_id=taxonomy_id):
        if run.stage not in ("train", "score"):
            continue
        for each in findings.findings(engine, run.id, _TO_CHECK, ToCheck).values():
            sent |= dict.fromkeys(each.documents)
    if not sent:
        return []
    settled = judged_by_people(engine, taxonomy_id, sent)
    waiting = [document for document in sent if document not in settled]
    behind = frozenset(reserved)
    return [Drawn(document, "doubtful", None) for document in sorted(waiting, key=behind.__contains__)]
