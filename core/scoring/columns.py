"""Which columns of Parquet files are the text and the id: as asked, else guessed as for any other file.

It knows types and a few rows of the first file.
"""

from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa
from fsspec import AbstractFileSystem
from pyarrow import types

from core.corpus.columns import guess_id, guess_text
from core.corpus.limits import GUESSING_ROWS
from core.corpus.table import Row
from core.errors import BadUpload
from core.scoring.places import Place
from core.scoring.plan import Described, opened_parquet
from core.scoring.scorer import as_texts, holds_text, strings


class Columns(NamedTuple):
    """What to read. The id may be empty: then labels come without one."""

    text: tuple[str, ...]
    id_column: str


def choose(files: AbstractFileSystem, found: Sequence[Described], text: Sequence[str], id_column: str) -> Columns:
    """The columns asked for, or guessed where none is. Raises BadUpload unless every file has them."""
    first = found[0]
    wanted = tuple(text) or _guessed_text(files, first)
    chosen = id_column or _guessed_id(files, first, wanted)
    for one in found:
        for column in dict.fromkeys([*wanted, *filter(None, [chosen])]):
            _refuse_missing(one, column)
        for column in wanted:
            kind = one.schema.field(column).type
            if not holds_text(kind):
                raise BadUpload(
                    f"The column {column!r} of {one.file} holds {kind}, not text; name another with --text."
                )
        if chosen and one.schema.field(chosen).type != first.schema.field(chosen).type:
            raise BadUpload(
                f"The ids in {chosen!r} are {first.schema.field(chosen).type} in {first.file} and "
                f"{one.schema.field(chosen).type} in {one.file}. Write them alike, or name another column with --id."
            )
    return Columns(wanted, chosen)


def _guessed_text(files: AbstractFileSystem, first: Described) -> tuple[str, ...]:
    columns = [field.name for field in first.schema if holds_text(field.type)]
    guessed = guess_text(columns, _sample(files, first, columns))
    if not guessed:
        names = ", ".join(map(repr, first.schema.names))
        raise BadUpload(f"No column of {first.file} looks like text. Name one with --text; there are: {names}.")
    return guessed


def _guessed_id(files: AbstractFileSystem, first: Described, text: Sequence[str]) -> str:
    columns = [field.name for field in first.schema if not types.is_nested(field.type)]
    return guess_id(columns, _sample(files, first, columns), text)


def _sample(files: AbstractFileSystem, first: Described, columns: Sequence[str]) -> list[Row]:
    refusal = f"{first.file} is damaged in its first rows; write it again."
    with opened_parquet(Place(files, first.file), refusal) as opened:
        batch = next(opened.iter_batches(GUESSING_ROWS, columns=list(columns), use_threads=False), None)
    if batch is None:
        return []
    cells = [_cells(column) for column in batch.columns]
    return [Row(number, dict(zip(columns, row, strict=True))) for number, row in enumerate(zip(*cells, strict=True))]


def _cells(column: pa.Array) -> list[str]:
    if holds_text(column.type):
        return strings(as_texts(column))
    return ["" if value is None else str(value) for value in column.to_pylist()]


def _refuse_missing(one: Described, column: str) -> None:
    if one.schema.names.count(column) == 1:
        return
    if column in one.schema.names:
        raise BadUpload(f"{one.file} has several columns of the name {column!r}. Give them different names.")
    names = ", ".join(map(repr, one.schema.names))
    raise BadUpload(f"There is no column {column!r} in {one.file}. The columns are: {names}.")
