"""How the words of some texts are used: which stand together, which are nouns, how they are written."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from core.teachers.words import BEFORE_NOUNS, BEFORE_VERBS, COMMON, NOT_NAMES, VAGUE

LONGEST = 400  # words of a text that are looked at
PROPER = 0.5  # written with a capital this often in mid-sentence: a name of somebody or something
LETTERS = 5  # of an abbreviation, at most
ABBREVIATED = 0.2  # of the times written all in capitals: it is one
PLURAL = 0.3  # of the times a word is in the plural, from which a name is
SHOUTED = 0.6  # of the letters are capitals: the writer shouts
CAPITALS = 0.25  # of the words in mid-sentence have one: nouns do, as in German
INNER = frozenset(["of", "de", "du", "del", "di", "da"])  # may stand within a phrase: proof of address
_WORD = re.compile(r"[一-鿿]{2,4}|[ァ-ヺー]{2,}|[^\W\d_一-鿿ァ-ヺぁ-ん]+(?:['’][^\W\d_]+)*|\d+|@\w*|[^\w\s]")
_VERBISH = ("ing", "ed", "ly", "ise", "ize", "ful", "less", "ous", "able", "ible")


class _Word(NamedTuple):
    key: str  # folded: lower case, singular
    surface: str
    before: str  # the word before it in the same run, or nothing
    starts: bool  # a sentence


class Lexicon:
    """The usage of words in all texts. A term is a folded word, or a phrase of such with spaces between."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.terms: list[frozenset[str]] = []  # of each text
        self._texts: Counter[str] = Counter()  # that have a term
        self._surfaces: dict[str, Counter[str]] = defaultdict(Counter)
        self._seen: Counter[str] = Counter()
        self._last: Counter[str] = Counter()  # no other telling word follows
        self._nounish: Counter[str] = Counter()
        self._verbish: Counter[str] = Counter()
        self._capital: Counter[str] = Counter()
        self._middle: Counter[str] = Counter()
        for text in texts:
            runs = list(_runs(text))
            found = frozenset(term for run in runs for term in _terms(run))
            self.terms.append(found)
            self._texts.update(found)
            self._observe(runs)

    def _observe(self, runs: list[list[_Word]]) -> None:
        words = [word for run in runs for word in run]
        followed = {id(one) for run in runs for one, other in pairwise(run) if _tells(other)}
        shouted = _shouted(words)
        middle = [word for word in words if not word.starts]
        capitals = sum(word.surface[0].isupper() for word in middle)
        german = not shouted and capitals > CAPITALS * len(words)
        careful = not shouted and not german and any(word.surface[0].isupper() for word in words)
        for word in words:
            capital = word.surface[0].isupper()
            self._seen[word.key] += 1
            self._last[word.key] += id(word) not in followed
            self._nounish[word.key] += word.before in BEFORE_NOUNS or (german and capital and not word.starts)
            self._verbish[word.key] += word.before in BEFORE_VERBS or (german and not capital)
            if careful and not word.starts:
                self._middle[word.key] += 1
                self._capital[word.key] += capital
            tells_case = not shouted and not word.starts
            self._surfaces[word.key][word.surface if tells_case else word.surface.lower()] += tells_case

    def aptness(self, term: str) -> float:
        """How fit a term is to name something, up to about one: nouns, not verbs or adjectives, and nobody's name."""
        words = [word for word in term.split() if word not in INNER]
        if any(self.proper(word) for word in words) or words[-1] in NOT_NAMES or term in VAGUE:
            return 0.0
        if len(words) == 1:
            return self._noun(term)
        return min(self._noun(words[-1]), max(self._noun(words[0]), self._quality(words[0])))

    def cohesion(self, phrase: str) -> float:
        """How much two words keep together: their normalised mutual information over texts (Bouma 2009), up to one."""
        words = phrase.split()
        together, texts = self._texts[phrase], max(len(self.terms), 1)
        if together in (0, texts):
            return float(together > 0)
        apart = self._texts[words[0]] * self._texts[words[-1]]
        return float(np.log(together * texts / apart) / np.log(texts / together))

    def proper(self, key: str) -> bool:
        """Whether a word is the name of somebody or something rather than an abbreviation."""
        named = self._capital[key] >= PROPER * self._middle[key] > 0
        surface = self._surface(key)
        return named and not (surface.isupper() and len(surface) <= LETTERS)

    def _noun(self, key: str) -> float:
        nouns, verbs = self._nounish[key] + 1.0, self._verbish[key] + 0.5
        if key.endswith(_VERBISH):
            verbs += 2.0
        last = (self._last[key] + 1.0) / (self._seen[key] + 1.5)  # adjectives come before another word
        return nouns / (nouns + 2 * verbs) * last

    def _quality(self, key: str) -> float:
        """How fit a word is to stand before a noun in a phrase."""
        return (self._nounish[key] + 1.0) / (self._seen[key] + self._verbish[key] + 2.0)

    def inside(self, term: str) -> str:
        """A term as it is written within a sentence."""
        return " ".join(self._surface(key) for key in term.split())

    def as_name(self, key: str) -> str:
        """A word as a name has it: in the plural where that is not rare."""
        surfaces = self._surfaces[key]
        plurals = [one for one in surfaces if one.lower() != key]
        plural = max(plurals, key=lambda one: (surfaces[one], one), default="")
        return plural if plural and surfaces[plural] >= max(1, PLURAL * surfaces.total()) else self._surface(key)

    def _surface(self, key: str) -> str:
        surfaces = self._surfaces.get(key)
        if not surfaces:
            return key
        short = [one for one in surfaces if one.isupper() and 1 < len(one) <= LETTERS]
        if short and sum(surfaces[one] for one in short) >= ABBREVIATED * surfaces.total():
            surfaces = Counter({one: surfaces[one] for one in short})
        return min(surfaces, key=lambda one: (-surfaces[one], len(one), one))


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


def _shouted(words: Sequence[_Word]) -> bool:
    letters = "".join(word.surface for word in words)
    return sum(map(str.isupper, letters)) > SHOUTED * len(letters)


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
    """The words of a run that may name something, and two such side by side or joined by a preposition."""
    apt = [_tells(word) for word in run]
    for place, word in enumerate(run):
        if not apt[place]:
            continue
        yield word.key
        later = run[place + 1 : place + 3]
        if later and apt[place + 1] and later[0].key != word.key:
            yield f"{word.key} {later[0].key}"
        elif len(later) > 1 and later[0].key in INNER and apt[place + 2] and later[1].key != word.key:
            yield f"{word.key} {later[0].key} {later[1].key}"


def _tells(word: _Word) -> bool:
    low = word.surface.lower()
    return len(low) > 2 - (not low.isascii()) and "'" not in low and "’" not in low and not {low, word.key} & COMMON
