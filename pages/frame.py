"""The router, and the frame round every page: navigation, where you are, who you are, and errors."""

from pathlib import Path

import streamlit as st

from core.store import projects, runs
from core.store.overview import overview
from pages.parts.awaited import awaited
from pages.parts.errors import errors_said
from pages.parts.known import log_of
from pages.parts.name import ask_name, remember_name
from pages.parts.place import Place, address, person, place
from pages.parts.plain import plain
from pages.parts.steps import EXPLORE, STEPS, states
from pages.parts.twins import told_apart

HOME = st.Page("home.py", title="Home", icon=":material/home:", default=True)
PAGES = {step.name: st.Page(step.page, title=step.name, icon=step.icon) for step in (*STEPS, EXPLORE)}
ICON = str(Path(__file__).parent / "parts" / "icon.svg")  # our own: Streamlit fetches material icons of tabs from afar
SIDE = 240  # pixels of the navigation; more would crowd the page on a narrow window
COMPARE = st.Page("compare.py", title="Compare", icon=":material/compare_arrows:")
LOOK = 2.0  # seconds between looks at how far runs have got
JOBS = st.Page("jobs.py", title="Jobs", icon=":material/schedule:")


@errors_said()
def steps(here: Place, project_id: str, query: dict[str, str]) -> None:
    """The six steps with their states, which are looked at anew while something is under way."""
    taxonomy_id = here.taxonomy.id if here.taxonomy else None
    known = log_of(here.engine, here.taxonomy)[1][-1] if here.taxonomy else None
    words = states(overview(here.engine, project_id, taxonomy_id, known), awaited(here.engine, taxonomy_id))
    st.caption("Steps")
    for step in STEPS:
        st.page_link(PAGES[step.name], label=f"{step.name}  :small[:gray[{words[step.name]}]]", query_params=query)


def side(here: Place) -> None:
    """The steps with their states, then the two pages about all of them."""
    with st.sidebar:
        if here.project is None:
            st.page_link(HOME, label="Projects", icon=":material/folder_open:", query_params={})
            st.page_link(JOBS, query_params={})
            return
        query = address(here.project.id, here.taxonomy.id if here.taxonomy else None)
        st.page_link(HOME, label="Overview", query_params=query)
        under_way = bool(runs.active_runs(here.engine, here.project.id))
        st.fragment(steps, run_every=LOOK if under_way else None)(here, here.project.id, query)
        st.caption("All of it")
        st.page_link(PAGES[EXPLORE.name], query_params=query)
        st.page_link(COMPARE, query_params=query)
        st.page_link(JOBS, query_params=query)


def top(here: Place) -> None:
    """The way to all projects; project and taxonomy, each with its switch; and the person's name."""
    with st.container(horizontal=True, vertical_alignment="center", key="top"):
        if st.button("TnT Studio", key="all-projects", type="tertiary", icon=":material/forest:", help="All projects"):
            st.switch_page(HOME, query_params={})
        if here.project is not None:
            known = {project.id: project.name for project in reversed(projects.projects(here.engine))}
            _switch("Project", "project", told_apart(known), here.project.id)
            cards = told_apart({card.id: card.name for card in projects.taxonomies(here.engine, here.project.id)})
            if here.taxonomy is not None and len(cards) > 1:
                _switch("Taxonomy", "taxonomy", cards, here.taxonomy.id)
        st.space("stretch")
        with st.popover(plain(here.person), icon=":material/person:", type="tertiary", key="person-menu"):
            ask_name(here.person)


def _switch(label: str, what: str, names: dict[str, str], chosen: str) -> None:
    """A select box whose choice goes into the address."""
    key = f"switch-{what}-{chosen}"
    st.selectbox(
        label,
        list(names),
        index=list(names).index(chosen),
        format_func=lambda choice: names.get(choice, choice),
        key=key,
        on_change=_go,
        args=(what, key),
        label_visibility="collapsed",
        width=240,
    )


def _go(what: str, key: str) -> None:
    if what == "project":
        st.query_params.from_dict({"project": st.session_state[key]})
    else:
        st.query_params["taxonomy"] = st.session_state[key]


def main() -> None:
    st.set_page_config(page_title="TnT Studio", page_icon=ICON, layout="wide", initial_sidebar_state=SIDE)
    page = st.navigation([HOME, *PAGES.values(), COMPARE, JOBS], position="hidden")
    if not person():
        ask_name("")
        st.stop()
    remember_name(person())
    with errors_said():
        here = place()
        side(here)
        top(here)
        page.run()


main()
