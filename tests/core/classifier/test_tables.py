"""Texts out of files and labelled rows into them, in every form."""

import io
import json
import sys

import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.classifier.portable.tables import BadTable, Labelled, Text, form_written, read_texts, write_rows
from tests.core.classifier.cases import HOSTILE

ROWS = [
    Labelled("7", "=Red|ish", ("=Red|ish", "blue"), 0.123456789),
    Labelled("\ud800", "", (), 0.0),
]


def written(rows, form):
    stream = io.BytesIO()
    assert write_rows(rows, stream, form) == len(rows)
    return stream.getvalue()


def parquet(path, rows, **more):
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), path, **more)
    return path


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.csv", "csv"), ("a", "csv"), ("a.TSV", "tsv"), ("a.jsonl", "jsonl"), ("a.parquet", "parquet")],
)
def test_the_name_of_a_file_says_what_is_written(tmp_path, name, form):
    assert form_written(tmp_path / name) == form


@pytest.mark.parametrize("name", ["a.xlsx", "a.txt", "a.zip"])
def test_what_is_not_written_is_refused(tmp_path, name):
    with pytest.raises(BadTable, match=r"written as \.csv, \.tsv, \.jsonl or \.parquet"):
        form_written(tmp_path / name)


def test_csv_and_tsv_are_safe_to_open_in_a_spreadsheet():
    assert written(ROWS, "csv").decode() == (
        "id,primary,all,confidence\n7,'=Red/ish,'=Red/ish|blue,0.1235\n?,,,0.0000\n"
    )
    assert written(ROWS[:1], "tsv").decode() == "id\tprimary\tall\tconfidence\n7\t'=Red/ish\t'=Red/ish|blue\t0.1235\n"


def test_json_lines_and_parquet_hold_labels_as_they_are():
    said = {"id": "7", "primary": "=Red|ish", "all": ["=Red|ish", "blue"], "confidence": 0.123456789}
    none = {"id": "?", "primary": "", "all": [], "confidence": 0.0}
    assert [json.loads(line) for line in written(ROWS, "jsonl").splitlines()] == [said, none]
    table = pyarrow.parquet.read_table(io.BytesIO(written(ROWS, "parquet")))
    assert table.to_pylist() == [said, none]
    assert [str(field.type) for field in table.schema] == ["string", "string", "list<element: string>", "double"]


def test_without_ids_there_is_no_column_for_them():
    rows = [row._replace(name=None) for row in ROWS]
    assert pyarrow.parquet.read_table(io.BytesIO(written(rows, "parquet"))).column_names == [
        "primary",
        "all",
        "confidence",
    ]
    assert list(json.loads(written(rows, "jsonl").splitlines()[0])) == ["primary", "all", "confidence"]


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_no_rows_are_a_whole_file_too(form):
    content = written([], form)
    assert content == b"" if form == "jsonl" else content


def test_parquet_is_read_in_order_with_its_ids_and_what_is_missing_is_empty(tmp_path):
    rows = [{"id": n, "text": f"text {n}" if n % 3 else None} for n in range(10_000)]
    found = [*read_texts(parquet(tmp_path / "a.parquet", rows, row_group_size=777))]
    assert found == [Text(str(n), f"text {n}" if n % 3 else "") for n in range(10_000)]


def test_parquet_columns_can_be_named_and_the_text_be_its_own_id(tmp_path):
    path = parquet(tmp_path / "a.parquet", [{"body": "a", "key": 1}])
    assert [*read_texts(path, "body", "key")] == [Text("1", "a")]
    assert [*read_texts(path, "body", "body")] == [Text("a", "a")]


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"", "not Parquet, or it is damaged"), (b"PAR1" + b"x" * 99, "not Parquet, or it is")]
)
def test_what_is_no_parquet_is_refused(tmp_path, content, sentence):
    (tmp_path / "a.parquet").write_bytes(content)
    with pytest.raises(BadTable, match=sentence):
        [*read_texts(tmp_path / "a.parquet")]


def test_without_pyarrow_parquet_is_refused_with_what_to_install(tmp_path, monkeypatch):
    path = parquet(tmp_path / "a.parquet", [{"text": "a"}])
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(BadTable, match="pip install pyarrow"):
        [*read_texts(path)]
    with pytest.raises(BadTable, match="pip install pyarrow"):
        written(ROWS, "parquet")


def test_a_stream_holds_a_text_a_line_and_stays_open():
    stream = io.BytesIO("\ufeffone\r\n\n=two\nthree".encode())
    assert [text.text for text in read_texts(stream)] == ["one", "", "=two", "three"]
    assert not stream.closed


def test_a_stream_holds_what_is_said():
    assert [*read_texts(io.BytesIO(b"id,text\n1,a\n"), form="csv")] == [Text("1", "a")]
    assert [*read_texts(io.BytesIO(b'{"text": "a"}\n'), form="jsonl")] == [Text(None, "a")]
    assert [*read_texts(io.BytesIO(b"body\ta\n1\t2\n"), "a", form="tsv")] == [Text(None, "2")]


def test_a_pipe_of_parquet_is_refused():
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

    with pytest.raises(BadTable, match="cannot be read from standard input"):
        [*read_texts(Pipe(b"PAR1"), form="parquet")]


def test_a_stream_that_is_not_utf8_is_refused():
    with pytest.raises(BadTable, match="The input is not UTF-8"):
        [*read_texts(io.BytesIO(b"\xff\xfe"))]


def test_a_text_file_holds_a_text_a_line(tmp_path):
    (tmp_path / "a.txt").write_text("one\ntwo, still\n", encoding="utf-8")
    assert [*read_texts(tmp_path / "a.txt")] == [Text(None, "one"), Text(None, "two, still")]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_every_text_that_a_line_can_hold_is_read_back(texts):
    lines = [text for text in texts if not {"\r", "\n"} & {*text}]
    assert [text.text for text in read_texts(io.BytesIO("".join(f"{line}\n" for line in ["", *lines]).encode()))][
        1:
    ] == lines


def test_hostile_texts_come_through_json_lines(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps({"text": text}) for text in HOSTILE), encoding="utf-8")
    assert [text.text for text in read_texts(path)] == HOSTILE
