"""Where in a text its features stand: which of its words each counted word, pair or run of characters belongs to.

Knows nothing of labels or weights.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from core.classifier.portable import grams
from core.classifier.portable.hashed import ALONE, HashedWords
from core.classifier.portable.terms import Terms

_SIZES = (3, 4, 5)  # of runs of characters


class Word(NamedTuple):
    """A word of a text as it is written there, text[start:end]."""

    text: str
    start: int
    end: int


class Found(NamedTuple):
    """One place of a feature: its column in its vocabulary, and the words, by number, that it touches there."""

    column: int
    words: tuple[int, ...]


def words_of(text: str) -> list[Word]:
    """Runs of letters, digits and marks; characters of scripts without spaces each by itself."""
    found = []
    places = enumerate(text)
    for (kind, _), run in groupby(places, key=lambda place: _kind(text, place[0])):
        numbers = [number for number, _ in run]
        if kind != "between":
            found.append(Word(text[numbers[0] : numbers[-1] + 1], numbers[0], numbers[-1] + 1))
    return found


def found_in(part: Terms | HashedWords, text: str, words: Sequence[Word]) -> Iterator[Found]:
    """Every place of every feature of a vocabulary that the text has; `words` are the text's own."""
    if isinstance(part, HashedWords):
        return _hashed(part, words)
    columns = {term: column for column, term in enumerate(part.vocabulary)}
    lowered = _Lowered(text, words)
    placed = _counted(lowered) if part.kind == "words" else _runs(lowered)
    return (Found(columns[term], touched) for term, touched in placed if term in columns)


def is_alone(character: str) -> bool:
    """Whether a character is a word by itself."""
    return any(first <= ord(character) <= last for first, last in ALONE) and character.isalnum()


class _Lowered:
    """A text in lower case, which may be longer, and which word each of its characters belongs to."""

    def __init__(self, text: str, words: Sequence[Word]) -> None:
        self.text = text.lower()
        owners: list[int | None] = [None] * len(text)
        for number, word in enumerate(words):
            owners[word.start : word.end] = [number] * (word.end - word.start)
        self._owners = [owner for owner, character in zip(owners, text, strict=True) for _ in character.lower()]

    def touched(self, start: int, end: int) -> tuple[int, ...]:
        return tuple(sorted({owner for owner in self._owners[start:end] if owner is not None}))


def _counted(lowered: _Lowered) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Words and pairs of neighbours."""
    before: tuple[str, tuple[int, ...]] | None = None
    at = 0
    for token in grams.tokens(lowered.text):
        at = lowered.text.index(token, at)  # between tokens stand no two letters, so it is this very one
        touched = lowered.touched(at, at + len(token))
        at += len(token)
        yield token, touched
        if before is not None:
            yield f"{before[0]} {token}", tuple(sorted({*before[1], *touched}))
        before = token, touched


def _runs(lowered: _Lowered) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Runs of characters; a space beside a chunk touches no word."""
    at = 0
    for chunk in grams.chunks(lowered.text):
        at = lowered.text.index(chunk, at)
        for gram, start in zip(grams.chunk_grams(chunk), _starts(len(chunk) + 2), strict=True):
            first = at + start - 1
            yield gram, lowered.touched(max(first, at), min(first + len(gram), at + len(chunk)))
        at += len(chunk)


def _starts(length: int) -> Iterator[int]:
    """Where the runs of a chunk with its two spaces begin, in the order in which they are cut."""
    for size in _SIZES:
        if length <= size:
            yield 0
            return
        yield from range(length - size + 1)


def _hashed(part: HashedWords, words: Sequence[Word]) -> Iterator[Found]:
    """By hashing each word and each pair by itself."""
    single = part.hashing.found([word.text for word in words])
    counted = [number for number in range(len(words)) if single.starts[number + 1] - single.starts[number] == 1]
    pairs = [*pairwise(counted)]
    paired = part.hashing.found([f"{words[first].text} {words[second].text}" for first, second in pairs])
    placed = [(int(single.buckets[single.starts[number]]), (number,)) for number in counted]
    both = [(int(paired.buckets[start + 2]), pair) for start, pair in zip(paired.starts.tolist(), pairs, strict=False)]
    for bucket, touched in [*placed, *both]:
        if (column := int(part.columns[bucket])) >= 0:
            yield Found(column, touched)


def _kind(text: str, place: int) -> tuple[str, int]:
    """What a character is for words, with its place where it stands alone."""
    character = text[place]
    if is_alone(character):
        return "alone", place
    inside = character.isalnum() or character == "_" or unicodedata.category(character).startswith("M")
    return ("inside" if inside else "between"), 0
