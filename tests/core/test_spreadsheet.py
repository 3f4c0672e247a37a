import csv
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.spreadsheet import neutralise, restored, write_csv, write_xlsx

RUNS = ("=", "+", "-", "@", "\t", "\r")


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "\rx", " =1", "＝1", "-", "+1 1", "'=1"]
)
def test_a_cell_a_spreadsheet_would_run_gets_an_apostrophe(cell):
    assert neutralise(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "-3.5", "+7", "-1e-05", "hello", "a=b", "1-2", "'tis", "'", "'-3"])
def test_numbers_and_plain_text_stay_as_they_are(cell):
    assert neutralise(cell) == cell


@given(st.text(alphabet="'=-+ 1ab\n") | st.text())
def test_what_was_neutralised_can_be_restored(value):
    assert restored(neutralise(value)) == value


@given(st.text())
def test_no_exported_cell_starts_a_formula_unless_it_is_a_number(value):
    exported = neutralise(value)
    assert exported.lstrip("'") == value.lstrip("'")
    if exported.startswith(RUNS):
        float(exported)


@given(st.lists(st.fixed_dictionaries({"id": st.text(), "=text": st.text()}), max_size=5))
def test_a_written_table_reads_back_neutralised(rows):
    written = write_csv(rows, ["id", "=text"]).decode("utf-8")
    header, *cells = csv.reader(StringIO(written, newline=""))
    assert header == ["id", "'=text"]
    assert cells == [[neutralise(row["id"]), neutralise(row["=text"])] for row in rows]


def test_missing_cells_are_empty_and_half_characters_show():
    rows = [{"id": 1, "text": None}, {"id": -2.5, "text": "half \ud83d"}]
    assert write_csv(rows, ["id", "text", "more"]) == b"id,text,more\r\n1,,\r\n-2.5,half \\ud83d,\r\n"


def test_a_workbook_holds_every_cell_as_text_and_none_as_a_formula():
    said = ["=1+1", "#N/A", "-", "plain", "12", "TRUE", "'tis", "Größe\n5 €"]
    book = load_workbook(BytesIO(write_xlsx([{"=a": each} for each in said], ["=a", "b"], "Labels")))
    page = book["Labels"]
    assert [cell.value for cell in page["A"][1:]] == said
    assert {cell.data_type for cell in page["A"][1:]} == {"s"}
    assert page["A2"].quotePrefix and not page["A5"].quotePrefix
    assert [cell.value for cell in page["B"]] == ["b", *[None] * len(said)]
