"""The whole history of a taxonomy, newest first, with a way back to any version."""

from collections.abc import Sequence

import streamlit as st

from core.taxonomy.history import describe, diff
from core.taxonomy.taxonomy import Change, Taxonomy
from pages.parts.changes import change_card
from pages.parts.keeping import keep
from pages.parts.place import Working
from pages.parts.plain import counted, plain

ON_A_PAGE = 15


def timeline(here: Working, before: Sequence[Taxonomy], log: Sequence[Change]) -> None:
    """Draw every change; `before[n]` is the taxonomy before `log[n]` and after the one that came before it."""
    pages = max(1, -(-len(log) // ON_A_PAGE))
    page = st.pagination(pages, key="history-page") if pages > 1 else 1
    first = len(log) - (page - 1) * ON_A_PAGE
    for version in range(first, max(0, first - ON_A_PAGE), -1):
        change = log[version - 1]
        prompted = "a batch of documents" if change.batch else ""
        labels = len(before[version].live)
        card, beside = st.columns([5, 1], vertical_alignment="center")
        with card:
            change_card(before[version - 1], change, f"Step {version}: {counted(labels, 'label')} after it", prompted)
        if version < len(log):
            with beside:
                _way_back(here, before, version)
    if not log:
        st.caption("Nothing has happened yet.")


def _way_back(here: Working, before: Sequence[Taxonomy], version: int) -> None:
    now, then = before[-1], before[version]
    question = st.popover(
        "Go back to this…",
        type="tertiary",
        icon=":material/history:",
        key=f"back-{version}",
        on_change="rerun",
    )
    if not question.open:
        return
    with question:
        change = Change(labels=diff(now, then), author=here.author, based_on=now.version)
        sentences = list(describe(now, change))
        if not sentences:
            st.write("The labels in force are the same now as they were then.")
            return
        st.write("This is kept as one more change, which can be undone. It would do this:")
        for sentence in sentences[:20]:
            st.markdown(f"- {plain(sentence)}")
        if len(sentences) > 20:
            st.caption(f"and {len(sentences) - 20} more")
        st.button(
            f"Go back to step {version}",
            key=f"restore-{version}",
            type="primary",
            on_click=_restore,
            args=(here, now.version, then, version),
        )


def _restore(here: Working, seen: int, then: Taxonomy, version: int) -> None:
    keep(here, seen, lambda taxonomy: diff(taxonomy, then), f"Went back to step {version}")
