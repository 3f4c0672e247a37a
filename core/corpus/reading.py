"""A file looked at, then read: rows become documents, the same text only once. Nothing is given out half-loaded."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from core.corpus.archive import open_archive
from core.corpus.columns import guess_date_column, guess_id, guess_text
from core.corpus.delimited import open_delimited
from core.corpus.document import Document, document_id
from core.corpus.kinds import last_part, packed_kind, text_kind
from core.corpus.limits import CELL_CHARACTERS, FILE_BYTES, GUESSING_BYTES, GUESSING_ROWS, ROWS, SHOWN_ROWS
from core.corpus.objects import open_objects
from core.corpus.parquet import open_parquet
from core.corpus.table import NO_ROWS, Kind, Row, Table, named, refuse_width, storable
from core.corpus.texts import open_folder, open_lines
from core.corpus.workbook import open_workbook
from core.errors import BadUpload

Source = Path | bytes

_ZIP_MARKS: Final = (b"PK\x03\x04", b"PK\x05\x06")
_PARQUET_MARK: Final = b"PAR1"


class Preview(NamedTuple):
    """What a file seems to be, for a person to confirm before it is read."""

    name: str
    kind: Kind
    encoding: str  # empty where the format settles it
    delimiter: str  # of a table in text, else empty
    header: bool
    columns: tuple[str, ...]
    text: tuple[str, ...]  # guessed; several are joined by empty lines
    id_column: str  # guessed; empty if none will do
    date_column: str  # guessed; empty if there is none
    rows: tuple[dict[str, str], ...]
    row_count: int | None  # where it costs nothing to know
    notes: tuple[str, ...]


class Loaded(NamedTuple):
    """A whole file as documents, and what became of its rows: rows = documents + duplicates + empty."""

    documents: tuple[Document, ...]
    rows: int
    duplicates: int
    empty: int
    notes: tuple[str, ...]


def look(name: str, source: Source, header: bool | None = None) -> Preview:
    """Open a file and guess what its columns are; `header` overrides the guess whether the first row names them.

    Raises BadUpload with one sentence for what cannot be read.
    """
    with _opened(name, source, header) as table:
        sample = list(islice(_checked(table), GUESSING_ROWS))
        columns = _columns(table, sample)
        text = guess_text(columns, sample)
        return Preview(
            name=last_part(name),
            kind=table.kind,
            encoding=table.encoding,
            delimiter=table.delimiter,
            header=table.header,
            columns=columns,
            text=text,
            id_column=guess_id(columns, sample, text),
            date_column=guess_date_column([column for column in columns if column not in text], sample),
            rows=tuple(row.cells for row in sample[:SHOWN_ROWS]),
            row_count=table.row_count,
            notes=(*_encoding_note(table.encoding), *table.remarks.notes(table.unit)),
        )


def read(name: str, source: Source, text: Sequence[str], id_column: str = "", header: bool | None = None) -> Loaded:
    """Read a whole file: texts are stripped, several columns joined, the same text folded into one document.

    Of copies the first one's id and metadata are kept; metadata without a value is left out.
    Raises BadUpload, naming the row, before any document is given out.
    """
    if not text:
        raise BadUpload("No column is chosen as the text; choose at least one.")
    kept: dict[str, Document] = {}
    copies: Counter[str] = Counter()
    ids: Counter[str] = Counter()
    columns: set[str] = set()
    empty: list[int] = []
    with _opened(name, source, header) as table:
        for row in _checked(table):
            columns.update(row.cells)
            document = _document(row, text, id_column)
            if document is None:
                empty.append(row.number)
                continue
            kept.setdefault(document.id, document)
            copies[document.id] += 1
            ids[document.source_id] += 1
        notes = list(table.remarks.notes(table.unit))
    _refuse_unknown(columns, [*text, *filter(None, [id_column])])
    if not kept:
        raise BadUpload(f"None of the {len(empty):,} {table.unit}s has text in {_quoted(text)}; choose another column.")
    if empty:
        notes.append(f"Left out, as they have no text: {named(table.unit, empty)}.")
    again = sum(times - 1 for source_id, times in ids.items() if source_id)
    if again:
        notes.append(f"Ids in {id_column!r} that had come before: {again:,}.")
    documents = tuple(_copied(document, copies[document.id]) for document in kept.values())
    rows = copies.total() + len(empty)
    return Loaded(documents, rows, rows - len(empty) - len(documents), len(empty), tuple(notes))


def texts(name: str, source: Source, text: Sequence[str], id_column: str = "") -> Iterator[tuple[str, str]]:
    """The id and text of every row, in order and unfolded, also of rows without text: to label a file row by row.

    Raises BadUpload where a row cannot be read, after the rows before it were given out.
    """
    with _opened(name, source, None) as table:
        for row in _checked(table):
            _refuse_unknown({*table.columns, *row.cells}, [*text, *filter(None, [id_column])])
            document = _document(row, text, id_column)
            name_ = row.cells.get(id_column, "").strip() if id_column else ""
            yield name_, document.text if document else ""


@contextmanager
def _opened(name: str, source: Source, header: bool | None) -> Iterator[Table]:
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if size == 0:
        raise BadUpload("The file is empty; choose one with at least one row of text.")
    if size > FILE_BYTES:
        raise BadUpload(
            f"The file has {size / 1e6:,.0f} MB where at most {FILE_BYTES / 1e6:,.0f} can be read; split it."
        )
    with source.open("rb") if isinstance(source, Path) else BytesIO(source) as file:
        yield _table(name, file, header)


def _table(name: str, file: BinaryIO, header: bool | None) -> Table:
    head = file.read(GUESSING_BYTES)
    file.seek(0)
    if head.startswith(_PARQUET_MARK):
        return open_parquet(file)
    if head.startswith(_ZIP_MARKS):
        archive = open_archive(file)
        return open_workbook(file, archive, header) if packed_kind(archive) == "XLSX" else open_folder(archive)
    kind = text_kind(name, head)
    if kind == "CSV":
        return open_delimited(file, header)
    return open_lines(file) if kind == "TXT" else open_objects(file, kind)


def _encoding_note(encoding: str) -> tuple[str, ...]:
    if not encoding or encoding.startswith("utf"):
        return ()
    return (f"The encoding looks like {encoding}; if letters look wrong below, save the file again as UTF-8.",)


def _checked(table: Table) -> Iterator[Row]:
    """The rows with cells that can be stored, up to the limits. Raises BadUpload past them, or when there are none."""
    count = 0
    for count, row in enumerate(table.rows, start=1):
        if count > ROWS:
            raise BadUpload(f"The file has more than {ROWS:,} {table.unit}s; split it or load a random sample.")
        refuse_width(len(row.cells))
        yield Row(
            row.number, {column: _storable(cell, column, row.number, table) for column, cell in row.cells.items()}
        )
    if not count:
        raise BadUpload(NO_ROWS)


def _storable(cell: str, column: str, number: int, table: Table) -> str:
    if len(cell) > CELL_CHARACTERS:
        raise BadUpload(
            f"{table.unit.capitalize()} {number} has {len(cell):,} characters in {column[:40]!r} where at most "
            f"{CELL_CHARACTERS:,} can be read; check for an unclosed quote or split the text."
        )
    cleaned = storable(cell)
    if cleaned != cell:
        table.remarks.count("NUL characters were removed and half characters shown as � in", number)
    return cleaned.replace("\r\n", "\n").replace("\r", "\n")


def _columns(table: Table, sample: Sequence[Row]) -> tuple[str, ...]:
    columns = table.columns or tuple(dict.fromkeys(column for row in sample for column in row.cells))
    refuse_width(len(columns))
    return columns


def _document(row: Row, text: Sequence[str], id_column: str) -> Document | None:
    parts = (row.cells.get(column, "").strip() for column in text)
    whole = "\n\n".join(part for part in parts if part)
    if not whole:
        return None
    aside = {*text, id_column}
    metadata = {column: cell for column, cell in row.cells.items() if cell and column not in aside}
    source_id = row.cells.get(id_column, "").strip() if id_column else ""
    return Document(id=document_id(whole), text=whole, metadata=metadata, source_id=source_id)


def _copied(document: Document, copies: int) -> Document:
    return document if copies == 1 else document.model_copy(update={"copies": copies})


def _refuse_unknown(columns: set[str], chosen: Sequence[str]) -> None:
    missing = [column for column in chosen if column not in columns]
    if missing:
        there = ", ".join(repr(column[:40]) for column in sorted(columns)[:8])
        raise BadUpload(f"There is no column {missing[0]!r} in the file; its columns are {there}.")


def _quoted(columns: Sequence[str]) -> str:
    return " or ".join(repr(column) for column in columns)
