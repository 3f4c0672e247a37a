"""Which way of writing dates a column keeps to, and its dates in ISO form. Knows no columns' names."""

import datetime
import re
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

Precision = Literal["second", "day", "month", "year"]

_TIME: Final = (
    r"(?:[T ,]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[AaPp]\.?[Mm]\.?)?\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = r"(?P<month>[A-Za-z]{3,9})\.?"
_FITTING: Final = 0.95  # a few cells may say "unknown"
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


class DateForm(NamedTuple):
    """One way of writing dates. Read a value of a column that keeps to it with `iso_date`."""

    name: str
    precision: Precision
    pattern: str


_TIMESTAMPS: Final = (DateForm("timestamp", "second", r"(?P<seconds>\d{10})(?:\d{3})?(?:\.\d+)?"),)
_WRITTEN: Final = (  # the day first where both orders fit, as in most of the world
    DateForm("year-month-day", "day", rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){_TIME}"),
    DateForm("day-month-year", "day", rf"(?P<day>\d{{1,2}})[-/.](?P<month>\d{{1,2}})[-/.](?P<year>\d{{4}}){_TIME}"),
    DateForm("month-day-year", "day", rf"(?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})[-/.](?P<year>\d{{4}}){_TIME}"),
    DateForm("day month year", "day", rf"(?P<day>\d{{1,2}})\.?[ -]{_MONTH}[ -](?P<year>\d{{4}}){_TIME}"),
    DateForm("month day, year", "day", rf"{_MONTH} (?P<day>\d{{1,2}}),? (?P<year>\d{{4}}){_TIME}"),
    DateForm("yearmonthday", "day", r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"),
    DateForm("year-month", "month", r"(?P<year>\d{4})[-/](?P<month>\d{1,2})"),
    DateForm("month year", "month", rf"{_MONTH} (?P<year>\d{{4}})"),
    DateForm("year", "year", r"(?P<year>\d{4})(?:\.0)?"),
)


def guess_date_form(values: Sequence[str], timestamps: bool = False) -> DateForm | None:
    """The form that nearly all values which are not empty keep to, or None if they are not dates.

    Seconds since 1970 look like any other number: ask for `timestamps` only where a column's name speaks for them.
    """
    filled = [value for value in values if value.strip()]
    if not filled:
        return None
    forms = (*_TIMESTAMPS, *_WRITTEN) if timestamps else _WRITTEN
    fitting = [(sum(bool(iso_date(value, form)) for value in filled), -place) for place, form in enumerate(forms)]
    count, place = max(fitting)
    return forms[-place] if count >= _FITTING * len(filled) else None


def iso_date(value: str, form: DateForm) -> str:
    """The day as YYYY-MM-DD, the first of a month or year that names none; empty if the value is no such date.

    The day is the one written, whatever the time zone.
    """
    found = re.fullmatch(form.pattern, value.strip())
    if not found:
        return ""
    parts = found.groupdict()
    if "seconds" in parts:
        moment = datetime.datetime.fromtimestamp(int(parts["seconds"]), datetime.UTC)
        return moment.date().isoformat()
    month = _month(parts.get("month") or "1")
    year = int(parts["year"])
    if not _FIRST_YEAR <= year <= _LAST_YEAR or not month:
        return ""
    try:
        return datetime.date(year, month, int(parts.get("day") or "1")).isoformat()
    except ValueError:  # the 31st of February
        return ""


def _month(written: str) -> int:
    """Its number, or 0 if there is no such month."""
    if written.isdigit():
        return int(written) if 1 <= int(written) <= 12 else 0
    short = written[:3].casefold()
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0
