"""Tables out, safe to open in a spreadsheet. Knows nothing of what they hold."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO, StringIO
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_PLAIN_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
CELL: Final = 32_767  # characters; a workbook holds no more in one cell, and cuts off the rest
_NARROW, _WIDE = 16, 48  # widths of columns, in characters
_LONG: Final = 40  # characters of a cell from which its column is a wide one


def neutralise(value: str) -> str:
    """The value behind an apostrophe if a spreadsheet might run it as a formula; plain numbers stay as they are.

    One that stands behind apostrophes already gets one more, so that `restored` loses none of them.
    """
    return f"'{value}" if _runs(value.lstrip("'")) else value


def restored(cell: str) -> str:
    """What `neutralise` was given."""
    return cell[1:] if cell.startswith("'") and _runs(cell.lstrip("'")) else cell


def write_csv(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> bytes:
    """A CSV file in UTF-8 without a mark; missing cells are empty, and half characters show as their number."""
    text = StringIO(newline="")
    writer = csv.writer(text)  # its lines end in \r\n, so that it quotes both characters
    writer.writerow([neutralise(column) for column in columns])
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    return text.getvalue().encode("utf-8", "backslashreplace")


def write_xlsx(rows: Sequence[Mapping[str, str]], columns: Sequence[str], sheet: str) -> bytes:
    """A workbook of one sheet in which every cell is text: what looks like a formula is none, and stays as it is.

    Control characters have no place in a workbook and must be out already, and cells be no longer than CELL.
    """
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet)
    page.freeze_panes = "A2"
    for place, column in enumerate(columns, start=1):
        longest = max((len(row.get(column, "")) for row in rows), default=0)
        page.column_dimensions[get_column_letter(place)].width = _WIDE if longest > _LONG else _NARROW
    page.append([_heading(page, column) for column in columns])
    for row in rows:
        page.append([_as_text(page, row.get(column, "")) for column in columns])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _runs(value: str) -> bool:
    return value.lstrip(" ").startswith(_STARTS_A_FORMULA) and not _PLAIN_NUMBER.fullmatch(value)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return neutralise(str(value))


def _heading(page: WriteOnlyWorksheet, column: str) -> Cell:
    cell = _text(page, column)
    cell.font = Font(bold=True)
    return cell


def _as_text(page: WriteOnlyWorksheet, value: str) -> Cell | str | None:
    """A cell that is kept from being run or taken for an error; plain text goes quicker as it is."""
    if not (_runs(value) or value.startswith("#")):
        return value or None
    cell = _text(page, value)
    cell.quotePrefix = True  # people see it without an apostrophe, and it stays text when they edit it
    return cell


def _text(page: WriteOnlyWorksheet, value: str) -> Cell:
    cell = WriteOnlyCell(page, value=value)
    cell.data_type = "s"
    return cell
