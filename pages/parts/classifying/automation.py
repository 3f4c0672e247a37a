"""The tab “Automation”: how much can be left to a classifier that is to be right often enough."""

import streamlit as st

from core.taxonomy.taxonomy import Taxonomy
from pages.parts.place import Working
from pages.parts.scores import Made


def automation(here: Working, now: Taxonomy, one: Made, waiting: int) -> None:  # noqa: ARG001
    """Draw the tab."""
    st.write("How much can be left to it if it is asked to be right often enough, and people do the rest?")
