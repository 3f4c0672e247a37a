"""What a classifier's file holds, for people who are about to take it away. It knows files, not models."""

import hashlib
import io
import zipfile
from typing import NamedTuple

from core.classifier.portable.archive import CARD, BrokenBundle, checksum, read_members
from core.errors import BadBundle


class Held(NamedTuple):
    """A file inside, and how many bytes it takes when it is unpacked."""

    name: str
    size: int


class Contents(NamedTuple):
    """The files by name, the model card as Markdown, and two checksums.

    `answers` is the SHA-256 of all that decides what the classifier answers, `file` that of the file as it is.
    """

    files: tuple[Held, ...]
    card: str
    answers: str
    file: str


def contents(packed: bytes) -> Contents:
    """Look into a bundle, every file of it checked. Raises BadBundle."""
    try:
        manifest, members = read_members(packed, [CARD])
    except BrokenBundle as error:
        raise BadBundle(str(error)) from error
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        files = tuple(Held(entry.filename, entry.file_size) for entry in archive.infolist())
    card = members.get(CARD, b"").decode("utf-8", "replace")
    return Contents(
        tuple(sorted(files)), card, checksum(manifest, manifest["files"]), hashlib.sha256(packed).hexdigest()
    )
