"""How every page opens. Titles carry no anchor: the address holds the place, and a fragment would say nothing."""

import streamlit as st


def heading(title: str, sentence: str = "") -> None:
    """The page's title and the one sentence of where you are, both safe for Markdown by now."""
    st.title(title, anchor=False)
    if sentence:
        st.write(sentence)
