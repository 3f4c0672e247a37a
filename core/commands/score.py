"""`tnt score`: label more texts than fit in memory, on this machine or a cluster, and go on after any interruption."""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Literal, NamedTuple, TextIO

from core.errors import TeacherBusy
from core.scoring.bulk import Order, Progress, Total, score_files
from core.scoring.cluster import on_cluster
from core.scoring.interrupted import Interrupted
from core.scoring.local import in_processes, worthwhile
from core.scoring.part import Classifier, Done, Task
from core.scoring.places import is_full

Engine = Literal["local", "dask"]

DONE, RESUMABLE = 0, 3

_SHOWN: Final = 5  # labels in the last line
_SECONDS: Final = 2  # between lines of progress


class ScoreOptions(NamedTuple):
    """Which classifier, which Parquet files, and where the labels go: a folder, or one file that ends with .parquet.

    Columns are guessed where none is named. `processes` of None means one a processor, or fewer for few rows.
    `summary` names a file for the shares of the labels.
    """

    bundle: Path
    texts: str
    out: str
    text: tuple[str, ...] = ()
    id_column: str = ""
    engine: Engine = "local"
    scheduler: str | None = None
    processes: int | None = None
    at_least: float | None = None
    ids: bool = False
    summary: Path | None = None


def score(options: ScoreOptions) -> int:
    """Write the labels and answer the exit code: 3 where the same command goes on.

    Raises BadBundle and BadUpload, and TeacherError where an encoder outside cannot do what it is asked.
    """
    order = Order(
        bundle=options.bundle,
        texts=options.texts,
        into=options.out,
        text=options.text,
        id_column=options.id_column,
        ids=options.ids,
        at_least=options.at_least,
    )
    report = _Report(sys.stderr)
    try:
        total = score_files(order, lambda classifier, tasks: _performed(options, classifier, tasks), report.show)
    except (Interrupted, TeacherBusy) as error:
        return _resumable(str(error))
    except OSError as error:
        if is_full(error):
            return _resumable(f"There is no room left to write to {options.out}. Make some.")
        return _resumable(f"Reading or writing failed: {error.strerror or error}.")
    sys.stderr.write(f"{_said(total)} They are in {options.out}.\n")
    if options.summary:
        options.summary.write_text(json.dumps(_summary(total), indent=1, ensure_ascii=False), encoding="utf-8")
    return DONE


def _performed(options: ScoreOptions, classifier: Classifier, tasks: Sequence[Task]) -> Iterator[Done]:
    rows = sum(task.part.rows for task in tasks)
    processes = options.processes or worthwhile(classifier, rows)
    if options.engine == "dask":
        return on_cluster(classifier, tasks, options.scheduler, processes)
    return in_processes(classifier, tasks, processes)


def _resumable(what: str) -> int:
    sys.stderr.write(f"{what} What is done is kept: run the same command again to go on.\n")
    return RESUMABLE


class _Report:
    """Lines on how far it is, some seconds apart."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._began = self._last = time.monotonic()

    def show(self, progress: Progress) -> None:
        now = time.monotonic()
        is_first = progress.rows == progress.before
        if is_first and progress.before:
            self._stream.write(f"{progress.before:,} of {progress.of:,} rows were done before.\n")
        if is_first:
            self._began = self._last = now
            return
        if now - self._last < _SECONDS and progress.rows < progress.of:
            return
        self._last = now
        rate = (progress.rows - progress.before) / max(now - self._began, 1e-3)
        left = (progress.of - progress.rows) / rate
        self._stream.write(f"{progress.rows:,} of {progress.of:,} rows, {rate:,.0f} a second, {_spelt(left)} left.\n")
        self._stream.flush()


def _spelt(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    if minutes >= 60:
        return f"{minutes // 60:,} h {minutes % 60} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _said(total: Total) -> str:
    shares = ", ".join(f"{label} {count / total.rows:.1%}" for label, count in total.labels[:_SHOWN] if count)
    more = sum(count > 0 for _, count in total.labels[_SHOWN:])
    others = f" and {more:,} more" if more else ""
    without = f" {total.abstained:,} were left without a label." if total.abstained else ""
    return f"Labelled {total.rows:,} texts: {shares}{others}. Mean confidence {total.confidence:.2f}.{without}"


def _summary(total: Total) -> dict[str, object]:
    """Label ids with their counts and shares, as input for whoever watches for drift."""
    return {
        "rows": total.rows,
        "abstained": total.abstained,
        "confidence": total.confidence,
        "labels": {label: {"rows": count, "share": count / total.rows} for label, count in total.labels},
    }
