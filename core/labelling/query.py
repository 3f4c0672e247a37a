"""What to look for in a text, as people write it into a search box. Knows no labels and no documents.

    refund*  "money back"  OR  chargeback  -exchange

Every word must occur, in any order. OR, a comma or a new line begins another way to match. Quoted words stand next to
each other, a star stands for any ending, and what follows a minus must occur nowhere. Letter case and accents do not
matter. Words are whole words; in scripts that put no spaces between words, they are found anywhere.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from core.errors import InvalidTaxonomy

_MARKS = re.compile("(?<![иИ])\u0306|[\u0300-\u0305\u0307-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u064b-\u065f\u0670]")
_SAME = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-"}
    | {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "\u00ad": None, "\u200b": None, "\u2060": None}
)
_UNSPACED = (  # Thai, Lao, Burmese, Khmer, Japanese and Chinese
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
_SIGNS = "\u0300-\u036f\u0900-\u0963\u0966-\u096f\u0971-\u0dff"  # vowel signs are part of their word
_WORD = rf"(?:[^\W_{_UNSPACED}]|[{_SIGNS}])"
_APART = r"[\W_]+"
_OPENED, _CLOSED = '"“”„«»「『', '"“”«»」』'
_TOKEN = re.compile(
    rf"(?P<minus>-(?=\S))?[{_OPENED}](?P<phrase>[^{_CLOSED}]*)(?P<closed>[{_CLOSED}])?"
    rf"|(?P<break>[,，、;；](?=\s|$)|[，、；]|\n)"
    rf"|(?P<word>(?:(?![,;](?:\s|$))[^\s{_OPENED}，、；])+)"
)


class Term(NamedTuple):
    """A word, or words that stand next to each other. It begins with its `stem`, which is quicker to look for."""

    said: str
    stem: str
    pattern: re.Pattern[str]

    def __str__(self) -> str:
        return f"“{self.said}”"

    def occurs_in(self, folded: str) -> bool:
        place = folded.find(self.stem)
        return place >= 0 and self.pattern.search(folded, place) is not None


class Query(NamedTuple):
    """A text matches if all terms of one of the `ways` occur in it and none of `without`."""

    ways: tuple[tuple[Term, ...], ...]
    without: tuple[Term, ...]

    def __str__(self) -> str:
        ways = " or ".join(_listed(way) for way in self.ways if way)
        without = f"without {' or '.join(map(str, self.without))}" if self.without else ""
        return ", ".join(part for part in (ways, without) if part)

    def match(self, folded: str) -> tuple[Term, ...] | None:
        """The first of the ways in which a folded text matches; empty where only `without` was asked for."""
        for way in self.ways:
            for term in way:
                if not term.occurs_in(folded):
                    break
            else:
                return None if any(term.occurs_in(folded) for term in self.without) else way
        return None


def fold(text: str) -> str:
    """The text as it is compared: small letters, no accents, one kind of quotation marks and hyphens."""
    if text.isascii():
        return text.lower()
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", bare.casefold().translate(_SAME))


def parse(written: str) -> Query | None:
    """None where nothing is written. Raises InvalidTaxonomy where it cannot be understood, with the place."""
    ways: list[list[Term]] = [[]]
    without: list[Term] = []
    minus = waiting = False  # waiting: OR has been said, and nothing yet after it
    for token in _tokens(written):
        if token["break"]:
            ways.append([])
            continue
        said = token["word"]
        if said == "OR":
            if not ways[-1]:
                raise InvalidTaxonomy(f"There has to be a word before OR{_place(written, token)}.")
            ways.append([])
            waiting = True
            continue
        if said in ("AND", "NOT"):
            minus = minus or said == "NOT"
            continue
        leaves_out, term = _term(written, token)
        if minus or leaves_out:
            without.append(term)
        else:
            ways[-1].append(term)
            waiting = False
        minus = False
    if minus or waiting:
        raise InvalidTaxonomy(f"There has to be a word to look for after {'NOT' if minus else 'OR'}.")
    full = tuple(tuple(way) for way in ways if way)
    if not full and not without:
        return None
    return Query(full or ((),), tuple(without))


def passages(terms: tuple[Term, ...], text: str) -> list[tuple[int, int]]:
    """Where each of some terms first occurs in a text, from and to, in order of their places."""
    folded = fold(text)
    hits = (term.pattern.search(folded) for term in terms)
    return sorted(_unfolded(text, folded, hit.start(), hit.end()) for hit in hits if hit is not None)


def _tokens(written: str) -> Iterator[re.Match[str]]:
    for token in _TOKEN.finditer(written):
        if token["phrase"] is not None and token["closed"] is None:
            raise InvalidTaxonomy(f"The quotation mark before “{_short(token['phrase'])}” is not closed.")
        yield token


def _term(written: str, token: re.Match[str]) -> tuple[bool, Term]:
    """A term and whether it is one to do without. Raises InvalidTaxonomy."""
    if token["phrase"] is not None:
        return token["minus"] is not None, _made(written, token, token["phrase"])
    word = token["word"]
    if re.search(r"[()]", word):
        raise InvalidTaxonomy(
            f"Brackets are not understood{_place(written, token)}. Write each way out, with OR between them, "
            "or put a bracket in quotation marks to look for it."
        )
    leaves_out = word.startswith(("-", "–", "−"))
    return leaves_out, _made(written, token, word[1:] if leaves_out else word)


def _made(written: str, token: re.Match[str], said: str) -> Term:
    words = fold(said).split()
    for word in words:
        if not word.rstrip("*"):
            raise InvalidTaxonomy(f"A star needs the beginning of a word before it{_place(written, token)}.")
        if "*" in word.rstrip("*"):
            raise InvalidTaxonomy(f"“{_short(word)}”: a star may only stand at the end of a word.")
    if not words:
        what = "Nothing is between the quotation marks" if token["phrase"] is not None else "A minus stands alone"
        raise InvalidTaxonomy(f"{what}{_place(written, token)}.")
    begun = words[-1].endswith("*")
    stems = [word.rstrip("*") for word in words]
    wholes = [re.escape(stem) + rf"{_WORD}*" * word.endswith("*") for stem, word in zip(stems, words, strict=True)]
    first, last = stems[0][0], stems[-1][-1]
    before = rf"(?<![^\W_{_UNSPACED}])(?<![{_SIGNS}])" * (re.match(_WORD, first) is not None)
    after = rf"(?!{_WORD})" * (not begun and re.match(_WORD, last) is not None)
    return Term(" ".join(said.split()), stems[0], re.compile(before + _APART.join(wholes) + after))


def _unfolded(text: str, folded: str, start: int, end: int) -> tuple[int, int]:
    """The place in a text of a place in its folded form, which may be longer or shorter before it."""
    if len(text) == len(folded) and fold(text[start:end]) == folded[start:end]:
        return start, end
    places = range(len(text) + 1)
    begins = bisect_right(places, start, key=lambda place: len(fold(text[:place]))) - 1
    ends = bisect_right(places, end, key=lambda place: len(fold(text[:place]))) - 1
    return begins, max(ends, begins)


def _place(written: str, token: re.Match[str]) -> str:
    before = _short(" ".join(written[: token.start()].split())[-20:])
    return f", after “{before}”" if before else ", at the beginning"


def _short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:29]}…"


def _listed(terms: tuple[Term, ...]) -> str:
    return " and ".join(map(str, terms))
