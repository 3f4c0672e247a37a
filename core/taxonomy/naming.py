"""Names of labels: when two are the same, how a long one is cut, how twins are told apart, how several
are listed. Knows no labels.
"""

from collections.abc import Container, Sequence
from itertools import count
from typing import Final

NAME_CHARACTERS: Final = 80
_PARENT_CHARACTERS: Final = 30  # of the parent's name behind a twin's; the rest is the twin's own


def spoken(name: str) -> str:
    """What two names share that a taxonomy takes for the same."""
    return name.strip().casefold()


def cut(name: str, characters: int = NAME_CHARACTERS) -> str:
    return name if len(name) <= characters else f"{name[: characters - 1].rstrip()}…"


def told_apart(name: str, parent: str, taken: Container[str], first: int = 1) -> str:
    """A name with that of the label it stands under behind it, “Fees (Cards)”, numbered where that is taken as well.

    `taken` are spoken names. Numbers start from `first`, for callers that know how often a name has come.
    """
    behind = f" ({cut(parent, _PARENT_CHARACTERS)})" if parent else ""
    endings = (behind if number == 1 else f"{behind} {number}" for number in count(first))
    names = (cut(name, NAME_CHARACTERS - len(ending)) + ending for ending in endings)
    return next(each for each in names if spoken(each) not in taken)


def enumerated(parts: Sequence[str], last: str = "and") -> str:
    """One or more things as a sentence names them: “A, B and C”."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}"
