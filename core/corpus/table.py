"""What every format opens into: named columns and a stream of rows.

It knows headers, ragged rows and what was odd along the way. It does not know formats or documents.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Final, Literal, NamedTuple

from core.corpus.limits import COLUMNS, GUESSING_ROWS
from core.errors import BadUpload

Kind = Literal["CSV", "JSONL", "JSON", "Parquet", "XLSX", "TXT", "ZIP"]
Unit = Literal["row", "line", "item", "file"]

Record = tuple[int, list[str]]  # the number a person would count, and the cells

NO_ROWS: Final = "The file has no rows; choose one with at least one row of text."
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_NAMED: Final = 3  # rows named in a note; the rest are counted
_HEADER_CHARACTERS: Final = 80
_HEADER_WORDS: Final = 6
_USUAL_NAMES: Final = re.compile(
    "id|uuid|key|text|content|body|messages?|comments?|reviews?|description|abstract|title|subject|summary|labels?|"
    "category|class|intent|topic|date|time|timestamp|(created|updated)_at|author|user|name|year|rating|score|"
    "lang|language|channel|country|source|url|question|answer|response|query|document|file|folder"
)


def storable(text: str) -> str:
    """The text without NUL characters and with lone surrogates shown as �: databases and UTF-8 can hold neither."""
    if text.isascii():
        return text.replace("\0", "")
    return _SURROGATES.sub("�", text).replace("\0", "")


class Row(NamedTuple):
    """A row's cells by column, and the number a person would count: a spreadsheet's row, a file's line."""

    number: int
    cells: dict[str, str]


class Remarks:
    """What was odd while reading, counted, so that each kind of oddity makes one note however often it came."""

    def __init__(self) -> None:
        self._seen: dict[str, list[int]] = {}
        self._said: list[str] = []

    def say(self, note: str) -> None:
        self._said.append(note)

    def count(self, what: str, number: int) -> None:
        """Count one more case of `what`, a phrase that follows a colon: "cells with NUL characters"."""
        self._seen.setdefault(what, []).append(number)

    def notes(self, unit: Unit) -> tuple[str, ...]:
        counted = (f"{what}: {named(unit, numbers)}." for what, numbers in self._seen.items())
        return (*self._said, *counted)


class Table(NamedTuple):
    """A file that has been opened. `columns` is empty where only the rows know their names, as in JSON."""

    kind: Kind
    unit: Unit
    columns: tuple[str, ...]
    rows: Iterator[Row]
    remarks: Remarks
    encoding: str = ""
    delimiter: str = ""
    header: bool = True
    row_count: int | None = None


def named(unit: Unit, numbers: Sequence[int]) -> str:
    """ "rows 3, 5, 8 and 12 more": the first few numbers, and how many are left."""
    first = ", ".join(str(number) for number in numbers[:_NAMED])
    more = len(numbers) - _NAMED
    return f"{unit}{'s' if len(numbers) > 1 else ''} {first}" + (f" and {more:,} more" if more > 0 else "")


def table(
    kind: Literal["CSV", "XLSX"],
    records: Iterator[Record],
    remarks: Remarks,
    header: bool | None,
    encoding: str = "",
    delimiter: str = "",
) -> Table:
    """Name the columns of raw records, by their first row if that is a header (guessed when `header` is None).

    Raises BadUpload when there are no rows, too many columns, or a row is longer than the header.
    """
    filled = ((number, cells) for number, cells in records if any(cell.strip() for cell in cells))
    first = list(islice(filled, GUESSING_ROWS))
    if not first:
        raise BadUpload(NO_ROWS)
    if header is not False and is_title([cells for _, cells in first[:3]]):
        remarks.say(f"Row {first[0][0]} holds one cell only and was taken for a title above the table.")
        first = first[1:]
    has_header = _is_header(first) if header is None else header
    width = len(first[0][1]) if has_header else max(len(cells) for _, cells in first)
    refuse_width(width)
    columns = _unique_names(first[0][1], remarks) if has_header else tuple(f"column {n + 1}" for n in range(width))
    if not has_header and header is None:
        remarks.say("The first row does not look like a header, so the columns are numbered.")
    rest = chain(first[1:] if has_header else first, filled)
    rows = _rows(columns, rest, kind == "CSV", has_header, remarks)
    return Table(kind, "row", columns, rows, remarks, encoding, delimiter, has_header)


def refuse_width(columns: int) -> None:
    if columns > COLUMNS:
        raise BadUpload(
            f"The table has {columns:,} columns where at most {COLUMNS:,} can be read; remove some of them."
        )


def _rows(
    columns: tuple[str, ...], records: Iterable[Record], whole: bool, header: bool, remarks: Remarks
) -> Iterator[Row]:
    """Rows of one width. `whole` says that a short record is worth a note: workbooks leave empty cells out."""
    width = len(columns)
    for number, cells in records:
        if len(cells) > width:
            if any(cell.strip() for cell in cells[width:]):
                against = f"the header has {width}" if header else f"the rows before have at most {width}"
                raise BadUpload(
                    f"Row {number} has {len(cells)} columns where {against}; "
                    "check for an unclosed quote or an unquoted delimiter around there."
                )
            cells = cells[:width]
        elif len(cells) < width:
            if whole:
                remarks.count("Rows with fewer cells than there are columns, filled up with empty ones", number)
            cells = cells + [""] * (width - len(cells))
        yield Row(number, dict(zip(columns, cells, strict=True)))


def _unique_names(header: Sequence[str], remarks: Remarks) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for position, cell in enumerate(header, start=1):
        stem = " ".join(storable(cell).split()) or f"column {position}"
        name, again = stem, 2
        while name in names:
            name, again = f"{stem} ({again})", again + 1
        if name != stem:
            remarks.say(f"There is more than one column {stem!r}; one of them is called {name!r} here.")
        names[name] = None
    return tuple(names)


def is_title(records: Sequence[Sequence[str]]) -> bool:
    """Whether the first record is a line above the table: one cell, no column's name, where others have several."""
    if len(records) < 3:
        return False
    alone, following, after = ([cell for cell in record if cell.strip()] for record in records[:3])
    if len(alone) != 1 or _is_usual_name(alone[0]):
        return False
    return len(following) > 1 and len(records[1]) == len(records[2]) and len(after) > 0


def _is_header(records: Sequence[Record]) -> bool:
    """A header has short wordy names that do not come again below them; a usual name settles it."""
    first = [cell.strip() for cell in records[0][1]]
    if any(map(_is_usual_name, first)):
        return True
    if any(len(cell) > _HEADER_CHARACTERS or len(cell.split()) > _HEADER_WORDS for cell in first):
        return False
    if any(cell and not any(letter.isalpha() for letter in cell) for cell in first):
        return False
    below = [cells for _, cells in records[1:]]
    if len(first) == 1:
        longest = max((len(cells[0]) for cells in below), default=0)
        return len(first[0].split()) < 3 and longest > 3 * len(first[0])
    columns = [[cells[n].strip() for cells in below if n < len(cells)] for n in range(len(first))]
    return not any(cell and cell in column for cell, column in zip(first, columns, strict=True))


def _is_usual_name(cell: str) -> bool:
    return bool(_USUAL_NAMES.fullmatch(cell.strip().casefold().replace(" ", "_")))
