"""Labels one a line, with indentation or headings as hierarchy."""

import re
from collections.abc import Iterable
from typing import Final

from core.taxonomy.gathering import Entry, bounded

_TAB: Final = 4  # columns; what editors show
_BULLET: Final = re.compile(r"(?:[-*+•–·]|\(?\d{1,3}(?:\.\d{1,3})*[.)])\s+")
_HEADING: Final = re.compile(r"(#{1,6})\s+")


def outline_entries(lines: Iterable[str]) -> list[Entry]:
    """A label a line under the last line less indented than itself; bullets and numbers before names are no part of it.

    Lines beginning with # are headings, as in Markdown: what follows stands under them.
    """
    entries: list[Entry] = []
    open_lines: list[tuple[int, int]] = []  # depth and place of the lines that the next may stand under
    for line in bounded(line for line in lines if line.strip()):
        text = line.strip()
        bullet = _BULLET.match(text)
        depth, name = _depth(line), text[bullet.end() :] if bullet else text
        if heading := _HEADING.match(text):
            depth, name = len(heading[1]) - 7, text[heading.end() :].strip("# ")
        while open_lines and open_lines[-1][0] >= depth:
            open_lines.pop()
        above = open_lines[-1][1] if open_lines else None
        open_lines.append((depth, len(entries)))
        entries.append(Entry(name=name, above=above))
    return entries


def _depth(line: str) -> int:
    expanded = line.expandtabs(_TAB)
    return len(expanded) - len(expanded.lstrip())
