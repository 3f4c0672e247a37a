"""Memories for tests: a shelf in memory, and one in a folder that outlives a killed process."""

import os
from pathlib import Path

from core.teachers.protocol import Reply


class Shelf(dict[str, Reply]):
    """Replies by key."""

    def recall(self, key: str) -> str | None:
        return self[key].text if key in self else None

    def allow(self) -> None:
        """Whoever tests may spend."""

    def keep(self, key: str, reply: Reply) -> None:
        self[key] = reply


class FolderShelf:
    """One file a reply, there whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def recall(self, key: str) -> str | None:
        path = self.folder / key
        return path.read_text(encoding="utf-8") if path.exists() else None

    def allow(self) -> None:
        """Whoever tests may spend."""

    def keep(self, key: str, reply: Reply) -> None:
        draft = self.folder / f"{key}.{os.getpid()}"
        draft.write_text(reply.text, encoding="utf-8")
        draft.replace(self.folder / key)
