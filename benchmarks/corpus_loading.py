"""How long 100,000 rows take to load and what memory they need, by format, each in a process of its own.

    python -m benchmarks.corpus_loading [ROWS]

`growth` is the process's greatest memory less what it had after the imports; the documents themselves stay in it.
"""

import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
from openpyxl import Workbook
from pyarrow import parquet

from core.corpus.reading import look, read

COLUMNS = ("id", "created_at", "channel", "text")
VOCABULARY = (
    *("card", "payment", "refund", "account", "transfer", "declined", "waiting", "please", "again", "yesterday"),
    *("email", "number", "café", "straße", "still", "charged", "twice", "statement", "branch", "phone", "letter"),
    *("application", "cannot", "log", "password", "fee", "exchange", "abroad", "limit"),
)


def tickets(count: int) -> Iterator[tuple[str, str, str, str]]:
    """About 300 characters a row, so that 100,000 rows make a CSV of some 30 MB."""
    chance = random.Random(7)
    for number in range(count):
        text = " ".join(chance.choices(VOCABULARY, k=36))
        yield f"T{number:06}", f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}", chance.choice(["email", "chat"]), text


def write(folder: Path, count: int) -> None:
    rows = list(tickets(count))
    objects = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    with (folder / "tickets.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    with (folder / "tickets.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(item) + "\n" for item in objects)
    (folder / "tickets.json").write_text(json.dumps(objects, indent=1), encoding="utf-8")
    parquet.write_table(pa.Table.from_pylist(objects), folder / "tickets.parquet")
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    for row in (COLUMNS, *rows):
        sheet.append(row)
    workbook.save(folder / "tickets.xlsx")


def load(path: Path) -> None:
    """Load one file in this process and print what it took."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    preview = look(path.name, path)
    looked = time.perf_counter()
    loaded = read(path.name, path, preview.text, preview.id_column)
    seconds = time.perf_counter() - looked
    growth = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(
        f"{path.suffix:9} {path.stat().st_size / 1e6:6.1f} MB  {len(loaded.documents):8,} documents  "
        f"look {looked - start:5.2f} s  read {seconds:6.2f} s  growth {growth:6.0f} MB"
    )


def main() -> None:
    """Everything happens in child processes: a child starts with its parent's greatest memory, so that stays small."""
    match sys.argv[1:]:
        case ["load", path]:
            load(Path(path))
        case ["write", folder, count]:
            write(Path(folder), int(count))
        case [] | [_]:
            with tempfile.TemporaryDirectory() as folder:
                child("write", folder, *(sys.argv[1:] or ["100000"]))
                for path in sorted(Path(folder).iterdir()):
                    child("load", str(path))


def child(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "benchmarks.corpus_loading", *arguments], check=True)


if __name__ == "__main__":
    main()
