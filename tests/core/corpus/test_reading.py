import gc
import json
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from core.corpus import reading
from core.corpus.document import document_id
from core.corpus.reading import look, read
from core.errors import BadUpload

SAMPLES = Path(__file__).parents[3] / "data" / "samples"
TABLE = b"id,text,plan,when\n1,it is lost,free,2026-01-02\n2, it is lost ,plus,\n3,  ,free,\n3,it is late,,\n"


def test_a_file_becomes_documents_and_every_row_is_accounted_for():
    loaded = read("t.csv", TABLE, ("text",), "id")
    first, second = loaded.documents
    assert (first.text, first.source_id, first.copies) == ("it is lost", "1", 2)
    assert first.metadata == {"plan": "free", "when": "2026-01-02"}
    assert (second.text, second.metadata) == ("it is late", {})
    assert (loaded.rows, loaded.duplicates, loaded.empty) == (4, 1, 1)
    assert loaded.notes == ("Left out, as they have no text: row 4.",)


def test_ids_that_come_again_with_another_text_are_noted():
    loaded = read("t.csv", b"id,text\n1,a b c\n1,d e f\n2,g h i\n", ("text",), "id")
    assert loaded.notes == ("Ids in 'id' that had come before: 1.",)


def test_several_columns_are_joined_in_the_order_asked_for():
    loaded = read("t.csv", b"body,title\nIt is lost,My card\nIt is late,\n", ("title", "body"))
    assert [document.text for document in loaded.documents] == ["My card\n\nIt is lost", "It is late"]


def test_a_path_and_its_bytes_give_the_same_documents():
    path = SAMPLES / "paper_abstracts.csv"
    assert read(path.name, path, ("title", "abstract"), "id") == read(
        "x.csv", path.read_bytes(), ("title", "abstract"), "id"
    )


@pytest.mark.parametrize(
    ("sample", "count"),
    [("support_tickets.csv", 600), ("paper_abstracts.csv", 200), ("assistant_conversations.jsonl", 300)],
)
def test_the_samples_load_as_guessed(sample, count):
    preview = look(sample, SAMPLES / sample)
    assert preview.notes == ()
    assert len(preview.rows) == 20
    loaded = read(sample, SAMPLES / sample, preview.text, preview.id_column)
    assert len(loaded.documents) == loaded.rows == count
    assert all(document.source_id for document in loaded.documents)


def test_conversations_show_who_speaks():
    sample = SAMPLES / "assistant_conversations.jsonl"
    text = read(sample.name, sample, ("messages",)).documents[0].text
    assert text.startswith("User: Whats the word count")
    assert "\n\nAssistant: The maximum is 4,000 words." in text


def test_line_ends_of_all_systems_are_the_same_text():
    loaded = read("t.json", json.dumps(["a\r\nb", "a\nb", "a\rb"]).encode(), ("text",))
    assert [document.copies for document in loaded.documents] == [3]


def test_the_preview_of_a_regional_encoding_says_what_to_check():
    preview = look("t.csv", "id;text\n1;für Müller\n".encode("cp1252"))
    assert preview.encoding == "cp1252"
    assert preview.notes == (
        "The encoding looks like cp1252; if letters look wrong below, save the file again as UTF-8.",
    )


def test_formulas_emoji_and_right_to_left_text_are_kept_as_they_are():
    texts = ["=HYPERLINK(1)", "-2+3", "👩🏽‍🚀 the card 💳", "أين بطاقتي؟", "\u202emy card"]
    content = "\n".join(["text", *texts]).encode()
    assert [document.text for document in read("t.csv", content, ("text",)).documents] == texts


def test_columns_that_are_not_there_are_refused_with_those_that_are():
    with pytest.raises(
        BadUpload, match=r"^There is no column 'body' in the file; its columns are 'id', 'plan', 'text'"
    ):
        read("t.csv", TABLE, ("body",))
    with pytest.raises(BadUpload, match="no column 'nr'"):
        read("t.csv", TABLE, ("text",), "nr")
    with pytest.raises(BadUpload, match="No column is chosen"):
        read("t.csv", TABLE, ())


def test_a_column_that_only_late_rows_have_can_be_the_text():
    lines = [{"id": n} for n in range(1500)] + [{"id": 1500, "note": "only here"}]
    content = "\n".join(map(json.dumps, lines)).encode()
    loaded = read("t.jsonl", content, ("note",))
    assert (len(loaded.documents), loaded.empty) == (1, 1500)


def test_an_error_in_the_last_row_gives_nothing_out():
    with pytest.raises(BadUpload, match="Row 5002 has 3 columns"):
        read("t.csv", b"id,text\n" + b"1,it is lost\n" * 5000 + b"2,b,c\n", ("text",))


@pytest.mark.parametrize(
    ("limit", "sentence"), [("ROWS", "more than 3 rows"), ("FILE_BYTES", "where at most 0 can be read")]
)
def test_a_file_past_a_limit_is_refused(monkeypatch, limit, sentence):
    monkeypatch.setattr(reading, limit, 3)
    with pytest.raises(BadUpload, match=sentence):
        read("t.csv", TABLE, ("text",))


def test_a_cell_past_the_limit_is_refused_by_row_and_column():
    with pytest.raises(BadUpload, match=r"^Item 2 has 5,000,001 characters in 'text' where at most 5,000,000"):
        read("t.json", json.dumps(["a", "x" * 5_000_001]).encode(), ("text",))


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",))), min_size=1, max_size=20))
def test_rows_are_documents_copies_or_empty_and_loading_twice_changes_nothing(texts):
    content = json.dumps([{"text": text} for text in texts]).encode()
    try:
        loaded = read("t.json", content, ("text",))
    except BadUpload:
        assert not any(text.replace("\0", "").strip() for text in texts)
        return
    assert loaded.rows == len(texts) == len(loaded.documents) + loaded.duplicates + loaded.empty
    assert sum(document.copies for document in loaded.documents) == len(texts) - loaded.empty
    assert all(document.id == document_id(document.text) for document in loaded.documents)
    assert read("t.json", content, ("text",)) == loaded


@given(
    st.binary(max_size=300),
    st.sampled_from(["a.csv", "a.tsv", "a.txt", "a.json", "a.jsonl", "a.zip", "a.xlsx", "a.parquet", "a"]),
)
def test_any_bytes_are_read_or_refused_with_one_sentence(content, name):
    try:
        preview = look(name, content)
        read(name, content, preview.text or preview.columns[:1], preview.id_column)
    except BadUpload as refusal:
        assert str(refusal).endswith(".")
        assert "\n" not in str(refusal)


def as_workbook():
    book = openpyxl.Workbook()
    for row in (["id", "text"], *([n, f"it is lost {n}"] for n in range(1500))):
        book.active.append(row)
    book.save(saved := BytesIO())
    return saved.getvalue()


def as_parquet():
    parquet.write_table(pa.table({"text": [f"it is lost {n}" for n in range(1500)]}), saved := BytesIO())
    return saved.getvalue()


def as_folder():
    with zipfile.ZipFile(saved := BytesIO(), "w") as archive:
        for n in range(1500):
            archive.writestr(f"{n}.txt", f"it is lost {n}")
    return saved.getvalue()


FILES = {
    "whole.csv": b"id,text\n" + b"1,it is lost\n" * 1500,
    "whole.jsonl": b'{"text": "it is lost"}\n' * 1500,
    "whole.json": b"[" + b",".join([b'{"text": "it is lost"}'] * 1500) + b"]",
    "inside.json": b'{"tickets": [{"text": "it is lost"}, {"text": "it is late"}]}',
    "whole.txt": b"it is lost\n" * 1500,
    "whole.xlsx": as_workbook(),
    "whole.parquet": as_parquet(),
    "whole.zip": as_folder(),
    "wide row.csv": b"id,text\n" + b"1,it is lost\n" * 1500 + b"1,2,3,4\n",
    "open quote.csv": b'id,text\n1,"it is lost\n2,it is late\n',
    "cut.jsonl": b'{"text": "it is lost"}\n' * 1500 + b'{"text',
    "cut.json": b"[" + b'{"text": "it is lost"},' * 1500,
    "cut.xlsx": as_workbook()[:3000],
    "cut.zip": as_folder()[:3000],
    "nothing.json": b"   ",
}


@pytest.fixture
def only_new_things_collected():
    """What was there before is not looked through again at every collection, which takes most of a second otherwise."""
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.parametrize("name", FILES)
@pytest.mark.usefixtures("only_new_things_collected")
def test_a_file_given_by_its_path_is_closed_whatever_it_turns_out_to_be(tmp_path, name, recwarn):
    path = tmp_path / name
    path.write_bytes(FILES[name])
    for deed in (
        lambda: look(name, path),
        lambda: read(name, path, ("text",)),
        lambda: next(reading.texts(name, path, ("text",))),
    ):
        with suppress(BadUpload):
            deed()
        gc.collect()  # what was left open says so when it is collected
    assert not list(recwarn)
