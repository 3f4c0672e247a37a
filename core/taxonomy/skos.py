"""SKOS, the form in which libraries and statistics offices share their lists of terms, read as entries.

Preferred names become names, alternative ones stand among what belongs to a label (a description has few words), and
definitions, or else notes on scope, become descriptions. Knows graphs, not files.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

from pyoxigraph import Literal, Quad

from core.errors import BadUpload
from core.taxonomy.gathering import Entry, listed

_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
_XL: Final = "http://www.w3.org/2008/05/skos-xl#"
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_OWL: Final = "http://www.w3.org/2002/07/owl#"
_PREFERRED: Final = (f"{_SKOS}prefLabel", f"{_XL}prefLabel")
_ALTERNATIVES: Final = (f"{_SKOS}altLabel", f"{_XL}altLabel")
_MEANINGS: Final = (
    f"{_SKOS}definition",
    f"{_SKOS}scopeNote",
    f"{_RDFS}comment",
    "http://purl.org/dc/terms/description",
)
_HELD: Final = (f"{_XL}literalForm", f"{_RDF}value")  # a text that is a node of its own
_BROADER: Final = f"{_SKOS}broader"
_NARROWER: Final = f"{_SKOS}narrower"
_NO_CONCEPTS: Final = {f"{_SKOS}{kind}" for kind in ("ConceptScheme", "Collection", "OrderedCollection")} | {
    f"{_XL}Label"
}
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


Subject = str
Link = str
Said = Subject | Literal  # what a statement says of its subject: another one, or a text
Graph = Mapping[Link, Mapping[Subject, Sequence[Said]]]


def concepts(statements: Iterable[Quad], language: str = "") -> Concepts:
    """Every concept in some statements, in their order. `language` is a name or tag, “German” or “de”.

    Without one, or where no concept has a name in it, names are in the language that most have. Raises BadUpload
    where there are no concepts.
    """
    graph = _graph(statements)
    retired = graph.get(f"{_OWL}deprecated", {})
    everything = _found(graph)
    found = [concept for concept in everything if not any(_is_true(said) for said in retired.get(concept, ()))]
    names = {concept: _by_tag(_names(graph, concept)) for concept in found}
    tags = Counter(tag for told in names.values() for tag in told)
    if not tags:
        raise BadUpload("No concepts with names were found in this file; it has to be a list in the form of SKOS.")
    asked = language.strip().casefold()
    wanted = _TAGS.get(asked, asked.split("-")[0])
    chosen = wanted if wanted in tags else tags.most_common(1)[0][0]
    preferred = list(dict.fromkeys([chosen, "", *(tag for tag, _ in tags.most_common())]))
    parents = _parents(graph, found)
    entries = [_entry(graph, concept, names[concept], preferred, parents) for concept in found]
    read = {chosen, ""}
    foreign = [
        entry.name for entry, told in zip(entries, names.values(), strict=True) if told and told.keys().isdisjoint(read)
    ]
    several = [
        entry.name for entry, above in zip(entries, parents.values(), strict=True) if len(parents.keys() & above) > 1
    ]
    left_out = len(everything) - len(found)
    others = ", ".join(tag for tag in preferred if tag not in read)
    notes = (
        *(
            [f"No name is in {language}, so the names are in another language."]
            if wanted and wanted not in tags
            else []
        ),
        *([f"There are names in several languages: those in “{chosen}” are read, not {others}."] if others else []),
        *([f"These have no name in “{chosen}” and keep another: {listed(foreign)}."] if foreign else []),
        *([f"What stands under several others was put under the first of them: {listed(several)}."] if several else []),
        *([f"Left out, as no longer in use: {left_out:,}."] if left_out else []),
    )
    return Concepts(tuple(entries), notes)


def _entry(
    graph: Graph,
    concept: Subject,
    names: Mapping[str, list[str]],
    preferred: Sequence[str],
    parents: Mapping[Subject, Sequence[Subject]],
) -> Entry:
    tag = next((tag for tag in preferred if tag in names), preferred[0])
    own = names.get(tag, [""])
    also = [*own[1:], *_by_tag(_texts(graph, concept, _ALTERNATIVES)).get(tag, [])]
    above = [*(parent for parent in parents[concept] if parent in parents), *parents[concept]]
    return Entry(
        name=own[0],
        description=_meaning(graph, concept, tag),
        includes=tuple(each for each in dict.fromkeys(also) if each != own[0])[:_ALSO_CALLED],
        key=concept,
        parent=above[0] if above else "",
        top=bool(graph.get(f"{_SKOS}topConceptOf", {}).get(concept)),
    )


def _graph(statements: Iterable[Quad]) -> Graph:
    """What is said, by link and then by subject; the other way round for what has a link for either way."""
    graph: dict[Link, dict[Subject, list[Said]]] = {}
    for subject, link, said, _ in statements:
        value = said if isinstance(said, Literal) else str(said)
        graph.setdefault(link.value, {}).setdefault(str(subject), []).append(value)
        if link.value == f"{_SKOS}hasTopConcept" and isinstance(value, str):
            graph.setdefault(f"{_SKOS}topConceptOf", {}).setdefault(value, []).append(str(subject))
    return graph


def _found(graph: Graph) -> list[Subject]:
    """What is said to be a concept, or is named or ordered like one; lists and collections of them are not."""
    kinds = graph.get(f"{_RDF}type", {})
    typed = (each for each, of in kinds.items() if f"<{_SKOS}Concept>" in of)
    like = chain.from_iterable(graph.get(link, {}) for link in (*_PREFERRED, _BROADER, _NARROWER))
    others = {each for each, of in kinds.items() if any(f"<{kind}>" in of for kind in _NO_CONCEPTS)}
    return [each for each in dict.fromkeys(chain(typed, like)) if each not in others]


def _parents(graph: Graph, found: Iterable[Subject]) -> dict[Subject, list[Subject]]:
    """For each concept those above it, whichever of the two says so."""
    parents: dict[Subject, dict[Subject, None]] = {concept: {} for concept in found}
    broader, narrower = graph.get(_BROADER, {}), graph.get(_NARROWER, {})
    pairs = chain(
        ((concept, parent) for concept, above in broader.items() for parent in above),
        ((concept, parent) for parent, below in narrower.items() for concept in below),
    )
    for concept, parent in pairs:
        if isinstance(concept, str) and isinstance(parent, str) and concept in parents:
            parents[concept][parent] = None
    return {concept: list(above) for concept, above in parents.items()}


def _names(graph: Graph, concept: Subject) -> list[Literal]:
    return list(_texts(graph, concept, _PREFERRED)) or list(_texts(graph, concept, [f"{_RDFS}label"]))


def _meaning(graph: Graph, concept: Subject, tag: str) -> str:
    """The definition in one language, or in none; without one what comes nearest to it."""
    for link in _MEANINGS:
        told = _by_tag(_texts(graph, concept, [link]))
        if texts := told.get(tag) or told.get(""):
            return " ".join(texts)
    return ""


def _texts(graph: Graph, concept: Subject, links: Iterable[Link]) -> Iterator[Literal]:
    """What is said of a concept, directly or through a node that holds the text."""
    for said in chain.from_iterable(graph.get(link, {}).get(concept, ()) for link in links):
        held = (
            [said]
            if isinstance(said, Literal)
            else chain.from_iterable(graph.get(by, {}).get(said, ()) for by in _HELD)
        )
        yield from (text for text in held if isinstance(text, Literal) and text.value.strip())


def _by_tag(texts: Iterable[Literal]) -> dict[str, list[str]]:
    """Texts by the first part of their language tag, “en” of “en-GB”; empty where they have none."""
    told: dict[str, list[str]] = {}
    for text in texts:
        told.setdefault((text.language or "").casefold().split("-")[0], []).append(text.value)
    return told


def _is_true(said: Said) -> bool:
    return isinstance(said, Literal) and said.value in ("true", "1")
