"""A run under way, drawn so that it can be left and come back to."""

from collections.abc import Callable

import streamlit as st

from core.errors import NotFound
from core.store import runs
from core.store.runs import Run
from core.store.workspace import Workspace
from core.work import queue
from core.work.budget import bill, budget_of, is_spent
from core.work.steering import end_here, ended_early, think_again
from pages.parts.cost import raise_budget
from pages.parts.errors import errors_said, errors_told
from pages.parts.moments import left, took, when
from pages.parts.place import person
from pages.parts.plain import counted, plain

POLL = 1.0  # seconds between looks at a run's row

STAGES = {
    "grow": "Growing",
    "label": "Labelling",
    "train": "Training",
    "score": "Scoring",
    "advise": "Asking for advice",
}
NO_WORKER = (
    "Nothing is working on runs at the moment, so this one waits. Restart the app, or start a worker with “tnt work”."
)


def share(run: Run) -> float:
    return min(1.0, run.done / run.total) if run.total else 0.0


def percent(run: Run) -> str:
    return f"{share(run):.0%}".replace("%", " %")


def spending(engine: Workspace, run: Run) -> str:
    """What a run has asked of language models, in calls, tokens and, with known prices, money; empty if nothing."""
    spent = bill(engine, run.id)
    if not spent.calls:
        return ""
    budget = budget_of(engine, run.id)
    facts = [counted(spent.calls, "model call"), f"{spent.tokens:,} tokens"]
    facts += [str(spent.money)] if spent.money is not None else []
    facts += [f"budget {budget}"] if budget is not None else []
    return ", ".join(facts)


def nothing(run: Run) -> None:
    pass


@st.fragment(run_every=POLL)
@errors_said()
def follow(engine: Workspace, run_id: str, below: Callable[[Run], None] = nothing) -> None:
    """Show how far a run has got, with a way to stop it; when it ends or is gone, the whole page is drawn anew.

    `below` draws what the run has made so far, as often as its progress.
    """
    try:
        run = runs.run(engine, run_id)
    except NotFound:
        st.rerun()
    if not run.active:
        st.rerun()
    progress(engine, run)
    below(run)


def progress(engine: Workspace, run: Run) -> None:
    """A run as it is now: bar, what is being done, how long, what it has cost, and the ways to break it off."""
    doing = "Waiting for a worker" if run.status == "waiting" else run.note or STAGES[run.stage]
    facts = [percent(run) if run.total else "", took(run), left(run), spending(engine, run)]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(share(run), text=" · ".join([plain(doing), *(fact for fact in facts if fact)]))
        stop_button(engine, run)
        if run.stage == "grow":
            end_button(engine, run)
    if run.stop:
        st.caption("It stops at the next pause. What is done is kept.")
    elif run.stage == "grow" and ended_early(engine, run):
        st.caption("It reads no further batches. What there is by now is reviewed and compared.")
    elif not queue.worker_alive(engine):
        st.warning(NO_WORKER, icon=":material/pause_circle:")


def stop_button(engine: Workspace, run: Run) -> None:
    """A run that is stopped can go on at any time, so growing, which people come back to, calls it a pause."""
    pause = run.stage == "grow"
    st.button(
        "Pause" if pause else "Stop",
        key=f"stop-{run.id}",
        icon=":material/pause:" if pause else ":material/stop:",
        disabled=run.stop,
        on_click=errors_told()(queue.stop),
        args=(engine, run.id),
    )


def end_button(engine: Workspace, run: Run) -> None:
    """Read no further, and make the best of what there is by now. One that is paused or asks something goes on."""
    st.button(
        "End here",
        key=f"end-{run.id}",
        icon=":material/flag:",
        disabled=run.stop or ended_early(engine, run),
        help="Reads no further batches. The labels there are by then are reviewed and compared as at any end.",
        on_click=_end_here,
        args=(engine, run),
    )


@errors_told()
def _end_here(engine: Workspace, run: Run) -> None:
    end_here(engine, run, person())
    if not run.active:
        think_again(engine, run)  # what it proposed last is dropped
        queue.resume(engine, run.id)


def ended(engine: Workspace, run: Run, first: bool = False) -> None:
    """How the latest run ended; where it stopped or failed, a way to go on, which may be the page's first button."""
    if run.active:
        return
    if run.status == "done":
        facts = [f"took {took(run)}", when(run.ended), spending(engine, run)]
        st.caption(":material/check: " + " · ".join(["Done", *(fact for fact in facts if fact)]))
        return
    reached = f" after {percent(run)}" if run.total else ""
    if run.status == "failed":
        st.error(plain(run.note or "The run could not go on."), icon=":material/error:")
    elif is_spent(engine, run.id):
        st.info(plain(run.note), icon=":material/pause_circle:")
        raise_budget(engine, run)
        return
    else:
        st.info(f"Stopped{reached}. What was done is kept.", icon=":material/pause_circle:")
    with st.container(horizontal=True):
        style = "primary" if first else "secondary"
        if st.button("Go on from there", key=f"resume-{run.id}", icon=":material/play_arrow:", type=style):
            queue.resume(engine, run.id)
            st.rerun()
        if run.stage == "grow" and run.done and not ended_early(engine, run):
            end_button(engine, run)
