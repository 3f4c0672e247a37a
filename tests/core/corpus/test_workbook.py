import datetime
import io
import zipfile

import pytest
from openpyxl import Workbook

from core.corpus.archive import open_archive
from core.corpus.workbook import open_workbook
from core.errors import BadUpload


def saved(workbook):
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer


def sheet(*rows):
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    return saved(workbook)


def opened(file):
    return open_workbook(file, open_archive(file), None)


def cells(file):
    return [list(row.cells.values()) for row in opened(file).rows]


def test_values_are_written_as_people_read_them():
    day, moment = datetime.datetime(2026, 1, 2), datetime.datetime(2026, 1, 2, 9, 30)
    file = sheet(["id", "text", "a", "b", "c"], [1, "lost", day, moment, True], [2.0, "late", 2.5, None, False])
    assert cells(file) == [
        ["1", "lost", "2026-01-02", "2026-01-02T09:30:00", "true"],
        ["2", "late", "2.5", "", "false"],
    ]


def test_the_first_sheet_with_rows_is_read_and_named():
    workbook = Workbook()
    workbook.create_sheet("Tickets").append(["id", "text"])
    workbook["Tickets"].append([1, "lost"])
    workbook.create_sheet("More").append(["x"])
    table = opened(saved(workbook))
    assert table.columns == ("id", "text")
    assert table.remarks.notes("row") == ("The workbook has 3 sheets; the first with rows is read: 'Tickets'.",)


def test_a_formula_without_a_kept_value_stays_text():
    assert cells(sheet(["id", "text"], [1, "=A1"], [2, "plain"])) == [["1", "=A1"], ["2", "plain"]]


def test_a_formula_with_a_kept_value_shows_the_value():
    file = sheet(["id", "text"], [1, "=A1"])
    buffer = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<v />", b"<v>42</v>").replace(b"<v></v>", b"<v>42</v>"))
    assert cells(buffer) == [["1", "42"]]


def test_a_workbook_without_rows_is_refused():
    with pytest.raises(BadUpload, match="no sheet with rows"):
        opened(saved(Workbook()))
