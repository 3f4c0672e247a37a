"""Where the person is: the workspace, the project and taxonomy in the address, and their name.

The address holds the place, so that a reload, a second tab or a colleague's link opens the same one.
"""

import os
from typing import NamedTuple
from urllib.parse import unquote

import streamlit as st

from core.errors import NotFound
from core.store import projects
from core.store.projects import Project, TaxonomyCard
from core.store.workspace import Workspace, database_url, open_workspace
from pages.parts.heading import heading

NAME_COOKIE = "tnt_name"


class Place(NamedTuple):
    """What a page works on. `project` and `taxonomy` are None until one is chosen."""

    engine: Workspace
    person: str
    project: Project | None
    taxonomy: TaxonomyCard | None

    @property
    def author(self) -> str:
        return f"human:{self.person}"


class Working(NamedTuple):
    """A place in which both project and taxonomy are there."""

    engine: Workspace
    person: str
    project: Project
    taxonomy: TaxonomyCard

    @property
    def author(self) -> str:
        return f"human:{self.person}"


@st.cache_resource(show_spinner=False)
def workspace(url: str) -> Workspace:
    return open_workspace(url)


def person() -> str:
    """The name given in this tab or remembered by this browser; empty until it has been asked."""
    given = st.session_state.get("person") or unquote(st.context.cookies.get(NAME_COOKIE, ""))
    return str(given).strip()[:60]


def place() -> Place:
    """Read the address. A project or taxonomy that is gone is as if none were named."""
    engine = workspace(database_url(os.environ))
    project = _project(engine, st.query_params.get("project"))
    if project is None:
        return Place(engine, person(), None, None)
    cards = projects.taxonomies(engine, project.id)
    wanted = st.query_params.get("taxonomy", "")
    draft = _draft(engine, wanted)
    known = {card.id: card for card in cards}
    card = known.get(draft.draft_of or "") if draft is not None else known.get(wanted)
    return Place(engine, person(), project, card or next(iter(cards), None))


def working() -> Working:
    """The place, for pages that need a project; without one they say where to get it, and stop."""
    here = place()
    if here.project is None or here.taxonomy is None:
        heading("Choose a project first", "Open a project, a sample or your own file on the home page, then come back.")
        if st.button("Go to the home page", key="to-home", type="primary", icon=":material/arrow_back:"):
            st.switch_page("home.py", query_params={})
        st.stop()
    return Working(here.engine, here.person, here.project, here.taxonomy)


def drafted(here: Working) -> Working:
    """The same place with the trial's draft that the address names, where it names one."""
    draft = _draft(here.engine, st.query_params.get("taxonomy", ""))
    return here if draft is None or draft.draft_of != here.taxonomy.id else here._replace(taxonomy=draft)


def address(project_id: str, taxonomy_id: str | None = None) -> dict[str, str]:
    """The query parameters that name a place."""
    return {"project": project_id} | ({"taxonomy": taxonomy_id} if taxonomy_id else {})


def _project(engine: Workspace, project_id: str | None) -> Project | None:
    if not project_id:
        return None
    try:
        return projects.project(engine, project_id)
    except NotFound:
        return None


def _draft(engine: Workspace, taxonomy_id: str) -> TaxonomyCard | None:
    """What one trial of a run has come to, of which people see only what they may edit."""
    try:
        card = projects.taxonomy_card(engine, taxonomy_id) if taxonomy_id else None
    except NotFound:
        return None
    return card if card is not None and card.draft_of is not None else None
