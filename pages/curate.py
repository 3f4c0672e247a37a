"""Curate: people put the labels right. Every step is kept, can be undone, and is shared with everyone at once."""

import streamlit as st

from core.taxonomy import edits
from core.taxonomy.history import last_undoing, standing
from pages.parts import tree
from pages.parts.advice import advice
from pages.parts.bringing_in import bringing_in
from pages.parts.bulk import bulk_button, bulk_dialog
from pages.parts.choosing import choose
from pages.parts.contract import contract
from pages.parts.dividing import divide_dialog
from pages.parts.exchanging import exchange
from pages.parts.heading import heading
from pages.parts.keeping import keep, take_back, troubles, undo_and_redo
from pages.parts.known import counts_of, log_of
from pages.parts.merging import several
from pages.parts.place import Working, address, drafted, working
from pages.parts.plain import counted, plain
from pages.parts.quality import quality
from pages.parts.retired import retired_labels
from pages.parts.retiring import ask_to_retire, retire_dialog
from pages.parts.splitting import split_dialog
from pages.parts.stale_work import stale_work
from pages.parts.timeline import timeline

LABELS, QUALITY, ADVICE, HISTORY, EXCHANGE = "Labels", "Quality", "Advice", "History", "Import and export"
TABS = [LABELS, QUALITY, ADVICE, HISTORY, EXCHANGE]
OF_A_TRIAL = [LABELS, HISTORY, EXCHANGE]  # no documents are labelled by a trial, so there is nothing to measure


def take_gestures(here: Working) -> None:
    """Keep what was done in the tree, each once, however often it was sent."""
    acknowledged = st.session_state.setdefault("tree-acknowledged", {})
    named = st.session_state.setdefault("tree-named", {})
    for gesture in tree.gestures(st.session_state[tree.KEY].gestures):
        if gesture.seq <= acknowledged.get(gesture.client, 0):
            continue
        acknowledged[gesture.client] = gesture.seq
        after = keep(here, gesture.version, gesture.renamed(named).on)
        if gesture.kind == "add" and after is not None:
            added = next(reversed(after.labels))
            named[gesture.temporary] = added
            choose([added])


def take_choice() -> None:
    st.query_params["label"] = [each for each in st.session_state[tree.KEY].picked or [] if isinstance(each, str)]


def take_retirement() -> None:
    sent = st.session_state[tree.KEY].retire
    ids = sent.get("labels", []) if isinstance(sent, dict) else []
    ask_to_retire([each for each in ids if isinstance(each, str)])


def take_step(here: Working) -> None:
    """Undo or redo, where the tree shows the latest version: otherwise someone else's step might be meant by it."""
    wished = tree.step(st.session_state[tree.KEY].step)
    log, _ = log_of(here.engine, here.taxonomy)
    if wished is None or wished.version != len(log):
        return
    version = next(reversed(standing(log)), None) if wished.back else last_undoing(log)
    if version is not None:
        take_back(here, version)


def add_by_hand(here: Working, version: int) -> None:
    name = st.session_state.get("new-label", "")
    after = keep(here, version, lambda taxonomy: edits.add(taxonomy, name))
    if after is not None:
        st.session_state["new-label"] = ""
        choose([next(reversed(after.labels))])


def adding(here: Working, version: int) -> None:
    with st.popover("Add a label", icon=":material/add:"):
        st.text_input("Name of the new label", key="new-label", max_chars=80)
        st.button("Add", key="add-label", type="primary", on_click=add_by_hand, args=(here, version))


here = drafted(working())
query = address(here.project.id, here.taxonomy.id)
log, before = log_of(here.engine, here.taxonomy)
now = before[-1]
counts, marks = counts_of(here)

if not now.live and not log:
    heading("Curate", "There are no labels yet. Have a teacher propose them, or write the first one yourself.")
    troubles(here, before, log)
    with st.container(horizontal=True):
        if st.button("Grow the labels", key="to-grow", type="primary"):
            st.switch_page("grow.py", query_params=query)
        adding(here, now.version)
    with st.expander("Bring in a list that you have", key="bring-first", icon=":material/upload_file:"):
        bringing_in(here, now)
    st.stop()

trial = here.taxonomy.draft_of is not None
labelled = sum(counts.documents(label.id) for label in now.live)
heading(
    "Curate",
    f"These are the {counted(len(now.live), 'label')} of “{plain(here.taxonomy.name)}”. What you change holds for the "
    "next batch it reads, and comes along if you choose this trial."
    if trial
    else f"{counted(len(now.live), 'label')} in force after {counted(len(log), 'change')}; "
    f"{counted(labelled, 'document')} {'has' if labelled == 1 else 'have'} one of them. "
    "Whatever you change is kept at once and can be undone.",
)
chosen = tree.label_ids(st.query_params.get_all("label"), now)
with st.container(horizontal=True, vertical_alignment="center"):
    undo_and_redo(here, before, log)
    adding(here, now.version)
    bulk_button()
    st.space("stretch")
    onward, page, icon = (
        ("Back to the trials", "grow.py", ":material/arrow_back:")
        if trial
        else ("Check the labels", "check.py", ":material/arrow_forward:")
        if labelled
        else ("Label the documents", "label.py", ":material/arrow_forward:")
    )
    quiet = bool(chosen) or counts.stale  # what is chosen or stale has a button of its own below
    if st.button(onward, key="next-step", type="secondary" if quiet else "primary", icon=icon):
        st.switch_page(page, query_params=address(here.project.id, here.taxonomy.draft_of or here.taxonomy.id))
troubles(here, before, log)
retire_dialog(here, now, counts)
divide_dialog(here, now, counts)
split_dialog(here, now, counts)
bulk_dialog(here, now)
if not trial:
    stale_work(here, now, counts, quiet=bool(chosen))  # a chosen label can be saved or merged

names = OF_A_TRIAL if trial else TABS
tabs = dict(zip(names, st.tabs(names, key="tab", on_change="rerun", bind="query-params"), strict=True))
opened = next((name for name, tab in tabs.items() if tab.open), LABELS)
if opened == LABELS:
    with tabs[LABELS]:
        sides = st.container(horizontal=True, gap="large")  # one below the other where the window is narrow
        left, right = sides.container(width=410), sides.container(width="stretch")
        with left:
            tree.label_tree(
                here.taxonomy.id,
                now,
                log,
                counts,
                marks,
                chosen,
                st.session_state.get("tree-acknowledged", {}),
                st.session_state.get("tree-named", {}),
                on_gestures=lambda: take_gestures(here),
                on_picked=take_choice,
                on_retire=take_retirement,
                on_step=lambda: take_step(here),
            )
            retired_labels(here, now)
        with right:
            if len(chosen) > 1:
                several(here, now, counts, chosen)
            elif chosen:
                contract(here, before, log, counts, chosen[0])
            else:
                st.write("Choose a label to see and change what it means. Choose several to merge them.")
elif opened == QUALITY:
    with tabs[QUALITY]:
        quality(here, before, log)
elif opened == ADVICE:
    with tabs[ADVICE]:
        advice(here, before, log, counts)
elif opened == HISTORY:
    with tabs[HISTORY]:
        timeline(here, before, log)
else:
    with tabs[EXCHANGE]:
        exchange(here, before, log)
