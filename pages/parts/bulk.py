"""Edit many labels at once, in a table; what would change is shown before it is kept.

It is one change, thought of when the table was opened: what others touched since is shown beside it. Closing the table
forgets what was typed in it.
"""

from collections.abc import Collection, Sequence

import streamlit as st

from core.store import ledger
from core.taxonomy.comparison import compare
from core.taxonomy.history import describe
from core.taxonomy.label import LabelId, Labels
from core.taxonomy.table_edit import Row, edited, rows
from core.taxonomy.taxonomy import Change, Taxonomy
from pages.parts.colours import dotted_name
from pages.parts.impact import impact
from pages.parts.keeping import keep
from pages.parts.label_sheet import ALWAYS, DRAFT, TITLES, Draft, find_and_replace, lines_now, table_editor
from pages.parts.place import Working
from pages.parts.plain import counted, plain
from pages.parts.wording import BREAK, reworded

WORDED = 20  # labels shown word by word
SAID = 8  # sentences and faults before the rest are only counted


def bulk_button() -> None:
    """The way to the table."""
    st.button("Edit as a table", key="bulk", icon=":material/table_edit:", on_click=ask_for_table)


def ask_for_table(label_ids: Sequence[LabelId] | None = None) -> None:
    """Open the table of these labels, or of all."""
    st.session_state[DRAFT] = None if label_ids is None else tuple(label_ids)


def bulk_dialog(here: Working, taxonomy: Taxonomy) -> None:
    """Draw the table, if someone has asked for it. It closes by its own buttons only, so that no key loses a draft."""
    if DRAFT not in st.session_state:
        return
    draft = _begun(here, taxonomy, st.session_state[DRAFT])

    @st.dialog(f"Edit {counted(len(draft.began), 'label')} as a table", width="large", dismissible=False)
    def table() -> None:
        _table(here, taxonomy, st.session_state.get(DRAFT, draft))

    table()


def _begun(here: Working, taxonomy: Taxonomy, asked: Draft | Collection[LabelId] | None) -> Draft:
    """The draft, begun where there is none of this taxonomy yet."""
    if isinstance(asked, Draft) and asked.taxonomy == here.taxonomy.id:
        return asked
    lines = rows(taxonomy, None if isinstance(asked, Draft) else asked)
    draft = Draft(here.taxonomy.id, taxonomy.version, lines, lines)
    st.session_state[DRAFT] = draft
    return draft


def _table(here: Working, taxonomy: Taxonomy, draft: Draft) -> None:
    st.caption(
        "Click a cell twice to write in it; paste from a spreadsheet; add labels with the + above the table. "
        "A label is not retired here: choose it in the tree for that."
    )
    more = [each for each in TITLES if each not in ALWAYS]
    used = [each for each in more if any(getattr(row, each) for row in draft.began)]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        find_and_replace(draft)
        also = st.pills(
            "Also show",
            more,
            selection_mode="multi",
            default=used if len(used) < len(more) else [],
            format_func=TITLES.__getitem__,
            key="table-columns",
        )
    shown = [each for each in TITLES if each in ALWAYS or each in also]
    table_editor(draft, shown)
    now = lines_now(draft)
    touched, faults = edited(taxonomy, draft.began, now)
    for fault in faults[:SAID]:
        st.error(plain(fault), icon=":material/error:")
    if len(faults) > SAID:
        st.caption(f"And {len(faults) - SAID:,} more.")
    reason = ""
    if touched:
        _difference(here, taxonomy, touched)
        reason = st.text_input("Why (optional)", key="table-reason", max_chars=300, placeholder="Kept with the change")
    _buttons(here, draft, now, touched, faults, reason)


def _difference(here: Working, taxonomy: Taxonomy, touched: Labels) -> None:
    """What would change, in words, and what that does to everything that hangs on it."""
    change = Change(labels=touched, author=here.author, based_on=taxonomy.version)
    said = list(describe(taxonomy, change))
    st.markdown(f"**{counted(len(touched), 'label')} would change**")
    st.markdown("\n".join(f"- {plain(sentence)}" for sentence in said[:SAID]))
    if len(said) > SAID:
        st.caption(f"And {counted(len(said) - SAID, 'more change', 'more changes')}.")
    words = st.expander("Word by word", key="table-words", on_change="rerun")
    if words.open:
        with words:
            _word_by_word(taxonomy, change)
    locked = sum(taxonomy[label.id].locked for label in touched if label.id in taxonomy.labels)
    if locked:
        st.caption(f":material/lock: {counted(locked, 'of them is', 'of them are')} locked; this goes past the lock.")
    impact(here, taxonomy, touched)


def _word_by_word(taxonomy: Taxonomy, change: Change) -> None:
    entries = compare(taxonomy, taxonomy.followed_by(change)).entries
    for entry in entries[:WORDED]:
        if entry.differences:
            lines = [reworded(each, {}) for each in entry.differences]
            st.markdown(BREAK.join([dotted_name(taxonomy, entry.id) if entry.old else "A new label", *lines]))
    if len(entries) > WORDED:
        st.caption(f"And {counted(len(entries) - WORDED, 'more label')}.")


def _buttons(
    here: Working, draft: Draft, now: tuple[Row, ...], touched: Labels, faults: Sequence[str], reason: str
) -> None:
    dirty = bool(touched or faults)
    with st.container(horizontal=True):
        kept = st.button(
            "Keep these changes",
            key="table-keep",
            type="primary",
            disabled=not touched,
            on_click=_keep,
            args=(here, draft, now, reason),
        )
        closed = st.button("Close without keeping them" if dirty else "Close", key="table-close", on_click=_close)
    if kept or closed:
        st.rerun()


def _keep(here: Working, draft: Draft, now: tuple[Row, ...], reason: str) -> None:
    """Where others have meanwhile made it impossible the table stays open, and says so when it is drawn again."""
    if edited(ledger.taxonomy(here.engine, here.taxonomy.id), draft.began, now).faults:
        return
    _close()
    keep(here, draft.version, lambda taxonomy: edited(taxonomy, draft.began, now).labels, reason)


def _close() -> None:
    st.session_state.pop(DRAFT, None)
