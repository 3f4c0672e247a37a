"""Documents that speak for a label, as excerpts round what is quoted from them. Untrusted, so never Markdown's own."""

from collections.abc import Iterable, Mapping

import streamlit as st

from core.corpus.document import Document
from core.taxonomy.label import Label
from pages.parts.plain import plain

AROUND = 70  # characters shown before and after a quote
LONGEST = 220  # characters of an excerpt without a quote
WHOLE = 1500  # characters of a document on hover


def newly_named(before: Label | None, label: Label) -> dict[str, str]:
    """The documents by id that a label names and did not name before, with what is quoted from each, if anything."""
    quotes = {quote.document: quote.text for quote in label.quotes}
    known = before.examples if before is not None else ()
    fresh = [*(each for each in label.examples if each not in known)]
    fresh += [each for each in quotes if each not in known and each not in fresh]
    return {document: quotes.get(document, "") for document in fresh}


def evidence(named: Mapping[str, str], known: Mapping[str, Document], most: int) -> None:
    """An excerpt a document; the whole of it on hover."""
    for document_id, quote in list(named.items())[:most]:
        document = known.get(document_id)
        if document is None:
            continue
        shown = excerpt(document.text, quote)
        cut = len(" ".join(document.text.split())) > LONGEST
        st.markdown(
            f":small[:gray[:material/format_quote:] {shown}]", help=plain(document.text[:WHOLE]) if cut else None
        )
    if len(named) > most:
        st.caption(f"and {len(named) - most} more")


def excerpt(text: str, quote: str) -> str:
    """The part of a document round a quote, which is in bold; its beginning without one. Ready for Markdown."""
    one_line, said = (" ".join(each.split()) for each in (text, quote))
    place = one_line.find(said) if said else -1
    if place < 0:
        return _cut(one_line)
    place, stop = _whole_words(one_line, place, place + len(said))
    start = one_line.rfind(" ", 0, place - AROUND) + 1 if place > AROUND else 0
    end = one_line.find(" ", stop + AROUND)
    end = len(one_line) if end < 0 else end
    before, after = one_line[start:place], one_line[stop:end]
    pieces: Iterable[str] = (
        "…" if start else "",
        _kept(before),
        f"**{plain(one_line[place:stop])}**",
        _kept(after),
        "…" if end < len(one_line) else "",
    )
    return "".join(pieces)


def _whole_words(text: str, start: int, stop: int) -> tuple[int, int]:
    """The stretch with the rest of the words in which it begins and ends: Markdown sets no part of a word in bold."""
    end = text.find(" ", stop)
    return text.rfind(" ", 0, start + 1) + 1, len(text) if end < 0 else end


def _kept(text: str) -> str:
    """As `plain`, with the spaces at either end."""
    return f"{' ' * text.startswith(' ')}{plain(text)}{' ' * (text.endswith(' ') and bool(text.strip()))}"


def _cut(text: str) -> str:
    return plain(text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…")
