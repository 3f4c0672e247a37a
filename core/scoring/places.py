"""Where Parquet lies and where labels go: folders, files and object stores, by path or URL.

It knows file systems. It does not know what the files hold.
"""

import errno
import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, Final, NamedTuple

import fsspec
from fsspec import AbstractFileSystem
from fsspec.implementations.local import LocalFileSystem
from fsspec.registry import known_implementations

from core.errors import BadUpload

UNFINISHED: Final = "_unfinished-"  # the beginning of names that readers of Parquet folders pass over

_WRITTEN_WHOLE: Final = frozenset(
    ["s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "oci", "oss", "obs", "memory"]
)
_STAMPS: Final = (
    "ETag",
    "etag",
    "md5Hash",
    "content_md5",
    "mtime",
    "LastModified",
    "last_modified",
    "updated",
    "created",
)
_WILD: Final = frozenset("*?[")


class Place(NamedTuple):
    """A path in a file system."""

    files: AbstractFileSystem
    path: str

    @property
    def is_local(self) -> bool:
        return isinstance(self.files, LocalFileSystem)

    def beside(self, suffix: str) -> "Place":
        return Place(self.files, self.path.rstrip("/") + suffix)

    def inside(self, name: str) -> "Place":
        return Place(self.files, f"{self.path.rstrip('/')}/{name}")


class Source(NamedTuple):
    """A file, and what tells whether it is still the same."""

    path: str
    size: int
    stamp: str  # when it was changed, or the store's own hash; empty where the store tells neither


def place(url: str) -> Place:
    """The file system and path of an address; a plain path is local. Raises BadUpload, saying what to install."""
    protocol = url.split("://", 1)[0] if "://" in url else "file"
    try:
        files, path = fsspec.core.url_to_fs(url)
    except ImportError as error:
        needed = str(known_implementations.get(protocol, {}).get("err", "")) or str(error)
        raise BadUpload(f"Addresses that begin with {protocol}:// need one more package here. {needed}.") from error
    except ValueError as error:
        raise BadUpload(f"There is no kind of store called {protocol!r}. Check the address.") from error
    return Place(files, path)


def sources(url: str) -> tuple[AbstractFileSystem, tuple[Source, ...]]:
    """The file system, and the Parquet files at an address in the order of their names.

    A folder is searched with all that is below it, except for names that begin with a dot or an underscore. Raises
    BadUpload when there is none.
    """
    where = place(url)
    with said_plainly(f"{url} cannot be read"):
        where.files.invalidate_cache()
        if _WILD & set(url) and not where.files.exists(where.path):
            paths = [str(path) for path in where.files.glob(where.path)]
        elif where.files.isdir(where.path):
            found = where.files.find(where.path)
            paths = [str(path) for path in found if _is_parquet(str(path)[len(where.path.rstrip("/")) :])]
        else:
            paths = [where.path]
        described = [_source(path, where.files.info(path)) for path in sorted(paths)]
    if not described:
        raise BadUpload(f"There is no Parquet file at {url}. Bulk scoring reads .parquet; export the texts as that.")
    return where.files, tuple(described)


@contextmanager
def readable(where: Place) -> Iterator[Any]:
    """What Arrow reads a file by: a local one by its path, which is quickest, any other as a stream."""
    with said_plainly(f"{where.path} cannot be read"):
        if where.is_local:
            yield where.path
            return
        with where.files.open(where.path, "rb") as stream:
            yield stream


def exists(where: Place) -> bool:
    return bool(where.files.exists(where.path))


def names_in(folder: Place) -> frozenset[str]:
    """The names of what lies directly in a folder; none where there is no such folder."""
    folder.files.invalidate_cache()
    if not folder.files.isdir(folder.path):
        return frozenset()
    return frozenset(PurePosixPath(str(path)).name for path in folder.files.ls(folder.path, detail=False))


def make_folder(folder: Place) -> None:
    folder.files.makedirs(folder.path, exist_ok=True)


def read_bytes(where: Place) -> bytes:
    return bytes(where.files.cat_file(where.path))


def write_whole(where: Place, content: bytes | memoryview) -> None:
    """Write a file that is either there in full or not at all, whenever the process ends."""
    if where.files.protocol in _WRITTEN_WHOLE or _WRITTEN_WHOLE & set(where.files.protocol):
        where.files.pipe_file(where.path, bytes(content))
        return
    unfinished = _unfinished(where)
    if where.is_local:
        with Path(unfinished.path).open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(unfinished.path).replace(where.path)
        return
    where.files.pipe_file(unfinished.path, bytes(content))
    where.files.mv(unfinished.path, where.path)


@contextmanager
def written_whole(where: Place) -> Iterator[Path]:
    """A local file to write, which becomes the file at `where` once it is finished; nothing is left of a failure."""
    if where.is_local:
        unfinished = Path(_unfinished(where).path)
        try:
            yield unfinished
            unfinished.replace(where.path)
        finally:
            unfinished.unlink(missing_ok=True)
        return
    with tempfile.TemporaryDirectory() as folder:
        local = Path(folder) / "whole"
        yield local
        where.files.put_file(str(local), where.path)


def remove(where: Place) -> None:
    where.files.rm(where.path, recursive=True)


@contextmanager
def said_plainly(what: str) -> Iterator[None]:
    """Turn a store's refusal into BadUpload: no such file, no permission. Other failures pass through."""
    try:
        yield
    except FileNotFoundError as error:
        raise BadUpload(f"{what}: there is no such file or folder.") from error
    except PermissionError as error:
        raise BadUpload(f"{what}: permission is denied.") from error
    except (IsADirectoryError, NotADirectoryError) as error:
        raise BadUpload(f"{what}: a file stands where a folder should be, or the other way round.") from error


def is_full(error: OSError) -> bool:
    """Whether there was no room left to write."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def _unfinished(where: Place) -> Place:
    folder, _, name = where.path.rpartition("/")
    return Place(where.files, f"{folder}/{UNFINISHED}{uuid.uuid4().hex[:8]}-{name}")


def _is_parquet(below: str) -> bool:
    parts = PurePosixPath(below.lstrip("/")).parts
    return below.lower().endswith((".parquet", ".pq")) and not any(part.startswith((".", "_")) for part in parts)


def _source(path: str, described: dict[str, Any]) -> Source:
    stamp = next((str(described[name]) for name in _STAMPS if described.get(name) is not None), "")
    return Source(path, int(described.get("size") or 0), stamp)
