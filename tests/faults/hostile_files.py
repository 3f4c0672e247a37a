"""A folder of files that no reader should trust, made on the spot, and what loading each of them comes to.

python -m tests.faults.hostile_files FOLDER
"""

import io
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
from openpyxl import Workbook
from pyarrow import parquet

from core.corpus.limits import CELL_CHARACTERS
from core.corpus.reading import look, read
from core.errors import BadUpload

TEXT = "The card I ordered has not arrived"
TABLE = "id,text\n" + "".join(f"{n},{TEXT} {n}\n" for n in range(1, 6))
GERMAN = "id;text\n1;Die Überweisung für Müller fehlt – bitte prüfen\n2;Größe falsch, Gebühr 5 €\n"
ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


class Hostile(NamedTuple):
    """A file's name and content, and what is the matter with it."""

    name: str
    content: bytes
    matter: str


def make(folder: Path) -> dict[str, str]:
    """Write every file into a folder, and say of each name what it is."""
    folder.mkdir(parents=True, exist_ok=True)
    files = list(hostile_files())
    for file in files:
        (folder / file.name).write_bytes(file.content)
    return {file.name: file.matter for file in files}


def hostile_files() -> Iterator[Hostile]:
    yield from _not_text()
    yield from _encodings()
    yield from _separated()
    yield from _json()
    yield from _archives()
    yield from _workbooks()
    yield from _parquet_files()


def outcome(path: Path) -> str:
    """What a person would be told, as one line."""
    try:
        preview = look(path.name, path)
        if not preview.text:
            return f"no text column guessed among {len(preview.columns)}"
        loaded = read(path.name, path, preview.text, preview.id_column)
    except BadUpload as error:
        return f"refused: {error}"
    counts = f"{len(loaded.documents)} documents of {loaded.rows} rows"
    how = "/".join(filter(None, (preview.kind, preview.encoding, preview.delimiter)))
    return " | ".join(
        (f"{counts} as {how!r}", *preview.notes, *(note for note in loaded.notes if note not in preview.notes))
    )


def _not_text() -> Iterator[Hostile]:
    yield Hostile("empty.csv", b"", "nothing at all")
    yield Hostile("mark_only.csv", b"\xef\xbb\xbf", "a byte order mark and nothing else")
    yield Hostile("blank_lines.txt", b"\n \n\t\n\r\n", "lines without a character")
    yield Hostile("noise.csv", bytes((n * 7919 + n * n) % 256 for n in range(4000)), "bytes without meaning")
    yield Hostile("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "a PNG with a table's name")
    yield Hostile("report.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n", "a PDF")
    yield Hostile("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an Excel file of before 2007")
    yield Hostile("page.csv", b"<!DOCTYPE html><html><body>Please log in</body></html>", "a log-in page, saved as CSV")
    yield Hostile("run.exe", b"MZ\x90\0\3\0\0\0\4" + bytes(200), "a program")


def _encodings() -> Iterator[Hostile]:
    yield Hostile("utf16.csv", GERMAN.encode("utf-16"), "UTF-16 with its mark, as Excel's Unicode text")
    yield Hostile("utf16_unmarked.csv", TABLE.encode("utf-16-le"), "UTF-16 without its mark")
    yield Hostile("utf16_odd.csv", TABLE.encode("utf-16")[:-1], "UTF-16 with half a character at its end")
    yield Hostile("western.csv", GERMAN.encode("cp1252"), "Windows-1252 with semicolons, as German Excel saves it")
    mixed = TABLE.encode() + "6,Die Überweisung für Müller fehlt\n".encode() + "7,Prüfen\n".encode("cp1252")
    yield Hostile("mixed.csv", mixed, "UTF-8, and one line of Windows-1252")
    yield Hostile("undecodable.csv", TABLE.encode() + b"6,\xa0 \xa6 \xac \xad \xb1 \x98 \xa0\n", "no encoding")
    scripts = "id,text\n1,👩🏽‍🚀 the card 💳 is gone 🙈\n2,أين بطاقتي؟ لم تصل بعد\n3,‮card my is where\n"
    yield Hostile("scripts.csv", scripts.encode(), "emoji, Arabic, and a mark that turns the writing round")
    yield Hostile("nul.csv", TABLE.replace("ordered", "order\0ed", 1).encode(), "a NUL byte in a cell")
    yield Hostile("nuls.csv", TABLE.replace(" ", "\0").encode(), "NUL bytes for spaces")


def _separated() -> Iterator[Hostile]:
    yield Hostile("megabyte_cell.csv", f"id,text\n1,{'word ' * 200_000}\n2,{TEXT}\n".encode(), "a cell of a megabyte")
    too_long = f"id,text\n1,{TEXT}\n2,{'x' * (CELL_CHARACTERS + 1)}\n"
    yield Hostile("endless_cell.csv", too_long.encode(), "a cell of more than five megabytes")
    yield Hostile("open_quote.csv", TABLE.replace("2,The", '2,"The').encode(), "a quote that is never closed")
    yield Hostile("stray_quote.csv", f'id,text\n1,"He said "no" and left"\n2,{TEXT}\n'.encode(), "quotes not doubled")
    yield Hostile("backslashes.csv", f'id,text\n1,"He said \\"no\\", and left"\n2,{TEXT}\n'.encode(), '\\" for quotes')
    yield Hostile(
        "lines_in_quotes.csv", b'id,text\r\n1,"Dear all,\r\n\r\nit is gone"\r\n2,short\r\n', "lines in a cell"
    )
    formulas = 'id,text\n1,=HYPERLINK("http://x")\n2,+1+1 is what I typed\n3,@SUM(A1:A9) of it all\n'
    yield Hostile("formulas.csv", formulas.encode(), "cells that spreadsheets would run")
    yield Hostile("same_headers.csv", f"text,text,\n{TEXT},again,x\n".encode(), "two headers alike, one empty")
    yield Hostile("header_only.csv", b"id,text\n", "a header without rows")
    yield Hostile("no_texts.csv", b"id,text\n1,\n2,   \n3,\t\n", "rows, but every text empty")
    yield Hostile("short_rows.csv", f"id,text,plan\n1,{TEXT}\n2,{TEXT} too,free\n".encode(), "a row too short")
    yield Hostile("long_rows.csv", f"id,text\n1,{TEXT}\n2,Hello, I lost it, sorry\n".encode(), "a row too long")
    yield Hostile("headerless.csv", f"1,{TEXT}\n2,{TEXT} too\n".encode(), "no header")
    yield Hostile(
        "wide.csv", (",".join(f"c{n}" for n in range(5000)) + "\n" + "x," * 4999 + "x\n").encode(), "5,000 columns"
    )
    yield Hostile(
        "copies.csv", TABLE.encode() + f"1,{TEXT} 1\n9,  {TEXT} 1 \n".encode(), "texts and ids that come again"
    )
    yield Hostile("old_mac.csv", TABLE.replace("\n", "\r").encode(), "lines ended as on a Macintosh of 1999")
    yield Hostile("tweets.tsv", f'id\ttext\n1\t"My card\n2\t{TEXT}\n3\t5" screen\n'.encode(), "tabs and lone quotes")


def _json() -> Iterator[Hostile]:
    yield Hostile("deep.json", b"[" * 10_000 + b"]" * 10_000, "lists 10,000 deep")
    yield Hostile("deep.jsonl", b'{"text": ' + b'{"a": ' * 500 + b"1" + b"}" * 500 + b"}\n", "objects 500 deep")
    nested = [{"id": 1, "text": TEXT, "user": {"plan": {"name": "free"}}, "tags": ["a", "b"], "left": None}]
    yield Hostile("nested.json", json.dumps({"meta": {"page": 1}, "data": nested}).encode(), "nested values, wrapped")
    items = json.dumps([{"id": n, "text": f"{TEXT} {n}"} for n in range(50)])
    yield Hostile("cut_off.json", items[:1500].encode(), "a list that breaks off")
    yield Hostile("no_list.json", b'{"text": "only me"}', "one object")
    yield Hostile("numbers.json", b"[1, 2, 3]", "a list of numbers")
    yield Hostile("digits.jsonl", b'{"text": ' + b"9" * 5000 + b"}\n", "a number of 5,000 digits")
    lines = [json.dumps({"id": n, "text": f"{TEXT} {n}"}) for n in range(1, 6)]
    lines[2] = lines[2][:-4]
    yield Hostile("one_bad_line.jsonl", "\n".join(lines).encode(), "a broken line among good ones")
    yield Hostile(
        "surrogates.jsonl", b'{"text": "half a smile \\ud83d here"}\n{"text": "nul \\u0000 here"}\n', "half characters"
    )
    turns = [
        {"role": "user", "content": [{"type": "text", "text": TEXT}, {"type": "image_url"}]},
        {"role": "tool", "content": None},
    ]
    yield Hostile("turns.jsonl", json.dumps({"messages": turns}).encode(), "a conversation in parts, one of them empty")
    yield Hostile("keys.json", json.dumps([{f"k{n}": n for n in range(5000)}]).encode(), "an object of 5,000 keys")
    yield Hostile("lines.json", ("\n".join(lines[:2]) + "\n").encode(), "JSON Lines with the name of JSON")


def _archives() -> Iterator[Hostile]:
    texts = {"a/one.txt": TEXT, "a/two.txt": f"{TEXT} too"}
    yield Hostile(
        "texts.zip",
        _zip(texts | {"__MACOSX/a/._one.txt": "x", "photo.png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"}),
        "texts and a picture",
    )
    yield Hostile("bomb.zip", _zip({"bomb.txt": "A" * 30_000_000}), "30 kB that unpack to 30 MB")
    inner = _zip(texts)
    yield Hostile("nested.zip", _zip({"inner.zip": inner}), "a ZIP in a ZIP")
    yield Hostile(
        "climbing.zip", _zip({"../../etc/passwd.txt": TEXT, "C:\\temp\\x.txt": f"{TEXT} x"}), "paths that climb out"
    )
    yield Hostile("tables.zip", _zip({"tickets.csv": TABLE}), "a table in a ZIP")
    yield Hostile("cut_off.zip", inner[:-30], "a ZIP that breaks off")
    yield Hostile("flipped.zip", inner.replace(TEXT.encode()[:8], b"XXXXXXXX", 1), "a ZIP whose checksum is wrong")
    yield Hostile("word.docx", _zip({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}), "a Word document")


def _workbooks() -> Iterator[Hostile]:
    workbook = Workbook()
    workbook.active.title = "Empty"
    sheet = workbook.create_sheet("Tickets")
    for row in (["Tickets of January"], ["id", "text", "opened"], [1, TEXT, None], [2, '=CONCATENATE("a","b")', None]):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    sheet["C3"] = "2026-01-05"
    whole = _bytes_of(workbook)
    yield Hostile("sheets.xlsx", whole, "an empty sheet, a merged title, a formula")
    yield Hostile("workbook.csv", whole, "a workbook with the name of a table")
    yield Hostile("cut_off.xlsx", whole[: len(whole) // 2], "a workbook that breaks off")
    yield Hostile("empty.xlsx", _bytes_of(Workbook()), "a workbook without a cell")
    yield Hostile("bomb.xlsx", _with_sheet(whole, "<worksheet>" + " " * 30_000_000), "a workbook that is a bomb")
    cell = '<worksheet><sheetData><row><c t="str"><v>&l11;</v></c></row></sheetData></worksheet>'
    laughs = f'<!DOCTYPE x [<!ENTITY l0 "ha">{ENTITIES}]>{cell}'
    yield Hostile("laughs.xlsx", _with_sheet(whole, laughs), "a workbook whose XML multiplies itself")
    yield Hostile("garbled.xlsx", _with_sheet(whole, "<worksheet><sheetData><row"), "a workbook with broken XML")


def _parquet_files() -> Iterator[Hostile]:
    table = pa.table(
        {"id": [1, 2], "text": [TEXT, f"{TEXT} too"], "raw": [b"\xff\xfe", b"plain"], "user": [{"plan": "free"}] * 2}
    )
    buffer = io.BytesIO()
    parquet.write_table(table, buffer)
    whole = buffer.getvalue()
    yield Hostile("whole.parquet", whole, "bytes and nested values in columns")
    yield Hostile("cut_off.parquet", whole[: len(whole) // 2], "a Parquet file that breaks off")
    yield Hostile("flipped.parquet", whole[:40] + bytes(200) + whole[240:], "a Parquet file with zeros in its pages")
    yield Hostile("named.parquet", TABLE.encode(), "a table with the name of Parquet")


def _zip(members: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            packing = zipfile.ZIP_DEFLATED if len(content) > 1000 else zipfile.ZIP_STORED  # short ones stay readable
            archive.writestr(zipfile.ZipInfo(name), content, packing)
    return buffer.getvalue()


def _bytes_of(workbook: Workbook) -> bytes:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _with_sheet(workbook: bytes, sheet: str) -> bytes:
    """The workbook with the XML of every sheet replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, sheet if name.startswith("xl/worksheets/") else old.read(name))
    return buffer.getvalue()


def main() -> None:
    folder = Path(sys.argv[1])
    for name, matter in make(folder).items():
        print(f"{name:24} {matter}\n{'':24} -> {outcome(folder / name)}")  # noqa: T201


if __name__ == "__main__":
    main()
