"""A table that this app wrote, and people may have changed since: labels whole, and what became of those gone.

A column that people took out says nothing; one that is there and empty says that nothing is there.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from core.corpus.table import Row
from core.growth.seeding.paths import levelled
from core.taxonomy.cells import apart
from core.taxonomy.gathering import Entry, Listed
from core.taxonomy.label import Quote
from core.taxonomy.publishing.tables import FIELDS, HEIRS, ID, OUT_OF_USE, STATUS, STOOD_UNDER
from core.taxonomy.seeds import Further

_YES: Final = ("yes", "true", "1", "x", "ja")


def own_entries(rows: Sequence[Row], columns: Sequence[str], levels: Sequence[str]) -> Listed:
    """The labels in the rows of such a table, of which `levels` are the columns with the path; those gone come last."""
    in_use = [row for row in rows if not _is_out_of_use(row)]
    entries = levelled([_entry(row) for row in in_use], in_use, levels)
    gone = [
        _entry(row)._replace(
            name=next((name for column in reversed(levels) if (name := row.cells.get(column, "").strip())), ""),
            parent=row.cells.get(STOOD_UNDER, "").strip(),
            became=apart(row.cells.get(HEIRS, "")),
        )
        for row in rows
        if _is_out_of_use(row)
    ]
    told = {field for field, heading in FIELDS.items() if heading in columns}
    return Listed([*entries, *gone], (), frozenset({*told, "parent"}), own=True)


def _is_out_of_use(row: Row) -> bool:
    return row.cells.get(STATUS, "").strip().casefold() in OUT_OF_USE


def _entry(row: Row) -> Entry:
    """Everything but the name and the place, which the levels tell."""
    said = {field: row.cells.get(heading, "") for field, heading in FIELDS.items()}
    return Entry(
        name="",
        description=said["description"],
        includes=apart(said["includes"]),
        excludes=apart(said["excludes"]),
        key=row.cells.get(ID, "").strip(),
        further=_further(said),
    )


def _further(said: Mapping[str, str]) -> Further:
    quotes = (passage.partition(": ") for passage in apart(said["quotes"]))
    return Further(
        edge_cases=apart(said["edge_cases"]),
        examples=apart(said["examples"]),
        counter_examples=apart(said["counter_examples"]),
        quotes=tuple(Quote(document=document, text=text) for document, _, text in quotes),
        notation=said["notation"],
        colour=said["colour"],
        notes=said["notes"],
        locked=said["locked"].strip().casefold() in _YES,
    )
