"""How the words of some texts are used: which set a group apart, which are nouns, how they are written."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from core.classifier.portable.vectors import StaticVectors
from core.teachers.words import BEFORE_NOUNS, BEFORE_VERBS, COMMON

LONGEST = 400  # words of a text that are looked at
PROPER = 0.7  # written with a capital this often in mid-sentence: a name of somebody or something
COMMON_TO = 0.15  # of a group's texts, from which a term may name it
APT = 0.25  # how much of a noun such a term has to be
NEARNESS = 0.25  # what a term far from the group's sense keeps of its score
RARE = 0.6  # what is left of the score of a word that few people use
PHRASE = 1.2  # two words tell more than one
MARKED = 1.5  # times as frequent as elsewhere
RANKED = 60
UNSEEN = 0.3  # texts outside the group that a word is taken to be in, besides those it is in
_WORD = re.compile(r"[一-鿿]{2,4}|[ァ-ヺー]{2,}|[^\W\d_一-鿿ァ-ヺぁ-ん]+(?:['’][^\W\d_]+)*|\d+|@\w*|[^\w\s]")
_VERBISH = ("ing", "ed", "ly", "ise", "ize", "ful", "less", "ous", "able", "ible")


class Term(NamedTuple):
    """What sets a group of texts apart, and how well."""

    key: str  # one folded word, or two with a space between
    score: float
    names: bool  # fit to name the group, not only to describe it


class _Word(NamedTuple):
    key: str  # folded: lower case, singular
    surface: str
    before: str  # the word before it in the same run, or nothing
    starts: bool  # a sentence


class Lexicon:
    """The usage of words in all texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._terms: list[dict[str, int]] = []
        self._frequency: Counter[str] = Counter()
        self._surfaces: dict[str, Counter[str]] = defaultdict(Counter)
        self._seen: Counter[str] = Counter()
        self._last: Counter[str] = Counter()  # no other telling word follows
        self._nounish: Counter[str] = Counter()
        self._verbish: Counter[str] = Counter()
        self._capital: Counter[str] = Counter()
        self._middle: Counter[str] = Counter()
        for text in texts:
            runs = list(_runs(text))
            found = Counter(term for run in runs for term in _terms(run))
            self._terms.append(found)
            self._frequency.update(found.keys())
            self._observe(runs)

    def _observe(self, runs: list[list[_Word]]) -> None:
        words = [word for run in runs for word in run]
        followed = {id(one) for run in runs for one, other in pairwise(run) if _tells(other)}
        capitals = sum(word.surface[0].isupper() for word in words if not word.starts)
        shouting = capitals > 0.3 * len(words)  # or German
        for word in words:
            self._seen[word.key] += 1
            self._last[word.key] += id(word) not in followed
            self._nounish[word.key] += word.before in BEFORE_NOUNS
            self._verbish[word.key] += word.before in BEFORE_VERBS
            if not shouting and not word.starts:
                self._middle[word.key] += 1
                self._capital[word.key] += word.surface[0].isupper()
                self._surfaces[word.key][word.surface] += 1
            else:
                self._surfaces[word.key][word.surface.lower()] += 0

    def ranked(self, group: Collection[int], vectors: StaticVectors) -> list[Term]:
        """Terms that set a group apart, the best first."""
        inside: Counter[str] = Counter(term for text in group for term in self._terms[text])
        outside = max(len(self._terms) - len(group), 1)
        least = 2 if len(group) > 3 else 1
        common = max(least, COMMON_TO * len(group))
        scored = {}
        for key, texts in inside.items():
            share = texts / len(group)
            elsewhere = (self._frequency[key] - texts + UNSEEN) / outside
            if texts >= least and share > MARKED * elsewhere:
                scored[key] = share * float(np.log(share / elsewhere)) * self._aptness(key)
        best = sorted(scored, key=lambda key: (-scored[key], key))[:RANKED]
        if not best:
            return []
        rows = vectors.encode([self.inside(key) for key in best])
        centre = np.array([scored[key] for key in best]) @ rows
        nearness = rows @ (centre / max(float(np.linalg.norm(centre)), 1e-9))
        terms = [
            Term(
                key,
                score=scored[key] * float(NEARNESS + max(near, 0)) * (1.0 if self._plain(key, vectors) else RARE),
                names=inside[key] >= common and self._aptness(key) >= APT,
            )
            for key, near in zip(best, nearness, strict=True)
        ]
        return sorted(terms, key=lambda term: (-term.score, term.key))

    def _aptness(self, term: str) -> float:
        """How fit a term is to name something: nouns, not verbs or adjectives, and nobody's name."""
        words = term.split()
        if len(words) == 1:
            return self._noun(term)
        return PHRASE * min(self._noun(words[-1]), max(self._noun(words[0]), self._quality(words[0])))

    def _noun(self, key: str) -> float:
        nouns, verbs = self._nounish[key] + 1.0, self._verbish[key] + 0.5
        if key.endswith(_VERBISH):
            verbs += 2.0
        last = (self._last[key] + 1.0) / (self._seen[key] + 1.5)  # adjectives come before another word
        return nouns / (nouns + 2 * verbs) * last * (0.1 if self._proper(key) else 1.0)

    def _quality(self, key: str) -> float:
        """How fit a word is to stand before a noun in a phrase."""
        return 0.0 if self._proper(key) else (self._nounish[key] + 1.0) / (self._seen[key] + self._verbish[key] + 2.0)

    def _plain(self, term: str, vectors: StaticVectors) -> bool:
        """Whether every word is common enough to be a single word piece, or an abbreviation."""
        words = self.inside(term).split()
        return all(word.isupper() or len(list(vectors.pieces(word))) == 1 for word in words)

    def _proper(self, key: str) -> bool:
        named = self._capital[key] >= PROPER * self._middle[key] > 0
        return named and not self.inside(key).isupper()

    def inside(self, term: str) -> str:
        """A term as it is written within a sentence."""
        return " ".join(self._surface(key) for key in term.split())

    def written(self, term: str) -> str:
        """A term as a name: with a capital."""
        inside = " and ".join(self.inside(part) for part in term.split(" + "))
        return inside[:1].upper() + inside[1:]

    def _surface(self, key: str) -> str:
        surfaces = self._surfaces.get(key)
        return min(surfaces, key=lambda one: (-surfaces[one], len(one), one)) if surfaces else key


def telling_keys(name: str) -> set[str]:
    """The words of a name that tell something, each in the form that stands for all of its forms."""
    return {folded(word) for word in re.findall(r"[^\W\d_]+", name)} - COMMON


def folded(word: str) -> str:
    low = word.lower()
    if len(low) > 4 and low.endswith("ies"):
        return low[:-3] + "y"
    if len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is")):
        return low[:-1]
    return low


def _runs(text: str) -> Iterator[list[_Word]]:
    """The words of a text in runs that neither punctuation nor a number interrupts."""
    run: list[_Word] = []
    before, starts = "", True
    for surface in _WORD.findall(text)[:LONGEST]:
        if not surface[0].isalpha():
            if run:
                yield run
            run, before, starts = [], "", starts or surface in ".!?:"
            continue
        run.append(_Word(folded(surface), surface, before, starts))
        before, starts = surface.lower(), False
    if run:
        yield run


def _terms(run: Sequence[_Word]) -> Iterator[str]:
    """The words of a run that may name something, and two such side by side."""
    apt = [_tells(word) for word in run]
    yield from (word.key for word, tells in zip(run, apt, strict=True) if tells)
    for place, (one, other) in enumerate(pairwise(run)):
        if apt[place] and apt[place + 1] and one.key != other.key:
            yield f"{one.key} {other.key}"


def _tells(word: _Word) -> bool:
    low = word.surface.lower()
    return len(low) > 2 - (not low.isascii()) and "'" not in low and "’" not in low and not {low, word.key} & COMMON
