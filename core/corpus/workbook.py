"""XLSX: the first sheet with a table in it, as people see it: values, and formulas only where no value is kept."""

import datetime
import re
from collections.abc import Iterator
from typing import BinaryIO, Final
from xml.etree.ElementTree import ParseError
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.chartsheet import Chartsheet
from openpyxl.utils.exceptions import InvalidFileException

from core.corpus.archive import DAMAGED, UNREADABLE
from core.corpus.table import Record, Remarks, Table, table
from core.errors import BadUpload

_DAMAGE: Final = (*UNREADABLE, InvalidFileException, ParseError, KeyError, TypeError, IndexError)
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[ />]")
_CHUNK: Final = 1 << 20

Cells = tuple[object, ...]


def open_workbook(file: BinaryIO, archive: ZipFile, header: bool | None) -> Table:
    """Open the first sheet that has rows, and say which if there are several. Raises BadUpload."""
    values = _workbook(file, values=True)
    names = [name for name in values.sheetnames if not isinstance(values[name], Chartsheet)]
    chosen = next((name for name in names if next(_records(_sheet(values, name)), None)), None)
    if chosen is None:
        raise BadUpload("The workbook has no sheet with rows; save the sheet with the texts and load that.")
    remarks = Remarks()
    if len(names) > 1:
        remarks.say(f"The workbook has {len(names)} sheets; the first with rows is read: {chosen[:40]!r}.")
    if not _has_formulas(archive):
        return table("XLSX", _records(_sheet(values, chosen)), remarks, header)
    formulas = _sheet(_workbook(file, values=False), chosen)
    filled = map(_with_formulas, _sheet(values, chosen), formulas)
    return table("XLSX", _records(filled), remarks, header)


def _workbook(file: BinaryIO, values: bool) -> Workbook:
    try:
        return load_workbook(file, read_only=True, data_only=values, keep_links=False)
    except _DAMAGE as error:
        raise BadUpload(DAMAGED) from error


def _sheet(workbook: Workbook, name: str) -> Iterator[Cells]:
    sheet = workbook[name]
    try:
        sheet.reset_dimensions()  # what programs write there is often wrong, and would hide rows
        yield from sheet.iter_rows(values_only=True)
    except _DAMAGE as error:
        raise BadUpload(DAMAGED) from error


def _records(rows: Iterator[Cells]) -> Iterator[Record]:
    for number, row in enumerate(rows, start=1):
        cells = [_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield number, cells


def _with_formulas(values: Cells, formulas: Cells) -> Cells:
    return tuple(formula if value is None else value for value, formula in zip(values, formulas, strict=True))


def _has_formulas(archive: ZipFile) -> bool:
    return any(_mentions_formula(archive, name) for name in archive.namelist() if name.startswith("xl/worksheets/"))


def _mentions_formula(archive: ZipFile, name: str) -> bool:
    before = b""
    try:
        with archive.open(name) as content:
            while chunk := content.read(_CHUNK):
                if _FORMULA.search(before + chunk):
                    return True
                before = chunk[-20:]
    except UNREADABLE as error:
        raise BadUpload(DAMAGED) from error
    return False


def _text(value: object) -> str:
    """A cell as people read it: dates in ISO form, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
