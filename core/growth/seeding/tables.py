"""Labels in the rows of a table: one a row, with its parent, its whole path or a column a level."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from core.corpus.table import Row, Table
from core.growth.seeding.headings import Part, levels, parts
from core.growth.seeding.own_table import own_entries
from core.growth.seeding.paths import by_path, levelled
from core.spreadsheet import restored
from core.taxonomy.cells import apart
from core.taxonomy.gathering import Entry, Listed, bounded, listed
from core.taxonomy.naming import cut, spoken
from core.taxonomy.publishing.tables import OURS
from core.taxonomy.seeds import NOTHING_FURTHER, Further

_EARLIER: Final = ("id", "name", "path", "description", "includes", "excludes")  # our tables before they had levels


def table_entries(opened: Callable[[bool], Table]) -> Listed:
    """The labels of a table, which `opened` opens anew each time, told whether its first row names the columns.

    Raises BadUpload where a row cannot be read.
    """
    table = opened(_has_header(opened(False)))
    rows = [Row(row.number, {key: restored(cell) for key, cell in row.cells.items()}) for row in bounded(table.rows)]
    found = parts(table.columns)
    stacked = levels(table.columns)
    if stacked and set(table.columns) >= OURS:
        return own_entries(rows, table.columns, stacked)._replace(notes=table.remarks.notes(table.unit))
    guess = () if stacked or found.keys() & {"name", "path"} else _guessed(found, table, rows)
    entries = [_entry(row, found, apart if table.columns == _EARLIER else passages) for row in rows]
    notes = (*guess, *table.remarks.notes(table.unit))
    if stacked:
        return Listed(levelled(entries, rows, stacked), notes)
    if "path" in found:
        return Listed(by_path(entries, [row.cells.get(found["path"], "") for row in rows]), notes)
    missing = _unlisted(entries)
    added = (f"Added, as labels stand under them: {listed(missing)}.",) if missing else ()
    return Listed([*entries, *(Entry(name=parent) for parent in missing)], (*notes, *added))


def _has_header(table: Table) -> bool:
    """Whether the first row names columns as such lists do, or the second where the first is a title above them.

    Where in doubt there is none: a heading taken for a label is seen and removed, a label taken for a heading is lost.
    """
    first = [
        [cell for cell in row.cells.values() if cell.strip()] for _, row in zip(range(2), table.rows, strict=False)
    ]
    tried = first if len(first[0]) == 1 and len(table.columns) > 1 else first[:1]
    return any(
        parts(cells).keys() - ({"description"} if len(cells) == 1 else set()) or levels(cells) for cells in tried
    )


def _entry(row: Row, found: Mapping[Part, str], taken_apart: Callable[[str], tuple[str, ...]]) -> Entry:
    def cell(part: Part) -> str:
        return row.cells.get(found.get(part, ""), "")

    return Entry(
        name=cell("name"),
        description=cell("description"),
        includes=taken_apart(cell("includes")),
        excludes=taken_apart(cell("excludes")),
        key=cell("id").strip() or cell("notation").strip(),
        parent=cell("parent"),
        further=Further(notation=cell("notation")) if "notation" in found else NOTHING_FURTHER,
    )


def passages(cell: str) -> tuple[str, ...]:
    """The entries of a cell: one a line, or else between semicolons or bars."""
    if "\n" in cell:
        return tuple(re.sub(r"^\s*[-*•]\s+", "", line) for line in cell.split("\n"))
    return tuple(re.split(r"[;|]", cell))


def _guessed(found: dict[Part, str], table: Table, rows: Sequence[Row]) -> tuple[str, ...]:
    """Fill in the columns of names and descriptions where no heading says so: the first two with words in them."""
    wordy = [
        column
        for column in table.columns
        if column not in found.values()
        and 2 * sum(bool(re.search(r"[^\W\d_]{2}", row.cells.get(column, ""))) for row in rows) > len(rows)
    ]
    name, *more = wordy or table.columns
    found["name"] = name
    if more:
        found.setdefault("description", more[0])
    if table.header:
        return (f"No column is called “name”; “{cut(name, 40)}” was taken for it.",)
    return ("No row names the columns, so the first is read as names and the second as descriptions.",) if more else ()


def _unlisted(entries: Sequence[Entry]) -> list[str]:
    """The parents that are no entries themselves; none where parents are told by ids, which say nothing."""
    keys = {entry.key for entry in entries if entry.key}
    names = {spoken(entry.name) for entry in entries}
    missing: dict[str, str] = {}
    for parent in (entry.parent.strip() for entry in entries if entry.parent.strip()):
        missing.setdefault(spoken(parent), parent)
    by_id = any(parent in keys and spoken(parent) not in names for parent in missing.values())
    return [] if by_id else [parent for said, parent in missing.items() if said not in names and parent not in keys]
