"""What people decide while a taxonomy grows, and after: proposals, an early end, the choice between trials.

Each decision is kept in one step, so that a page that is left, or asks twice, does no harm.
"""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Engine

from core.errors import NotFound
from core.growth.strands import Strand, accepted, outdated, strands
from core.growth.trials import carried
from core.store import findings, ledger, trials
from core.store.runs import Run
from core.taxonomy.history import replay
from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Change, Taxonomy
from core.work.growing import PROPOSAL
from core.work.measuring import ALL, DISCARDED, Discarded, Enough

DECIDED = "Someone has decided on this proposal already. Reload the page to see how it went on."


class Proposed(NamedTuple):
    """A change that waits for a person: the taxonomy it was thought of for, its parts, and which are out of date."""

    change: Change
    before: Taxonomy
    parts: tuple[Strand, ...]
    outdated: frozenset[int]


def proposal(engine: Engine, run: Run) -> Proposed | None:
    """What waits for a decision, if anything does."""
    change = findings.finding(engine, run.id, PROPOSAL, Change)
    if change is None or ledger.has_batch(engine, run.taxonomy, change.batch):
        return None
    log = ledger.changes(engine, run.taxonomy)
    before = replay(log[: change.based_on])
    parts = tuple(strands(before, change))
    return Proposed(change, before, parts, outdated(log, change, parts))


def decide(engine: Engine, run: Run, chosen: Collection[int], person: str) -> Taxonomy:
    """Take over some parts of what is proposed, by their places, and decline the others.

    Resuming the run is the caller's second step. Raises NotFound where another has decided, Conflict and
    InvalidTaxonomy where a part is out of date.
    """
    waiting = proposal(engine, run)
    if waiting is None:
        raise NotFound(DECIDED)
    change = accepted(waiting.before, waiting.change, chosen)
    reason = f"{change.reason} {_said(len(chosen), len(waiting.parts), person)}".strip()
    after = ledger.append(engine, run.taxonomy, change.model_copy(update={"reason": reason}))
    findings.forget(engine, run.id, PROPOSAL)
    return after


def think_again(engine: Engine, run: Run) -> None:
    """Drop what is proposed, so that the teacher reads the batch once more: with new guidance, or after edits."""
    findings.forget(engine, run.id, PROPOSAL)


def end_here(engine: Engine, run: Run, person: str) -> None:
    """Read no further minibatches; what there is by then is reviewed and compared as at any end."""
    findings.keep(engine, run.id, f"enough/{ALL}", Enough(reason=f"{person} ended the reading here."))


def ended_early(engine: Engine, run: Run) -> bool:
    return findings.finding(engine, run.id, f"enough/{ALL}", Enough) is not None


def carry_over(engine: Engine, run: Run, number: int, label_id: LabelId, author: str) -> Taxonomy:
    """Add one label of a trial to the taxonomy. Raises InvalidTaxonomy where its name is taken, NotFound, Conflict."""
    trial = next((trial for trial in trials.trials(engine, run.id) if trial.number == number), None)
    if trial is None:
        raise NotFound("There is no such candidate.")
    main = ledger.taxonomy(engine, run.taxonomy)
    labels = carried(main, ledger.taxonomy(engine, trial.taxonomy)[label_id])
    change = Change(labels=labels, author=author, based_on=main.version, reason=f"From trial {number}.")
    return ledger.append(engine, run.taxonomy, change)


def discard(engine: Engine, run: Run, person: str) -> None:
    """Leave a label undivided after all; the taxonomy and the drafts stay as they are."""
    findings.keep(engine, run.id, DISCARDED, Discarded(by=person))


def _said(accepted_parts: int, parts: int, person: str) -> str:
    if accepted_parts == parts:
        return f"Accepted by {person}."
    return f"{person} accepted {accepted_parts} of {parts} parts." if accepted_parts else f"Declined by {person}."
