"""A run that people watch and steer: its curves and labels as they grow, what they tell it, and what it asks them."""

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

import streamlit as st

from core.store import findings, ledger, trials
from core.store.runs import Run
from core.store.workspace import Workspace
from core.work import queue, steering
from core.work.growing import Job, begun
from core.work.measuring import Candidates, candidates
from pages.parts.curve import choose_trial, curves
from pages.parts.guidance import DEAF, QUESTION, earlier, guidance_field, keep_guidance
from pages.parts.heading import heading
from pages.parts.place import Working
from pages.parts.plain import plain
from pages.parts.progress import follow
from pages.parts.proposal import decide_on, waiting_words
from pages.parts.story import story


def watch(here: Working, run: Run) -> None:
    """A run that waits or works: what can be told to it, then how far it is, drawn anew every second."""
    name = plain(here.taxonomy.name)
    heading(
        "Grow", f"A teacher is reading for the taxonomy “{name}”. You may leave this page; the labels go on growing."
    )
    _steer(here, run)
    follow(here.engine, run.id, partial(scene, here))


def answer(here: Working, run: Run) -> None:
    """A run that asks: its proposal, to be decided part by part."""
    waiting = steering.proposal(here.engine, run)
    if waiting is None:  # decided, but whoever did so was cut off before the run went on
        heading("Grow", "What was proposed has been decided, and the run waits to go on.")
        if st.button("Go on", key="go-on", type="primary", icon=":material/play_arrow:"):
            queue.resume(here.engine, run.id)
            st.rerun()
        return
    heading("Grow", f"{waiting_words(waiting)} “{plain(here.taxonomy.name)}” stays as it is until you decide.")
    decide_on(here, run, waiting)
    scene(here, run)


class Seen(NamedTuple):
    """A run as it stands: its plan, what its trials have come to, and how many batches each is to read."""

    job: Job
    found: Candidates
    batches: Mapping[int, int]


def seen(engine: Workspace, run: Run) -> Seen | None:
    """None before a worker has planned the run. Worked out once for everyone who looks, until something is new."""
    tried = trials.trials(engine, run.id)
    if not tried:
        return None
    versions = [ledger.version(engine, each) for each in (run.taxonomy, *(trial.taxonomy for trial in tried))]
    return _worked_out(engine, run, (run.id, run.status, *versions, *findings.state(engine, run.id)))


@st.cache_resource(max_entries=32, show_spinner=False)
def _worked_out(_engine: Workspace, _run: Run, depends_on: tuple[object, ...]) -> Seen | None:  # noqa: ARG001 - the key
    job, found = begun(_engine, _run), candidates(_engine, _run)
    if job is None or found is None:
        return None
    return Seen(job, found, {trial.number: len(job.batches(trial)) for trial in job.trials})


def scene(here: Working, run: Run) -> None:
    """What a run has come to so far: curves, and for one trial its labels with how they came about."""
    now = seen(here.engine, run)
    if now is None:
        return
    key = f"trial-{run.id}"
    looked_at = choose_trial(now.found, key)
    curves(now.found, looked_at, now.batches, run.status != "done", key)
    story(now.job, looked_at)


def _steer(here: Working, run: Run) -> None:
    """What people can tell a run that is under way."""
    key = f"heed-{run.id}"
    tried = trials.trials(here.engine, run.id)
    log = ledger.changes(here.engine, tried[0].taxonomy) if tried else []
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.popover(QUESTION, key=f"guide-{run.id}", icon=":material/record_voice_over:"):
            guidance_field(here, key, "Guidance")
            if run.settings.get("teacher") == "offline":
                st.caption(DEAF)
            st.button("Keep it", key=f"keep-{key}", type="primary", on_click=keep_guidance, args=(here, key))
            earlier(here, log)
        st.caption("The next batch heeds it, and what you edit or lock below.", width="content")
