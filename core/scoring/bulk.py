"""Labels for more texts than fit in memory: planned, scored a part at a time, put together, and gone on with.

It knows the steps. Which engine performs a part, and what is said of progress, is the caller's.
"""

import hashlib
import json
import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from pyarrow import ArrowException, parquet

from core.classifier.portable.archive import MANIFEST
from core.errors import BadBundle, BadUpload
from core.scoring.asked import Asked, begin_or_go_on
from core.scoring.columns import Columns, choose
from core.scoring.part import Classifier, Done, Task, done_before, opened_classifier
from core.scoring.places import UNFINISHED, Place, exists, names_in, place, readable, remove, sources
from core.scoring.plan import Part, described, parts_of
from core.scoring.whole import put_together

QUICK_ROWS: Final = 2**18  # a part's rows where a processor scores a million texts a second
USUAL_ROWS: Final = 2**14  # and where it scores some thousand: half a minute's work at most is ever repeated
_WHOLE: Final = ".parquet"  # at the end of a place that is to be one file
_PARTS: Final = ".parts"  # behind its name, the folder of what is not put together yet
_ASKED: Final = b"tnt.asked"
_TOTAL: Final = b"tnt.total"

Engine = Callable[[Classifier, Sequence[Task]], Iterator[Done]]


class Order(NamedTuple):
    """Which classifier labels which texts, and where the labels go: a folder of parts, or one file."""

    bundle: Path
    texts: str  # a Parquet file, or a folder or pattern of them, by path or URL
    into: str
    text: tuple[str, ...] = ()  # guessed if none
    id_column: str = ""  # guessed if empty
    ids: bool = False
    at_least: float | None = None
    rows_a_part: int | None = None


class Progress(NamedTuple):
    """How far it is."""

    rows: int  # done, those of earlier tries included
    before: int  # done in earlier tries
    of: int


class Total(NamedTuple):
    """What became of all rows, those of earlier tries included."""

    rows: int
    labels: tuple[tuple[str, int], ...]  # most first
    confidence: float  # on average
    abstained: int


def score_files(order: Order, engine: Engine, progress: Callable[[Progress], None]) -> Total:
    """Label every row, in order, or go on where the same order was left.

    Raises BadBundle and BadUpload for what cannot be read or does not go with what is there already, Interrupted for
    what the same order may mend, and OSError for a disk or store that fails.
    """
    classifier = _classifier(order.bundle)
    quick = opened_classifier(classifier).is_quick
    files, listed = sources(order.texts)
    found = tuple(described(files, listed))
    columns = choose(files, found, order.text, order.id_column)
    rows_a_part = order.rows_a_part or (QUICK_ROWS if quick else USUAL_ROWS)
    parts = parts_of(found, rows_a_part)
    if not parts:
        raise BadUpload(f"There are no rows at {order.texts}.")
    asked = Asked(
        classifier=classifier.checksum,
        files=tuple((source.path, source.size, source.stamp) for source in listed),
        text=columns.text,
        id_column=columns.id_column,
        ids=order.ids,
        at_least=order.at_least,
        rows=sum(part.rows for part in parts),
        rows_a_part=rows_a_part,
    )
    whole = place(order.into) if order.into.endswith(_WHOLE) else None
    if whole and (total := _total_before(whole, asked)):
        return total
    folder = whole.beside(_PARTS) if whole else place(order.into)
    names = begin_or_go_on(folder, asked)
    done = [done_before(folder, part.name) for part in parts if part.name in names]
    tasks = [_task(part, order, columns, folder) for part in parts if part.name not in names]
    before = rows = sum(one.rows for one in done)
    progress(Progress(rows, before, asked.rows))
    for one in engine(classifier, tasks) if tasks else ():
        done.append(one)
        rows += one.rows
        progress(Progress(rows, before, asked.rows))
    total = _total(done)
    for name in names_in(folder):
        if name.startswith(UNFINISHED):
            remove(folder.inside(name))
    if whole:
        said = {_ASKED.decode(): asked.model_dump_json(), _TOTAL.decode(): json.dumps(total._asdict())}
        put_together(folder, [part.name for part in parts], whole, said)
        remove(folder)
    return total


def _classifier(bundle: Path) -> Classifier:
    """The bundle with a checksum of it. Of an unpacked one the manifest is enough, which has those of the others."""
    try:
        if bundle.is_dir():
            return Classifier(hashlib.sha256((bundle / MANIFEST).read_bytes()).hexdigest(), bundle)
        content = bundle.read_bytes()
    except OSError as error:
        raise BadBundle(f"There is no classifier at {bundle}.") from error
    return Classifier(hashlib.sha256(content).hexdigest(), content)


def _task(part: Part, order: Order, columns: Columns, folder: Place) -> Task:
    address = order.into + (_PARTS if order.into.endswith(_WHOLE) else "")
    return Task(
        part=part,
        url=order.texts,
        into=folder.path if folder.is_local else address,
        text=columns.text,
        id_column=columns.id_column,
        ids=order.ids,
        at_least=order.at_least,
    )


def _total(done: Sequence[Done]) -> Total:
    counts: Counter[str] = Counter()
    for one in done:
        counts.update(dict(one.labels))
    rows = sum(one.rows for one in done)
    confidence = math.fsum(one.confidence for one in done) / max(rows, 1)
    return Total(rows, tuple(counts.most_common()), confidence, sum(one.abstained for one in done))


def _total_before(whole: Place, asked: Asked) -> Total | None:
    """What became of the rows, if the file is there already and is what is asked for. Raises BadUpload if it is not."""
    if not exists(whole):
        return None
    try:
        with readable(whole) as source, parquet.ParquetFile(source, pre_buffer=False) as opened:
            said = opened.metadata.metadata or {}
        if Asked.model_validate_json(said.get(_ASKED, b"{}")) == asked:
            found = json.loads(said[_TOTAL])
            return Total(**{**found, "labels": tuple((label, count) for label, count in found["labels"])})
    except (ArrowException, OSError, ValueError) as error:
        raise BadUpload(f"{whole.path} is there already and is no answer of ours. Name another file.") from error
    raise BadUpload(f"{whole.path} answers something else already. Remove it, or name another file.")
