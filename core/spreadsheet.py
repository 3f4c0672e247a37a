"""Tables out, safe to open in a spreadsheet. Knows nothing of what they hold."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Final

_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_PLAIN_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


def neutralise(value: str) -> str:
    """The value behind an apostrophe if a spreadsheet might run it as a formula; plain numbers stay as they are."""
    if value.lstrip(" ").startswith(_STARTS_A_FORMULA) and not _PLAIN_NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def write_csv(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> bytes:
    """A CSV file in UTF-8 without a mark; missing cells are empty, and half characters show as their number."""
    text = StringIO(newline="")
    writer = csv.writer(text)  # its lines end in \r\n, so that it quotes both characters
    writer.writerow([neutralise(column) for column in columns])
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    return text.getvalue().encode("utf-8", "backslashreplace")


def _cell(value: object) -> str:
    if value is None:
        return ""
    return neutralise(str(value))
