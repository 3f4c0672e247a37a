"""Labels as a table to write in: the lines as they stand, what has been typed since, and search and replace.

The table is drawn from a draft in the session. What is typed stays in the table's own state until a search and
replace folds it into the draft, which is then drawn anew. Knows nothing of what becomes of the lines.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from core.taxonomy.table_edit import Row, replaced
from pages.parts.plain import counted, plain

DRAFT = "table-draft"
ALWAYS = ("name", "under", "description", "includes", "excludes", "locked")
TITLES = {
    "name": "Name",
    "under": "Stands under",
    "description": "Description",
    "includes": "Belongs here",
    "excludes": "Does not belong here",
    "edge_cases": "Edge cases",
    "notation": "Notation",
    "notes": "Notes",
    "locked": "Locked",
}
WIDTHS = {"name": 150, "under": 130, "description": 230, "includes": 185, "excludes": 185, "edge_cases": 170}
WIDTHS |= {"notation": 80, "notes": 150, "locked": 70}
ONE_A_LINE = "One a line: Shift and Enter begins the next"
HELP = {
    "under": "The name of the label above it; empty for the top level",
    "includes": ONE_A_LINE,
    "excludes": ONE_A_LINE,
    "edge_cases": ONE_A_LINE,
    "notation": "What your own lists call it",
    "notes": "For those who edit; neither teachers nor annotators see them",
    "locked": "Teachers may not touch it",
}
ROW = "row"  # the column of row numbers, by which faults are named
REPLACED = ("name", "description")
TALL, LOW, LINE = 430, 110, 36  # pixels of the table at most and at least, and of a line of it


class Draft(NamedTuple):
    """Lines as they were when the editing began, and as the table was last drawn. `drawing` counts the drawings."""

    taxonomy: str
    version: int
    began: tuple[Row, ...]
    lines: tuple[Row, ...]
    drawing: int = 0


def table_editor(draft: Draft, shown: Sequence[str]) -> None:
    """The lines of the draft, for people to write in."""
    columns: dict[str, Any] = {
        each: st.column_config.CheckboxColumn(TITLES[each], help=HELP.get(each), width=WIDTHS[each], default=False)
        if each == "locked"
        else st.column_config.TextColumn(TITLES[each], help=HELP.get(each), width=WIDTHS[each])
        for each in TITLES
    }
    columns[ROW] = st.column_config.NumberColumn("Row", width=55, disabled=True)
    cells = {each: [getattr(row, each) for row in draft.lines] for each in TITLES}
    st.data_editor(
        pd.DataFrame({ROW: range(1, len(draft.lines) + 1), **cells}),
        key=editor_key(draft),
        num_rows="add",
        column_order=[ROW, *shown],
        column_config=columns,
        placeholder="",
        height=max(LOW, min(TALL, LINE * (len(draft.lines) + 2))),
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


def find_and_replace(draft: Draft) -> None:
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
