"""Comma, semicolon, tab and bar separated values. Delimiter and quoting are tried, not sniffed."""

import csv
from collections.abc import Iterator
from io import StringIO, TextIOWrapper
from itertools import islice
from typing import BinaryIO, Final, Literal, NamedTuple

from core.corpus.encoding import encoding_of
from core.corpus.limits import CELL_CHARACTERS, GUESSING_BYTES
from core.corpus.table import Record, Remarks, Table, is_title, table
from core.errors import BadUpload

_DELIMITERS: Final = (",", ";", "\t", "|")
_TRIED_RECORDS: Final = 200
_BROKEN: Final = 0.2  # outweighed by a dialect that reads on, not by one that merely finds some delimiters
_TITLED: Final = 0.1  # a delimiter that is in the header too is likelier
_NOT_FOUND_IN_TEXT: Final = "\x1f"  # the delimiter of a file with one column

Quoting = Literal["doubled", "backslash", "none"]


class Dialect(NamedTuple):
    """How cells are told apart, and how a quote inside a quoted cell is written."""

    delimiter: str
    quoting: Quoting = "doubled"


def open_delimited(file: BinaryIO, header: bool | None) -> Table:
    """Open a file of separated values. Raises BadUpload for it here, or for a row when the rows are read."""
    encoding = encoding_of(file)
    text = TextIOWrapper(file, encoding, newline="")
    sample = text.read(GUESSING_BYTES)
    dialect = dialect_of(sample, whole=len(sample) < GUESSING_BYTES)
    text.seek(0)
    remarks = Remarks()
    if dialect.quoting == "backslash":
        remarks.say("Quotes inside cells are marked by backslashes here.")
    if dialect.quoting == "none":
        remarks.say("Quotes are read as plain characters, as they do not come in pairs.")
    delimiter = "" if dialect.delimiter == _NOT_FOUND_IN_TEXT else dialect.delimiter
    return table("CSV", _records(text, dialect), remarks, header, encoding, delimiter)


def dialect_of(sample: str, whole: bool) -> Dialect:
    """The dialect under which most records have the same number of cells, at least two.

    `whole` says that the sample is the complete file, so that its last record is complete too.
    """
    lines = list(StringIO(sample if whole else sample[: sample.rfind("\n") + 1], newline=""))
    quotings: tuple[Quoting, ...] = ("doubled", "backslash") if '\\"' in sample else ("doubled",)
    dialects = [Dialect(delimiter, quoting) for quoting in quotings for delimiter in _DELIMITERS]
    dialects.append(Dialect("\t", "none"))
    best = max(dialects, key=lambda dialect: _fit(lines, dialect, whole))  # the first of equals
    return best if _fit(lines, best, whole) > 0 else Dialect(_NOT_FOUND_IN_TEXT)


def _fit(lines: list[str], dialect: Dialect, whole: bool) -> float:
    """The share of the sample's records that are as wide as its first, less a bit if it cannot be read to the end."""
    records: list[list[str]] = []
    try:
        records.extend(islice(_reader(iter(lines), dialect), _TRIED_RECORDS))
    except csv.Error as error:
        cut_off = not whole and "end of data" in str(error)
        return _evenness(records) - (0 if cut_off else _BROKEN)
    return _evenness(records)


def _evenness(records: list[list[str]]) -> float:
    filled = [record for record in records if record]
    titled = is_title(filled)
    body = filled[1:] if titled else filled
    if not body or len(body[0]) < 2:
        return 0.0
    even = sum(len(record) == len(body[0]) for record in body) / len(body)
    return even - (_TITLED if titled else 0)


def _reader(lines: Iterator[str], dialect: Dialect) -> Iterator[list[str]]:
    # The limit is the whole process's: every reader of ours sets the same, so threads do not disturb each other.
    csv.field_size_limit(CELL_CHARACTERS)
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        doublequote=dialect.quoting == "doubled",
        escapechar="\\" if dialect.quoting == "backslash" else None,
        quoting=csv.QUOTE_NONE if dialect.quoting == "none" else csv.QUOTE_MINIMAL,
        strict=True,
    )


def _records(text: TextIOWrapper, dialect: Dialect) -> Iterator[Record]:
    number = 0
    try:
        with text:
            for number, cells in enumerate(_reader(text, dialect), start=1):
                yield number, cells
    except csv.Error as error:
        raise BadUpload(_explained(str(error), number + 1)) from error


def _explained(error: str, row: int) -> str:
    if "field larger" in error:
        return (
            f"Row {row} holds a cell of more than {CELL_CHARACTERS:,} characters; "
            "look for a quote that is opened there and never closed."
        )
    if "end of data" in error:
        return f"Row {row} opens a quote that is never closed; close it, or write a quote inside a cell twice."
    if "expected after" in error:
        return (
            f"In row {row} text goes on after a closing quote; write a quote inside a cell twice, "
            "or look for an unclosed quote in the rows before."
        )
    return f"Row {row} cannot be read ({error}); save the file again as CSV."
