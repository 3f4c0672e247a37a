"""Texts out of files, a row at a time, and labelled rows into them: CSV, TSV, JSON lines, Parquet and plain lines.

Everything is UTF-8 and streams, so memory does not grow with the file. Parquet needs pyarrow, which is asked for only
then. Knows nothing of models.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TextIO

SEPARATOR = "|"  # between the labels of the column "all" in CSV
FORMS = ("csv", "tsv", "jsonl", "parquet", "lines")
_SUFFIXES = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".txt": "lines",
}
_WRITTEN = ("csv", "tsv", "jsonl", "parquet")
_DELIMITERS = {"csv": ",", "tsv": "\t"}
_TEXT, _ID = "text", "id"
_LONGEST_CELL = 2**31 - 1
_ROWS = 4096  # rows of Parquet taken or written at a time
_BEYOND = "beyond the header"
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


class BadTable(ValueError):
    """The file cannot be read as texts, or not be written. The message is for the person who gave it."""


class Text(NamedTuple):
    """One text to label, and what its file calls it."""

    name: str | None
    text: str


class Labelled(NamedTuple):
    """What is said of one text; where nothing is said, `primary` and `applicable` are empty."""

    name: str | None
    primary: str
    applicable: tuple[str, ...]
    confidence: float


def form_written(out: Path) -> str:
    """The form that a file's name asks for; CSV where it asks for none. Raises BadTable for what is not written."""
    form = _SUFFIXES.get(out.suffix.lower(), out.suffix and "other") or "csv"
    if form not in _WRITTEN:
        raise BadTable(f"{out.name}: labels are written as .csv, .tsv, .jsonl or .parquet.")
    return form


def read_texts(
    source: Path | BinaryIO, text_column: str | None = None, id_column: str | None = None, form: str | None = None
) -> Iterator[Text]:
    """The texts of a file or stream, one at a time; of lines each is a text. Raises BadTable, saying which line.

    A file's name says its form, and CSV is supposed where it does not; a stream holds lines unless `form` says else.
    """
    csv.field_size_limit(_LONGEST_CELL)
    name = f"The file {source.name}" if isinstance(source, Path) else "The input"
    chosen = form or (_SUFFIXES.get(source.suffix.lower(), "csv") if isinstance(source, Path) else "lines")
    try:
        with source.open("rb") if isinstance(source, Path) else _kept_open(source) as stream:
            yield from _texts(stream, chosen, text_column, id_column)
    except UnicodeDecodeError as error:
        raise BadTable(f"{name} is not UTF-8 text. Save it as CSV in UTF-8.") from error
    except csv.Error as error:
        raise BadTable(f"{name} is not a table: {error}.") from error
    except OSError as error:
        raise BadTable(f"{name} cannot be opened: {error.strerror or 'it is not readable as such'}.") from error


def write_rows(rows: Iterable[Labelled], stream: BinaryIO, form: str) -> int:
    """Write id (where there is one), primary, all and confidence, and say how many rows were written.

    Raises BadTable for Parquet where pyarrow is missing.
    """
    each = iter(rows)
    first = next(each, None)
    named = first is not None and first.name is not None
    whole = chain([first] if first else [], each)
    if form == "parquet":
        return _write_parquet(whole, stream, named)
    text = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="")
    try:
        return _write_json(whole, text, named) if form == "jsonl" else _write_csv(whole, text, named, form)
    finally:
        text.detach()


def harmless(cell: str) -> str:
    """The cell with an apostrophe in front where a spreadsheet would run it as a formula."""
    writable = cell.encode("utf-8", "replace").decode()
    if not cell.startswith(("=", "+", "-", "@", "\t", "\r")) or _NUMBER.fullmatch(cell):
        return writable
    return f"'{writable}"


def _write_csv(rows: Iterable[Labelled], stream: TextIO, named: bool, form: str) -> int:
    writer = csv.writer(stream, delimiter=_DELIMITERS[form], lineterminator="\n")
    writer.writerow([*([_ID] if named else []), "primary", "all", "confidence"])
    count = 0
    for row in rows:
        labels = [label.replace(SEPARATOR, "/") for label in (row.primary, *row.applicable)]
        cells = [*([row.name or ""] if named else []), labels[0], SEPARATOR.join(labels[1:])]
        writer.writerow([*map(harmless, cells), f"{row.confidence:.4f}"])
        count += 1
    return count


def _write_json(rows: Iterable[Labelled], stream: TextIO, named: bool) -> int:
    count = 0
    for row in rows:
        stream.write(json.dumps(_fields(row, named), ensure_ascii=False) + "\n")
        count += 1
    return count


def _write_parquet(rows: Iterable[Labelled], stream: BinaryIO, named: bool) -> int:
    arrow, parquet = _arrow()
    text = arrow.string()
    columns = {_ID: text} if named else {}
    schema = arrow.schema({**columns, "primary": text, "all": arrow.list_(text), "confidence": arrow.float64()})
    count = 0
    with parquet.ParquetWriter(stream, schema) as writer:
        for block in _blocks(rows):
            writer.write_table(arrow.Table.from_pylist([_fields(row, named) for row in block], schema))
            count += len(block)
    return count


def _blocks(rows: Iterable[Labelled]) -> Iterator[list[Labelled]]:
    block: list[Labelled] = []
    for row in rows:
        block.append(row)
        if len(block) == _ROWS:
            yield block
            block = []
    if block:
        yield block


def _fields(row: Labelled, named: bool) -> dict[str, Any]:
    """Halves of characters, which no file can hold, become question marks."""
    said = {"primary": row.primary, "all": row.applicable, "confidence": row.confidence}
    name = (row.name or "").encode("utf-8", "replace").decode()
    return {_ID: name, **said} if named else said


def _texts(stream: BinaryIO, form: str, text_column: str | None, id_column: str | None) -> Iterator[Text]:
    if form == "parquet":
        yield from _parquet_texts(stream, text_column, id_column)
        return
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    try:
        if form == "lines":
            yield from (Text(None, line.rstrip("\r\n")) for line in text)
        else:
            yield from _row_texts(
                _json_rows(text) if form == "jsonl" else _csv_rows(text, form), text_column, id_column
            )
    finally:
        text.detach()


def _row_texts(rows: Iterator[dict[str, Any]], text_column: str | None, id_column: str | None) -> Iterator[Text]:
    first = next(rows, None)
    if first is None:
        return
    text, name = _columns(list(first), text_column, id_column)
    for row in chain([first], rows):
        yield Text(_cell(row.get(name)) if name else None, _cell(row.get(text)))


def _parquet_texts(stream: BinaryIO, text_column: str | None, id_column: str | None) -> Iterator[Text]:
    arrow, parquet = _arrow()
    if not stream.seekable():
        raise BadTable("Parquet cannot be read from standard input; name a file.")
    try:
        file = parquet.ParquetFile(stream, pre_buffer=False)
        text, name = _columns(file.schema_arrow.names, text_column, id_column)
        for batch in file.iter_batches(_ROWS, columns=[*dict.fromkeys([text, *([name] if name else [])])]):
            names = batch.column(name).to_pylist() if name else [None] * batch.num_rows
            for found, said in zip(names, batch.column(text).to_pylist(), strict=True):
                yield Text(_cell(found) if name else None, _cell(said))
    except arrow.ArrowException as error:
        raise BadTable("The file is not Parquet, or it is damaged.") from error


def _arrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise BadTable("Parquet needs the package pyarrow: python -m pip install pyarrow") from error
    return pyarrow, pyarrow.parquet


def _columns(columns: list[str], text_column: str | None, id_column: str | None) -> tuple[str, str | None]:
    return _column(columns, text_column, _TEXT) or _only(columns), _column(columns, id_column, _ID)


def _column(columns: list[str], asked: str | None, usual: str) -> str | None:
    if asked is not None and asked not in columns:
        raise BadTable(f"There is no column {asked!r}. The columns are: {', '.join(map(repr, columns))}.")
    return asked or next((column for column in columns if column.strip().lower() == usual), None)


def _only(columns: list[str]) -> str:
    if len(columns) != 1:
        raise BadTable(f"Say which column holds the text with --text: {', '.join(map(repr, columns))}.")
    return columns[0]


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _csv_rows(stream: TextIO, form: str) -> Iterator[dict[str, Any]]:
    for row in csv.DictReader(stream, restkey=_BEYOND, delimiter=_DELIMITERS[form]):
        row.pop(_BEYOND, None)
        yield row


def _json_rows(stream: TextIO) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BadTable(f"Line {number} is not JSON.") from error
        if not isinstance(row, dict):
            raise BadTable(f"Line {number} is not a JSON object.")
        yield row


@contextmanager
def _kept_open(stream: BinaryIO) -> Iterator[BinaryIO]:
    """Standard input is not ours to close."""
    yield stream
