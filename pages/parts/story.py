"""What one trial of a run has come to, and how: the labels as they are, beside each step that led there."""

from collections.abc import Sequence

import streamlit as st

from core.store import ledger
from core.taxonomy.history import Versions
from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Change, Taxonomy
from core.work.growing import Job
from core.work.measuring import Candidate
from core.work.planning import basis
from pages.parts.changes import change_card
from pages.parts.colours import dotted_name
from pages.parts.curve import BACK, READ
from pages.parts.place import address
from pages.parts.plain import counted, plain
from pages.parts.shares import percent

LABELS = 380  # pixels
INDENT = 20


def story(job: Job, candidate: Candidate) -> None:
    """Draw both sides; one below the other where the window is narrow."""
    trial = next(each for each in job.trials if each.number == candidate.number)
    log = ledger.changes(job.engine, trial.taxonomy)
    began = basis(job.engine, job.run).version
    steps = Versions(log)
    mine = _told(job, log, began)
    sides = st.container(horizontal=True, gap="large")
    labels, changes = sides.container(width=LABELS), sides.container(width="stretch")
    with labels:
        query = address(job.run.project, trial.taxonomy)
        show_labels(candidate, steps, new_since(steps, began, mine))
        st.page_link("curate.py", label="Edit or lock these", icon=":material/edit_note:", query_params=query)
    with changes:
        st.subheader("What changed", anchor=False)
        if not mine:
            st.caption("Each batch appears here with what it added, merged or renamed, and why.")
        batches = job.batches(trial)
        for place in reversed(mine):
            title, prompted = _titles(job, log[place], batches)
            change_card(steps[place], log[place], title, prompted)


def _told(job: Job, log: Sequence[Change], began: int) -> list[int]:
    """The places of the run's own changes, and of what people did while it was under way."""
    own = [place for place, change in enumerate(log) if change.batch.startswith(job.name(""))]
    end = len(log) if job.run.active or job.run.status == "asking" else max(own, default=-1) + 1
    return [place for place in range(began, end) if place in own or log[place].by_person]


def _titles(job: Job, change: Change, batches: Sequence[Sequence[int]]) -> tuple[str, str]:
    """What a card is called, and what its author was looking at."""
    if not change.batch.startswith(job.name("")):
        return "Meanwhile", ""
    step = change.batch.removeprefix(job.name(""))
    if step.startswith(READ):
        number = int(step.removeprefix(READ))
        return f"Batch {number} of {len(batches)}", counted(len(batches[number - 1]), "document")
    if step.startswith(BACK):
        return "Back to the best labels", "measured on documents kept apart"
    return "Review", "all labels, no new documents"


def new_since(steps: Sequence[Taxonomy], began: int, mine: Sequence[int]) -> frozenset[LabelId]:
    """The labels that a run added to those before it; to those of its first batch if there were none."""
    if not mine:
        return frozenset()
    before = steps[began] if steps[began].live else steps[mine[0] + 1]
    return frozenset(label.id for label in steps[-1].live if label.id not in before.labels)


def show_labels(candidate: Candidate, steps: Sequence[Taxonomy], fresh: frozenset[LabelId]) -> None:
    """The labels in force, each with its part of the documents kept apart, as it was when they were last measured."""
    taxonomy = candidate.taxonomy
    fit = next((point.fit for point in reversed(candidate.points) if point.fit is not None), None)
    st.subheader(counted(len(taxonomy.live), "label"), anchor=False)
    with st.container(gap="xsmall", key="labels"):
        for label in taxonomy.below(None):
            new = " :green-badge[new]" if label.id in fresh else ""
            locked = " :gray[:material/lock:]" if label.locked else ""
            about = f"  \n:small[:gray[{plain(label.description)}]]" if label.description else ""
            depth = len(taxonomy.path(label.id)) - 1
            with st.container(horizontal=True, wrap=False, gap="small"):
                if depth:
                    st.space(INDENT * depth)
                st.markdown(f"{dotted_name(taxonomy, label.id)}{locked}{new}{about}", width="stretch")
                if fit is not None and fit.labels and label.id in steps[fit.version].labels:
                    part = percent(fit.sizes.get(label.id, 0) / len(fit.labels))
                    st.markdown(f":small[:gray[{part}]]", width="content")
    if fit is not None and fit.labels:
        st.caption(f"On the right, each label’s part of {counted(len(fit.labels), 'document')} kept apart.")
