"""Phase one: a teacher reads documents batch by batch and proposes labels, which people watch, steer and choose."""

import streamlit as st

from core.store import documents, ledger
from core.taxonomy.taxonomy import Taxonomy
from core.work.measuring import latest_growth
from pages.parts.awaited import undecided
from pages.parts.brief import new_taxonomy
from pages.parts.candidates import choose_candidate
from pages.parts.growing import set_up, start
from pages.parts.heading import heading
from pages.parts.marks import TEACHER
from pages.parts.place import Working, address, working
from pages.parts.plain import counted, plain
from pages.parts.progress import ended
from pages.parts.seeding import TURN, start_from_list
from pages.parts.under_way import answer, scene, seen, watch


def another(here: Working) -> None:
    with st.popover("New taxonomy", icon=":material/add:", key="add-taxonomy"):
        new_taxonomy(here)


def from_list(here: Working) -> None:
    brought = st.session_state.get(TURN, 0)  # a new one each time: the old one would stay open
    with st.popover("Start from a list", icon=":material/playlist_add:", key=f"from-list-{brought}"):
        start_from_list(here)


def form(here: Working, taxonomy: Taxonomy, count: int, folded: bool) -> None:
    """The way to a run; folded away where something else comes first."""
    title = "Grow on" if taxonomy.live else "Grow anew"
    holder = st.expander(title, key=f"grow-on-{here.taxonomy.id}") if folded else st.container(border=True)
    with holder:
        wanted = set_up(here, taxonomy, count)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                "Grow on from these labels" if taxonomy.live else "Grow the labels",
                key="grow",
                type="secondary" if folded else "primary",
                icon=TEACHER,
                on_click=start,
                args=(here, wanted),
            )
            from_list(here)
            if not taxonomy.live:
                another(here)


here = working()
run = latest_growth(here.engine, here.taxonomy.id)
count = documents.count_documents(here.engine, here.project.id)
taxonomy = ledger.taxonomy(here.engine, here.taxonomy.id)
query = address(here.project.id, here.taxonomy.id)
name = plain(here.taxonomy.name)

if run is not None and run.active:
    watch(here, run)
    st.stop()
if run is not None and run.status == "asking":
    answer(here, run)
    st.stop()
if not count:
    heading("Grow", "A teacher proposes labels from documents, and there are none yet.")
    if st.button("Add documents", type="primary", key="to-corpus", icon=":material/description:"):
        st.switch_page("corpus.py", query_params=query)
    st.stop()

broken_off = run is not None and run.status in ("stopped", "failed")
now = seen(here.engine, run) if run is not None and run.status == "done" else None
found = None if now is None else now.found
if broken_off:
    heading("Grow", f"Growing “{name}” has been broken off. Go on from there, or see what it came to.")
elif run is not None and found is not None and undecided(here.engine, run):
    heading("Grow", f"The teacher has read for “{name}”, and its labels wait for your choice.")
elif taxonomy.live:
    heading(
        "Grow",
        f"“{name}” has {counted(len(taxonomy.live), 'label')}. Put them right, or let a teacher read on from here.",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        kind = "secondary" if run is None else "primary"
        if st.button("Curate the labels", type=kind, key="to-curate", icon=":material/edit_note:"):
            st.switch_page("curate.py", query_params=query)
        another(here)
else:
    heading(
        "Grow", f"A teacher reads a sample of the {counted(count, 'document')} and proposes the labels of “{name}”."
    )
if run is not None:
    ended(here.engine, run, first=broken_off)
if run is not None and found is not None:
    choose_candidate(here, run, found)
folded = bool(taxonomy.live and run is not None) or broken_off or found is not None
form(here, taxonomy, count, folded)
if run is not None:
    scene(here, run)
