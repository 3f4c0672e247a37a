import io
import zipfile

import pytest

from core.corpus.texts import open_folder, open_lines
from core.errors import BadUpload


def folder(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as written:
        for name, content in members.items():
            written.writestr(name, content)
    return open_folder(zipfile.ZipFile(buffer))


def test_a_line_is_a_document_and_empty_lines_are_not():
    table = open_lines(io.BytesIO("it is lost\r\n\r\n \nes ist weg, Müller\n".encode("cp1252")))
    assert [(row.number, row.cells["text"]) for row in table.rows] == [(1, "it is lost"), (4, "es ist weg, Müller")]


def test_a_file_is_a_document_with_its_path():
    table = folder({"spam/1.txt": "win\r\nmoney", "ham/1.txt": "für dich".encode("cp1252"), "top": "no ending"})
    assert table.row_count == 3
    assert [row.cells for row in table.rows] == [
        {"file": "spam/1.txt", "folder": "spam", "text": "win\nmoney"},
        {"file": "ham/1.txt", "folder": "ham", "text": "für dich"},
        {"file": "top", "folder": "", "text": "no ending"},
    ]


def test_what_is_not_text_is_left_out_and_named():
    table = folder(
        {"a.txt": "text", "b.png": b"\x89PNG\r\n\x1a\n\0\0\0", "c.csv": "id", "d.zip": b"PK\x03\x04", "e.pdf": "%PDF-1"}
    )
    assert table.remarks.notes("file") == (
        "Left out, as they are tables, archives or not text: b.png, c.csv, d.zip and 1 more.",
    )


def test_what_systems_add_is_not_worth_a_note():
    table = folder({"a.txt": "text", "__MACOSX/._a.txt": "x", ".DS_Store": "x", "Thumbs.db": "x"})
    assert (table.row_count, table.remarks.notes("file")) == (1, ())


def test_an_archive_without_texts_is_refused():
    with pytest.raises(BadUpload, match=r"holds no text files \(tickets.csv\); unpack it"):
        folder({"tickets.csv": "id,text"})


def test_a_text_that_cannot_be_decoded_refuses_the_archive():
    table = folder({"a.txt": "fine", "b.txt": "für\n".encode() + "für\n".encode("cp1252")})
    with pytest.raises(BadUpload, match=r"^b.txt inside the ZIP: Line 2 is not UTF-8"):
        list(table.rows)


def test_a_text_too_large_for_one_document_is_refused():
    with pytest.raises(BadUpload, match=r"^a.txt inside the ZIP has 21 MB"):
        folder({"a.txt": "x" * 21_000_000})
