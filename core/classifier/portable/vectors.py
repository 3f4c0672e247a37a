"""Texts as vectors of fixed length, by looking up word pieces in a table. It needs no network and no deep learning.

The vectors of a text's pieces are added up, and the sum is brought to length one. Knows numpy and nothing of labels,
documents or where its files are kept.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from .pieces import WordPieces

FILES = ("vocabulary.txt", "vectors.npy", "scales.npy")
BLOCK = 2048  # pieces looked up at a time: a few megabytes
REMEMBERED = 100_000  # spellings kept before starting afresh
LONGEST_REMEMBERED = 40
_CONTROLS = re.compile(r"[\x0b\x0c\x1c-\x1f\x85]")  # Python splits at these, BERT drops them


class StaticVectors:
    """A table of word pieces and what each means.

    `codes` are whole numbers [pieces, dimensions] and `scales` [pieces] by what to multiply their rows. Scales are held
    to half precision: then every sum of fewer than a hundred million pieces is exact in double precision, so that a
    text has the same vector, to the last bit, whatever texts it comes with and whatever the machine.
    """

    def __init__(self, vocabulary: Sequence[str], codes: NDArray[np.int8], scales: NDArray[np.floating]) -> None:
        if codes.ndim != 2 or len(vocabulary) != len(codes) or scales.shape != (len(codes),):
            raise ValueError("vocabulary, codes and scales must have one row for each word piece")
        self.dimensions: int = codes.shape[1]
        self._codes = codes
        self._scales = scales.astype(np.float16).astype(np.float64)
        self._pieces = WordPieces(vocabulary)
        self._known: dict[str, tuple[int, ...]] = {}

    @classmethod
    def read(cls, opened: Callable[[str], BinaryIO]) -> "StaticVectors":
        """Read the table from wherever `opened` finds FILES: a folder or an archive."""
        with opened("vocabulary.txt") as file:
            vocabulary = file.read().decode("utf-8").split("\n")[:-1]
        with opened("vectors.npy") as file:
            codes = np.load(file, allow_pickle=False)
        with opened("scales.npy") as file:
            scales = np.load(file, allow_pickle=False)
        return cls(vocabulary, codes, scales)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of length one for each text, [texts, dimensions]; zeros where no piece of it is known."""
        sums = np.zeros((len(texts), self.dimensions))
        for row, text in zip(sums, texts, strict=True):
            numbers = self._numbers(text)
            for start in range(0, len(numbers), BLOCK):
                block = numbers[start : start + BLOCK]
                row += self._scales[block] @ self._codes.take(block, axis=0).astype(np.float64)
        lengths = np.sqrt((sums * sums).sum(axis=1, keepdims=True))
        rows: NDArray[np.float32] = (sums / np.where(lengths == 0, 1, lengths)).astype(np.float32)
        return rows

    def pieces(self, text: str) -> Iterator[str]:
        """The known word pieces of a text, in order."""
        for word in self._pieces.words(text):
            yield from self._pieces.cut(word)

    def _numbers(self, text: str) -> list[int]:
        known = self._known
        numbers: list[int] = []
        for run in _CONTROLS.sub("", text).split():
            found = known.get(run)
            numbers.extend(self._learn(run) if found is None else found)
        return numbers

    def _learn(self, run: str) -> tuple[int, ...]:
        known = tuple(self._pieces.numbered[piece] for piece in self.pieces(run))
        if len(run) <= LONGEST_REMEMBERED:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[run] = known
        return known
