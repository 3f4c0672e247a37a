"""Statements of linked data looked up by what they say: of whom, by which link, the other way round for some.

Knows graphs, not what their words mean.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

from pyoxigraph import Literal, Quad

from core.taxonomy.vocabulary import OWL, RDF, SKOS, XL

Subject = str
Link = str
Said = Subject | Literal  # what a statement says of its subject: another one, or a text

_HELD: Final = (f"{XL}literalForm", f"{RDF}value")  # a text that is a node of its own
_TOP_OF: Final = f"{SKOS}topConceptOf"
_DEPRECATED: Final = f"{OWL}deprecated"


class Graph:
    """All statements of a file. Subjects are told in the form of N-Triples, “<address>”."""

    def __init__(self, statements: Iterable[Quad]) -> None:
        self._said: dict[Link, dict[Subject, list[Said]]] = {}
        for subject, link, said, _ in statements:
            value = said if isinstance(said, Literal) else str(said)
            self._said.setdefault(link.value, {}).setdefault(str(subject), []).append(value)
            if link.value == f"{SKOS}hasTopConcept" and isinstance(value, str):
                self._said.setdefault(_TOP_OF, {}).setdefault(value, []).append(str(subject))

    def by(self, link: Link) -> Mapping[Subject, Sequence[Said]]:
        """Everyone of whom something is said by a link, with what is said."""
        return self._said.get(link, {})

    def texts(self, subject: Subject, links: Iterable[Link]) -> Iterator[Literal]:
        """What is said of a subject, directly or through a node that holds the text."""
        for said in chain.from_iterable(self.by(link).get(subject, ()) for link in links):
            held = (
                [said] if isinstance(said, Literal) else chain.from_iterable(self.by(by).get(said, ()) for by in _HELD)
            )
            yield from (text for text in held if isinstance(text, Literal) and text.value.strip())

    def text(self, subject: Subject, link: Link) -> str:
        """The first text that is said of a subject, empty if there is none."""
        return next((text.value for text in self.texts(subject, (link,))), "")

    def others(self, subject: Subject, link: Link) -> list[Subject]:
        """The other subjects that a link leads to."""
        return [said for said in self.by(link).get(subject, ()) if isinstance(said, str)]

    def is_top(self, subject: Subject) -> bool:
        return bool(self.by(_TOP_OF).get(subject))

    def is_out_of_use(self, subject: Subject) -> bool:
        return any(is_true(said) for said in self.by(_DEPRECATED).get(subject, ()))


def is_true(said: Said) -> bool:
    return isinstance(said, Literal) and said.value in ("true", "1")


def by_tag(texts: Iterable[Literal]) -> dict[str, list[str]]:
    """Texts by the first part of their language tag, “en” of “en-GB”; empty where they have none."""
    told: dict[str, list[str]] = {}
    for text in texts:
        told.setdefault((text.language or "").casefold().split("-")[0], []).append(text.value)
    return told
