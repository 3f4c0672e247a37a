"""The codebook: what every label means, in order and numbered, for those who judge documents and those who edit labels.

It knows what to say to whom, not how it is set; and it sets it as Markdown.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, NamedTuple

from core.taxonomy.cells import whole
from core.taxonomy.label import DocumentId, Label
from core.taxonomy.publishing.chronicle import also_called
from core.taxonomy.publishing.edition import Edition, fate

Readers = Literal["annotators", "editors"]

HOW: Final = "Choose the label whose description fits a document best. Where none fits, say so instead of guessing."
GONE: Final = "No longer in use"
_LONGEST: Final = 600  # characters of an example's text; what matters is seen by then


class Entry(NamedTuple):
    """One label as a reader meets it. `lists` are what there is to list of it, each under its heading."""

    label: Label
    number: str  # "2.1"
    depth: int  # 1 at the top
    paragraphs: tuple[str, ...]
    lists: tuple[tuple[str, tuple[str, ...]], ...]


def entries(edition: Edition, readers: Readers) -> Iterator[Entry]:
    """The labels in use, parents before children. Annotators see neither notes nor what labels used to be called."""
    taxonomy = edition.taxonomy
    also = also_called(edition.changes, taxonomy) if readers == "editors" else {}
    numbers: dict[str | None, str] = {None: ""}
    met: dict[str | None, int] = {}
    for label in taxonomy.below(None):
        met[label.parent] = met.get(label.parent, 0) + 1
        number = f"{numbers[label.parent]}{met[label.parent]}"
        numbers[label.id] = f"{number}."
        lists: list[tuple[str, Sequence[str]]] = [
            ("Belongs here", label.includes),
            ("Does not belong here", label.excludes),
            ("Edge cases", label.edge_cases),
            ("Examples", _texts(edition, label.examples)),
            ("Looks like it and does not belong here", _texts(edition, label.counter_examples)),
        ]
        if readers == "editors":
            lists += [("Also called", also.get(label.id, ())), ("Notes", [label.notes] if label.notes else ())]
        paragraphs = tuple(part for part in re.split(r"\n\s*\n", whole(label.description).strip()) if part)
        told = tuple((heading, tuple(texts)) for heading, texts in lists if texts)
        yield Entry(label, number, number.count(".") + 1, paragraphs, told)


def left(edition: Edition, readers: Readers) -> list[str]:
    """What became of the labels no longer in use, “Fees: merged into “Prices””; annotators need not know."""
    if readers == "annotators":
        return []
    fates = ((label.name, fate(label, edition.taxonomy)) for label in edition.gone)
    return [f"{name}: {said[0].lower()}{said[1:]}" for name, said in fates]


def imprint(edition: Edition, readers: Readers) -> list[str]:
    """For whom it is, which version, of when and by whom."""
    count = len(edition.taxonomy.live)
    version = f"Version {edition.version}" + (f", “{edition.called}”" if edition.called else "")
    return [
        f"Codebook for {readers}",
        version + (f", {edition.at.day} {edition.at:%B %Y}" if edition.at else ""),
        *([f"By {', '.join(edition.authors)}"] if edition.authors else []),
        f"{count:,} label{'' if count == 1 else 's'}",
    ]


def to_markdown(edition: Edition, readers: Readers = "annotators") -> str:
    """A heading a label, deeper for the labels below it; all text in it means itself."""
    lines = [f"# {plain(edition.name)}", "", plain(" · ".join(imprint(edition, readers))), ""]
    lines += [plain(edition.brief.use_case), ""]
    lines += [plain(HOW), ""] if readers == "annotators" and edition.taxonomy.live else []
    for entry in entries(edition, readers):
        notation = f" [{entry.label.notation}]" if entry.label.notation else ""
        lines += [f"{'#' * min(entry.depth + 1, 6)} {entry.number} {plain(entry.label.name + notation)}", ""]
        lines += [line for paragraph in entry.paragraphs for line in (plain(paragraph), "")]
        lines += [line for heading, texts in entry.lists for line in _listed(f"{heading}:", texts)]
    gone = left(edition, readers)
    lines += [f"## {GONE}", "", *_bullets(gone), ""] if gone else []
    return "\n".join(lines).rstrip() + "\n"


def plain(text: str) -> str:
    """Text that means itself in Markdown, on one line."""
    return re.sub(r"([\\`*_{}\[\]<>()#+\-.!|~&$:=])", r"\\\1", " ".join(whole(text).split()))


def _listed(heading: str, texts: Iterable[str]) -> list[str]:
    return [heading, "", *_bullets(texts), ""]


def _bullets(texts: Iterable[str]) -> list[str]:
    return [f"- {plain(text)}" for text in texts]


def _texts(edition: Edition, documents: Iterable[DocumentId]) -> list[str]:
    known = edition.texts or {}
    texts = (" ".join(known[document].split()) for document in documents if document in known)
    return [text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…" for text in texts]
