"""Files that have arrived and wait for someone to say how they are to be read.

They lie in the workspace's folder under a number of ours; the name they came with is kept but never used as a path.
"""

import time
from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid4

from core.errors import NotFound

KEPT = 24 * 3600.0  # seconds a file waits before it is taken for forgotten


class Received(NamedTuple):
    """A waiting file: our number for it, the name it came with, and where it lies."""

    id: str
    name: str
    path: Path


def receive(data: Path, name: str, content: bytes | memoryview) -> Received:
    """Keep a file; what has been forgotten for a day is thrown away on the way."""
    folder = data / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if time.time() - old.stat().st_mtime > KEPT:
            old.unlink(missing_ok=True)
    received_id = uuid4().hex
    file = Received(received_id, name, folder / received_id)
    _name_of(file.path).write_text(name, encoding="utf-8", errors="replace")
    file.path.write_bytes(content)
    return file


def received(data: Path, received_id: str) -> Received:
    """Raises NotFound for a file that has been loaded, thrown away or never came."""
    try:
        path = data / "uploads" / UUID(received_id).hex
        name = _name_of(path).read_text(encoding="utf-8")
        path.stat()
    except (ValueError, FileNotFoundError) as error:
        raise NotFound("That file is no longer waiting. Choose it again.") from error
    return Received(received_id, name, path)


def throw_away(file: Received) -> None:
    file.path.unlink(missing_ok=True)
    _name_of(file.path).unlink(missing_ok=True)


def _name_of(path: Path) -> Path:
    return path.with_suffix(".name")
