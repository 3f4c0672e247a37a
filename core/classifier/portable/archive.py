"""A bundle's files, from a ZIP or from the folder it was unpacked to, checked against its manifest.

Nothing that is read is executed or unpickled. The check finds damage, truncation and careless edits; it is no
signature, so whoever can rewrite the manifest as well can make another classifier of it. Knows nothing of models.
"""

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

FORMAT = "tnt-classifier"
VERSION = 1
MANIFEST = "manifest.json"

CARD = "MODEL_CARD.md"  # states the checksum, so that it cannot be part of it
_APART = ("format", "version", "files", "checksum", "card", "evaluation")  # said of a model, or of the file itself

MOST_FILES = 1024  # a taxonomy of two levels has a head for each of its parents
MOST_BYTES = 512 * 1024 * 1024  # unpacked: two hundred labels on a hundred thousand terms take 80 MB


class BrokenBundle(ValueError):
    """Not a classifier, or not a whole one. The message is for the person who opened it."""


def read_members(source: Path | bytes, wanted: Collection[str]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The manifest, and the wanted files that it lists, each of them whole. Raises BrokenBundle.

    In a ZIP every file is checked and none may be there that the manifest does not list; in a folder only the wanted
    ones are, because people keep their texts beside them.
    """
    if isinstance(source, Path) and source.is_dir():
        manifest = _manifest(_file(source, MANIFEST))
        listed = _listed(manifest)
        members = {name: _file(source, name) for name in listed if name in wanted}
    else:
        members = _unpacked(source)
        manifest = _manifest(members.pop(MANIFEST, None))
        listed = _listed(manifest)
        if strange := sorted(members.keys() - listed.keys()):
            raise BrokenBundle(f"The classifier's file holds something that does not belong to it: {strange[0]!r}.")
        if missing := sorted(listed.keys() - members.keys()):
            raise BrokenBundle(f"The classifier's file is not whole: {missing[0]!r} is missing.")
    for name, content in members.items():
        if hashlib.sha256(content).hexdigest() != listed[name]:
            raise BrokenBundle(f"The classifier's file has been altered or damaged: {name!r} is not what it was.")
    if manifest.get("checksum", checksum(manifest, listed)) != checksum(manifest, listed):
        raise BrokenBundle("The classifier's file has been altered or damaged: its manifest is not what it was.")
    return manifest, {name: content for name, content in members.items() if name in wanted}


def checksum(manifest: Mapping[str, Any], digests: Mapping[str, str]) -> str:
    """One SHA-256 for all that decides what a classifier answers: the files by their hashes, and the manifest.

    Left out are the card and the scores: the same classifier made on another day has the same checksum.
    """
    told = {key: value for key, value in manifest.items() if key not in _APART}
    files = {name: digest for name, digest in digests.items() if name != CARD}
    return hashlib.sha256(json.dumps({**told, "files": files}, sort_keys=True).encode()).hexdigest()


def digests(members: Mapping[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}


def packed(manifest: Mapping[str, Any], members: Mapping[str, bytes]) -> bytes:
    """A ZIP of the files and the manifest that lists their hashes; the same input gives the same bytes."""
    listed = {**manifest, "files": digests(members)}
    document = json.dumps({"format": FORMAT, "version": VERSION, **listed}, indent=1).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**members, MANIFEST: document}.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".npy") else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def _unpacked(source: Path | bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
                raise BrokenBundle("The file is too large to be one of our classifiers.")
            if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
                raise BrokenBundle("The file is packed in a way our classifiers never are.")
            if any(_leads_out(entry.filename) for entry in entries):
                raise BrokenBundle("The file holds names that lead out of its own folder, as our classifiers never do.")
            members = {entry.filename: archive.read(entry) for entry in entries}
    except FileNotFoundError as error:
        raise BrokenBundle("There is no such file.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        if isinstance(error, BrokenBundle):
            raise
        raise BrokenBundle("The file is not a classifier, or it is damaged: it cannot be unpacked.") from error
    if len(members) != len(entries):
        raise BrokenBundle("The classifier's file holds the same name twice.")
    return members


def _leads_out(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _file(folder: Path, name: str) -> bytes:
    path = folder / name
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BrokenBundle(f"The classifier's file {name!r} is too large.")
        return path.read_bytes()
    except OSError as error:
        raise BrokenBundle(f"The classifier is not whole: {name!r} is missing.") from error


def _manifest(content: bytes | None) -> dict[str, Any]:
    if content is None:
        raise BrokenBundle("The file is not one of our classifiers: it has no manifest.")
    try:
        manifest = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise BrokenBundle("The classifier's manifest cannot be read.") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BrokenBundle("The file is not one of our classifiers: its manifest says something else.")
    if manifest.get("version") != VERSION:
        found = str(manifest.get("version"))[:20]
        raise BrokenBundle(f"The classifier is of format {found}, and this program reads format {VERSION}.")
    return manifest


def _listed(manifest: dict[str, Any]) -> dict[str, str]:
    files = manifest.get("files")
    if not isinstance(files, dict) or not all(isinstance(digest, str) for digest in files.values()):
        raise BrokenBundle("The classifier's manifest does not list its files.")
    return files
