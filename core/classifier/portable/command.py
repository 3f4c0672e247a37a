"""Label the texts of a file from the command line: `python predict.py texts.csv --out labels.csv`.

Reads CSV with a header, or JSON lines, in UTF-8, and writes CSV with one row a text, in order. A cell that a
spreadsheet would take for a formula gets an apostrophe in front; numbers are left alone.
"""

import argparse
import csv
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from .archive import BrokenBundle
from .codec import open_model
from .model import Model

SEPARATOR = "|"  # between the labels of the column "all"
_TEXT, _ID = "text", "id"
_LONGEST_CELL = 2**31 - 1
_BEYOND = "beyond the header"
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


class BadTable(ValueError):
    """The file cannot be read as texts. The message is for the person who gave it."""


class Text(NamedTuple):
    """One text to label, and what its file calls it."""

    name: str | None
    text: str


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 when done, 2 with one sentence on standard error when the input cannot be read."""
    parser = argparse.ArgumentParser(prog="predict.py", description="Label texts with this classifier.")
    parser.add_argument("file", type=Path, help="CSV with a header row, or JSON lines (.jsonl), in UTF-8")
    parser.add_argument("--text", metavar="COLUMN", help='where the text stands (default: "text", or the only column)')
    parser.add_argument("--id", metavar="COLUMN", help='what to call each row (default: "id", if there is one)')
    parser.add_argument("--out", metavar="FILE", type=Path, help="where to write CSV (default: standard output)")
    parser.add_argument("--ids", action="store_true", help="write the labels' ids instead of their names")
    given = parser.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        model, manifest = open_model(Path(__file__).parents[1])
        names = {} if given.ids else label_names(manifest)
        label_file(model, names, given.file, given.out, given.text, given.id)
    except (BrokenBundle, BadTable) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def label_names(manifest: Mapping[str, Any]) -> dict[str, str]:
    """What people call each label, by its id, as a bundle's manifest says."""
    return {str(label["id"]): str(label.get("name", label["id"])) for label in manifest["labels"]}


def label_file(
    model: Model,
    names: Mapping[str, str],
    source: Path,
    out: Path | None,
    text_column: str | None = None,
    id_column: str | None = None,
) -> int:
    """Label every row of a file and say how many there were; `out` appears only when it is whole. Raises BadTable."""
    texts = read_texts(source, text_column, id_column)
    if out is None:
        return write_labels(model, names, texts, sys.stdout)
    unfinished = out.with_name(f"{out.name}.part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as stream:
            count = write_labels(model, names, texts, stream)
        unfinished.replace(out)
    except OSError as error:
        raise BadTable(f"The labels cannot be written to {out.name}: {error.strerror}.") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def read_texts(source: Path, text_column: str | None = None, id_column: str | None = None) -> Iterator[Text]:
    """The texts of a CSV or JSON lines file, one at a time. Raises BadTable, saying which line."""
    csv.field_size_limit(_LONGEST_CELL)
    reader = _json_rows if source.suffix.lower() in (".jsonl", ".ndjson") else _csv_rows
    try:
        with source.open(encoding="utf-8-sig", newline="") as stream:
            yield from _texts(reader(stream), text_column, id_column)
    except OSError as error:
        raise BadTable(f"The file {source.name} cannot be opened: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BadTable(f"The file {source.name} is not UTF-8 text. Save it as CSV in UTF-8.") from error
    except csv.Error as error:
        raise BadTable(f"The file {source.name} is not a table: {error}.") from error


def write_labels(model: Model, names: Mapping[str, str], texts: Iterable[Text], stream: TextIO) -> int:
    """Write id (where there is one), primary, all and confidence, and say how many rows were written.

    A label that `names` does not hold goes by its id.
    """
    shown = {label: names.get(label, label).replace(SEPARATOR, "/") for label in model.labels}
    writer = csv.writer(stream, lineterminator="\n")
    rows = iter(texts)
    first = next(rows, None)
    named = first is not None and first.name is not None
    writer.writerow([*([_ID] if named else []), "primary", "all", "confidence"])
    count = 0
    for text in chain([first] if first else [], rows):
        found = model.judge(text.text)
        name = [text.name or ""] if named else []
        labels = SEPARATOR.join(shown[label] for label in found.applicable)
        cells = [harmless(cell) for cell in (*name, shown[found.primary], labels)]
        writer.writerow([*cells, f"{found.confidence:.4f}"])
        count += 1
    return count


def harmless(cell: str) -> str:
    """The cell with an apostrophe in front where a spreadsheet would run it as a formula."""
    writable = cell.encode("utf-8", "replace").decode()
    if not cell.startswith(("=", "+", "-", "@", "\t", "\r")) or _NUMBER.fullmatch(cell):
        return writable
    return f"'{writable}"


def _texts(rows: Iterator[dict[str, Any]], text_column: str | None, id_column: str | None) -> Iterator[Text]:
    first = next(rows, None)
    if first is None:
        return
    text = _column(list(first), text_column, _TEXT) or _only(list(first))
    name = _column(list(first), id_column, _ID)
    for row in chain([first], rows):
        yield Text(_cell(row.get(name)) if name else None, _cell(row.get(text)))


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


def _csv_rows(stream: TextIO) -> Iterator[dict[str, Any]]:
    for row in csv.DictReader(stream, restkey=_BEYOND):
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
