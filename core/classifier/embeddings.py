"""The static vectors that come with the app, in data/embeddings. Made by benchmarks/make_embeddings.py."""

from functools import cache
from pathlib import Path

from core.classifier.portable.vectors import FILES, StaticVectors

_TERMS = ("LICENSE", "README.md")  # the Apache License asks for a copy of itself and a word on what was changed
FOLDER = Path(__file__).parents[2] / "data" / "embeddings"


@cache
def packaged() -> StaticVectors:
    """The vectors, read once a process."""
    return StaticVectors.read(lambda name: (FOLDER / name).open("rb"))


def packaged_files() -> dict[str, bytes]:
    """The same as files by name, for a bundle that takes them along with their licence and where they come from."""
    return {name: (FOLDER / name).read_bytes() for name in (*FILES, *_TERMS)}
