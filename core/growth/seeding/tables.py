"""Labels in the rows of a table: one a row, with its parent, its whole path or a column a level."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from core.corpus.table import Row, Table
from core.errors import BadUpload
from core.growth.seeding.headings import Part, levels, parts
from core.spreadsheet import neutralise
from core.taxonomy.exchange import COLUMNS
from core.taxonomy.gathering import DEPTH, Entry, bounded, listed
from core.taxonomy.naming import cut, spoken

_STEPS: Final = (" / ", " > ", " → ", " » ", " :: ", ">", "→", "»", "::", "|", "/", "\\")

Path = tuple[str, ...]


class Listed(NamedTuple):
    """The labels of a file as it says them, and what was odd about it."""

    entries: list[Entry]
    notes: tuple[str, ...]


def table_entries(opened: Callable[[bool], Table]) -> Listed:
    """The labels of a table, which `opened` opens anew each time, told whether its first row names the columns.

    Raises BadUpload where a row cannot be read.
    """
    table = opened(_has_header(opened(False)))
    rows = [Row(row.number, {column: _own(cell) for column, cell in row.cells.items()}) for row in bounded(table.rows)]
    found = parts(table.columns)
    stacked = levels(table.columns)
    if stacked:
        return Listed(_levelled(rows, stacked, found.get("description", "")), table.remarks.notes(table.unit))
    guess = () if found.keys() & {"name", "path"} else _guessed(found, table, rows)
    entries = [_entry(row, found, newlines_only=table.columns == COLUMNS) for row in rows]
    notes = (*guess, *table.remarks.notes(table.unit))
    if "path" in found:
        return Listed(_by_path(entries, [row.cells.get(found["path"], "") for row in rows]), notes)
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


def _entry(row: Row, found: Mapping[Part, str], newlines_only: bool) -> Entry:
    def cell(part: Part) -> str:
        return row.cells.get(found.get(part, ""), "")

    return Entry(
        name=cell("name"),
        description=cell("description"),
        includes=passages(cell("includes"), newlines_only),
        excludes=passages(cell("excludes"), newlines_only),
        key=cell("id").strip(),
        parent=cell("parent"),
    )


def passages(cell: str, newlines_only: bool = False) -> tuple[str, ...]:
    """The entries of a cell: one a line, or else between semicolons or bars."""
    if "\n" in cell or newlines_only:
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


def _by_path(entries: Sequence[Entry], cells: Sequence[str]) -> list[Entry]:
    """Entries under what their paths say; a path ends with the label's own name, or with that of the one above."""
    whole = [" ".join(cell.split()) for cell in cells]
    step = next((step for step in _STEPS if any(step in path for path in whole)), _STEPS[0])
    known: dict[str, Path] = {}
    paths: list[Path] = [()] * len(entries)
    for place in sorted(range(len(entries)), key=lambda place: len(whole[place])):
        paths[place] = _path(" ".join(entries[place].name.split()), whole[place], step, known)
        known.setdefault(whole[place], paths[place])
    return _rooted(
        [entry._replace(name=(path or ("",))[-1]) for entry, path in zip(entries, paths, strict=True)], paths
    )


def _path(name: str, whole: str, step: str, known: Mapping[str, Path]) -> Path:
    """The names along a path. One that goes on from a known one by the label's name is whole, whatever is in it."""
    above = known.get(whole.removesuffix(f"{step}{name}"), ()) if name and whole.endswith(f"{step}{name}") else ()
    steps = tuple(part for part in map(str.strip, whole.split(step, DEPTH + 1)) if part)
    ends = not name or (steps and spoken(steps[-1]) == spoken(name))
    path = (name,) if name and whole == name else (*above, name) if above else steps if ends else (*steps, name)
    if len(path) > DEPTH:
        raise BadUpload(f"“{cut(whole, 40)}” goes more than {DEPTH} levels deep; flatten the list.")
    return path


def _levelled(rows: Iterable[Row], columns: Sequence[str], description: str) -> list[Entry]:
    """A label a row, the last of its levels; a level left empty above others is that of the row before."""
    entries = []
    paths: list[Path] = []
    before = [""] * len(columns)
    for row in rows:
        cells = [row.cells.get(column, "").strip() for column in columns]
        deepest = max((place for place, cell in enumerate(cells) if cell), default=-1)
        first = next((place for place, cell in enumerate(cells) if cell), 0)
        filled = [*before[:first], *cells[first : deepest + 1]]
        before = [*filled, *[""] * (len(columns) - len(filled))]
        path = tuple(" ".join(cell.split()) for cell in filled if cell)
        paths.append(path if deepest >= 0 else ())
        entries.append(Entry(name=path[-1] if deepest >= 0 else "", description=row.cells.get(description, "")))
    return _rooted(entries, paths)


def _rooted(entries: Sequence[Entry], paths: Sequence[Path]) -> list[Entry]:
    """Entries under those whose paths theirs go on from; what only stands in paths is added behind them."""
    missing = _missing(paths)
    every = [*paths, *missing]
    places = {_folded(path): place for place, path in reversed(list(enumerate(every)))}
    return [
        entry._replace(above=places.get(_folded(path[:-1])) if len(path) > 1 else None)
        for entry, path in zip([*entries, *(Entry(name=path[-1]) for path in missing)], every, strict=True)
    ]


def _missing(paths: Sequence[Path]) -> list[Path]:
    known = {_folded(path) for path in paths}
    above = {_folded(path[:end]): path[:end] for path in paths for end in range(1, len(path))}
    return [path for folded, path in above.items() if folded not in known]


def _folded(path: Path) -> Path:
    return tuple(map(spoken, path))


def _own(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it, as our own tables have it."""
    return cell[1:] if cell.startswith("'") and neutralise(cell[1:]) == cell else cell
