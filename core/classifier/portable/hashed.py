"""Words and pairs of neighbours by number instead of by name: a hash says which bucket each falls into.

There is no vocabulary to look up, so that a compiled scorer can do the same in a few machine instructions a character.
Which characters make words, and their lower case, is a table that travels with the classifier: it does not depend on
this Python's Unicode tables. Knows nothing of labels.
"""

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .terms import Columns, Row, Rows, Values, weighed

KIND = "hashed"
BITS = 18  # of a hash, that make the number of its bucket
MOST_BITS = 24
SIZE = 0x32000  # code points of the table; there are no letters beyond
ALONE = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x19E0, 0x19FF),
    (0x3005, 0x3007),  # ideographic marks
    (0x3021, 0x3029),
    (0x3031, 0x309F),  # kana
    (0x30A0, 0x30FF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),  # ideographs
    (0x4E00, 0x9FFF),
    (0xA9E0, 0xA9FF),  # Myanmar
    (0xAA60, 0xAA7F),
    (0xF900, 0xFAFF),  # ideographs
    (0xFF66, 0xFF9F),  # kana
    (0x16FE0, 0x16FFF),  # ideographic marks
    (0x1AFF0, 0x1B16F),  # kana
    (0x20000, 0x31FFF),  # ideographs
)  # first and last of the characters that are words by themselves: these scripts put no spaces between words

_REMEMBERED = 50_000  # words whose hashes are kept at hand
_LONG = 64  # characters; a longer word is hardly seen twice
_NO_WORD = -1

Folded = npt.NDArray[np.uint32]
Buckets = npt.NDArray[np.int32]


class Found(NamedTuple):
    """The buckets of texts: a word's, then that of the pair it closes; text i has those from starts[i] on."""

    starts: Columns  # [texts + 1]
    buckets: Buckets


def folded_table() -> Folded:
    """What becomes of each code point below SIZE: 0 for one that parts words, else its lower case."""
    return np.array([_folded(chr(code)) for code in range(SIZE)], dtype=np.uint32)


def alone_table() -> npt.NDArray[np.bool_]:
    """Which code points below SIZE are words by themselves, where they are in words at all."""
    alone = np.zeros(SIZE, dtype=bool)
    for first, last in ALONE:
        alone[first : last + 1] = True
    return alone


def table_fits(folded: Folded) -> bool:
    """Whether a table is of the right size, and what stands alone or parts words still does so when it is folded."""
    if folded.shape != (SIZE,) or not (folded < SIZE).all() or (folded == ord(" ")).any():
        return False
    alone, within = alone_table(), np.flatnonzero(folded)
    return bool((alone[within] == alone[folded[within]]).all())


class Hashing:
    """How words become buckets.

    A word is a run of two characters or more that the table does not part, or one character that stands alone. Its
    hash is FNV-1a over 32-bit folded code points with a last stirring; a pair's is made of its words' two hashes.
    """

    def __init__(self, folded: Folded, bits: int = BITS) -> None:
        self.folded = np.ascontiguousarray(folded, dtype=np.uint32)
        self.bits = bits
        self._spelling = _Spelling(self.folded)
        self._hashes = _Hashes()

    def found(self, texts: Sequence[str]) -> Found:
        """Every word and pair of each text, as often as they occur, in order."""
        known, spelling = self._hashes, self._spelling
        hashes: list[int] = []
        ends = [0]
        for text in texts:
            words = text.translate(spelling).split(" ")
            hashes += [word_hash for word in words if (word_hash := known[word]) != _NO_WORD]
            ends.append(len(hashes))
        return _with_pairs(np.array(hashes, dtype=np.uint32), np.array(ends, dtype=np.intp), self.bits)


class HashedWords:
    """The buckets that were seen in training, each a column, with their inverse document frequencies.

    Values are (1 + ln count) · idf, scaled to unit length. Columns come in the order in which a text first has them,
    and everything is added up in that order.
    """

    kind = KIND

    def __init__(self, hashing: Hashing, buckets: Buckets, idf: Values) -> None:
        self.hashing = hashing
        self.buckets = np.ascontiguousarray(buckets, dtype=np.int32)  # ascending
        self.idf = np.ascontiguousarray(idf, dtype=np.float64)
        self.columns = np.full(1 << hashing.bits, -1, dtype=np.int32)  # of each bucket; -1 where it is not known
        self.columns[self.buckets] = np.arange(len(self.buckets), dtype=np.int32)

    @property
    def width(self) -> int:
        return len(self.buckets)

    def row(self, text: str) -> Row:
        """The buckets of one text in the order of their first word or pair; unknown ones count for nothing."""
        return self.rows([text]).row(0)

    def rows(self, texts: Sequence[str]) -> Rows:
        """The same for many texts at once."""
        found = self.hashing.found(texts)
        columns = self.columns[found.buckets]
        keys = np.repeat(np.arange(len(texts)) * max(self.width, 1), np.diff(found.starts)) + columns
        different, first, counts = np.unique(keys[columns >= 0], return_index=True, return_counts=True)
        order = np.argsort(first)
        return weighed(different[order], counts[order], self.idf, len(texts))

    def keeping(self, columns: Columns) -> "HashedWords":
        """The same weights for some of the buckets only."""
        return HashedWords(self.hashing, self.buckets[columns], self.idf[columns])


def _with_pairs(hashes: npt.NDArray[np.uint32], ends: Columns, bits: int) -> Found:
    """The buckets of words and of pairs of neighbours within a text, interleaved."""
    pairs = np.zeros(len(hashes), dtype=np.uint32)
    mixed = (hashes[:-1] * np.uint32(0x9E3779B1)) ^ (hashes[1:] + np.uint32(0x7F4A7C15))
    mixed ^= mixed >> np.uint32(15)
    mixed *= np.uint32(0x85EBCA6B)
    pairs[1:] = mixed ^ (mixed >> np.uint32(13))
    closes = np.ones((len(hashes), 2), dtype=bool)
    sizes = np.diff(ends)
    closes[ends[:-1][sizes > 0], 1] = False  # the first word of a text closes no pair
    both = np.stack([hashes, pairs], axis=1)[closes] & np.uint32((1 << bits) - 1)
    starts = np.concatenate([[0], np.cumsum(np.maximum(2 * sizes - 1, 0))])
    return Found(starts, both.astype(np.int32))


class _Spelling(dict[int, str]):
    """How each character is spelt: folded, alone between spaces, or as a space."""

    def __init__(self, folded: Folded) -> None:
        super().__init__()
        self._folded = folded

    def __missing__(self, code: int) -> str:
        folded = int(self._folded[code]) if code < len(self._folded) else 0
        self[code] = spelt = f" {chr(folded)} " if _alone(folded) else chr(folded or ord(" "))
        return spelt


class _Hashes(dict[str, int]):
    """The hash of each word; a limit keeps hostile texts from filling memory."""

    def __missing__(self, word: str) -> int:
        found = _hash(word) if len(word) > 1 or (word and _alone(ord(word))) else _NO_WORD
        if len(word) <= _LONG and len(self) < _REMEMBERED:
            self[word] = found
        return found


def _hash(word: str) -> int:
    found = 2166136261
    for character in word:
        found = ((found ^ ord(character)) * 16777619) & 0xFFFFFFFF
    found ^= found >> 15
    found = (found * 0x2C1B3C6D) & 0xFFFFFFFF
    return found ^ (found >> 12)


def _folded(character: str) -> int:
    if not (character.isalnum() or character == "_" or unicodedata.category(character).startswith("M")):
        return 0
    lower = character.lower()
    return ord(lower if len(lower) == 1 else character)


def _alone(code: int) -> bool:
    return any(first <= code <= last for first, last in ALONE)
