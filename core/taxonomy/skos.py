"""SKOS, the form in which libraries and statistics offices share their lists of terms, read as entries.

Preferred names become names, alternative ones stand among what belongs to a label (a description has few words), and
definitions, or else notes on scope, become descriptions. A list of our own says all that in words of its own. Knows
graphs, not files.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Final

from pyoxigraph import Literal, Quad

from core.errors import BadUpload
from core.taxonomy.cells import apart
from core.taxonomy.gathering import Entry, Listed, listed
from core.taxonomy.graph import Graph, Subject, by_tag, is_true
from core.taxonomy.label import Quote
from core.taxonomy.seeds import EVERYTHING, NOTHING_FURTHER, Further
from core.taxonomy.vocabulary import (
    COLOUR,
    ID,
    LISTS,
    LOCKED,
    RDF,
    RDFS,
    REPLACED_BY,
    SKOS,
    STOOD_UNDER,
    TERMS,
    XL,
    tag_of,
)

_PREFERRED: Final = (f"{SKOS}prefLabel", f"{XL}prefLabel")
_ALTERNATIVES: Final = (f"{SKOS}altLabel", f"{XL}altLabel")
_DEFINITION: Final = f"{SKOS}definition"
_MEANINGS: Final = (_DEFINITION, f"{SKOS}scopeNote", f"{RDFS}comment", f"{TERMS}description")
_BROADER: Final = f"{SKOS}broader"
_NARROWER: Final = f"{SKOS}narrower"
_NO_CONCEPTS: Final = {f"{SKOS}{kind}" for kind in ("ConceptScheme", "Collection", "OrderedCollection")} | {
    f"{XL}Label"
}
_ALSO_CALLED: Final = 20  # alternative names of a concept; some lists have hundreds

Parents = Mapping[Subject, Sequence[Subject]]


def concepts(statements: Iterable[Quad], language: str = "") -> Listed:
    """Every concept in some statements, in their order. `language` is a name or tag, “German” or “de”.

    Without one, or where no concept has a name in it, names are in the language that most have. Raises BadUpload
    where there are no concepts.
    """
    graph = Graph(statements)
    found = _found(graph)
    names = {concept: by_tag(_names(graph, concept)) for concept in found}
    in_use = [concept for concept in found if not graph.is_out_of_use(concept)]
    tags = Counter(tag for concept in in_use or found for tag in names[concept])
    if not tags:
        raise BadUpload("No concepts with names were found in this file; it has to be a list in the form of SKOS.")
    wanted = (tag_of(language) or language.strip()).casefold().split("-")[0]
    chosen = wanted if wanted in tags else tags.most_common(1)[0][0]
    preferred = list(dict.fromkeys([chosen, "", *(tag for tag, _ in tags.most_common())]))
    keys = {concept: graph.text(concept, ID) or concept for concept in found}
    parents = _parents(graph, in_use)
    entries = {concept: _entry(graph, concept, names[concept], preferred, keys) for concept in found}
    placed = [_placed(graph, concept, entries[concept], parents, keys) for concept in in_use]
    left = [_left(graph, concept, entries[concept], keys) for concept in found if concept not in parents]
    missing = f"No name is in {language}, so the names are in another language."
    notes = (
        *([missing] if wanted and wanted not in tags else []),
        *_oddities({concept: (entry.name, names[concept]) for concept, entry in entries.items()}, preferred, parents),
    )
    own = bool(graph.by(ID))
    unsaid = frozenset() if graph.by(LISTS["quotes"]) else frozenset({"quotes"})  # they go along with texts only
    return Listed([*placed, *left], notes, EVERYTHING - unsaid if own else frozenset(), own)


def _oddities(
    told: Mapping[Subject, tuple[str, Mapping[str, object]]], preferred: Sequence[str], parents: Parents
) -> list[str]:
    """What of the concepts in use could not be read as it stands."""
    chosen = preferred[0]
    others = ", ".join(tag for tag in preferred if tag not in (chosen, ""))
    foreign = [
        name
        for concept, (name, tags) in told.items()
        if concept in parents and tags and tags.keys().isdisjoint((chosen, ""))
    ]
    several = [told[concept][0] for concept, above in parents.items() if len(parents.keys() & above) > 1]
    return [
        *([f"There are names in several languages: those in “{chosen}” are read, not {others}."] if others else []),
        *([f"These have no name in “{chosen}” and keep another: {listed(foreign)}."] if foreign else []),
        *([f"What stands under several others was put under the first of them: {listed(several)}."] if several else []),
    ]


def _entry(
    graph: Graph,
    concept: Subject,
    names: Mapping[str, list[str]],
    preferred: Sequence[str],
    keys: Mapping[Subject, str],
) -> Entry:
    """What a concept says of itself, not yet where it stands."""
    tag = next((tag for tag in preferred if tag in names), preferred[0])
    name, *more = names.get(tag, [""])
    if keys[concept] != concept:
        lists = {field: apart(graph.text(concept, link)) for field, link in LISTS.items()}
        return Entry(
            name=name,
            description=graph.text(concept, _DEFINITION),
            includes=lists["includes"],
            excludes=lists["excludes"],
            key=keys[concept],
            further=_further(graph, concept, lists),
        )
    also = [*more, *by_tag(graph.texts(concept, _ALTERNATIVES)).get(tag, [])]
    notation, notes = graph.text(concept, f"{SKOS}notation"), graph.text(concept, f"{SKOS}editorialNote")
    return Entry(
        name=name,
        description=_meaning(graph, concept, tag),
        includes=tuple(each for each in dict.fromkeys(also) if each != name)[:_ALSO_CALLED],
        key=concept,
        further=Further(notation=notation, notes=notes) if notation or notes else NOTHING_FURTHER,
    )


def _further(graph: Graph, concept: Subject, lists: Mapping[str, tuple[str, ...]]) -> Further:
    quotes = (passage.partition(": ") for passage in lists["quotes"])
    return Further(
        edge_cases=lists["edge_cases"],
        examples=lists["examples"],
        counter_examples=lists["counter_examples"],
        quotes=tuple(Quote(document=document, text=text) for document, _, text in quotes),
        notation=graph.text(concept, f"{SKOS}notation"),
        colour=graph.text(concept, COLOUR),
        notes=graph.text(concept, f"{SKOS}editorialNote"),
        locked=any(is_true(said) for said in graph.by(LOCKED).get(concept, ())),
    )


def _placed(graph: Graph, concept: Subject, entry: Entry, parents: Parents, keys: Mapping[Subject, str]) -> Entry:
    """A concept in use under the first above it that is in use as well, or else the first there is."""
    above = [*(parent for parent in parents[concept] if parent in parents), *parents[concept]]
    return entry._replace(parent=keys.get(above[0], above[0]) if above else "", top=graph.is_top(concept))


def _left(graph: Graph, concept: Subject, entry: Entry, keys: Mapping[Subject, str]) -> Entry:
    """A concept no longer in use, with what took its place and what it stood under."""
    heirs = graph.others(concept, REPLACED_BY)
    under = graph.others(concept, STOOD_UNDER)
    return entry._replace(
        became=tuple(keys.get(heir, heir) for heir in heirs), parent=keys.get(under[0], under[0]) if under else ""
    )


def _found(graph: Graph) -> list[Subject]:
    """What is said to be a concept, or is named or ordered like one; lists and collections of them are not."""
    kinds = graph.by(f"{RDF}type")
    typed = (each for each, of in kinds.items() if f"<{SKOS}Concept>" in of)
    like = chain.from_iterable(graph.by(link) for link in (*_PREFERRED, _BROADER, _NARROWER))
    others = {each for each, of in kinds.items() if any(f"<{kind}>" in of for kind in _NO_CONCEPTS)}
    return [each for each in dict.fromkeys(chain(typed, like)) if each not in others]


def _parents(graph: Graph, found: Iterable[Subject]) -> dict[Subject, list[Subject]]:
    """For each concept those above it, whichever of the two says so."""
    parents: dict[Subject, dict[Subject, None]] = {concept: {} for concept in found}
    pairs = chain(
        ((concept, parent) for concept, above in graph.by(_BROADER).items() for parent in above),
        ((concept, parent) for parent, below in graph.by(_NARROWER).items() for concept in below),
    )
    for concept, parent in pairs:
        if isinstance(concept, str) and isinstance(parent, str) and concept in parents:
            parents[concept][parent] = None
    return {concept: list(above) for concept, above in parents.items()}


def _names(graph: Graph, concept: Subject) -> list[Literal]:
    return list(graph.texts(concept, _PREFERRED)) or list(graph.texts(concept, [f"{RDFS}label"]))


def _meaning(graph: Graph, concept: Subject, tag: str) -> str:
    """The definition in one language, or in none; without one what comes nearest to it."""
    for link in _MEANINGS:
        told = by_tag(graph.texts(concept, [link]))
        if texts := told.get(tag) or told.get(""):
            return " ".join(texts)
    return ""
