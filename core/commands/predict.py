"""`tnt predict`: label a file of texts with a classifier that was downloaded or trained earlier."""

import sys
from pathlib import Path
from typing import NamedTuple

from core.classifier.bundle import read
from core.classifier.portable.command import Text, write_labels
from core.corpus.reading import look, texts


class PredictOptions(NamedTuple):
    """Which classifier, which file, which columns hold the text (guessed if none), and where the answer goes.

    `ids` asks for the labels' ids in place of their names.
    """

    bundle: Path
    file: Path
    text: tuple[str, ...]
    out: Path
    ids: bool = False


def predict(options: PredictOptions) -> int:
    """Write one row a row of the file, in its order. Raises BadBundle and BadUpload; then no file is left behind."""
    model, manifest = read(options.bundle)
    names = {} if options.ids else {label.id: label.name for label in manifest.labels}
    preview = look(options.file.name, options.file)
    id_column = preview.id_column
    rows = texts(options.file.name, options.file, options.text or preview.text, id_column)
    unfinished = options.out.with_name(f"{options.out.name}.part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as stream:
            named = (Text(name if id_column else None, text) for name, text in rows)
            count = write_labels(model, names, named, stream)
        unfinished.replace(options.out)
    finally:
        unfinished.unlink(missing_ok=True)
    sys.stderr.write(f"Labelled {count:,} texts; the labels are in {options.out}.\n")
    return 0
