"""Two wordings as one line: what goes is struck through, what comes is marked. Knows words, not what they are about."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from pages.parts.plain import plain

ALIKE = 0.4  # below it two wordings have so little in common that they are read better one after the other


def difference(old: str, new: str) -> str:
    """From an old wording to a new one, word by word, ready for Markdown."""
    before, after = old.split(), new.split()
    match = SequenceMatcher(a=before, b=after, autojunk=False)
    if match.ratio() < ALIKE:
        return " ".join([*_gone(before), *_come(after)])
    return " ".join(
        piece
        for kind, start, end, first, last in match.get_opcodes()
        for piece in (
            [plain(" ".join(after[first:last]))]
            if kind == "equal"
            else [*_gone(before[start:end]), *_come(after[first:last])]
        )
    )


def _gone(words: list[str]) -> Iterator[str]:
    if words:
        yield f":gray[~~{plain(' '.join(words))}~~]"


def _come(words: list[str]) -> Iterator[str]:
    if words:
        yield f":green-background[{plain(' '.join(words))}]"
