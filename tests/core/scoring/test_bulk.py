"""Bulk scoring end to end: any layout of files gives the same rows, in order, and an interrupted order goes on."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import fsspec
import pyarrow as pa
import pytest
from pyarrow import parquet

from core.classifier import bundle
from core.errors import BadBundle, BadUpload
from core.scoring.bulk import Order, score_files
from core.scoring.local import in_processes, processors, worthwhile
from core.scoring.part import Classifier
from core.scoring.places import place
from tests.core.scoring.conftest import written


def here(classifier, tasks):
    return in_processes(classifier, tasks, 1)


def scored(order, engine=here):
    told = []
    total = score_files(order, engine, told.append)
    return total, told


def rows_of(path):
    if str(path).endswith(".parquet"):
        return parquet.read_table(path).to_pylist()
    return [row for part in sorted(Path(path).glob("part-*.parquet")) for row in parquet.read_table(part).to_pylist()]


def said(classifier, texts, ids=True):
    """What the model says of each text, as rows."""
    opened = bundle.read(classifier)
    names = {label.id: label.id if ids else label.name for label in opened.manifest.labels}
    return [
        {"primary": names[one.primary], "all": [names[label] for label in one.applicable], "confidence": one.confidence}
        for one in opened.model.predict(text or "" for text in texts)
    ]


def assert_same(rows, expected):
    assert [(row["primary"], row["all"]) for row in rows] == [(row["primary"], row["all"]) for row in expected]
    assert [row["confidence"] for row in rows] == pytest.approx([row["confidence"] for row in expected], abs=1e-9)


@pytest.mark.parametrize("kind", ["fast", "usual"])
def test_every_row_is_labelled_in_order_as_the_model_says(kind, table, words, tmp_path, request):
    classifier = request.getfixturevalue(kind)
    order = Order(classifier, str(table), str(tmp_path / "out.parquet"), ("message",), "number", rows_a_part=130)
    total, told = scored(order)
    rows = rows_of(tmp_path / "out.parquet")
    assert [row["id"] for row in rows] == list(range(1000))
    assert_same(rows, said(classifier, words, ids=False))
    assert total.rows == 1000 and sum(count for _, count in total.labels) == 1000
    assert told[0] == (0, 0, 1000) and told[-1] == (1000, 0, 1000)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.parquet", "out.parquet"]


def test_one_row_group_is_shared_by_several_parts(fast, words, tmp_path):
    source = written(tmp_path / "in.parquet", words, row_group_size=1000)
    scored(Order(fast, str(source), str(tmp_path / "out"), ("message",), "number", ids=True, rows_a_part=90))
    assert len(list((tmp_path / "out").glob("part-*.parquet"))) == 12
    assert [row["id"] for row in rows_of(tmp_path / "out")] == list(range(1000))
    assert_same(rows_of(tmp_path / "out"), said(fast, words))


def test_a_folder_is_read_with_all_below_it_in_the_order_of_names(fast, words, tmp_path):
    for start in range(0, 1000, 250):
        written(tmp_path / "in" / f"day={start:04}" / "rows.parquet", words[start : start + 250], 40)
    written(tmp_path / "in" / "_temporary" / "rows.parquet", ["left out"])
    (tmp_path / "in" / "_SUCCESS").touch()
    scored(Order(fast, str(tmp_path / "in"), str(tmp_path / "out"), ("message",), ids=True, rows_a_part=300))
    assert_same(rows_of(tmp_path / "out"), said(fast, words))
    scored(Order(fast, f"{tmp_path}/in/*/*.parquet", str(tmp_path / "out2.parquet"), ("message",), ids=True))
    assert len(rows_of(tmp_path / "out2.parquet")) == 1001


def test_several_processes_write_what_one_writes(fast, table, tmp_path):
    order = Order(fast, str(table), str(tmp_path / "one.parquet"), ("message",), "number", rows_a_part=150)
    scored(order)
    several = order._replace(into=str(tmp_path / "several.parquet"))
    scored(several, lambda classifier, tasks: in_processes(classifier, tasks, 2))
    assert rows_of(tmp_path / "several.parquet") == rows_of(tmp_path / "one.parquet")


def test_processes_are_started_where_they_are_worth_it(fast, usual):
    quick, slow = (Classifier(str(path), path) for path in (fast, usual))
    assert worthwhile(quick, 1_000_000) == 1 == worthwhile(slow, 1000)
    assert worthwhile(quick, 10**9) == processors() == worthwhile(slow, 10**7)


def test_columns_are_guessed_where_none_is_named(fast, words, tmp_path):
    source = written(tmp_path / "in.parquet", words, source=["mail"] * 1000)
    scored(Order(fast, str(source), str(tmp_path / "out.parquet"), ids=True))
    rows = rows_of(tmp_path / "out.parquet")
    assert [row["id"] for row in rows] == list(range(1000))
    assert_same(rows, said(fast, words))


def test_several_columns_of_text_are_joined_as_elsewhere(fast, tmp_path):
    table = pa.table({"title": ["my card ", None, "", "pin"], "body": [b" declined", b"the fee", None, b"\xff"]})
    parquet.write_table(table, tmp_path / "in.parquet")
    scored(Order(fast, str(tmp_path / "in.parquet"), str(tmp_path / "out.parquet"), ("title", "body"), ids=True))
    assert_same(rows_of(tmp_path / "out.parquet"), said(fast, ["my card\n\ndeclined", "the fee", "", "pin\n\n\ufffd"]))


def test_below_the_confidence_asked_for_no_label_is_given(fast, table, words, tmp_path):
    order = Order(
        fast, str(table), str(tmp_path / "out.parquet"), ("message",), ids=True, at_least=0.6, rows_a_part=300
    )
    total, _ = scored(order)
    rows = rows_of(tmp_path / "out.parquet")
    expected = said(fast, words)
    assert 0 < total.abstained < 1000
    assert sum(count for _, count in total.labels) == 1000 - total.abstained
    for row, plain in zip(rows, expected, strict=True):
        unsure = plain["confidence"] < 0.6
        assert row["abstained"] is unsure
        assert row["primary"] == (None if unsure else plain["primary"])
        assert row["all"] == ([] if unsure else plain["all"])
    assert parquet.read_schema(tmp_path / "out.parquet").field("primary").type == pa.string()


def test_an_order_in_a_store_is_read_and_written_there(fast, words, table):
    store = fsspec.filesystem("memory")
    store.put_file(str(table), "/lake/in/a.parquet")
    order = Order(fast, "memory://lake/in", "memory://lake/out", ("message",), ids=True, rows_a_part=400)
    scored(order)
    assert sorted(path.rsplit("/", 1)[1] for path in store.ls("/lake/out", detail=False)) == [
        "_asked.json",
        "part-000000.parquet",
        "part-000001.parquet",
        "part-000002.parquet",
    ]
    scored(order._replace(into="memory://lake/out.parquet"))
    with store.open("/lake/out.parquet") as file:
        assert_same(parquet.read_table(file).to_pylist(), said(fast, words))
    assert not store.exists("/lake/out.parquet.parts")


def test_an_order_that_is_done_is_not_done_again(fast, table, tmp_path):
    order = Order(fast, str(table), str(tmp_path / "out.parquet"), ("message",), at_least=0.6)
    first, _ = scored(order)
    before = (tmp_path / "out.parquet").stat().st_mtime_ns
    again, told = scored(order, lambda classifier, tasks: pytest.fail("nothing is left to do"))
    assert again == first and told == []
    assert (tmp_path / "out.parquet").stat().st_mtime_ns == before


def test_an_order_goes_on_where_it_was_left(fast, table, words, tmp_path):
    order = Order(fast, str(table), str(tmp_path / "out"), ("message",), ids=True, rows_a_part=100)

    def some(classifier, tasks):
        yield from here(classifier, tasks[:4])
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        scored(order, some)
    (tmp_path / "out" / "_unfinished-1234-part-000007.parquet").write_bytes(b"half")
    total, told = scored(order)
    assert told[0] == (400, 400, 1000) and total.rows == 1000
    assert_same(rows_of(tmp_path / "out"), said(fast, words))
    assert not list((tmp_path / "out").glob("_unfinished*"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"at_least": 0.5}, "other options"),
        ({"ids": True}, "other options"),
        ({"bundle": "usual"}, "another classifier"),
        ({"texts": "touched"}, "other input files, or they have changed since"),
    ],
)
def test_another_order_at_the_same_place_is_refused(change, sentence, fast, usual, table, tmp_path):
    order = Order(fast, str(table), str(tmp_path / "out"), ("message",), rows_a_part=500)
    scored(order)
    if change == {"texts": "touched"}:
        os.utime(table, ns=(1, 1))
        change = {}
    if change == {"bundle": "usual"}:
        change = {"bundle": usual}
    with pytest.raises(BadUpload, match=sentence):
        scored(order._replace(**change))


def test_what_is_there_already_and_not_ours_is_left_alone(fast, table, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    order = Order(fast, str(table), str(tmp_path / "mine"), ("message",))
    with pytest.raises(BadUpload, match="holds other files already"):
        scored(order)
    with pytest.raises(BadUpload, match="is no answer of ours"):
        scored(order._replace(into=str(written(tmp_path / "mine.parquet", ["a"]))))
    with pytest.raises(BadUpload, match="is a file"):
        scored(order._replace(into=str(tmp_path / "mine" / "letter.txt")))


def test_what_cannot_be_read_is_said_in_a_sentence(fast, table, tmp_path):
    order = Order(fast, str(table), str(tmp_path / "out"))
    (tmp_path / "texts.csv").write_text("text\nhello\n")
    numbers = tmp_path / "numbers.parquet"
    parquet.write_table(pa.table({"n": [1, 2]}), numbers)
    nothing = written(tmp_path / "nothing.parquet", pa.array([], pa.string()))
    both = tmp_path / "both"
    written(both / "a.parquet", ["a"])
    parquet.write_table(pa.table({"number": ["1"], "message": ["b"]}), both / "b.parquet")
    (tmp_path / "empty").mkdir()
    for changed, sentence in [
        ({"text": ("body",)}, r"no column 'body' in .*in.parquet\. The columns are: 'number', 'message'"),
        ({"text": ("number",)}, "holds int64, not text"),
        ({"id_column": "key"}, "no column 'key'"),
        ({"texts": str(tmp_path / "texts.csv")}, "is not a Parquet file, .*there is tnt predict"),
        ({"texts": str(tmp_path / "missing.parquet")}, "no such file"),
        ({"texts": str(tmp_path / "empty")}, "no Parquet file at"),
        ({"texts": str(numbers)}, "looks like text"),
        ({"texts": str(nothing), "text": ("message",)}, "no rows"),
        ({"texts": str(both), "text": ("message",), "id_column": "number"}, "are int64 in .* and string in"),
        ({"texts": "s4://bucket/in"}, "no kind of store called 's4'"),
        ({"into": "abfs://bucket/out"}, "one more package here. .*adlfs"),
    ]:
        with pytest.raises(BadUpload, match=sentence):
            scored(order._replace(**changed))
    with pytest.raises(BadBundle, match="no classifier at"):
        scored(order._replace(bundle=tmp_path / "none.zip"))
    with pytest.raises(BadBundle, match="cannot be unpacked"):
        scored(order._replace(bundle=tmp_path / "texts.csv"))
    assert not (tmp_path / "out").exists()


def test_a_damaged_row_group_is_named_and_the_others_are_kept(fast, words, tmp_path):
    source = tmp_path / "in.parquet"
    parquet.write_table(
        pa.table({"n": range(1000), "message": words}), source, row_group_size=100, use_dictionary=False
    )
    content = bytearray(source.read_bytes())
    column = parquet.ParquetFile(source).metadata.row_group(6).column(1)
    middle = column.data_page_offset + 20
    content[middle : middle + 500] = b"\xff" * 500
    source.write_bytes(content)
    order = Order(fast, str(source), str(tmp_path / "out"), ("message",), "n", rows_a_part=100)
    with pytest.raises(BadUpload, match=r"in\.parquet is damaged in row group 7\."):
        scored(order)
    assert len(list((tmp_path / "out").glob("part-*.parquet"))) == 6


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_place_that_may_not_be_written_is_refused(fast, table, tmp_path):
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(BadUpload, match="permission is denied"):
        scored(Order(fast, str(table), str(tmp_path / "closed" / "out"), ("message",)))


_PROGRAM = """
import json, sys
from pathlib import Path
from core.scoring.bulk import Order, score_files
from core.scoring.local import in_processes, processors, worthwhile
from core.scoring.part import Classifier
if __name__ == "__main__":
    order = json.loads(sys.argv[1])
    score_files(Order(**{**order, "bundle": Path(order["bundle"])}), lambda c, t: in_processes(c, t, 2), print)
"""


def test_killed_half_way_it_goes_on_and_no_process_is_left_behind(usual, words, tmp_path):
    source = written(tmp_path / "in.parquet", words * 20)
    order = {"bundle": str(usual), "texts": str(source), "into": str(tmp_path / "out"), "text": ["message"]}
    order = {**order, "id_column": "number", "ids": True, "rows_a_part": 200}
    program = [sys.executable, "-c", _PROGRAM, json.dumps(order)]
    running = subprocess.Popen(program, stdout=subprocess.DEVNULL, start_new_session=True)
    out = tmp_path / "out"
    deadline = time.monotonic() + 60
    while len(list(out.glob("part-*.parquet"))) < 3:
        assert running.poll() is None and time.monotonic() < deadline
        time.sleep(0.01)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    while _is_alive(running.pid):
        assert time.monotonic() < deadline, "processes of the pool are left behind"
        time.sleep(0.05)
    left = len(list(out.glob("part-*.parquet")))
    assert 3 <= left < 100
    told = []
    score_files(Order(**{**order, "bundle": usual, "text": ("message",)}), here, told.append)
    assert told[0].before == left * 200
    assert [row["id"] for row in rows_of(out)] == list(range(20_000))
    assert_same(rows_of(out), said(usual, words * 20))


def _is_alive(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_store_that_is_not_known_is_not_asked(fast):
    assert place("memory://a/b").path == "/a/b"
    with pytest.raises(BadUpload, match="no kind of store"):
        place("nowhere://a")
