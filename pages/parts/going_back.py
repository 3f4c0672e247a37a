"""The ways back: to a whole earlier version, or past one single step. What it would do is shown before it is done."""

from collections.abc import Sequence

import streamlit as st

from core.errors import TntError
from core.taxonomy.history import describe, diff, undo
from core.taxonomy.label import Labels
from core.taxonomy.taxonomy import Change, Taxonomy
from pages.parts.impact import impact
from pages.parts.keeping import keep, take_back
from pages.parts.place import Working
from pages.parts.plain import plain

RESTORING, UNDOING = "restoring-version", "undoing-version"
REASON = "restore-reason"
NAMED = 12  # sentences of what would change; the rest is counted


def ask_to_restore(version: int) -> None:
    """Open the question whether to go back to a version."""
    st.session_state[RESTORING] = version


def ask_to_undo(version: int) -> None:
    """Open the question whether to undo the one step that made a version."""
    st.session_state[UNDOING] = version


def _close() -> None:
    st.session_state.pop(RESTORING, None)
    st.session_state.pop(UNDOING, None)


def going_back(here: Working, before: Sequence[Taxonomy], log: Sequence[Change]) -> None:
    """Draw the question that was asked, if one was."""
    restoring, undoing = st.session_state.get(RESTORING), st.session_state.get(UNDOING)
    if restoring is not None and restoring < len(log):
        _restore_dialog(here, before[-1], before[restoring])
    elif undoing is not None and undoing <= len(log):
        _undo_dialog(here, before[-1], log, undoing)


def _restore_dialog(here: Working, now: Taxonomy, then: Taxonomy) -> None:
    @st.dialog(f"Go back to version {then.version}", width="medium", on_dismiss=_close)
    def question() -> None:
        labels = diff(now, then)
        if not labels:
            st.write("The labels are the same now as they were then.")
            return
        st.write("This is kept as one more step, which can be undone:")
        _told(now, labels)
        impact(here, now, labels)
        st.text_input("Why (optional)", key=REASON, max_chars=300, placeholder="Kept with the change")
        if st.button(
            f"Go back to version {then.version}",
            key=f"restore-{then.version}",
            type="primary",
            icon=":material/history:",
            on_click=_restore,
            args=(here, now.version, then),
        ):
            st.rerun()

    question()


def _restore(here: Working, seen: int, then: Taxonomy) -> None:
    _close()
    reason = st.session_state.get(REASON, "").strip()  # what was typed last, which the drawn button may not know
    said = f"Went back to version {then.version}"
    keep(here, seen, lambda taxonomy: diff(taxonomy, then), f"{said}: {reason}" if reason else said)


def _undo_dialog(here: Working, now: Taxonomy, log: Sequence[Change], version: int) -> None:
    @st.dialog(f"Undo the step that made version {version}", width="medium", on_dismiss=_close)
    def question() -> None:
        try:
            labels = undo(log, version, here.author).labels
        except TntError as error:
            st.warning(plain(str(error)), icon=":material/block:")
            return
        st.write("Everything that came after it stays. This is kept as one more step:")
        _told(now, labels)
        impact(here, now, labels)
        if st.button(
            "Undo this step",
            key=f"undo-{version}",
            type="primary",
            icon=":material/undo:",
            on_click=_undo,
            args=(here, version),
        ):
            st.rerun()

    question()


def _undo(here: Working, version: int) -> None:
    _close()
    take_back(here, version)


def _told(now: Taxonomy, labels: Labels) -> None:
    """What touching these labels would do, in words."""
    sentences = list(describe(now, Change(labels=labels, author="", based_on=now.version)))
    st.markdown("\n".join(f"- {plain(sentence)}" for sentence in sentences[:NAMED]) or "- No label in force changes")
    if len(sentences) > NAMED:
        st.caption(f"and {len(sentences) - NAMED:,} more")
