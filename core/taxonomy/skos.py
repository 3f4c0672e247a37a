"""SKOS, the form in which libraries and statistics offices share their lists of terms, read as entries.

Preferred names become names, alternative ones stand among what belongs to a label (a description has few words), and
definitions, or else notes on scope, become descriptions. Knows graphs, not files.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS, Namespace
from rdflib.term import Node

from core.errors import BadUpload
from core.taxonomy.gathering import Entry, listed

_XL: Final = Namespace("http://www.w3.org/2008/05/skos-xl#")
_PREFERRED: Final = (SKOS.prefLabel, _XL.prefLabel)
_ALTERNATIVES: Final = (SKOS.altLabel, _XL.altLabel)
_MEANINGS: Final = (SKOS.definition, SKOS.scopeNote, RDFS.comment, DCTERMS.description)
_ALSO_CALLED: Final = 20  # alternative names of a concept; some lists have hundreds
_TAGS: Final = {
    **{"english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es"},
    **{"español": "es", "italian": "it", "italiano": "it", "portuguese": "pt", "português": "pt", "dutch": "nl"},
    **{"nederlands": "nl", "polish": "pl", "polski": "pl", "japanese": "ja", "日本語": "ja", "swedish": "sv"},
    **{"danish": "da", "norwegian": "no", "finnish": "fi", "czech": "cs", "hungarian": "hu", "greek": "el"},
    **{"russian": "ru", "ukrainian": "uk", "turkish": "tr", "chinese": "zh", "arabic": "ar", "korean": "ko"},
}


class Concepts(NamedTuple):
    """The concepts of a file, and what was odd about them, a sentence each."""

    entries: tuple[Entry, ...]
    notes: tuple[str, ...]


def concepts(graph: Graph, language: str = "") -> Concepts:
    """Every concept of a graph, in the order of the file. `language` is a name or tag, “German” or “de”.

    Without one, or where no concept has a name in it, names are in the language that most have. Raises BadUpload
    where there are no concepts.
    """
    everything = _found(graph)
    found = [concept for concept in everything if (concept, OWL.deprecated, Literal(True)) not in graph]
    names = {concept: _by_tag(_names(graph, concept)) for concept in found}
    tags = Counter(tag for told in names.values() for tag in told)
    if not tags:
        raise BadUpload("No concepts with names were found in this file; it has to be a list in the form of SKOS.")
    asked = language.strip().casefold()
    wanted = _TAGS.get(asked, asked.split("-")[0])
    chosen = wanted if wanted in tags else tags.most_common(1)[0][0]
    preferred = list(dict.fromkeys([chosen, "", *(tag for tag, _ in tags.most_common())]))
    parents = {concept: _parents(graph, concept) for concept in found}
    entries = [_entry(graph, concept, names[concept], preferred, parents) for concept in found]
    read = {chosen, ""}
    elsewhere = [
        entry.name for entry, told in zip(entries, names.values(), strict=True) if told and told.keys().isdisjoint(read)
    ]
    several = [
        entry.name for entry, above in zip(entries, parents.values(), strict=True) if len(parents.keys() & above) > 1
    ]
    retired = len(everything) - len(found)
    others = ", ".join(tag for tag in preferred if tag not in read)
    notes = (
        *(
            [f"No name is in {language}, so the names are in another language."]
            if wanted and wanted not in tags
            else []
        ),
        *([f"There are names in several languages: those in “{chosen}” are read, not {others}."] if others else []),
        *([f"These have no name in “{chosen}” and keep another: {listed(elsewhere)}."] if elsewhere else []),
        *([f"What stands under several others was put under the first of them: {listed(several)}."] if several else []),
        *([f"Left out, as no longer in use: {retired:,}."] if retired else []),
    )
    return Concepts(tuple(entries), notes)


def _entry(
    graph: Graph,
    concept: Node,
    names: Mapping[str, list[str]],
    preferred: Sequence[str],
    parents: Mapping[Node, Sequence[Node]],
) -> Entry:
    tag = next((tag for tag in preferred if tag in names), preferred[0])
    own = names.get(tag, [""])
    also = [*own[1:], *_by_tag(_texts(graph, concept, _ALTERNATIVES)).get(tag, [])]
    above = [*(parent for parent in parents[concept] if parent in parents), *parents[concept]]
    return Entry(
        name=own[0],
        description=_meaning(graph, concept, tag),
        includes=tuple(dict.fromkeys(also))[:_ALSO_CALLED],
        key=str(concept),
        parent=str(above[0]) if above else "",
        top=(concept, SKOS.topConceptOf, None) in graph or (None, SKOS.hasTopConcept, concept) in graph,
    )


def _found(graph: Graph) -> list[Node]:
    """What is said to be a concept, or is named or ordered like one; lists and collections of them are not."""
    like = chain.from_iterable(graph.subjects(link) for link in (*_PREFERRED, SKOS.broader, SKOS.narrower))
    kinds = (SKOS.ConceptScheme, SKOS.Collection, SKOS.OrderedCollection, _XL.Label)
    others = set(chain.from_iterable(graph.subjects(RDF.type, kind) for kind in kinds))
    return [each for each in dict.fromkeys(chain(graph.subjects(RDF.type, SKOS.Concept), like)) if each not in others]


def _parents(graph: Graph, concept: Node) -> list[Node]:
    return list(dict.fromkeys([*graph.objects(concept, SKOS.broader), *graph.subjects(SKOS.narrower, concept)]))


def _names(graph: Graph, concept: Node) -> list[Literal]:
    return list(_texts(graph, concept, _PREFERRED)) or list(_texts(graph, concept, [RDFS.label]))


def _meaning(graph: Graph, concept: Node, tag: str) -> str:
    """The definition in one language, or in none; without one what comes nearest to it."""
    for link in _MEANINGS:
        told = _by_tag(_texts(graph, concept, [link]))
        if texts := told.get(tag) or told.get(""):
            return " ".join(texts)
    return ""


def _texts(graph: Graph, concept: Node, links: Iterable[URIRef]) -> Iterator[Literal]:
    """What is said of a concept, directly or through a node that holds the text."""
    for node in chain.from_iterable(graph.objects(concept, link) for link in links):
        held = chain([node], graph.objects(node, _XL.literalForm), graph.objects(node, RDF.value))
        yield from (text for text in held if isinstance(text, Literal) and text.strip())


def _by_tag(texts: Iterable[Literal]) -> dict[str, list[str]]:
    """Texts by the first part of their language tag, “en” of “en-GB”; empty where they have none."""
    told: dict[str, list[str]] = {}
    for text in texts:
        told.setdefault((text.language or "").split("-")[0], []).append(str(text))
    return told
