"""ZIP files, workbooks included: looked through before anything is unpacked."""

import struct
import zlib
from pathlib import PurePosixPath
from typing import BinaryIO, Final
from zipfile import BadZipFile, ZipFile, ZipInfo

from core.corpus.limits import ARCHIVE_MEMBERS, EXPANDED_BYTES, EXPANSION, EXPANSION_FLOOR
from core.errors import BadUpload

# What zipfile raises for damage; NotImplementedError for an unknown compression, ValueError for impossible offsets.
UNREADABLE: Final = (BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError)
DAMAGED: Final = "The file is damaged or cut off; export or download it again."


def open_archive(file: BinaryIO) -> ZipFile:
    """Open a ZIP whose contents are within bounds. zipfile never unpacks more of a member than it declares.

    Raises BadUpload for a damaged archive, a password, too many members, or a bomb.
    """
    try:
        archive = ZipFile(file)
    except UNREADABLE as error:
        raise BadUpload(DAMAGED) from error
    members = archive.infolist()
    if len(members) > ARCHIVE_MEMBERS:
        raise BadUpload(
            f"The ZIP holds {len(members):,} files where at most {ARCHIVE_MEMBERS:,} can be read; split it."
        )
    if any(member.flag_bits & 1 for member in members):
        raise BadUpload("The ZIP is protected by a password; pack it again without one.")
    expanded = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if expanded > EXPANDED_BYTES or (expanded > EXPANSION_FLOOR and expanded > EXPANSION * max(packed, 1)):
        raise BadUpload(
            f"The file would unpack to {expanded / 1e6:,.0f} MB, which is too much or too tightly packed to be text; "
            "load its contents in smaller parts."
        )
    return archive


def unpacked(archive: ZipFile, member: ZipInfo, most: int = -1) -> bytes:
    """A member's content, or its first bytes, at most as many as said. Raises BadUpload naming it if it is damaged."""
    try:
        with archive.open(member) as content:
            return content.read(most)
    except UNREADABLE as error:
        raise BadUpload(f"{shown(member)} inside the ZIP is damaged; pack it again.") from error


def shown(member: ZipInfo) -> str:
    """A member's path for people: no drive, no leading slash, no dots that climb. Never used to write anything."""
    parts = PurePosixPath(member.filename.replace("\\", "/")).parts
    return "/".join(part for part in parts if part not in ("/", "..") and not part.endswith(":")) or "a file"
