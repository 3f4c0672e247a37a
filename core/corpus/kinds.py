"""What a file is, by its content first and its name second. Only a name's last part and its ending are used."""

from pathlib import PurePosixPath
from typing import Final
from zipfile import ZipFile

from core.corpus.table import Kind
from core.errors import BadUpload

READABLE: Final = "CSV, TSV, JSONL, JSON, Parquet, XLSX, TXT or ZIP"

_BY_ENDING: Final[dict[str, Kind]] = {
    ".csv": "CSV",
    ".tsv": "CSV",
    ".tab": "CSV",
    ".jsonl": "JSONL",
    ".ndjson": "JSONL",
    ".json": "JSON",
    ".txt": "TXT",
    ".text": "TXT",
    ".md": "TXT",
    ".log": "TXT",
}
_PACKED: Final = {".parquet": "Parquet", ".pq": "Parquet", ".xlsx": "XLSX", ".xlsm": "XLSX", ".zip": "ZIP"}
_REFUSED: Final = (
    (b"%PDF", "a PDF", "export its text as TXT or CSV and load that"),
    (b"\x89PNG", "a picture", "load the text instead"),
    (b"\xff\xd8\xff", "a picture", "load the text instead"),
    (b"GIF8", "a picture", "load the text instead"),
    (b"RIFF", "a picture, sound or film", "load the text instead"),
    (b"ID3", "a sound", "load its transcript instead"),
    (b"\xd0\xcf\x11\xe0", "an old or password-protected Office file", "save it as XLSX or CSV without a password"),
    (b"\x1f\x8b", "compressed with gzip", "unpack it and load what is inside"),
    (b"BZh", "compressed with bzip2", "unpack it and load what is inside"),
    (b"\xfd7zXZ", "compressed with xz", "unpack it and load what is inside"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd", "unpack it and load what is inside"),
    (b"7z\xbc\xaf", "a 7z archive", "unpack it and pack the files as ZIP"),
    (b"Rar!", "a RAR archive", "unpack it and pack the files as ZIP"),
    (b"SQLite format 3", "a database", "export its table as CSV and load that"),
    (b"ARROW1", "an Arrow file", "save it as Parquet and load that"),
    (b"\x7fELF", "a program", "load the text instead"),
    (b"{\\rtf", "an RTF document", "save it as TXT and load that"),
)
_ALSO_TEXT: Final = (b"%PDF", b"{\\rtf")  # the only ones that may hold no binary at all
_MARKUP: Final = (b"<!doctype html", b"<html", b"<?xml")
_CONTROL: Final = bytes(set(range(32)) - set(b"\t\n\r\f\v\x1b\0"))


def last_part(name: str) -> str:
    """A file's name without folders, of either kind of slash, and short enough to show."""
    return name.replace("\\", "/").rsplit("/", 1)[-1].strip()[-100:] or "the file"


def ending(name: str) -> str:
    return PurePosixPath(last_part(name)).suffix.casefold()


def text_kind(name: str, head: bytes) -> Kind:
    """The kind of a file that is text, as its name says; a table's name does not hide JSON.

    Raises BadUpload for what is recognised as something else.
    """
    refuse_binary(head)
    found = _BY_ENDING.get(ending(name))
    start = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if found != "TXT" and start.lower().startswith(_MARKUP):
        raise BadUpload(f"This is a web page or XML; export its text as {READABLE} and load that.")
    if found in (None, "CSV") and start.startswith((b'{"', b'["', b"[{")):
        return "JSON"
    if found:
        return found
    if ending(name) in _PACKED:
        packed = _PACKED[ending(name)]
        raise BadUpload(f"The name says {packed} but the content is not; export or download the file again.")
    raise BadUpload(f"Files ending in {ending(name) or 'nothing'!r} cannot be read; load {READABLE}.")


def refuse_binary(head: bytes) -> None:
    """Raise BadUpload if the first bytes are those of a picture, a program or another file without plain text."""
    binary = _is_binary(head)
    for magic, what, advice in _REFUSED:
        if head.startswith(magic) and (binary or magic in _ALSO_TEXT):
            raise BadUpload(f"This is {what}; {advice}.")
    if binary:
        raise BadUpload(f"This is not text but binary data; load {READABLE}.")


def packed_kind(archive: ZipFile) -> Kind:
    """Workbook or archive, by what is inside. Raises BadUpload for other documents that are ZIP files in disguise."""
    names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return "XLSX"
    if any(name.startswith("word/") for name in names) and "[Content_Types].xml" in names:
        raise BadUpload("This is a Word document; save it as TXT and load that.")
    if any(name.startswith("ppt/") for name in names) and "[Content_Types].xml" in names:
        raise BadUpload("This is a presentation; copy its text into a TXT file and load that.")
    if "content.xml" in names and "mimetype" in names:
        raise BadUpload("This is an OpenDocument file; save it as XLSX, CSV or TXT and load that.")
    if "xl/workbook.bin" in names:
        raise BadUpload("This is a binary Excel file (XLSB); save it as XLSX and load that.")
    return "ZIP"


def _is_binary(head: bytes) -> bool:
    """Text has hardly any control characters, but a few zeros are forgiven: some databases export them."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or _is_wide(head):
        return False
    control = len(head) - len(head.translate(None, delete=_CONTROL))
    return control + head.count(0) > 0.02 * len(head)


def _is_wide(head: bytes) -> bool:
    half = len(head) // 2
    return max(head[0::2].count(0), head[1::2].count(0)) > 0.4 * half and head.count(0) < 0.6 * len(head)
