"""Texts as rows of numbers: their terms, their static vectors and a sentence encoder's vectors, side by side.

Knows nothing of labels. A text's row depends on that text alone, whatever texts it comes with.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from .hashed import HashedWords
from .terms import Row, Rows, Terms, one_after_other, side_by_side
from .vectors import StaticVectors

Dense = npt.NDArray[np.float32]

_TEXTS = 256  # worked on together
_CHARACTERS = 250_000  # the same for long texts: bounds memory to some tens of megabytes


class Encoder(Protocol):
    """What turns sentences into vectors: a small transformer that travels with the classifier, or one outside."""

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""
        ...

    def encode(self, texts: Sequence[str]) -> Dense:
        """One row of length one a text, [texts, dimensions]; a row depends on its own text only."""
        ...

    def described(self) -> dict[str, Any]:
        """What a manifest has to say of it, its `kind` first, so that it can be put together again."""
        ...

    def files(self) -> dict[str, bytes]:
        """What travels with a classifier, by name; nothing where the encoder is outside."""
        ...


class Features:
    """Terms first, in order, then the static vectors if there are any, then the encoder's; vectors times `scale`."""

    def __init__(
        self,
        terms: Sequence[Terms | HashedWords],
        vectors: StaticVectors | None,
        encoder: Encoder | None = None,
        scale: float = 1.0,
    ) -> None:
        self.terms = tuple(terms)
        self.vectors = vectors
        self.encoder = encoder
        self.scale = scale

    @property
    def term_width(self) -> int:
        return sum(part.width for part in self.terms)

    @property
    def dimensions(self) -> int:
        """Of all vectors together."""
        return sum(part.dimensions for part in (self.vectors, self.encoder) if part)

    @property
    def width(self) -> int:
        return self.term_width + self.dimensions

    def row(self, text: str) -> Row:
        return self.rows([text]).row(0)

    def rows(self, texts: Sequence[str], encoded: Dense | None = None) -> Rows:
        """All rows at once; `encoded` is what the encoder gives for these texts, where that is known already."""
        found = []
        start = 0
        for block in in_blocks(texts):
            end = start + len(block)
            found.append(self._block(block, None if encoded is None else encoded[start:end]))
            start = end
        return one_after_other(found) if len(found) > 1 else found[0] if found else self._block([], None)

    def scaled(self, scale: float) -> "Features":
        """The same features with vectors that count for more or less beside the terms."""
        return Features(self.terms, self.vectors, self.encoder, scale)

    def _block(self, texts: Sequence[str], encoded: Dense | None) -> Rows:
        terms = side_by_side([part.rows(texts) for part in self.terms], len(texts))
        return terms._replace(dense=self._dense(texts, encoded))

    def _dense(self, texts: Sequence[str], encoded: Dense | None) -> Dense:
        parts = [self.vectors.encode(texts)] if self.vectors else []
        if self.encoder:
            parts.append(self.encoder.encode(texts) if encoded is None else encoded)
        whole = np.concatenate(parts, axis=1) if parts else np.empty((len(texts), 0), dtype=np.float32)
        return whole * np.float32(self.scale)


def in_blocks(texts: Iterable[str]) -> Iterator[list[str]]:
    """Texts in lists, long enough to be worth the trouble and short enough to fit in memory."""
    block: list[str] = []
    characters = 0
    for text in texts:
        block.append(text)
        characters += len(text)
        if len(block) == _TEXTS or characters >= _CHARACTERS:
            yield block
            block, characters = [], 0
    if block:
        yield block
