"""Texts cut into word pieces as BERT's uncased tokeniser cuts them (arXiv 1810.04805).

Knows which pieces there are, and nothing of what they mean.
"""

import unicodedata
from collections.abc import Sequence

LONGEST_WORD = 100  # BERT gives up on longer ones
CONTINUED = "##"


class WordPieces:
    """A vocabulary, and where in it each piece stands."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self.numbered = {piece: number for number, piece in enumerate(vocabulary)}
        self._longest = max(map(len, vocabulary), default=0)
        self._spelling = _Spelling()

    def words(self, text: str) -> list[str]:
        """Lower case, without accents and control characters; punctuation and ideographs are words of their own."""
        return text.translate(self._spelling).split()

    def cut(self, word: str) -> list[str]:
        """Greedy: the longest piece that fits, then the longest that continues it; nothing if any part is unknown."""
        if len(word) > LONGEST_WORD:
            return []
        found: list[str] = []
        start = 0
        while start < len(word):
            before = CONTINUED if start else ""
            ends = range(min(len(word), start + self._longest), start, -1)
            piece = next((p for end in ends if (p := before + word[start:end]) in self.numbered), None)
            if piece is None:
                return []
            found.append(piece)
            start += len(piece) - len(before)
        return found


class _Spelling(dict[int, str]):
    """How each character is spelt: lower case, without accents, punctuation and ideographs standing alone.

    Character by character, for sorting the accents of a whole text takes forever on hostile ones.
    """

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = spelt = "".join(map(_spelt, unicodedata.normalize("NFD", character))) if _kept(character) else ""
        return spelt


def _kept(character: str) -> bool:
    return character in "\t\n\r" or (
        character != "\ufffd" and unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co")
    )


def _spelt(character: str) -> str:
    category = unicodedata.category(character)
    if character.isspace():
        return " "
    if category == "Mn":
        return ""
    if category.startswith("P") or (character.isascii() and not character.isalnum()) or _ideograph(ord(character)):
        return f" {character} "
    return character.lower()


def _ideograph(code: int) -> bool:
    return (
        0x4E00 <= code <= 0x9FFF
        or 0x3400 <= code <= 0x4DBF
        or 0x20000 <= code <= 0x2CEAF
        or 0xF900 <= code <= 0xFAFF
        or 0x2F800 <= code <= 0x2FA1F
    )
