"""Score a million rows with the fast profile: how quick, at what cost over the bare scorer, in how much memory.

    python -m benchmarks.score [FILE --text COLUMN --label COLUMN] [--rows N] [--profile fast|balanced] [--without-dask]

FILE is anything the app reads; a classifier is trained on it, and its texts are repeated in random order until there
are enough. Without a file: the support tickets. Times are CPU seconds of all processes of a run, start included,
unless they are called wall. Between half of the rows and all of them no process starts: that is the overhead without
start. Memory is that of the largest process.
"""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from pyarrow import parquet
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from core.classifier import bundle
from core.classifier.examples import Example
from core.classifier.model_card import Card
from core.classifier.portable.model import Model
from core.classifier.recipe import PROFILES, Profile
from core.classifier.training import train
from core.corpus.reading import texts
from core.scoring.local import processors
from core.scoring.scorer import BATCH_ROWS, scorer_of
from core.taxonomy.label import Label

ROOT = Path(__file__).parents[1]
ROUNDS = 5
ROW_GROUP = 2**17
COMPARED = 50_000  # texts that scikit-learn is timed on
PROGRAM = """
import resource, sys
from pathlib import Path
from core.commands.score import ScoreOptions, score
if __name__ == "__main__":
    bundle, source, out, engine, processes = sys.argv[1:]
    code = score(ScoreOptions(Path(bundle), source, out, ("text",), "id", engine, processes=int(processes)))
    own = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    print(max(int(own.split()[1]), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
    sys.exit(code)
"""


class Run(NamedTuple):
    """What one run of `tnt score` took."""

    wall: float
    cpu: float
    peak: float  # MB


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--text", default="text")
    parser.add_argument("--label", default="label")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--profile", choices=("fast", "balanced"), default="fast")
    parser.add_argument("--without-dask", action="store_true")
    given = parser.parse_args()
    examples = list(labelled(given.file, given.text, given.label) if given.file else tickets())
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), examples, given.rows, given.profile, not given.without_dask)


def compare(folder: Path, examples: list[Example], rows: int, profile: Profile, dask: bool) -> None:
    trained = train(examples, PROFILES[profile])
    labels = [Label(id=label, name=label) for label in trained.model.labels]
    path = folder / "classifier.zip"
    path.write_bytes(bundle.write(trained, labels, Card(title="Benchmark", use_case="Speed"), None))
    some = [example.text for example in examples]
    column = pa.array(some).take(pa.array(np.random.default_rng(0).integers(len(some), size=rows)))
    length = np.mean([len(text) for text in some])
    print(f"{len(some):,} texts of {length:.0f} characters, {len(labels)} labels, {profile}")
    bare = bare_seconds(trained.model, column)
    theirs = sklearn_seconds(examples, column[:COMPARED].to_pylist()) / min(COMPARED, rows)
    print(f"bare scorer   {rows / bare:>9,.0f} rows a CPU second")
    print(f"scikit-learn  {1 / theirs:>9,.0f} rows a CPU second: ours is {theirs * rows / bare:.1f} times as quick")
    counts = (rows // 4, rows // 2, rows)
    sources = [written(folder / f"{count}.parquet", column[:count]) for count in counts]
    print("engine  processes       rows  wall s    rows/s   CPU s  over bare  without start    MB")
    cores = processors()
    for engine, processes in [("local", 1), ("local", cores), *([("dask", cores)] if dask else [])]:
        runs = [run(path, source, folder, engine, processes) for source in sources]
        steady = (runs[2].cpu - runs[1].cpu) / (bare / 2) - 1
        for taken, count, last in zip(runs, counts, ("", "", f"{steady:.0%}"), strict=True):
            over = taken.cpu / (bare * count / rows) - 1
            print(
                f"{engine:6}  {processes:9}  {count:9,}  {taken.wall:6.1f}  {count / taken.wall:8,.0f}  "
                f"{taken.cpu:6.2f}  {over:9.0%}  {last:>13}  {taken.peak:4.0f}"
            )


def bare_seconds(model: Model, column: pa.Array) -> float:
    """The least CPU seconds for all rows in memory, of several rounds, once compiled."""
    score = scorer_of(model)
    blocks = [column.slice(start, BATCH_ROWS) for start in range(0, len(column), BATCH_ROWS)]
    score(blocks[0])
    return min(timed(lambda: [score(block) for block in blocks]) for _ in range(ROUNDS))


def sklearn_seconds(examples: list[Example], some: list[str]) -> float:
    theirs = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), LinearSVC())
    theirs.fit([example.text for example in examples], [example.primary for example in examples])
    return min(timed(lambda: theirs.predict(some)) for _ in range(ROUNDS))


def timed(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def run(path: Path, source: Path, folder: Path, engine: str, processes: int) -> Run:
    out = folder / f"{source.stem}-{engine}-{processes}"
    program = [sys.executable, "-c", PROGRAM, str(path), str(source), str(out), engine, str(processes)]
    started = time.perf_counter()
    with subprocess.Popen(program, cwd=ROOT, stderr=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        peak = running.stdout.read()
        _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise SystemExit(f"tnt score ended with {running.returncode}")
    return Run(time.perf_counter() - started, used.ru_utime + used.ru_stime, int(peak) / 1024)


def written(path: Path, column: pa.Array) -> Path:
    parquet.write_table(pa.table({"id": range(len(column)), "text": column}), path, row_group_size=ROW_GROUP)
    return path


def labelled(path: Path, text: str, label: str) -> Iterator[Example]:
    for primary, found in texts(path.name, path, [text], label):
        if found and primary:
            yield Example(found, primary)


def tickets() -> Iterator[Example]:
    with (ROOT / "tests/gold/support_tickets_gold.csv").open(encoding="utf-8", newline="") as file:
        gold = {row["id"]: row["primary"] for row in csv.DictReader(file)}
    found = texts("support_tickets.csv", ROOT / "data/samples/support_tickets.csv", ("text",), "id")
    return (Example(text, gold[one]) for one, text in found)


if __name__ == "__main__":
    main()
