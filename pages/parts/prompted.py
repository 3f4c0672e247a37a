"""What prompted a change: which batch of which run, in words for its card."""

from collections.abc import Mapping
from typing import Final

from core.store.runs import Run
from core.taxonomy.taxonomy import Change
from pages.parts.curve import BACK, READ
from pages.parts.marked_versions import day

FOLLOWED: Final = "from "  # how the batches begin by which a trial catches up with what people did meanwhile
NOUNS: Final[Mapping[str, str]] = {
    "grow": "grow run",
    "label": "label run",
    "train": "training",
    "score": "scoring",
    "advise": "advice",
}


def run_of(change: Change) -> str:
    """The id of the run that a change belongs to; empty for a person's own edit."""
    run_id, slash, _ = change.batch.partition("/")
    return run_id if slash else ""


def prompted_by(change: Change, runs: Mapping[str, Run]) -> str:
    """“minibatch 3 of the grow run of 12 Nov 2026”; empty where nothing but its author prompted it."""
    if change.batch.startswith(FOLLOWED):
        return f"taken over from version {change.batch.removeprefix(FOLLOWED)} of the taxonomy itself"
    run = runs.get(run_of(change))
    if not run_of(change):
        return f"batch {change.batch}" if change.batch else ""
    whole = f"the {NOUNS[run.stage]} of {day(run.created)}" if run else "a run in another workspace"
    step = change.batch.partition("/")[2]
    if step.startswith(READ):
        return f"minibatch {step.removeprefix(READ)} of {whole}"
    if step.startswith(BACK):
        return f"the way back to the best labels in {whole}"
    return f"the {step} of {whole}" if step else whole
