import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.spreadsheet import neutralise, write_csv

RUNS = ("=", "+", "-", "@", "\t", "\r")


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "\rx", " =1", "＝1", "-", "+1 1"]
)
def test_a_cell_a_spreadsheet_would_run_gets_an_apostrophe(cell):
    assert neutralise(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "-3.5", "+7", "-1e-05", "hello", "a=b", "1-2", "'=1"])
def test_numbers_and_plain_text_stay_as_they_are(cell):
    assert neutralise(cell) == cell


@given(st.text())
def test_no_exported_cell_starts_a_formula_unless_it_is_a_number(value):
    exported = neutralise(value)
    assert exported.removeprefix("'") == value.removeprefix("'")
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
