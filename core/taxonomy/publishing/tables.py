"""A taxonomy as a table: a row a label with its path in a column a level, safe in a spreadsheet, read back whole.

Labels no longer in use stand behind the others and say what became of them.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from core.errors import InvalidTaxonomy
from core.spreadsheet import CELL, neutralise, restored, write_csv, write_xlsx
from core.taxonomy.cells import in_one, whole
from core.taxonomy.label import DocumentId, Label, Quote
from core.taxonomy.publishing.edition import Edition
from core.taxonomy.taxonomy import Taxonomy

ID, STATUS, HEIRS, STOOD_UNDER = "Label ID", "Status", "Became", "Stood under"
OURS: Final = frozenset({ID, STATUS, HEIRS})  # a table with these columns is one of ours
QUOTES: Final = "Quotes"
FIELDS: Final = {  # of a label's contract, each with the heading under which it stands
    "notation": "Notation",
    "description": "Description",
    "includes": "Belongs here",
    "excludes": "Does not belong here",
    "edge_cases": "Edge cases",
    "examples": "Example documents",
    "counter_examples": "Counter-example documents",
    "quotes": QUOTES,
    "notes": "Notes for editors",
    "colour": "Colour",
    "locked": "Locked",
}
IN_USE: Final = "in use"
OUT_OF_USE: Final = ("retired", "merged", "split")  # by whether there are no heirs, one or several
YES: Final = "yes"
_TEXTS: Final = ("Examples", "Counter-examples")  # for people; reading goes by the documents' ids
_FEWEST_LEVELS: Final = 2  # one column of levels alone would not be known for what it is


def to_csv(edition: Edition) -> bytes:
    """In UTF-8; cells that a spreadsheet might run as formulas begin with an apostrophe."""
    return write_csv(_rows(edition), columns(edition))


def to_xlsx(edition: Edition) -> bytes:
    """The same table as a workbook. Raises InvalidTaxonomy where a text is longer than a cell can be."""
    rows = [
        {column: neutralise(cell) if restored(cell) != cell else cell for column, cell in row.items()}
        for row in _rows(edition)
    ]
    for row in rows:
        for column, cell in row.items():
            if len(cell) > CELL:
                raise InvalidTaxonomy(
                    f"“{column}” of “{row[ID]}” has {len(cell):,} characters, and a workbook's cell holds {CELL:,}. "
                    "Take the CSV file instead."
                )
    return write_xlsx(rows, columns(edition), "Labels")


def columns(edition: Edition) -> list[str]:
    """The headings of an edition's table; texts of documents have columns only where they go along."""
    fields = [heading for heading in FIELDS.values() if edition.texts is not None or heading != QUOTES]
    texts = () if edition.texts is None else _TEXTS
    return [
        ID,
        *(level(number) for number in range(1, _depth(edition.taxonomy) + 1)),
        *fields,
        *texts,
        STATUS,
        HEIRS,
        STOOD_UNDER,
    ]


def level(number: int) -> str:
    return f"Level {number}"


def status(label: Label) -> str:
    """“in use”, “merged”, “split” or “retired”."""
    if label.became is None:
        return IN_USE
    return OUT_OF_USE[min(len(label.became), 2)]


def _depth(taxonomy: Taxonomy) -> int:
    return max([_FEWEST_LEVELS, *(len(path) for path in _paths(taxonomy).values())])


def _paths(taxonomy: Taxonomy) -> dict[str, tuple[str, ...]]:
    """The names from the top down to each label in use, parents before children."""
    paths: dict[str, tuple[str, ...]] = {}
    for label in taxonomy.below(None):
        paths[label.id] = (*(paths[label.parent] if label.parent else ()), label.name)
    return paths


def _rows(edition: Edition) -> Iterator[dict[str, str]]:
    taxonomy = edition.taxonomy
    for label_id, path in _paths(taxonomy).items():
        yield _row(edition, taxonomy[label_id], path)
    for label in edition.gone:
        fate = {HEIRS: in_one(label.became or ()), STOOD_UNDER: label.parent or ""}
        yield _row(edition, label, (label.name,)) | fate


def _row(edition: Edition, label: Label, path: Sequence[str]) -> dict[str, str]:
    levels = {level(number): _line(name) for number, name in enumerate(path, start=1)}
    fields = {heading: _cell(getattr(label, field)) for field, heading in FIELDS.items()}
    texts = {
        heading: in_one(_texts(edition, documents))
        for heading, documents in zip(_TEXTS, (label.examples, label.counter_examples), strict=True)
    }
    return {ID: label.id, **levels, **fields, **texts, STATUS: status(label)}


def _texts(edition: Edition, documents: Sequence[DocumentId]) -> list[str]:
    return [edition.texts[document] for document in documents if edition.texts and document in edition.texts]


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return YES if value else ""
    if isinstance(value, tuple):
        return in_one(f"{each.document}: {each.text}" if isinstance(each, Quote) else each for each in value)
    return whole(str(value)).strip()


def _line(name: str) -> str:
    return " ".join(whole(name).split())
