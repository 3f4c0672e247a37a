"""Linked data from strangers, parsed without fetching or unfolding anything. Knows triples, not what they mean.

Contexts that lie elsewhere and entities that a document declares are refused before any parser sees them.
"""

import logging
from collections.abc import Sequence
from typing import Final, Literal
from xml.parsers import expat
from xml.sax import SAXException

from rdflib import Graph
from rdflib.exceptions import Error as GraphError
from rdflib.exceptions import ParserError
from rdflib.plugins.parsers.jsonld import to_rdf
from rdflib.plugins.parsers.notation3 import BadSyntax

from core.errors import BadUpload

Form = Literal["Turtle", "N-Triples", "RDF/XML"]

_PARSERS: Final[dict[Form, str]] = {"Turtle": "turtle", "N-Triples": "nt", "RDF/XML": "xml"}
_BASE: Final = "list:///"  # what relative addresses stand under; nothing is there
_NESTING: Final = 100  # elements inside elements, objects inside objects; real files stay below twenty
_CONTEXT: Final = 300  # abbreviations of a JSON-LD file, and characters of one: long chains of long ones explode
_SPOILT: Final = (  # what rdflib's parsers raise for damage
    *(GraphError, ParserError, SAXException, ValueError, SyntaxError, LookupError, TypeError, AttributeError),
    *(AssertionError, RecursionError),
)


def graph_in_text(text: str, form: Literal["Turtle", "N-Triples"]) -> Graph:
    """Raises BadUpload, with the line where the format tells it."""
    return _parsed(text, form)


def graph_in_xml(content: bytes) -> Graph:
    """RDF/XML. Raises BadUpload, also for a document that declares entities."""
    _refuse_declarations(content)
    return _parsed(content, "RDF/XML")


def graph_in_json(content: object) -> Graph:
    """JSON-LD, already decoded. Raises BadUpload, also where its context lies elsewhere."""
    _refuse_hidden_contexts(content)
    graph = Graph(bind_namespaces="none")
    try:
        to_rdf(content, graph, _BASE)
    except _SPOILT as error:
        raise BadUpload(
            "This JSON-LD makes no sense as a list of concepts; save it as Turtle and try again."
        ) from error
    return graph


def _parsed(source: str | bytes, form: Form) -> Graph:
    logging.getLogger("rdflib").setLevel(logging.CRITICAL)  # it warns of odd dates and addresses, which no one reads
    try:
        return Graph(bind_namespaces="none").parse(data=source, format=_PARSERS[form], publicID=_BASE)
    except BadSyntax as error:
        raise BadUpload(f"This is not Turtle, or only a part of it: line {error.lines + 1} cannot be read.") from error
    except _SPOILT as error:
        raise BadUpload(f"This is not {form}, or only a part of it; export the list again.") from error


def _refuse_declarations(content: bytes) -> None:
    parser = expat.ParserCreate()
    depth = 0

    def declares(*_: object) -> None:
        raise BadUpload(
            "This XML declares a document type (DOCTYPE), which can hide harm and is not read; save it as Turtle."
        )

    def opens(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _NESTING:
            raise BadUpload(f"This XML is nested more than {_NESTING} levels deep; save it as Turtle.")

    def closes(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = declares
    parser.EntityDeclHandler = declares
    parser.StartElementHandler = opens
    parser.EndElementHandler = closes
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        line = f" at line {error.lineno}" if isinstance(error, expat.ExpatError) else ""
        raise BadUpload(f"This is not XML, or only a part of it; it breaks{line}. Export the list again.") from error


def _refuse_hidden_contexts(content: object) -> None:
    """Only one plain context at the top is let through: none that lies elsewhere, none inside others."""
    level: list[object] = [content]
    for depth in range(_NESTING):
        inner: list[object] = []
        for value in level:
            if isinstance(value, dict):
                if (depth and "@context" in value) or "@import" in value:
                    raise BadUpload("This JSON-LD has contexts inside others, which are not read; save it as Turtle.")
                inner.extend(each for key, each in value.items() if key != "@context")
            elif isinstance(value, list):
                inner.extend(value)
        level = [value for value in inner if isinstance(value, dict | list)]
        if not level:
            break
    if level:
        raise BadUpload(f"This JSON-LD is nested more than {_NESTING} levels deep; flatten it.")
    if isinstance(content, dict) and "@context" in content:
        _refuse_context(content["@context"])


def _refuse_context(context: object) -> None:
    parts: Sequence[object] = context if isinstance(context, list) else [context]
    if any(isinstance(part, str) for part in parts):
        raise BadUpload(
            "This JSON-LD says that its context lies elsewhere, and nothing is fetched here; save the list as Turtle."
        )
    terms = [term for part in parts if isinstance(part, dict) for term in part.items()]
    told = [text for name, term in terms for text in (name, *(term.values() if isinstance(term, dict) else [term]))]
    hidden = any("@context" in term for _, term in terms if isinstance(term, dict)) or any(
        isinstance(text, dict) or name == "@import" for name, _ in terms for text in told
    )
    long = any(isinstance(text, str) and len(text) > _CONTEXT for text in told)
    if hidden or long or len(terms) > _CONTEXT or not all(isinstance(part, dict) for part in parts):
        raise BadUpload("The context of this JSON-LD is not a plain list of abbreviations; save the list as Turtle.")
