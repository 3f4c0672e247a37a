"""Have the whole page drawn anew after a button in a fragment has changed what all of it shows.

A fragment's button alone would draw only the fragment. When the whole page is drawn anyway nothing is owed.
"""

import streamlit as st

OWED = "whole-page-owed"


def owe() -> None:
    """For callbacks."""
    st.session_state[OWED] = True


def settled() -> None:
    """The whole page is being drawn. To be said outside the fragments."""
    st.session_state.pop(OWED, None)


def pay() -> None:
    """Begin anew, if that is owed. To be said at the beginning of a fragment."""
    if st.session_state.pop(OWED, False):
        st.rerun()
