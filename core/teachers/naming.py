"""Names and descriptions for groups of texts, made from the words that set each group apart. Knows no labels."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from core.classifier.portable.vectors import StaticVectors
from core.teachers.words import BEFORE_NOUNS, BEFORE_VERBS, COMMON

LONGEST = 400  # words of a text that are looked at
SHOWN = 8  # terms a description may draw on
PROPER = 0.7  # written with a capital this often in mid-sentence: a name of somebody or something
COMMON_TO = 0.15  # of a group's texts, from which a term may speak for it
MARKED = 1.5  # times as frequent as elsewhere
RANKED = 60
STRONG = 0.4  # of the best term's score
UNSEEN = 0.3  # texts outside the group that a word is taken to be in, besides those it is in
_WORD = re.compile(r"[一-鿿]{2,4}|[ァ-ヺー]{2,}|[^\W\d_一-鿿ァ-ヺぁ-ん]+(?:['’][^\W\d_]+)*|\d+|[^\w\s]")
_VERBISH = ("ing", "ed", "ly", "ise", "ize", "ful", "less", "ous", "able", "ible")


class Theme(NamedTuple):
    """What a group of texts is called, and the terms that speak for it, the best first."""

    name: str
    terms: tuple[str, ...]


class _Word(NamedTuple):
    key: str  # folded: lower case, singular
    surface: str
    before: str  # the word before it in the same run, or nothing
    starts: bool  # a sentence


def themes(
    texts: Sequence[str], groups: Sequence[Collection[int]], vectors: StaticVectors, taken: Collection[str] = ()
) -> list[Theme]:
    """A name for each group of texts (positions in `texts`), no two alike and none of those `taken`.

    The name is empty where the texts of a group have no telling word in common.
    """
    lexicon = _Lexicon(texts)
    ranked = [lexicon.ranked(group, vectors) for group in groups]
    used = {key for name in taken for key in _keys(name)}
    names = {name.casefold() for name in taken}
    found: dict[int, Theme] = {}
    for number in sorted(range(len(groups)), key=lambda place: -ranked[place][0].score if ranked[place] else 0.0):
        written = (lexicon.written(name) for name in _names(ranked[number], used))
        name = next((one for one in written if one.casefold() not in names), "")
        names.add(name.casefold())
        used |= _keys(name)
        terms = _distinct([term.key for term in ranked[number]], SHOWN)
        found[number] = Theme(name, tuple(lexicon.inside(term) for term in terms))
    return [found[number] for number in range(len(groups))]


def described(theme: Theme, words: int) -> str:
    """One sentence within a number of words that says what a theme's texts mention."""
    inside = _keys(theme.name)
    terms = [term for term in theme.terms if not _keys(term) <= inside]
    for count in range(min(len(terms), 6), 1, -1):
        chosen = terms[:count]
        sentence = f"Texts that often mention {', '.join(chosen[:-1])} or {chosen[-1]}."
        if len(sentence.split()) <= words:
            return sentence
    return f"Texts about {theme.name[:1].lower()}{theme.name[1:]}." if words >= 5 else ""


class _Term(NamedTuple):
    key: str  # one folded word, or two with a space between
    score: float


class _Lexicon:
    """How the words of all texts are used."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._terms: list[dict[str, int]] = []
        self._frequency: Counter[str] = Counter()
        self._surfaces: dict[str, Counter[str]] = defaultdict(Counter)
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
        capitals = sum(word.surface[0].isupper() for word in words if not word.starts)
        shouting = capitals > 0.3 * len(words)  # or German
        for word in words:
            self._nounish[word.key] += word.before in BEFORE_NOUNS
            self._verbish[word.key] += word.before in BEFORE_VERBS
            if not shouting and not word.starts:
                self._middle[word.key] += 1
                self._capital[word.key] += word.surface[0].isupper()
                self._surfaces[word.key][word.surface if word.surface.isupper() else word.surface.lower()] += 1
            else:
                self._surfaces[word.key][word.surface.lower()] += 0

    def ranked(self, group: Collection[int], vectors: StaticVectors) -> list[_Term]:
        """Terms that set a group apart, the best first."""
        inside: Counter[str] = Counter(term for text in group for term in self._terms[text])
        outside = max(len(self._terms) - len(group), 1)
        least = max(2, COMMON_TO * len(group)) if len(group) > 3 else 1
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
        final = [_Term(key, scored[key] * float(0.4 + max(near, 0))) for key, near in zip(best, nearness, strict=True)]
        return sorted(final, key=lambda term: (-term.score, term.key))

    def _aptness(self, term: str) -> float:
        """How fit a term is to name something: a noun, not a verb, not somebody's name."""
        words = term.split()
        phrase = 1.15 if len(words) > 1 else 1.0
        return phrase * float(np.prod([self._apt(word) for word in words]) ** (1 / len(words)))

    def _apt(self, key: str) -> float:
        nouns, verbs = self._nounish[key] + 1.0, self._verbish[key] + 0.5
        if key.endswith(_VERBISH):
            verbs += 1.5
        apt = nouns / (nouns + 2 * verbs)
        proper = self._middle[key] and self._capital[key] >= PROPER * self._middle[key]
        if proper and not self.inside(key).isupper():
            apt *= 0.15
        return apt

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


def _names(ranked: Sequence[_Term], used: Collection[str]) -> Iterator[str]:
    """Candidates for a name, the best first: a phrase, then two words, then one."""
    fresh = [term for term in ranked if not _parts(term.key) & set(used)] or ranked
    if not fresh:
        return
    top = fresh[0].score
    phrases = [term.key for term in fresh if " " in term.key and term.score >= STRONG * top]
    words = [term for term in fresh if " " not in term.key]
    strong = [term.key for term in words if term.score >= STRONG * top]
    yield from phrases[:1]
    yield from (f"{one} + {other}" for one, other in pairwise(strong[:2]))
    yield from (term.key for term in words[:1])
    yield from phrases
    yield from (f"{one.key} + {other.key}" for one, other in pairwise(words))
    yield from (term.key for term in words)


def _distinct(terms: Sequence[str], most: int) -> list[str]:
    """The first terms, without those that repeat a word of one before."""
    chosen: list[str] = []
    seen: set[str] = set()
    for term in terms:
        if len(chosen) < most and not _parts(term) & seen:
            chosen.append(term)
            seen |= _parts(term)
    return chosen


def _parts(term: str) -> set[str]:
    return set(term.replace(" + ", " ").split())


def _keys(name: str) -> set[str]:
    return {_folded(word) for word in re.findall(r"[^\W\d_]+", name)} - COMMON


def _folded(word: str) -> str:
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
        run.append(_Word(_folded(surface), surface, before, starts))
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
