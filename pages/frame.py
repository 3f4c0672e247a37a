"""The router, and the frame round every page: navigation, where you are, who you are, and errors."""

import streamlit as st

from core.errors import TntError
from core.store import projects
from core.store.overview import Overview, overview
from pages.parts.name import ask_name, remember_name
from pages.parts.place import Place, address, person, place
from pages.parts.plain import counted, plain
from pages.parts.progress import percent

HOME = st.Page("home.py", title="Home", icon=":material/home:", default=True)
STEPS = {
    "corpus": st.Page("corpus.py", title="Corpus", icon=":material/description:"),
    "grow": st.Page("grow.py", title="Grow", icon=":material/account_tree:"),
    "curate": st.Page("curate.py", title="Curate", icon=":material/edit_note:"),
    "label": st.Page("label.py", title="Label", icon=":material/label:"),
    "check": st.Page("check.py", title="Check", icon=":material/fact_check:"),
    "classify": st.Page("classify.py", title="Classify", icon=":material/category:"),
}
EXPLORE = st.Page("explore.py", title="Explore", icon=":material/bar_chart:")
JOBS = st.Page("jobs.py", title="Jobs", icon=":material/schedule:")


def states(now: Overview) -> dict[str, str]:
    """Where each step stands, in two or three words."""
    running = {run.stage: f"running {percent(run)}" for run in now.active}
    return {
        "corpus": counted(now.documents, "document") if now.documents else "no documents",
        "grow": running.get("grow") or (counted(now.version, "change") if now.version else "not started"),
        "curate": counted(now.labels, "label") if now.labels else "no labels",
        "label": running.get("label") or (f"{now.labelled:,} labelled" if now.labelled else "not started"),
        "check": f"{now.annotated:,} judged" if now.annotated else "none judged",
        "classify": running.get("train") or (f"{now.classifiers} trained" if now.classifiers else "none trained"),
    }


def side(here: Place) -> None:
    """The steps with their states, then the two pages about all of them."""
    with st.sidebar:
        st.page_link(HOME, label="**TnT Studio**", icon=":material/forest:", query_params={})
        if here.project is None:
            return
        query = address(here.project.id, here.taxonomy.id if here.taxonomy else None)
        words = states(overview(here.engine, here.project.id, here.taxonomy.id if here.taxonomy else None))
        st.caption("Steps")
        for name, page in STEPS.items():
            st.page_link(page, label=f"{page.title}  :small[:gray[{words[name]}]]", query_params=query)
        st.caption("All of it")
        st.page_link(EXPLORE, query_params=query)
        st.page_link(JOBS, query_params=query)


def top(here: Place) -> None:
    """Project and taxonomy, each with its switch, and the person's name."""
    if here.project is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="top"):
        all_projects = {project.id: project.name for project in projects.projects(here.engine)}
        cards = {card.id: card.name for card in projects.taxonomies(here.engine, here.project.id)}
        st.selectbox(
            "Project",
            list(all_projects),
            index=list(all_projects).index(here.project.id),
            format_func=lambda key: all_projects.get(key, key),
            key=f"switch-project-{here.project.id}",
            on_change=_switch,
            args=("project", f"switch-project-{here.project.id}"),
            label_visibility="collapsed",
            width=280,
        )
        if here.taxonomy is not None and len(cards) > 1:
            st.selectbox(
                "Taxonomy",
                list(cards),
                index=list(cards).index(here.taxonomy.id),
                format_func=lambda key: cards.get(key, key),
                key=f"switch-taxonomy-{here.taxonomy.id}",
                on_change=_switch,
                args=("taxonomy", f"switch-taxonomy-{here.taxonomy.id}"),
                label_visibility="collapsed",
                width=220,
            )
        st.space("stretch")
        with st.popover(plain(here.person), icon=":material/person:", type="tertiary"):
            ask_name(here.person)


def _switch(what: str, key: str) -> None:
    if what == "project":
        st.query_params.from_dict({"project": st.session_state[key]})
    else:
        st.query_params["taxonomy"] = st.session_state[key]


def main() -> None:
    st.set_page_config(page_title="TnT Studio", page_icon=":material/forest:", layout="wide")
    page = st.navigation([HOME, *STEPS.values(), EXPLORE, JOBS], position="hidden")
    if not person():
        ask_name("")
        st.stop()
    remember_name(person())
    here = place()
    side(here)
    top(here)
    try:
        page.run()
    except TntError as error:
        st.error(plain(str(error)), icon=":material/error:")


main()
