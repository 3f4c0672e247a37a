"""SKOS statements written down as Turtle, RDF/XML or JSON-LD, the same bytes each time. Knows forms, not labels."""

import json
import re
from io import BytesIO
from typing import Final, Literal

from pyoxigraph import RdfFormat, Triple, serialize

from core.taxonomy.publishing.edition import Edition
from core.taxonomy.publishing.skos import prefix, statements
from core.taxonomy.vocabulary import OURS, OWL, RDF, RDFS, SKOS, TERMS, XSD

Form = Literal["Turtle", "RDF/XML", "JSON-LD"]

_NAMES: Final = re.compile(r"<rdf:RDF ([^>]*)>")  # abbreviations of addresses, which come in any order
_PREFIXES: Final = {"skos": SKOS, "dct": TERMS, "owl": OWL, "rdfs": RDFS, "xsd": XSD, "tnt": OURS}


def to_skos(edition: Edition, form: Form) -> bytes:
    """An edition in one of the forms, UTF-8. Raises InvalidTaxonomy for an address that is none."""
    said = list(dict.fromkeys(statements(edition)))
    prefixes = {**_PREFIXES, "label": prefix(edition.address)}
    if form == "Turtle":
        return _spaced(_written(said, RdfFormat.TURTLE, prefixes)).encode()
    if form == "RDF/XML":
        return _NAMES.sub(_sorted_names, _written(said, RdfFormat.RDF_XML, prefixes), count=1).encode()
    return _compact(_written(said, RdfFormat.JSON_LD, {})).encode()


def _written(said: list[Triple], form: RdfFormat, prefixes: dict[str, str]) -> str:
    content = BytesIO()
    serialize(said, content, form, prefixes=prefixes)
    return content.getvalue().decode()


def _spaced(turtle: str) -> str:
    """Turtle with its abbreviations in order and an empty line before each subject. No text in it goes over a line."""
    lines = turtle.rstrip("\n").split("\n")
    prefixes = sorted(line for line in lines if line.startswith("@prefix "))
    rest = (line if line.startswith("\t") else f"\n{line}" for line in lines if not line.startswith("@prefix "))
    return "\n".join([*prefixes, *rest]) + "\n"


def _sorted_names(opening: re.Match[str]) -> str:
    return f"<rdf:RDF {' '.join(sorted(opening[1].split()))}>"


def _compact(expanded: str) -> str:
    """JSON-LD in which words are abbreviated by one context at the top, as people expect who read it without tools."""
    content = {
        "@context": _PREFIXES,
        "@graph": [_shortened(node) for node in json.loads(expanded)],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _shortened(node: object) -> object:
    """The same with abbreviated keys; one value in a list stands alone."""
    if isinstance(node, list):
        values = [_shortened(each) for each in node]
        return values[0] if len(values) == 1 else values
    if not isinstance(node, dict):
        return node
    if node.keys() == {"@value"}:
        return node["@value"]
    return dict(_pair(key, value) for key, value in node.items())


def _pair(key: str, value: object) -> tuple[str, object]:
    if key == f"{RDF}type" and isinstance(value, list):
        kinds = [_short(kind["@id"]) for kind in value]
        return "@type", kinds[0] if len(kinds) == 1 else kinds
    return _short(key), _short(value) if key == "@type" and isinstance(value, str) else _shortened(value)


def _short(address: str) -> str:
    return next(
        (f"{short}:{address.removeprefix(long)}" for short, long in _PREFIXES.items() if address.startswith(long)),
        address,
    )
