"""The labels out of the app and into it: files to take away, and lists to bring in, reviewed change by change."""

from collections.abc import Sequence

import streamlit as st

from core.taxonomy.taxonomy import Change, Taxonomy
from pages.parts.bringing_in import bringing_in
from pages.parts.place import Working
from pages.parts.taking_away import taking_away


def exchange(here: Working, before: Sequence[Taxonomy], log: Sequence[Change]) -> None:
    """Draw both sides, one below the other where the window is narrow."""
    sides = st.container(horizontal=True, gap="large")
    with sides.container(width=400):
        taking_away(here, before, log)
    with sides.container(width="stretch"):
        st.subheader("Bring in", anchor=False)
        bringing_in(here, before[-1])
