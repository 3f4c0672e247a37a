"""Errors written for the person, said wherever in a page they are raised.

The frame says those of a page's own body. A fragment and a callback run without the frame, so they say theirs
themselves: put `errors_said()` below `@st.fragment`, and `errors_told()` on a callback. A callback of a dialog can draw
nothing at all, so it keeps its error (`errors_kept()`) for the dialog to say (`kept_error()`). Knows no page.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from core.errors import TntError
from pages.parts.plain import plain

ICON, KEPT = ":material/error:", "kept-error"


@contextmanager
def errors_said() -> Iterator[None]:
    """Say an error where it breaks off what is being drawn. Also a decorator."""
    try:
        yield
    except TntError as error:
        st.error(plain(str(error)), icon=ICON)


@contextmanager
def errors_told() -> Iterator[None]:
    """Say an error of a callback, which draws nothing itself, beside the page. Also a decorator."""
    try:
        yield
    except TntError as error:
        st.toast(plain(str(error)), icon=ICON, duration="long")


@contextmanager
def errors_kept() -> Iterator[None]:
    """Keep an error of a dialog's callback until the dialog is drawn again. Also a decorator."""
    try:
        yield
    except TntError as error:
        st.session_state[KEPT] = str(error)


def kept_error() -> None:
    """Say, in a dialog, what went wrong when its button was pressed, if anything did."""
    if message := st.session_state.pop(KEPT, ""):
        st.error(plain(message), icon=ICON)
