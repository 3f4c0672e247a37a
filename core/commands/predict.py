"""`tnt predict`: label a file of texts with a classifier that was downloaded or trained earlier."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from core.classifier.bundle import read
from core.classifier.encoders import told_as_ours
from core.classifier.portable.command import STDIN, labelled, write_labels
from core.classifier.portable.tables import BadTable, Text, read_texts
from core.corpus.reading import look, texts
from core.errors import BadUpload


class PredictOptions(NamedTuple):
    """Which classifier, which file, which columns hold the text (guessed if none), and where the answer goes.

    The file "-" is standard input, of the `form` that is said or else with a text a line. Texts of which the classifier
    is less sure than `at_least` get no label. `ids` asks for the labels' ids in place of their names.
    """

    bundle: Path
    file: Path
    text: tuple[str, ...]
    out: Path
    ids: bool = False
    at_least: float = 0.0
    form: str | None = None


def predict(options: PredictOptions) -> int:
    """Write one row a row of the file, in its order. Raises BadBundle and BadUpload; then no file is left behind.

    Raises TeacherError where a sentence encoder outside the bundle does not answer.
    """
    found = read(options.bundle)
    names = {} if options.ids else {label.id: label.name for label in found.manifest.labels}
    try:
        with told_as_ours():
            count = write_labels(labelled(found.model, names, _texts(options), options.at_least), options.out)
    except BadTable as error:
        raise BadUpload(str(error)) from error
    which = f"{found.manifest.card.title} (checksum {found.checksum[:12]})"
    sys.stderr.write(f"Labelled {count:,} texts with {which}; the labels are in {options.out}.\n")
    return 0


def _texts(options: PredictOptions) -> Iterator[Text]:
    """Standard input is read as a bundle's own predict.py does; a file as the app reads it."""
    if str(options.file) == STDIN:
        return read_texts(sys.stdin.buffer, next(iter(options.text), None), form=options.form)
    preview = look(options.file.name, options.file)
    id_column = preview.id_column
    rows = texts(options.file.name, options.file, options.text or preview.text, id_column)
    return (Text(name if id_column else None, text) for name, text in rows)
