"""The codebook as one HTML file that needs nothing else: to read on a screen, to print, to send on.

Everything in it that people or models wrote is escaped, and the page may fetch and run nothing.
"""

import re
from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files
from typing import Final

from core.taxonomy.cells import whole
from core.taxonomy.label import Label
from core.taxonomy.publishing.codebook import GONE, HOW, Entry, Readers, entries, imprint, left
from core.taxonomy.publishing.edition import Edition

_ALONE: Final = "default-src 'none'; style-src 'unsafe-inline'"
_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")
_LONG_LIST: Final = 15  # labels from which the table of contents has a page of its own
_SHORT: Final = 1500  # characters of an entry that is kept on one page
_DEEPEST: Final = 6  # headings that HTML has


def to_html(edition: Edition, readers: Readers = "annotators") -> str:
    """A whole page with a table of contents and an entry a label, in the label's colour where it has one."""
    found = list(entries(edition, readers))
    title = _said(edition.name)
    gone = left(edition, readers)
    parts = [
        "<!doctype html>",
        f'<html lang="{_said(edition.language)}">',
        '<head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_ALONE}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>",
        f"<style>\n{_style()}</style></head>",
        f"<body>\n<header><h1>{title}</h1>",
        f'<p class="imprint">{_said(" · ".join(imprint(edition, readers)))}</p>',
        f"<p>{_said(edition.brief.use_case)}</p>",
        *([f'<p class="how">{_said(HOW)}</p>'] if readers == "annotators" and found else []),
        "</header>",
        *_contents(edition, found),
        "<main>",
        *(line for entry in found for line in _entry(edition, entry)),
        "</main>",
        *([f'<section class="gone"><h2>{GONE}</h2>', *_items(gone), "</section>"] if gone else []),
        "</body></html>",
    ]
    return "\n".join(parts) + "\n"


def _contents(edition: Edition, found: list[Entry]) -> Iterator[str]:
    if len(found) < 2:
        return
    yield f'<nav{" class=long" if len(found) > _LONG_LIST else ""} aria-label="Labels"><h2>Labels</h2><ol>'
    for entry in found:
        yield (
            f'<li style="--depth:{entry.depth}{_colour(edition, entry.label)}"><span class="dot"></span>'
            f'<span class="number">{entry.number}</span>'
            f'<a href="#{_anchor(entry)}">{_said(entry.label.name)}</a></li>'
        )
    yield "</ol></nav>"


def _entry(edition: Edition, entry: Entry) -> Iterator[str]:
    label = entry.label
    level = min(entry.depth + 1, _DEEPEST)
    length = len(label.description) + sum(len(text) for _, texts in entry.lists for text in texts)
    kept = ' class="short"' if length < _SHORT else ""
    notation = f' <span class="notation">[{_said(label.notation)}]</span>' if label.notation else ""
    yield f'<article id="{_anchor(entry)}"{kept} style="--depth:{entry.depth}{_colour(edition, label)}">'
    yield f'<h{level}><span class="number">{entry.number}</span> {_said(label.name)}{notation}</h{level}>'
    yield from (f"<p>{_said(paragraph)}</p>" for paragraph in entry.paragraphs)
    for heading, texts in entry.lists:
        kind = heading.casefold().replace(" ", "-")
        yield f'<section class="{kind}"><p class="list">{_said(heading)}</p>'
        yield from _items(texts)
        yield "</section>"
    yield "</article>"


def _items(texts: Iterable[str]) -> Iterator[str]:
    yield "<ul>"
    yield from (f"<li>{_said(text)}</li>" for text in texts)
    yield "</ul>"


def _anchor(entry: Entry) -> str:
    return f"label-{entry.number}"


def _colour(edition: Edition, label: Label) -> str:
    colour = label.colour or (edition.colours or {}).get(label.id, "")
    return f";--label:{colour}" if _COLOUR.fullmatch(colour) else ""


def _said(text: str) -> str:
    return escape(whole(text))


def _style() -> str:
    return files(__package__).joinpath("codebook.css").read_text(encoding="utf-8")
