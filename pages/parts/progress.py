"""How far a run has got, drawn so that it can be left and come back to."""

from core.store.runs import Run

POLL = 1.0  # seconds between looks at a run's row


def share(run: Run) -> float:
    return min(1.0, run.done / run.total) if run.total else 0.0


def percent(run: Run) -> str:
    return f"{share(run):.0%}".replace("%", " %")


STAGES = {"grow": "Growing", "label": "Labelling", "train": "Training", "score": "Scoring"}
