"""Label the texts of a file from the command line: `python predict.py texts.csv --out labels.csv`.

Texts go through the model a few hundred at a time, and no more of the file is held in memory. What is written has one
row a text, in order.
"""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import tee
from pathlib import Path
from typing import Any

from .archive import BrokenBundle
from .codec import open_model
from .model import Model
from .outside import EncoderFailed
from .tables import FORMS, BadTable, Labelled, Text, form_written, read_texts, write_rows

STDIN = "-"


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 when done, 2 with one sentence on standard error when the input cannot be read."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if given.file is None and not given.version:
        parser.error("name a file of texts, or - for standard input")
    try:
        model, manifest = open_model(Path(__file__).parents[1])
        if given.version:
            sys.stdout.write(f"{version(manifest)}\n")
            return 0
        names = {} if given.ids else label_names(manifest)
        source = sys.stdin.buffer if given.file == STDIN else Path(given.file)
        texts = read_texts(source, given.text, given.id, given.format)
        write_labels(labelled(model, names, texts, given.at_least), given.out)
    except (BrokenBundle, BadTable, EncoderFailed) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except BrokenPipeError:  # who reads our output has enough of it; what is left in the buffer has nowhere to go
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def version(manifest: Mapping[str, Any]) -> str:
    """Which classifier this is, on one line; two with the same checksum give the same answers."""
    card = manifest["card"]
    title = " ".join(str(card.get("title", "")).split())
    made = ", ".join(str(card[key]) for key in ("made_at", "made_with") if card.get(key))
    return f"{title} ({made or 'undated'}), {len(manifest['labels'])} labels, checksum {manifest.get('checksum', '-')}"


def label_names(manifest: Mapping[str, Any]) -> dict[str, str]:
    """What people call each label, by its id, as a bundle's manifest says."""
    return {str(label["id"]): str(label.get("name", label["id"])) for label in manifest["labels"]}


def labelled(
    model: Model, names: Mapping[str, str], texts: Iterable[Text], at_least: float = 0.0
) -> Iterator[Labelled]:
    """Each text with its labels, or with none where the model is less sure than `at_least`, 0 to 1.

    A label that `names` does not hold goes by its id.
    """
    shown = {label: names.get(label, label) for label in model.labels}
    kept, asked = tee(texts)
    for text, said in zip(kept, model.predictions(each.text for each in asked), strict=True):
        if said.confidence < at_least:
            yield Labelled(text.name, "", (), said.confidence)
            continue
        labels = tuple(shown[label] for label in said.applicable)
        yield Labelled(text.name, shown[said.primary], labels, said.confidence)


def write_labels(rows: Iterable[Labelled], out: Path | None) -> int:
    """Write rows to a file, which appears only when whole, or to standard output; say how many. Raises BadTable."""
    if out is None:
        return write_rows(rows, sys.stdout.buffer, "csv")
    form = form_written(out)
    unfinished = out.with_name(f"{out.name}.part")
    try:
        with unfinished.open("wb") as stream:
            count = write_rows(rows, stream, form)
        unfinished.replace(out)
    except OSError as error:
        raise BadTable(f"The labels cannot be written to {out.name}: {error.strerror}.") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def share(said: str) -> float:
    """A number from 0 to 1, as an argument of a command line."""
    number = float(said)
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"{said} is not between 0 and 1")
    return number


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="predict.py", description="Label texts with this classifier.")
    parser.add_argument(
        "file", nargs="?", help="CSV or TSV with a header row, JSON lines, Parquet, or lines of text (.txt); - is stdin"
    )
    parser.add_argument("--text", metavar="COLUMN", help='where the text stands (default: "text", or the only column)')
    parser.add_argument("--id", metavar="COLUMN", help='what to call each row (default: "id", if there is one)')
    parser.add_argument("--format", choices=FORMS, help="what the file is, where its name does not say")
    parser.add_argument(
        "--out",
        metavar="FILE",
        type=Path,
        help="where to write .csv, .tsv, .jsonl or .parquet (default: CSV on stdout)",
    )
    parser.add_argument(
        "--at-least", metavar="P", type=share, default=0.0, help="no label below this confidence, 0 to 1"
    )
    parser.add_argument("--ids", action="store_true", help="write the labels' ids instead of their names")
    parser.add_argument("--version", action="store_true", help="say which classifier this is, with its checksum")
    return parser
