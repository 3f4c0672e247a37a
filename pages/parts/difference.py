"""Two wordings compared word by word: what goes is struck through, what comes is marked. Knows not what they are about.

Chinese and Japanese, which put no spaces between words, are compared character by character.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from pages.parts.plain import plain

ALIKE = 0.4  # below it two wordings have so little in common that they are read better one after the other
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
WORD = re.compile(rf"(\s*)([{_UNSPACED}]|[^\s{_UNSPACED}]+)")


class _Piece(NamedTuple):
    """What both wordings share, or what of the first goes and what of the second comes in its place."""

    same: str
    gone: str
    come: str


def difference(old: str, new: str) -> str:
    """From an old wording to a new one as one line, ready for Markdown."""
    pieces = _pieces(old, new)
    return " ".join(said for piece in pieces for said in (piece.same, _struck(piece.gone), _marked(piece.come)) if said)


def sides(old: str, new: str) -> tuple[str, str]:
    """The same as two lines: the old wording with what goes, the new one with what comes, ready for Markdown."""
    pieces = _pieces(old, new)
    left = " ".join(said for piece in pieces if (said := piece.same or _struck(piece.gone)))
    return left, " ".join(said for piece in pieces if (said := piece.same or _marked(piece.come)))


def _pieces(old: str, new: str) -> list[_Piece]:
    before, after = WORD.findall(old), WORD.findall(new)
    match = SequenceMatcher(a=[word for _, word in before], b=[word for _, word in after], autojunk=False)
    if match.ratio() < ALIKE:
        return [_Piece("", _text(before), _text(after))]
    return list(_matched(match, before, after))


def _matched(
    match: SequenceMatcher[str], before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]]
) -> Iterator[_Piece]:
    for kind, start, end, first, last in match.get_opcodes():
        come = _text(after[first:last])
        yield _Piece(come, "", "") if kind == "equal" else _Piece("", _text(before[start:end]), come)


def _text(words: Sequence[tuple[str, str]]) -> str:
    return plain("".join(f"{space}{word}" for space, word in words))


def _struck(text: str) -> str:
    return f":gray[~~{text}~~]" if text else ""


def _marked(text: str) -> str:
    return f":green-background[{text}]" if text else ""
