"""Phase one: a teacher reads documents batch by batch and proposes labels, which appear as they change."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from core.store import documents, ledger, runs
from core.store.runs import Run
from core.taxonomy.history import versions
from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Taxonomy
from core.work import queue, requests
from core.work.settings import GrowSettings
from pages.parts.brief import edit_brief, edit_word_limits, new_taxonomy
from pages.parts.changes import change_card
from pages.parts.colours import dotted_name
from pages.parts.heading import heading
from pages.parts.marks import TEACHER
from pages.parts.place import Working, address, working
from pages.parts.plain import counted, plain
from pages.parts.progress import ended, follow
from pages.parts.teacher import choose_teacher

USUAL = GrowSettings()
LABELS = 360  # pixels
INDENT = 20


def settings_chosen(count: int, key: str) -> GrowSettings:
    """Teacher and sample; the rest lies in the fold."""
    chosen = choose_teacher(f"teacher-{key}")
    size = st.number_input(
        "Documents to read",
        min_value=1,
        max_value=count,
        value=min(USUAL.sample or count, count),
        key=f"sample-{key}",
        help="A random sample. A thousand usually show every frequent theme.",
        width=240,
    )
    with st.expander("Advanced", key=f"advanced-{key}"):
        left, right = st.columns(2)
        batch = left.number_input("Documents in a batch", 5, 2000, USUAL.batch_size, key=f"batch-{key}")
        left.caption("The labels are improved once a batch. The paper reads 200 at a time.")
        seed = right.number_input("Seed", 0, 2**31 - 1, USUAL.seed, key=f"seed-{key}")
        right.caption("Which random sample is drawn; the same seed draws the same one.")
        edit_word_limits(here)
    return GrowSettings(teacher=chosen.teacher, model=chosen.model, sample=size, batch_size=batch, seed=seed)


def start(settings: GrowSettings) -> None:
    run = requests.request(here.engine, here.taxonomy.id, settings, here.person)
    queue.hand_over(here.engine, run.id)
    st.rerun()


def another(here: Working) -> None:
    with st.popover("New taxonomy", icon=":material/add:", key="add-taxonomy"):
        new_taxonomy(here)


def scene(here: Working, run: Run | None) -> None:
    """What a run has changed so far, beside the labels as they are now."""
    changes = ledger.changes(here.engine, here.taxonomy.id)
    steps = versions(changes)
    mine = [place for place, change in enumerate(changes) if run and change.batch.startswith(f"{run.id}/")]
    sides = st.container(horizontal=True, gap="large")  # one below the other where the window is narrow
    labels, story = sides.container(width=LABELS), sides.container(width="stretch")
    with labels:
        show_labels(steps[-1], new_since(steps, mine))
    with story:
        if run is None:
            return
        st.subheader("What changed", anchor=False)
        if not mine:
            st.caption("Each batch appears here with what it added, merged or renamed, and why.")
        batches = GrowSettings.model_validate(run.settings).batches(run.documents)
        for place in reversed(mine):
            _, _, chunk = changes[place].batch.partition("/")
            number = chunk.removeprefix("batch ")
            read = len(batches[int(number) - 1]) if number.isdigit() else 0
            change_card(
                steps[place],
                changes[place],
                f"Batch {number} of {len(batches)}" if read else "Review",
                counted(read, "document") if read else "all labels, no new documents",
            )


def new_since(steps: Sequence[Taxonomy], mine: Sequence[int]) -> frozenset[LabelId]:
    """The labels that a run added to those before it; to those of its first batch if there were none."""
    if not mine:
        return frozenset()
    before = steps[mine[0]] if steps[mine[0]].live else steps[mine[0] + 1]
    return frozenset(label.id for label in steps[-1].live if label.id not in before.labels)


def show_labels(taxonomy: Taxonomy, fresh: frozenset[LabelId]) -> None:
    st.subheader(counted(len(taxonomy.live), "label"), anchor=False)
    with st.container(gap="xsmall", key="labels"):
        for label in taxonomy.below(None):
            new = " :green-badge[new]" if label.id in fresh else ""
            locked = " :gray[:material/lock:]" if label.locked else ""
            about = f"  \n:small[:gray[{plain(label.description)}]]" if label.description else ""
            depth = len(taxonomy.path(label.id)) - 1
            with st.container(horizontal=True, wrap=False, gap=None):
                if depth:
                    st.space(INDENT * depth)
                st.markdown(f"{dotted_name(taxonomy, label.id)}{locked}{new}{about}", width="stretch")


here = working()
run = runs.latest_run(here.engine, here.taxonomy.id, "grow")
count = documents.count_documents(here.engine, here.project.id)
taxonomy = ledger.taxonomy(here.engine, here.taxonomy.id)
query = address(here.project.id, here.taxonomy.id)
name = plain(here.taxonomy.name)

if run is not None and run.active:
    heading(
        "Grow", f"A teacher is reading for the taxonomy “{name}”. You may leave this page; the labels go on growing."
    )
    follow(here.engine, run.id, partial(scene, here))
    st.stop()
if not count:
    heading("Grow", "A teacher proposes labels from documents, and there are none yet.")
    if st.button("Add documents", type="primary", key="to-corpus", icon=":material/description:"):
        st.switch_page("corpus.py", query_params=query)
    st.stop()
if taxonomy.live:
    heading(
        "Grow",
        f"“{name}” has {counted(len(taxonomy.live), 'label')}. Put them right, or let a teacher read on from here.",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Curate the labels", type="primary", key="to-curate", icon=":material/edit_note:"):
            st.switch_page("curate.py", query_params=query)
        another(here)
else:
    heading(
        "Grow", f"A teacher reads a sample of the {counted(count, 'document')} and proposes the labels of “{name}”."
    )
with st.container(border=not taxonomy.live, key="settings"):
    holder = st.expander("Grow on", key=f"grow-on-{here.taxonomy.id}") if taxonomy.live else st.container()
    with holder:
        edit_brief(here)
        settings = settings_chosen(count, here.taxonomy.id)
        label = "Grow on from these labels" if taxonomy.live else "Grow the labels"
        with st.container(horizontal=True, vertical_alignment="center"):
            wanted = st.button(label, type="secondary" if taxonomy.live else "primary", key="grow", icon=TEACHER)
            if not taxonomy.live:
                another(here)
        if wanted:
            start(settings)
if run is not None:
    ended(here.engine, run)
if taxonomy.live or run is not None:
    scene(here, run)
