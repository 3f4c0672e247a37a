"""Which columns are the text, the id and the date: guesses from names and content, for a person to confirm."""

import re
from collections.abc import Sequence
from math import sqrt
from statistics import fmean
from typing import Final

from core.corpus.dates import guess_date_form
from core.corpus.table import Row


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TEXT_NAMES: Final = _names(
    "text texts content contents body message messages conversation conversations comment comments review reviews "
    "description abstract question query prompt utterance transcript document ticket feedback answer post tweet "
    "complaint verbatim response note notes summary"
)
_TITLE_NAMES: Final = _names("title subject headline heading betreff titel titre objet")
_ID_NAMES: Final = _names("id ids uuid guid key identifier file path url doi number no nr")
_DATE_NAMES: Final = _names(
    "date dates datetime time timestamp ts created updated published submitted sent at utc on day month year datum"
)
_NAMED_TEXT: Final = 3.0  # a text by name beats one three times as long
_LONGEST_ID: Final = 200
_LEAST_TITLE: Final = 2.0  # words on average; less is a category


def guess_text(columns: Sequence[str], rows: Sequence[Row]) -> tuple[str, ...]:
    """The column that reads most like documents, after its title if there is one; empty when none has any words."""
    filled = {column: _values(column, rows) for column in columns}
    weights = {column: _weight(column, values) for column, values in filled.items()}
    best = max(weights, key=lambda column: weights[column], default="")
    if not best or not weights[best]:
        return tuple(column for column in columns if _words(column) & _TEXT_NAMES)[:1]
    titles = [
        column
        for column in columns
        if column != best and _words(column) & _TITLE_NAMES and _mean_words(filled[column]) >= _LEAST_TITLE
    ]
    return (*titles[:1], best)


def guess_id(columns: Sequence[str], rows: Sequence[Row], text: Sequence[str]) -> str:
    """The column whose values are short, all there and all different, by name if possible; empty if there is none."""
    unique = [column for column in columns if column not in text and _is_unique(column, rows)]
    named = [column for column in unique if _words(column) & _ID_NAMES]
    exact = [column for column in named if len(_words(column)) == 1]
    return next(iter((*exact, *named, *unique)), "")


def guess_date_column(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """The column with the documents' dates, the most finely dated if several; empty if there is none."""
    grades = {column: _date_grade(column, _values(column, rows)) for column in columns}
    best = max(grades, key=lambda column: grades[column], default="")
    return best if best and grades[best] > (0, 0) else ""


def _date_grade(column: str, values: Sequence[str]) -> tuple[int, int]:
    """How sure and how fine: numbers that could be years or timestamps count only under a name that says so."""
    is_named = bool(_words(column) & _DATE_NAMES)
    form = guess_date_form(values, timestamps=is_named)
    if form is None or (form.precision == "year" and not is_named):
        return 0, 0
    return 1 + is_named, {"year": 1, "month": 2, "day": 3, "second": 3}[form.precision]


def _values(column: str, rows: Sequence[Row]) -> list[str]:
    return [value for row in rows if (value := row.cells.get(column, "").strip())]


def _weight(column: str, values: Sequence[str]) -> float:
    """Mean length, for columns that have words; columns that are often empty or the same weigh less."""
    wordy = [value for value in values if re.search(r"[^\W\d_]", value)]
    if not wordy or guess_date_form(values):
        return 0.0
    spoken = fmean(_looks_spoken(value) for value in wordy)
    different = len(set(wordy)) / len(wordy)
    named = _NAMED_TEXT if _words(column) & _TEXT_NAMES else 1.0
    return fmean(map(len, wordy)) * (0.05 + spoken) * (0.2 + different) * named * sqrt(len(wordy))


def _looks_spoken(value: str) -> bool:
    """Several words, or letters of a script that puts no spaces between them; not an address or compact JSON."""
    if value.startswith(("http://", "https://", "{", "[{")):
        return False
    return len(value.split()) > 2 or bool(re.search(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]{4}", value))


def _mean_words(values: Sequence[str]) -> float:
    return fmean(len(value.split()) for value in values) if values else 0.0


def _is_unique(column: str, rows: Sequence[Row]) -> bool:
    values = _values(column, rows)
    if len(values) < len(rows) or len(set(values)) < len(values) or max(map(len, values), default=0) > _LONGEST_ID:
        return False
    if any(len(value.split()) > 2 for value in values):
        return False
    return not guess_date_form(values) or bool(_words(column) & _ID_NAMES)


def _words(column: str) -> frozenset[str]:
    """A name's words: "createdAt", "created_at" and "Created at" are the same."""
    return frozenset(
        re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", column).casefold().replace("_", " ").replace(".", " ").split()
    )
