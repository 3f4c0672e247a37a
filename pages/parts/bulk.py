"""Edit many labels at once, in a table; what would change is shown before it is kept.

The table is drawn from a draft in the session. What is typed stays in the table's own state until a search and
replace folds it into the draft, which is then drawn anew.
"""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from core.errors import InvalidTaxonomy
from core.taxonomy.history import describe
from core.taxonomy.label import LabelId, Labels
from core.taxonomy.table_edit import Row, edited, replaced, rows
from core.taxonomy.taxonomy import Change, Taxonomy
from pages.parts.impact import impact
from pages.parts.keeping import keep
from pages.parts.place import Working
from pages.parts.plain import counted, plain

DRAFT = "table-draft"
ALWAYS = ("name", "under", "description", "includes", "excludes", "locked")
TITLES = {
    "name": "Name",
    "under": "Under",
    "description": "Description",
    "includes": "Belongs here",
    "excludes": "Does not belong here",
    "edge_cases": "Doubtful cases",
    "notation": "Notation",
    "notes": "Notes",
    "locked": "Locked",
}
WIDTHS = {"name": 150, "under": 130, "description": 240, "includes": 190, "excludes": 190, "edge_cases": 170}
WIDTHS |= {"notation": 80, "notes": 150, "locked": 70}
ONE_A_LINE = "One a line; Shift and Enter for the next line"
HELP = {
    "under": "The name of the label above it; empty for the top level",
    "includes": ONE_A_LINE,
    "excludes": ONE_A_LINE,
    "edge_cases": ONE_A_LINE,
    "notation": "What your own lists call it",
    "notes": "For those who edit; neither teachers nor annotators see them",
    "locked": "Teachers may not touch it",
}
REPLACED = ("name", "description")
TALL, LOW, LINE = 430, 110, 36  # pixels of the table at most and at least, and of a line of it
SAID = 12  # sentences and faults before the rest are only counted


class Draft(NamedTuple):
    """Lines as they were when the editing began, and as the table was last drawn. `drawing` counts the drawings."""

    taxonomy: str
    version: int
    began: tuple[Row, ...]
    lines: tuple[Row, ...]
    drawing: int = 0


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

    @st.dialog("Edit as a table", width="large", dismissible=False)
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
        also = st.pills(
            "Also show",
            more,
            selection_mode="multi",
            default=used if len(used) < len(more) else [],
            format_func=TITLES.__getitem__,
            key="table-columns",
        )
        st.space("stretch")
        _replacing(draft)
    shown = [each for each in TITLES if each in ALWAYS or each in also]
    _editor(draft, shown)
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


def _editor(draft: Draft, shown: Sequence[str]) -> None:
    """The lines of the draft, for people to write in."""
    columns: dict[str, Any] = {
        each: st.column_config.CheckboxColumn(TITLES[each], help=HELP.get(each), width=WIDTHS[each], default=False)
        if each == "locked"
        else st.column_config.TextColumn(TITLES[each], help=HELP.get(each), width=WIDTHS[each])
        for each in TITLES
    }
    columns["_index"] = st.column_config.NumberColumn("Row", width=50)
    cells = [row.model_dump(exclude={"id"}) for row in draft.lines]
    st.data_editor(
        pd.DataFrame(cells, columns=list(TITLES), index=range(1, len(cells) + 1)),
        key=editor_key(draft),
        num_rows="add",
        column_order=shown,
        column_config=columns,
        height=max(LOW, min(TALL, LINE * (len(cells) + 2))),
    )


def editor_key(draft: Draft) -> str:
    """Another key each time the table is drawn from other lines."""
    return f"table-{draft.taxonomy}-{draft.version}-{draft.drawing}"


def lines_now(draft: Draft) -> tuple[Row, ...]:
    """The lines with what people have typed in the table since it was drawn."""
    typed = st.session_state.get(editor_key(draft)) or {}
    lines = list(draft.lines)
    for place, cells in typed.get("edited_rows", {}).items():
        lines[int(place)] = lines[int(place)].model_copy(update=_cells(cells))
    return (*lines, *(Row(**_cells(cells)) for cells in typed.get("added_rows", [])))


def _cells(typed: dict[str, Any]) -> dict[str, Any]:
    """An emptied cell comes as None."""
    known = {each: value for each, value in typed.items() if each in TITLES}
    return {
        each: bool(value) if each == "locked" else "" if value is None else str(value) for each, value in known.items()
    }


def _replacing(draft: Draft) -> None:
    with st.popover("Find and replace", icon=":material/find_replace:"):
        find = st.text_input("Find", key="table-find")
        replacement = st.text_input("Replace with", key="table-replacement")
        columns = st.pills(
            "In", REPLACED, default=REPLACED, selection_mode="multi", format_func=TITLES.__getitem__, key="table-in"
        )
        match_case = st.checkbox("Match capital letters", key="table-case")
        before = lines_now(draft)
        after = replaced(before, find, replacement, columns, match_case)
        changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
        for old, new in changed[:3]:
            column = next(each for each in columns if getattr(old, each) != getattr(new, each))
            st.caption(f"{plain(_short(getattr(old, column)))} → {plain(_short(getattr(new, column)))}")
        st.button(
            f"Replace in {counted(len(changed), 'label')}" if changed else "Nothing found" if find else "Replace",
            key="table-replace",
            disabled=not changed,
            on_click=_draw_anew,
            args=(draft, after),
        )


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"


def _draw_anew(draft: Draft, lines: tuple[Row, ...]) -> None:
    st.session_state[DRAFT] = draft._replace(lines=lines, drawing=draft.drawing + 1)


def _difference(here: Working, taxonomy: Taxonomy, touched: Labels) -> None:
    """What would change, in words, and what that does to everything that hangs on it."""
    said = list(describe(taxonomy, Change(labels=touched, author=here.author, based_on=taxonomy.version)))
    st.markdown(f"**{counted(len(touched), 'label')} would change**")
    st.markdown("\n".join(f"- {plain(sentence)}" for sentence in said[:SAID]))
    if len(said) > SAID:
        st.caption(f"And {counted(len(said) - SAID, 'more change', 'more changes')}.")
    locked = sum(taxonomy[label.id].locked for label in touched if label.id in taxonomy.labels)
    if locked:
        st.caption(f":material/lock: {counted(locked, 'of them is', 'of them are')} locked; this goes past the lock.")
    impact(here, taxonomy, touched)


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
    """One change of all lines, thought of when the table was opened: what others touched since is shown beside it."""

    def gesture(taxonomy: Taxonomy) -> Labels:
        touched, faults = edited(taxonomy, draft.began, now)
        if faults:
            raise InvalidTaxonomy(faults[0])
        return touched

    _close()
    keep(here, draft.version, gesture, reason)


def _close() -> None:
    st.session_state.pop(DRAFT, None)
