import datetime
import io

import pyarrow as pa
import pytest
from pyarrow import parquet

from core.corpus.parquet import open_parquet
from core.errors import BadUpload


def written(**columns):
    buffer = io.BytesIO()
    parquet.write_table(pa.table(columns), buffer)
    return buffer


def test_values_become_strings_and_nested_ones_are_flattened():
    moment = datetime.datetime(2026, 1, 2, 9, 30, tzinfo=datetime.UTC)
    file = written(
        id=[7],
        text=["lost"],
        at=[moment],
        day=[datetime.date(2026, 1, 2)],
        user=[{"plan": "free"}],
        tags=[["a", "b"]],
        raw=[b"\xff"],
        name=[b"plain"],
        messages=[[{"role": "user", "content": "Hi"}]],
    )
    assert [row.cells for row in open_parquet(file).rows] == [
        {
            "id": "7",
            "text": "lost",
            "at": "2026-01-02T09:30:00+00:00",
            "day": "2026-01-02",
            "user.plan": "free",
            "tags": '["a","b"]',
            "raw": "[1 bytes]",
            "name": "plain",
            "messages": "User: Hi",
        }
    ]


def test_all_rows_are_read_and_counted_beforehand():
    table = open_parquet(written(text=[f"text {n}" for n in range(1000)]))
    assert table.row_count == 1000
    assert [row.number for row in table.rows] == list(range(1, 1001))


def test_no_rows_and_too_many_columns_are_refused():
    with pytest.raises(BadUpload, match="no rows"):
        open_parquet(written(text=pa.array([], pa.string())))
    with pytest.raises(BadUpload, match="2,001 columns"):
        open_parquet(written(**{f"c{n}": [1] for n in range(2001)}))


def test_damage_is_refused():
    content = written(text=["some text"] * 50).getvalue()
    with pytest.raises(BadUpload, match="damaged"):
        open_parquet(io.BytesIO(content[:-20]))
