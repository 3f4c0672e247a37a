"""Which documents a grow run reads, and which measure it: decided once, when it begins, and pinned.

Whatever is added, labelled or edited later, the run and any other that is compared with it read the same.
"""

from statistics import median

from pydantic import BaseModel
from sqlalchemy import Engine

from core.errors import NotEnoughLabels, NotFound
from core.growth.minibatches import sample
from core.growth.plan import Plan, split
from core.labelling.carry import origins, stale_ids
from core.store import documents, findings, labels, ledger
from core.store.labels import Wanted
from core.store.runs import Run
from core.taxonomy.label import LabelId
from core.teachers.guards import words
from core.teachers.prompts import load
from core.work.settings import GrowSettings

PLAN, BASIS = "plan", "basis"
LOOKED_AT = 200  # documents whose median length decides whether summaries are worth it
LONG = 40  # words; at twice a summary's length a summary saves nothing
SUMMARY_TOKENS = 30  # of about 20 words
CHARACTERS_A_TOKEN = 4  # a rule of thumb for English
CHARACTERS_A_WORD = 6  # with the space


class Basis(BaseModel, frozen=True):
    """Where a run began: the taxonomy's version, and the labels in force then."""

    version: int
    settled: tuple[LabelId, ...]


def planned(engine: Engine, run: Run) -> Plan:
    """The run's plan, made at the first call. Raises NotEnoughLabels where a label has no documents to divide."""
    known = findings.finding(engine, run.id, PLAN, Plan)
    if known is not None:
        return known
    settings = GrowSettings.model_validate(run.settings)
    plan = drafted(engine, run, settings)
    findings.keep(engine, run.id, BASIS, _begun(engine, run, settings))
    findings.keep(engine, run.id, PLAN, plan)
    return plan


def _begun(engine: Engine, run: Run, settings: GrowSettings) -> Basis:
    """From where a run starts: from the taxonomy as it is, or as it was for the run that it is compared with."""
    if settings.like:
        known = findings.finding(engine, settings.like, BASIS, Basis)
        if known is not None:
            return known
    taxonomy = ledger.taxonomy(engine, run.taxonomy)
    return Basis(version=taxonomy.version, settled=tuple(label.id for label in taxonomy.live))


def basis(engine: Engine, run: Run) -> Basis:
    """Raises NotFound before the run has begun."""
    known = findings.finding(engine, run.id, BASIS, Basis)
    if known is None:
        raise NotFound("This run has not begun yet.")
    return known


def plan_of(engine: Engine, project_id: str, positions: list[int], settings: GrowSettings) -> Plan:
    """How documents at these places would be read; for estimates as well as for runs."""
    drawn = sample(positions, settings.sample, settings.seed)
    looked_at = documents.documents_at(engine, project_id, drawn[:LOOKED_AT])
    summaries = settings.teacher == "llm" and settings.summaries != "never"
    if summaries and settings.summaries != "always":
        summaries = bool(looked_at) and median(words(document.text) for document in looked_at) > LONG
    longest = load("update").header.document_words * CHARACTERS_A_WORD
    lengths = documents.lengths(engine, project_id, drawn)
    tokens = {
        position: SUMMARY_TOKENS if summaries else -(-min(length, longest) // CHARACTERS_A_TOKEN)
        for position, length in lengths.items()
    }
    return split([position for position in drawn if position in tokens], tokens, settings.seed, summaries)


def drafted(engine: Engine, run: Run, settings: GrowSettings) -> Plan:
    """The plan that a run would get if it began now, which nobody keeps. Raises NotFound, NotEnoughLabels."""
    if settings.like:
        other = findings.finding(engine, settings.like, PLAN, Plan)
        if other is None:
            raise NotFound("The run to compare with has not begun, so its documents are not known yet.")
        return other
    positions = list(range(1, run.documents + 1))
    if settings.within:
        positions = _positions_within(engine, run, settings.within)
    return plan_of(engine, run.project, positions, settings)


def _positions_within(engine: Engine, run: Run, label_id: LabelId) -> list[int]:
    taxonomy = ledger.taxonomy(engine, run.taxonomy)
    label = taxonomy[label_id]
    meaning = origins(taxonomy)
    wanted = [label_id, *(finer.id for finer in taxonomy.below(label_id))]
    ids = frozenset[LabelId]().union(*(meaning.get(each, frozenset()) for each in wanted))
    found = labels.all_labels(engine, run.project, run.taxonomy, Wanted(labels=ids), stale=stale_ids(taxonomy))
    positions = [each.position for each in found if each.position <= run.documents]
    if len(positions) < 2:
        raise NotEnoughLabels(
            f"“{label}” has {'no documents' if not positions else 'one document'} yet, so there is nothing to divide. "
            "Label the documents first."
        )
    return positions
