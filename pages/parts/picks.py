"""What was clicked in a chart, kept in the address, so that a reload or a link shows the same documents."""

import streamlit as st

from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.charts.drawing import NONE, Pick

CHARTS = ("bars", "map", "lines")
IN_ADDRESS = {"id": "picked", "value": "value", "period": "period"}


def pick(chart: str, picked: Pick) -> None:
    """Keep a click. The other charts forget theirs, so that the same click in them counts again."""
    forget(chart)
    for field, value in picked.items():
        st.query_params[IN_ADDRESS[field]] = value


def forget(but: str = "") -> None:
    for name in IN_ADDRESS.values():
        st.query_params.pop(name, None)
    drawn = st.session_state.get("charts", {})
    st.session_state["charts"] = {chart: drawn.get(chart, 0) + (chart != but) for chart in CHARTS}


def chart_key(chart: str, taxonomy_id: str) -> str:
    """Another key each time the chart has to forget its click."""
    return f"{chart}-{taxonomy_id}-{st.session_state.get('charts', {}).get(chart, 0)}"


def picked(now: Taxonomy) -> Pick:
    """What the address says was clicked; empty if its label is not in force any more."""
    found = {field: st.query_params[name] for field, name in IN_ADDRESS.items() if name in st.query_params}
    known = {NONE, *(label.id for label in now.live)}
    return found if found.get("id") in known else {}


def picked_label(said: Pick) -> LabelId | None:
    return None if said["id"] == NONE else said["id"]
