"""One part scored: its rows read a batch at a time, labelled, and written as one Parquet file.

The same function runs in this process, in a pool of processes and on a cluster. It knows no other part.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import compute, parquet

from core.classifier.encoders import told_as_ours
from core.classifier.portable.archive import BrokenBundle
from core.classifier.portable.codec import open_model
from core.errors import BadBundle
from core.scoring.places import Place, place, readable, said_plainly, write_whole
from core.scoring.plan import Part, Piece, opened_parquet
from core.scoring.scorer import BATCH_ROWS, Scored, Scorer, as_texts, is_fast, scorer_of, strings

DONE = b"tnt.done"  # under which a part's footer says what it is
BETWEEN = "\n\n"  # several columns of text are joined by an empty line, as everywhere in the app


@dataclass(frozen=True)
class Classifier:
    """A bundle where the worker can reach it, known by its checksum."""

    checksum: str
    source: Path | bytes = field(compare=False, repr=False)


class Task(NamedTuple):
    """What to do with a part, in words that travel to another process or machine."""

    part: Part
    url: str  # where the files are; the part knows their paths
    into: str  # the folder of the parts' labels
    text: tuple[str, ...]
    id_column: str
    ids: bool  # labels by their ids in place of their names
    at_least: float | None  # confidence below which no label is given


class Done(NamedTuple):
    """A part that is scored."""

    part: int
    rows: int
    labels: tuple[tuple[str, int], ...]  # how many rows have each primary label
    confidence: float  # added up
    abstained: int


class Opened(NamedTuple):
    """A classifier ready to score."""

    score: Scorer
    labels: tuple[str, ...]
    names: tuple[str, ...]
    is_quick: bool  # whether it is compiled


def score_part(classifier: Classifier, task: Task) -> Done:
    """Score a part and write its labels. Doing it twice does no harm.

    Raises BadUpload and BadBundle, and TeacherError or TeacherBusy where an encoder outside does not answer.
    """
    opened = opened_classifier(classifier)
    shown = opened.labels if task.ids else opened.names
    names = pa.array(shown, pa.string())
    counts = np.zeros(len(opened.labels), dtype=np.int64)
    confidence = 0.0
    tables: list[pa.RecordBatch] = []
    for batch in batches(task):
        with told_as_ours():
            scored = opened.score(texts_of(batch, task.text))
        said = np.ones(batch.num_rows, dtype=np.bool_)
        if task.at_least is not None:
            said = scored.confidence >= task.at_least
        counts += np.bincount(scored.primary[said], minlength=len(counts))
        confidence += float(scored.confidence.sum())
        tables.append(_labelled(batch, scored, names, said, task))
    rows = sum(table.num_rows for table in tables)
    labels = tuple(zip(opened.labels, counts.tolist(), strict=True))
    done = Done(task.part.number, rows, labels, confidence, rows - int(counts.sum()))
    _write(place(task.into).inside(task.part.name), tables, done)
    return done


def done_before(folder: Place, name: str) -> Done:
    """What a part says of itself that was scored earlier."""
    with readable(folder.inside(name)) as source, parquet.ParquetFile(source, pre_buffer=False) as opened:
        said = json.loads((opened.metadata.metadata or {})[DONE])
    return Done(**{**said, "labels": tuple((label, count) for label, count in said["labels"])})


@lru_cache(maxsize=1)
def opened_classifier(classifier: Classifier) -> Opened:
    """Open a bundle once in a process, however many parts it scores. Raises BadBundle."""
    try:
        model, manifest = open_model(classifier.source)
    except BrokenBundle as error:
        raise BadBundle(str(error)) from error
    names = {str(label["id"]): str(label.get("name", label["id"])) for label in manifest["labels"]}
    return Opened(scorer_of(model), model.labels, tuple(names[label] for label in model.labels), is_fast(model))


def batches(task: Task) -> Iterator[pa.RecordBatch]:
    """The rows of a part, some thousand at a time, with no columns but those that are asked for."""
    files = place(task.url).files
    for piece in task.part.pieces:
        with opened_parquet(Place(files, piece.file), _damage(piece)) as opened:
            yield from _rows(opened, piece, task)


def texts_of(batch: pa.RecordBatch, columns: Sequence[str]) -> pa.Array:
    """The text of each row. One column is taken as it stands; several are stripped and joined."""
    if len(columns) == 1:
        return as_texts(batch.column(columns[0]))
    return reduce(_joined, (_stripped(as_texts(batch.column(column))) for column in columns))


def _joined(first: pa.Array, second: pa.Array) -> pa.Array:
    both = compute.and_(compute.not_equal(first, ""), compute.not_equal(second, ""))
    between = compute.if_else(both, pa.scalar(BETWEEN, pa.large_string()), pa.scalar("", pa.large_string()))
    return compute.binary_join_element_wise(first, between, second, pa.scalar("", pa.large_string()))


def _rows(opened: parquet.ParquetFile, piece: Piece, task: Task) -> Iterator[pa.RecordBatch]:
    columns = [*task.text, *([task.id_column] if task.id_column else [])]
    past, left = piece.skip, piece.take
    for batch in opened.iter_batches(
        BATCH_ROWS, row_groups=list(piece.row_groups), columns=list(dict.fromkeys(columns)), use_threads=False
    ):
        before = min(past, batch.num_rows)
        wanted = batch.slice(before, left)
        past, left = past - before, left - wanted.num_rows
        if wanted.num_rows:
            yield wanted
        if not left:
            return


def _stripped(texts: pa.Array) -> pa.Array:
    """Characters without the white space around them, nothing for what is not there; what is not UTF-8 is replaced."""
    try:
        characters = texts.cast(pa.large_string())
    except pa.ArrowInvalid:
        characters = pa.array(strings(texts), pa.large_string())
    return compute.utf8_trim_whitespace(compute.fill_null(characters, ""))


def _labelled(
    batch: pa.RecordBatch, scored: Scored, names: pa.Array, said: npt.NDArray[np.bool_], task: Task
) -> pa.RecordBatch:
    """The rows to write. Where nothing is said there is no primary label, and none among all."""
    is_asked = task.at_least is not None
    counts = np.diff(scored.starts)
    kept = scored.labels if said.all() else scored.labels[np.repeat(said, counts)]
    starts = scored.starts if said.all() else np.concatenate([[0], np.cumsum(counts * said)]).astype(np.int32)
    primary = pa.array(scored.primary, pa.int32(), mask=None if said.all() else ~said)
    every = pa.DictionaryArray.from_arrays(pa.array(kept, pa.int32()), names)
    columns: dict[str, pa.Array] = {
        **({"id": batch.column(task.id_column)} if task.id_column else {}),
        "primary": pa.DictionaryArray.from_arrays(primary, names),
        "all": pa.ListArray.from_arrays(pa.array(starts, pa.int32()), every),
        "confidence": pa.array(scored.confidence),
        **({"abstained": pa.array(~said)} if is_asked else {}),
    }
    return pa.RecordBatch.from_pydict(columns)


def _write(where: Place, tables: Sequence[pa.RecordBatch], done: Done) -> None:
    """Labels are written by number beside a list of their names, which Parquet keeps, and read as plain strings."""
    buffer = pa.BufferOutputStream()
    table = pa.Table.from_batches(tables)
    with parquet.ParquetWriter(
        buffer, table.schema, store_schema=False, use_dictionary=["primary", "all.list.element"]
    ) as writer:
        writer.write_table(table, row_group_size=len(table))
        writer.add_key_value_metadata({DONE.decode(): json.dumps(done._asdict())})
    with said_plainly(f"{where.path} cannot be written"):
        write_whole(where, memoryview(buffer.getvalue()))


def _damage(piece: Piece) -> str:
    first, last = piece.row_groups[0] + 1, piece.row_groups[-1] + 1
    where = f"row group {first:,}" if first == last else f"one of the row groups {first:,} to {last:,}"
    return f"{piece.file} is damaged in {where}. Write it again; until then the parts that are done are kept."
