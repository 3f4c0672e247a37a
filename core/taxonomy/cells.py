"""Text as other programs' files can hold it: whole characters only, and lists in one cell and back."""

import re
from collections.abc import Iterable
from typing import Final

_FOREIGN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")  # XML can hold none of these
_LINE_ENDS: Final = re.compile(r"\r\n?")
_INSET: Final = "  "  # before a line that goes on with the passage above; no passage begins with a space


def whole(text: str) -> str:
    """The text with halves of characters shown as �, other control characters as spaces, and lines ended in one way."""
    sound = text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _LINE_ENDS.sub("\n", _FOREIGN.sub(" ", sound))


def passages(texts: Iterable[str]) -> tuple[str, ...]:
    """The same texts whole and trimmed, each once, without empty ones."""
    return tuple(dict.fromkeys(trimmed for text in texts if (trimmed := whole(text).strip())))


def in_one(texts: Iterable[str]) -> str:
    """Passages in one cell, a line each; further lines of a passage are set in."""
    return "\n".join(text.replace("\n", f"\n{_INSET}") for text in passages(texts))


def apart(cell: str) -> tuple[str, ...]:
    """The passages that `in_one` was given."""
    found: list[str] = []
    for line in cell.split("\n"):
        if found and line.startswith(_INSET):
            found[-1] += f"\n{line.removeprefix(_INSET)}"
        else:
            found.append(line)
    return passages(found)
