"""How many of some texts speak of something: in that very word, or in one near it in meaning. Knows no labels."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from core.classifier.portable.vectors import StaticVectors

Floats = NDArray[np.float32]

RELATED = 0.35  # cosine of two words from which one begins to speak of the other
SAME = 0.8  # and from which it does so fully
AT_ONCE = 4_000_000  # numbers held while comparing


class Coverage:
    """What each text speaks of.

    `spoken` are the telling words of each text. Words are compared in meaning only where `in_meaning` says so: in a
    language that the vectors do not know, likeness of vectors is likeness of spelling.
    """

    def __init__(self, spoken: Sequence[Collection[str]], vectors: StaticVectors, in_meaning: bool) -> None:
        self._vectors = vectors
        self._in_meaning = in_meaning
        self._words = sorted(set(chain.from_iterable(spoken)))
        self._numbered = {word: number for number, word in enumerate(self._words)}
        self._rows = vectors.encode(self._words)
        self._texts = len(spoken)
        self._told = np.array([place for place, said in enumerate(spoken) if said], np.intp)
        told = [[self._numbered[word] for word in sorted(spoken[place])] for place in self._told]
        self._places = np.array(list(chain.from_iterable(told)), np.intp)
        self._ends = np.cumsum([len(words) for words in told], dtype=np.intp)
        self._starts = np.concatenate([[0], self._ends[:-1]]).astype(np.intp)

    def of(self, terms: Sequence[str]) -> Floats:
        """How far each text speaks of each term, from nought to one, [terms, texts]; of all of its words."""
        words = sorted({word for term in terms for word in term.split()})
        numbers = {word: number for number, word in enumerate(words)}
        covers = self._of_words(words)
        found = np.zeros((len(terms), self._texts), np.float32)
        for row, term in enumerate(terms):
            found[row] = covers[[numbers[word] for word in term.split()]].min(axis=0)
        return found

    def wordings(self, word: str, texts: Collection[int]) -> dict[str, float]:
        """In which words some texts speak of something, each text in the nearest of its own, and how far."""
        near = self._nearness([word])[0]
        rows = {place: row for row, place in enumerate(self._told)}
        found: dict[str, float] = defaultdict(float)
        for row in (rows[place] for place in texts if place in rows):
            places = self._places[self._starts[row] : self._ends[row]]
            best = int(places[near[places].argmax()])
            found[self._words[best]] += float(near[best])
        return found

    def _of_words(self, words: Sequence[str]) -> Floats:
        found = np.zeros((len(words), self._texts), np.float32)
        if not len(self._told) or not words:
            return found
        step = max(1, AT_ONCE // len(self._places))
        for start in range(0, len(words), step):
            some = slice(start, start + step)
            near = self._nearness(words[some])
            found[some, self._told] = np.maximum.reduceat(near[:, self._places], self._starts, axis=1)
        return found

    def _nearness(self, terms: Sequence[str]) -> Floats:
        """How near each term is to each word, [terms, words]."""
        near = np.zeros((len(terms), len(self._numbered)), np.float32)
        if self._in_meaning:
            meant = self._vectors.encode(terms) @ self._rows.T
            near = np.clip((meant - RELATED) / (SAME - RELATED), 0, 1).astype(np.float32)
        for row, term in enumerate(terms):
            if term in self._numbered:
                near[row, self._numbered[term]] = 1
        return near
