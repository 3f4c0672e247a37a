"""Linked data from strangers, read without fetching or unfolding anything. Knows statements, not what they mean.

The parser has no way to the network. Entities that an XML document declares and contexts inside others, with which a
small file can ask for a lot of work, are refused before it sees them.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final, Literal
from xml.parsers import expat

from pyoxigraph import Quad, RdfFormat, parse

from core.errors import BadUpload

Form = Literal["Turtle", "N-Triples", "RDF/XML", "JSON-LD"]

_FORMATS: Final = {
    "Turtle": RdfFormat.TURTLE,
    "N-Triples": RdfFormat.N_TRIPLES,
    "RDF/XML": RdfFormat.RDF_XML,
    "JSON-LD": RdfFormat.JSON_LD,
}
_BASE: Final = "list:///"  # what relative addresses stand under; nothing is there
_NESTING: Final = 100  # elements inside elements, objects inside objects; real files stay below twenty
_NAMES: Final = 500  # namespaces, each of which the parser looks through for every element
_DECLARATION: Final = re.compile(r"\s*<\?xml[^>]*\?>")  # it names an encoding, and text has none


def statements_in_text(text: str, form: Literal["Turtle", "N-Triples"]) -> Iterator[Quad]:
    """Raises BadUpload, as the others do, while they are read: with the line where it breaks."""
    return _parsed(text, form)


def statements_in_xml(text: str) -> Iterator[Quad]:
    """Of RDF/XML. Raises BadUpload also for a document that declares its type or entities."""
    content = _DECLARATION.sub("", text, count=1)
    _refuse_declarations(content)
    return _parsed(content, "RDF/XML")


def statements_in_json(content: object) -> Iterator[Quad]:
    """Of JSON-LD, already decoded. Raises BadUpload also where its context lies elsewhere, or inside another."""
    _refuse_hidden_contexts(content)
    return _parsed(json.dumps(content), "JSON-LD")


def _parsed(text: str, form: Form) -> Iterator[Quad]:
    try:
        yield from parse(input=text, format=_FORMATS[form], base_iri=_BASE)
    except (SyntaxError, ValueError) as error:
        line = error.lineno if isinstance(error, SyntaxError) and form != "JSON-LD" else None
        breaks = f": line {line:,} cannot be read" if line else "; export the list again"
        raise BadUpload(f"This is not {form}, or only a part of it{breaks}.") from error


def _refuse_declarations(text: str) -> None:
    parser = expat.ParserCreate()
    names = [0]  # abbreviations that hold where the reader is, for each element that is open

    def declares(*_: object) -> None:
        raise BadUpload(
            "This XML declares a document type (DOCTYPE), which can hide harm and is not read; save it as Turtle."
        )

    def opens(_: str, attributes: Mapping[str, str]) -> None:
        names.append(names[-1] + sum(name.startswith("xmlns") for name in attributes))
        if len(names) > _NESTING or names[-1] > _NAMES:
            raise BadUpload(
                f"This XML has more than {_NESTING} elements inside each other or {_NAMES} abbreviations of addresses; "
                "save it as Turtle."
            )

    def closes(_: str) -> None:
        names.pop()

    parser.StartDoctypeDeclHandler = declares
    parser.EntityDeclHandler = declares
    parser.StartElementHandler = opens
    parser.EndElementHandler = closes
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise BadUpload(f"This is not XML, or only a part of it: line {error.lineno:,} cannot be read.") from error
    except ValueError as error:  # half a character
        raise BadUpload("This is not XML, or only a part of it; export the list again.") from error


def _refuse_hidden_contexts(content: object) -> None:
    """Only one context at the top is let through, given there and plain."""
    context = content.get("@context") if isinstance(content, dict) else None
    if isinstance(context, str) or (isinstance(context, list) and any(isinstance(part, str) for part in context)):
        raise BadUpload(
            "This JSON-LD says that its context lies elsewhere, and nothing is fetched here; save the list as Turtle."
        )
    level: list[object] = list(content.values()) if isinstance(content, dict) else [content]
    for _ in range(_NESTING):
        if not level:
            return
        if any(isinstance(value, dict) and not {"@context", "@import"}.isdisjoint(value) for value in level):
            raise BadUpload("This JSON-LD has contexts inside others, which are not read; save the list as Turtle.")
        level = [inner for value in level for inner in _inner(value) if isinstance(inner, dict | list)]
    raise BadUpload(f"This JSON-LD is nested more than {_NESTING} levels deep; flatten it.")


def _inner(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
