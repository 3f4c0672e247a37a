import io
import zipfile

import pytest

from core.corpus.kinds import last_part, packed_kind, text_kind
from core.errors import BadUpload


def archive(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as written:
        for name in names:
            written.writestr(name, "x")
    return zipfile.ZipFile(buffer)


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("tickets.csv", b"id,text\n", "CSV"),
        ("TICKETS.TSV", b"id\ttext\n", "CSV"),
        ("notes.txt", b"{ not JSON", "TXT"),
        ("page.txt", b"<html> is what the customer pasted", "TXT"),
        ("rows.jsonl", b'{"text": 1}', "JSONL"),
        ("rows.json", b"[]", "JSON"),
        ("rows.csv", b'[{"text": "really JSON"}]', "JSON"),
        ("download", b'{"text": "no ending"}', "JSON"),
        ("gifts.csv", b"GIF89a is how this text begins\n", "CSV"),
    ],
)
def test_the_kind_is_known_by_content_and_name(name, head, kind):
    assert text_kind(name, head) == kind


@pytest.mark.parametrize(
    ("name", "head", "sentence"),
    [
        ("a.csv", b"%PDF-1.4\n", "This is a PDF; export its text as TXT or CSV and load that."),
        ("a.csv", b"PAR\0\0\1\2\3\4\5", "This is not text but binary data"),
        ("a.xlsx", b"id,text\n", "The name says XLSX but the content is not"),
        ("a.doc", b"text", "Files ending in '.doc' cannot be read; load CSV, TSV"),
        ("a", b"text", "Files ending in 'nothing' cannot be read"),
        ("a.json", b"<?xml version='1.0'?>", "This is a web page or XML"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(name, head, sentence):
    with pytest.raises(BadUpload) as refusal:
        text_kind(name, head)
    assert str(refusal.value).startswith(sentence)


@pytest.mark.parametrize(
    ("names", "kind"), [(("xl/workbook.xml", "[Content_Types].xml"), "XLSX"), (("a.txt", "b.txt"), "ZIP")]
)
def test_a_workbook_is_told_from_an_archive(names, kind):
    assert packed_kind(archive(*names)) == kind


@pytest.mark.parametrize(
    "names",
    [
        ("word/document.xml", "[Content_Types].xml"),
        ("ppt/slides.xml", "[Content_Types].xml"),
        ("content.xml", "mimetype"),
        ("xl/workbook.bin",),
    ],
)
def test_other_office_files_are_refused(names):
    with pytest.raises(BadUpload, match=r"save it as|copy its text"):
        packed_kind(archive(*names))


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\x.csv", "x.csv"),
        ("/", "the file"),
        ("", "the file"),
        ("a.csv", "a.csv"),
    ],
)
def test_only_a_names_last_part_is_used(name, last):
    assert last_part(name) == last
