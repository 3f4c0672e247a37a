"""Files that are nothing but text: a document a line, or a ZIP with a document a file."""

from collections.abc import Iterator
from io import BytesIO, TextIOWrapper
from pathlib import PurePosixPath
from typing import BinaryIO, Final
from zipfile import ZipFile, ZipInfo

from core.corpus.archive import shown, unpacked
from core.corpus.encoding import encoding_of
from core.corpus.kinds import READABLE, ending, refuse_binary
from core.corpus.limits import CELL_CHARACTERS, GUESSING_BYTES
from core.corpus.table import Remarks, Row, Table
from core.errors import BadUpload

_TABLES: Final = frozenset({".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet", ".xlsx"})
_BYTES_A_CHARACTER: Final = 4


def open_lines(file: BinaryIO) -> Table:
    """A document a line; empty lines are between documents and count as nothing. Raises BadUpload."""
    encoding = encoding_of(file)
    text = TextIOWrapper(file, encoding)
    return Table("TXT", "line", ("text",), _lines(text), Remarks(), encoding, header=False)


def open_folder(archive: ZipFile) -> Table:
    """A document a file, with the file's path as its id. Files that are not text are left out, with a note.

    Raises BadUpload when none is text; when the rows are read, for a text that cannot be decoded.
    """
    remarks = Remarks()
    members = [member for member in archive.infolist() if not member.is_dir() and not _is_hidden(member)]
    texts: list[ZipInfo] = []
    left_out: list[str] = []
    for member in members:
        if _is_text(archive, member):
            texts.append(member)
        else:
            left_out.append(shown(member))
    if not texts:
        found = f" ({', '.join(left_out[:3])})" if left_out else ""
        raise BadUpload(f"The ZIP holds no text files{found}; unpack it and load what is inside as {READABLE}.")
    if left_out:
        remarks.say(f"Left out, as they are tables, archives or not text: {', '.join(left_out[:3])}{_more(left_out)}.")
    rows = _rows(archive, texts)
    return Table("ZIP", "file", ("file", "folder", "text"), rows, remarks, header=False, row_count=len(texts))


def _lines(text: TextIOWrapper) -> Iterator[Row]:
    with text:
        for number, line in enumerate(text, start=1):
            if line.strip():
                yield Row(number, {"text": line.rstrip("\n")})


def _rows(archive: ZipFile, members: list[ZipInfo]) -> Iterator[Row]:
    for number, member in enumerate(members, start=1):
        path = shown(member)
        try:
            text = _decoded(unpacked(archive, member))
        except BadUpload as error:
            raise BadUpload(f"{path} inside the ZIP: {error}") from error
        yield Row(number, {"file": path, "folder": str(PurePosixPath(path).parent).lstrip("."), "text": text})


def _decoded(content: bytes) -> str:
    return TextIOWrapper(BytesIO(content), encoding_of(BytesIO(content))).read()


def _is_hidden(member: ZipInfo) -> bool:
    """What systems add unasked: resource forks, folder settings."""
    parts = PurePosixPath(member.filename.replace("\\", "/")).parts
    return "__MACOSX" in parts or parts[-1].startswith(".") or parts[-1] in ("Thumbs.db", "desktop.ini")


def _is_text(archive: ZipFile, member: ZipInfo) -> bool:
    if ending(member.filename) in _TABLES:
        return False
    head = unpacked(archive, member, GUESSING_BYTES)
    if head.startswith(b"PK"):
        return False
    try:
        refuse_binary(head)
    except BadUpload:
        return False
    if member.file_size > CELL_CHARACTERS * _BYTES_A_CHARACTER:
        size = member.file_size / 1e6
        raise BadUpload(f"{shown(member)} inside the ZIP has {size:,.0f} MB, too much for one document; split it.")
    return True


def _more(names: list[str]) -> str:
    return f" and {len(names) - 3:,} more" if len(names) > 3 else ""
