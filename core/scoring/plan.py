"""Parquet files cut into parts of bounded size, each scored by itself and remembered when it is done.

It knows what files say of themselves, not what stands in their rows.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple

import pyarrow as pa
from fsspec import AbstractFileSystem
from pyarrow import parquet

from core.errors import BadUpload
from core.scoring.places import Place, Source, readable

_BUFFER: Final = 1 << 20


class Piece(NamedTuple):
    """Rows of one file: those of some row groups that follow each other, without the first `skip`, `take` in all."""

    file: str
    row_groups: tuple[int, ...]
    skip: int
    take: int


class Part(NamedTuple):
    """Rows that are scored together and whose labels are written together."""

    number: int
    pieces: tuple[Piece, ...]

    @property
    def rows(self) -> int:
        return sum(piece.take for piece in self.pieces)

    @property
    def name(self) -> str:
        return f"part-{self.number:06}.parquet"


class Described(NamedTuple):
    """What a Parquet file says of itself."""

    file: str
    schema: pa.Schema
    row_groups: tuple[int, ...]  # the rows of each


def described(files: AbstractFileSystem, sources: Sequence[Source]) -> Iterator[Described]:
    """What each file says of itself; only its last few kilobytes are read. Raises BadUpload for what is not Parquet."""
    for source in sources:
        refusal = f"{source.path} is not a Parquet file, or it is damaged. For other tables there is tnt predict."
        with opened_parquet(Place(files, source.path), refusal) as opened:
            yield _said(source.path, opened)


@contextmanager
def opened_parquet(where: Place, refusal: str) -> Iterator[parquet.ParquetFile]:
    """A file, to read a megabyte of a column at a time. What is broken in it raises BadUpload with this sentence.

    A disk or a store that fails is another matter: its OSError, which has a number, passes.
    """
    with readable(where) as source:
        try:
            with parquet.ParquetFile(source, pre_buffer=False, buffer_size=_BUFFER) as opened:
                yield opened
        except (pa.ArrowException, OSError, ValueError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise BadUpload(refusal) from error


def parts_of(found: Sequence[Described], rows: int) -> tuple[Part, ...]:
    """Parts of about so many rows, in the files' order, never more than that unless a single row group is.

    A row group of more is cut as well. Its later pieces read past what stands before them, so many pieces of one
    group cost time; they are what lets several processes share a file of one group.
    """
    parts: list[tuple[Piece, ...]] = []
    open_pieces: list[Piece] = []
    open_rows = 0
    for piece in _pieces(found, rows):
        if open_pieces and open_rows + piece.take > rows:
            parts.append(tuple(open_pieces))
            open_pieces, open_rows = [], 0
        open_pieces = _joined(open_pieces, piece)
        open_rows += piece.take
    if open_pieces:
        parts.append(tuple(open_pieces))
    return tuple(Part(number, pieces) for number, pieces in enumerate(parts))


def _said(path: str, opened: parquet.ParquetFile) -> Described:
    groups = range(opened.metadata.num_row_groups)
    return Described(path, opened.schema_arrow, tuple(opened.metadata.row_group(group).num_rows for group in groups))


def _pieces(found: Sequence[Described], rows: int) -> Iterator[Piece]:
    for one in found:
        for group, size in enumerate(one.row_groups):
            count = -(-size // rows)
            for number in range(count):
                start, end = size * number // count, size * (number + 1) // count
                yield Piece(one.file, (group,), start, end - start)


def _joined(pieces: list[Piece], piece: Piece) -> list[Piece]:
    """Whole row groups that follow each other are read in one go."""
    last = pieces[-1] if pieces else None
    if last and last.file == piece.file and last.row_groups[-1] + 1 == piece.row_groups[0] and not piece.skip:
        return [*pieces[:-1], Piece(last.file, last.row_groups + piece.row_groups, last.skip, last.take + piece.take)]
    return [*pieces, piece]
