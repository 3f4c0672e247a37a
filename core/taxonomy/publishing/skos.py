"""A taxonomy as SKOS: one list of concepts with everything SKOS has a word for, and ours for the rest.

Relations stand in both directions. Labels no longer in use stay, deprecated, and say what took their place. It says
statements; which form they are written in is not its business.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Triple

from core.errors import InvalidTaxonomy
from core.taxonomy.cells import in_one, whole
from core.taxonomy.label import DocumentId, Label, LabelId
from core.taxonomy.publishing.chronicle import Event, also_called, events
from core.taxonomy.publishing.edition import Edition, fate
from core.taxonomy.vocabulary import (
    COLOUR,
    COUNTER_EXAMPLE,
    ID,
    LISTS,
    LOCKED,
    OWL,
    RDF,
    RDFS,
    REPLACED_BY,
    SKOS,
    STOOD_UNDER,
    TERMS,
    XSD,
)

_ADDRESS: Final = re.compile(r"(https?://[^\s<>\"{}|\\^`/]+|urn:[A-Za-z0-9][A-Za-z0-9-]+:)[^\s<>\"{}|\\^`]*")
_TRUE: Final = Literal("true", datatype=NamedNode(f"{XSD}boolean"))
_SCOPE: Final = {  # fields of a label that are notes on its scope, and how each entry of them begins
    "includes": "Belongs here",
    "excludes": "Does not belong here",
    "edge_cases": "Edge case",
}
_ENGLISH: Final = "en"  # in which the app tells what happened


class _Told(NamedTuple):
    """What is worked out once for all labels of an edition."""

    edition: Edition
    scheme: NamedNode
    events: Mapping[LabelId, Sequence[Event]]
    also: Mapping[LabelId, Sequence[str]]
    took_in: Mapping[LabelId, Sequence[Label]]  # for each label those that became it, alone or among others


def is_address(text: str) -> bool:
    """Whether addresses of labels can begin with a text: one of the web, or a URN."""
    return _ADDRESS.fullmatch(text.strip()) is not None


def statements(edition: Edition) -> Iterator[Triple]:
    """Everything there is to say, labels in use first, parents before children. Raises InvalidTaxonomy for an address
    that is none."""
    if not is_address(edition.address):
        raise InvalidTaxonomy(f"“{edition.address}” is no address; it has to begin with https:// or urn:.")
    took_in: dict[LabelId, list[Label]] = {}
    for label in edition.gone:
        for heir in label.became or ():
            took_in.setdefault(heir, []).append(label)
    scheme = NamedNode(edition.address.strip().rstrip("/#:"))
    changes, taxonomy = edition.changes, edition.taxonomy
    told = _Told(edition, scheme, events(changes), also_called(changes, taxonomy), took_in)
    yield from _scheme(told)
    for label in taxonomy.below(None):
        yield from _in_use(told, label)
    for label in edition.gone:
        yield from _out_of_use(told, label)


def prefix(address: str) -> str:
    """What stands before the id in the address of every label."""
    address = address.strip()
    if address.endswith(("/", "#", ":")):
        return address
    return f"{address}:" if address.startswith("urn:") else f"{address}/"


def _concept(told: _Told, label_id: LabelId) -> NamedNode:
    return NamedNode(prefix(told.edition.address) + quote(whole(label_id), safe=""))


def _scheme(told: _Told) -> Iterator[Triple]:
    edition, scheme = told.edition, told.scheme
    yield _says(scheme, f"{RDF}type", NamedNode(f"{SKOS}ConceptScheme"))
    for link in (f"{TERMS}title", f"{RDFS}label"):
        yield from _texts(scheme, link, [edition.name], edition.language)
    yield from _texts(scheme, f"{TERMS}description", [edition.brief.use_case], edition.language)
    yield from _texts(scheme, f"{TERMS}creator", edition.authors, "")
    if edition.at:
        moment = Literal(edition.at.isoformat(), datatype=NamedNode(f"{XSD}dateTime"))
        yield _says(scheme, f"{TERMS}modified", moment)
    version = f"{edition.version}, {edition.called}" if edition.called else str(edition.version)
    yield from _texts(scheme, f"{OWL}versionInfo", [version], "")
    for label in edition.taxonomy.children(None):
        yield _says(scheme, f"{SKOS}hasTopConcept", _concept(told, label.id))


def _in_use(told: _Told, label: Label) -> Iterator[Triple]:
    concept = _concept(told, label.id)
    yield from _named(told, label)
    yield from _texts(concept, f"{SKOS}altLabel", told.also.get(label.id, ()), told.edition.language)
    if label.parent is None:
        yield _says(concept, f"{SKOS}topConceptOf", told.scheme)
    else:
        yield _says(concept, f"{SKOS}broader", _concept(told, label.parent))
    for child in told.edition.taxonomy.children(label.id):
        yield _says(concept, f"{SKOS}narrower", _concept(told, child.id))
    yield from _contract(told, label)
    origins = [f"“{each.name}” was {_verb(each)}" for each in told.took_in.get(label.id, ())]
    yield from _texts(concept, f"{SKOS}historyNote", origins, _ENGLISH)
    yield from _texts(concept, f"{SKOS}changeNote", map(str, told.events.get(label.id, ())), _ENGLISH)


def _out_of_use(told: _Told, label: Label) -> Iterator[Triple]:
    concept = _concept(told, label.id)
    yield from _named(told, label)
    yield _says(concept, f"{OWL}deprecated", _TRUE)
    for heir in label.became or ():
        yield _says(concept, REPLACED_BY, _concept(told, heir))
    if label.parent is not None:
        yield _says(concept, STOOD_UNDER, _concept(told, label.parent))
    yield from _contract(told, label)
    yield from _texts(concept, f"{SKOS}historyNote", [fate(label, told.edition.taxonomy)], _ENGLISH)
    yield from _texts(concept, f"{SKOS}changeNote", map(str, told.events.get(label.id, ())), _ENGLISH)


def _named(told: _Told, label: Label) -> Iterator[Triple]:
    concept = _concept(told, label.id)
    yield _says(concept, f"{RDF}type", NamedNode(f"{SKOS}Concept"))
    yield _says(concept, f"{SKOS}inScheme", told.scheme)
    yield from _texts(concept, f"{SKOS}prefLabel", [label.name], told.edition.language)
    yield from _texts(concept, f"{SKOS}notation", [label.notation], "")
    yield _says(concept, ID, Literal(whole(label.id)))


def _contract(told: _Told, label: Label) -> Iterator[Triple]:
    """What the label means: for people in the words of SKOS, and for reading back in ours."""
    concept, edition = _concept(told, label.id), told.edition
    yield from _texts(concept, f"{SKOS}definition", [label.description], edition.language)
    lists: dict[str, Sequence[str]] = {
        "includes": label.includes,
        "excludes": label.excludes,
        "edge_cases": label.edge_cases,
        "examples": label.examples,
        "counter_examples": label.counter_examples,
    }
    for field, begins in _SCOPE.items():
        noted = (f"{begins}: {text.strip()}" for text in lists[field])
        yield from _texts(concept, f"{SKOS}scopeNote", noted, edition.language)
    if edition.texts is not None:
        yield from _texts(concept, f"{SKOS}example", _read(edition, label.examples), "")
        yield from _texts(concept, COUNTER_EXAMPLE, _read(edition, label.counter_examples), "")
        lists["quotes"] = [f"{each.document}: {each.text}" for each in label.quotes]
    yield from _texts(concept, f"{SKOS}editorialNote", [label.notes], edition.language)
    for field, texts in lists.items():
        yield from _texts(concept, LISTS[field], [in_one(texts)], "")
    yield from _texts(concept, COLOUR, [label.colour], "")
    if label.locked:
        yield _says(concept, LOCKED, _TRUE)


def _read(edition: Edition, documents: Iterable[DocumentId]) -> list[str]:
    return [edition.texts[document] for document in documents if edition.texts and document in edition.texts]


def _verb(label: Label) -> str:
    return "merged into this" if len(label.became or ()) == 1 else "split, and this is a part of it"


def _texts(subject: NamedNode, link: str, texts: Iterable[str], language: str) -> Iterator[Triple]:
    """A statement a text, trimmed, with a language where one is given; none for empty ones."""
    for text in texts:
        if trimmed := whole(text).strip():
            yield _says(subject, link, Literal(trimmed, language=language or None))


def _says(subject: NamedNode, link: str, said: NamedNode | Literal) -> Triple:
    return Triple(subject, NamedNode(link), said)
