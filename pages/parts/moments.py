"""Points in time and how long things took, in words. Knows nothing of what happened then."""

from datetime import UTC, datetime

from core.store.runs import Run
from core.store.workspace import now


def when(moment: datetime | None, today: datetime | None = None) -> str:
    """“just now”, “5 min ago”, “3 h ago”, “yesterday”, then the date."""
    if moment is None:
        return ""
    present = today or now()
    seconds = (present - moment).total_seconds()
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{seconds // 60:.0f} min ago"
    if seconds < 12 * 3600:
        return f"{seconds // 3600:.0f} h ago"
    days = (present.astimezone(UTC).date() - moment.astimezone(UTC).date()).days
    if days == 0:
        return "today"
    return "yesterday" if days == 1 else f"{moment.day} {moment:%b %Y}"


def lasting(seconds: float) -> str:
    """“0.4 s”, “38 s”, “4 min 10 s”, “2 h 5 min”."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def took(run: Run) -> str:
    """How long a run has been worked on, or was until it ended; empty before it starts."""
    return "" if run.started is None else lasting(((run.ended or now()) - run.started).total_seconds())


def left(run: Run) -> str:
    """How long a run will still take if it goes on as it has; empty until it can be told."""
    if run.started is None or not run.done or run.done >= run.total:
        return ""
    spent = (now() - run.started).total_seconds()
    return f"about {lasting(max(10, spent / run.done * (run.total - run.done)))} left"
