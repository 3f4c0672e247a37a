"""What growing waits for a person to do, in two or three words for the navigation."""

from core.store import trials
from core.store.runs import Run
from core.store.workspace import Workspace
from core.work import steering
from core.work.measuring import decision, latest_growth
from core.work.settings import GrowSettings
from pages.parts.plain import counted
from pages.parts.progress import percent


def awaited(engine: Workspace, taxonomy_id: str | None) -> str:
    """“2 proposals”, “choose 1 of 3”, “paused at 40 %”; empty where nobody is waited for."""
    run = latest_growth(engine, taxonomy_id) if taxonomy_id else None
    if run is None:
        return ""
    if run.status == "asking":
        waiting = steering.proposal(engine, run)
        return counted(len(waiting.parts), "proposal") if waiting else "waits for you"
    if run.status == "stopped":
        return f"paused at {percent(run)}"
    if undecided(engine, run):
        count = len(trials.trials(engine, run.id))
        return f"choose 1 of {count}" if count > 1 else "finer labels to see"
    return ""


def undecided(engine: Workspace, run: Run) -> bool:
    """Whether a run is done, changed nothing yet, and waits for someone to choose between what its trials came to."""
    drafts = GrowSettings.model_validate(run.settings).drafts
    tried = run.status == "done" and drafts and bool(trials.trials(engine, run.id))
    return tried and decision(engine, run) is None
