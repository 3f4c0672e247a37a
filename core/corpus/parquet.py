"""Parquet: columns to rows, some hundred at a time."""

import datetime
from collections.abc import Iterator
from typing import BinaryIO, Final

import pyarrow as pa
from pyarrow import parquet

from core.corpus.archive import DAMAGED
from core.corpus.limits import COLUMNS, EXPANDED_BYTES
from core.corpus.objects import cells_of
from core.corpus.table import Remarks, Row, Table
from core.errors import BadUpload

_BATCH_ROWS: Final = 256  # a megabyte a cell must still fit


def open_parquet(file: BinaryIO) -> Table:
    """Open a Parquet file. Nested columns are flattened as in JSON. Raises BadUpload here or when rows are read."""
    try:
        opened = parquet.ParquetFile(file)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise BadUpload(DAMAGED) from error
    described = opened.metadata
    if described.num_columns > COLUMNS:
        raise BadUpload(f"The table has {described.num_columns:,} columns where at most {COLUMNS:,} can be read.")
    expanded = sum(described.row_group(n).total_byte_size for n in range(described.num_row_groups))
    if expanded > EXPANDED_BYTES:
        raise BadUpload(f"The file would unpack to {expanded / 1e6:,.0f} MB, which is too much; load it in parts.")
    if described.num_rows == 0:
        raise BadUpload("The file has columns but no rows; choose one with at least one row of text.")
    return Table("Parquet", "row", (), _rows(opened), Remarks(), row_count=described.num_rows)


def _rows(opened: parquet.ParquetFile) -> Iterator[Row]:
    number = 0
    try:
        for batch in opened.iter_batches(batch_size=_BATCH_ROWS):
            for item in batch.to_pylist():
                number += 1
                yield Row(number, cells_of({name: _plain(value) for name, value in item.items()}))
    except (pa.ArrowException, OSError, ValueError) as error:
        where = f" after row {number:,}" if number else ""
        raise BadUpload(f"The file is damaged{where}; export or download it again.") from error


def _plain(value: object) -> object:
    """A value as JSON knows them: dates in ISO form, bytes as the text they are or as their number."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, bytes):
        return _text(value)
    return str(value)


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return f"[{len(value):,} bytes]"
