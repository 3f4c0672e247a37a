"""Documents that came since the classifier in use was trained, and whether they are still like those it knows."""

from typing import TYPE_CHECKING

import streamlit as st

from core.store.workspace import Workspace
from pages.parts.errors import errors_said
from pages.parts.place import Working
from pages.parts.plain import counted, plain

if TYPE_CHECKING:
    from core.work.watching import Watched

KEPT = 30  # answers, of as many taxonomies


@errors_said()
def drifting(here: Working, in_use: str, last_position: int) -> None:
    """Draw it, where documents have come since."""
    found = _watched(here.engine, str(here.engine.url), here.taxonomy.id, in_use, last_position)
    if found is None:
        return
    with st.container(border=True, key="drifting"):
        st.markdown(f"**{counted(found.since, 'new document')} since the one in use was trained**")
        if not found.drift.enough:
            st.caption(
                f"Too few to say whether they are still like those it knows: {counted(found.drift.n, 'document')}."
            )
            return
        for warning in found.warnings:
            st.markdown(f":orange[:material/warning:] {plain(warning)}")
        if found.warnings:
            st.caption("Have some of the new ones labelled and judged, then train again.")
        else:
            st.markdown(
                ":material/check: They are like those it knows: in labels, in confidence, in words and in length."
            )


@st.cache_data(show_spinner="Looking at the new documents…", max_entries=KEPT)
def _watched(
    _engine: Workspace,
    url: str,  # noqa: ARG001 - like the next but one, what the answer depends on
    taxonomy_id: str,
    in_use: str,  # noqa: ARG001
    last_position: int,  # noqa: ARG001
) -> "Watched | None":
    from core.work import watching  # what trains classifiers comes with it, and takes a second or two to load

    return watching.drift_of(_engine, taxonomy_id)
