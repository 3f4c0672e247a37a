"""The words in which lists of terms are shared as linked data: those of SKOS and its neighbours, ours, and languages.

Ours say of a label what SKOS has no word for, so that a list that goes out comes back whole.
"""

import re
from typing import Final

SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
XL: Final = "http://www.w3.org/2008/05/skos-xl#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
TERMS: Final = "http://purl.org/dc/terms/"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
OURS: Final = "urn:tnt-studio:terms#"

REPLACED_BY: Final = f"{TERMS}isReplacedBy"
ID: Final = f"{OURS}id"
LISTS: Final = {  # fields of a label that are lists, each one text in the form of core.taxonomy.cells
    "includes": f"{OURS}belongsHere",
    "excludes": f"{OURS}doesNotBelongHere",
    "edge_cases": f"{OURS}edgeCases",
    "examples": f"{OURS}exampleDocuments",
    "counter_examples": f"{OURS}counterExampleDocuments",
    "quotes": f"{OURS}quotes",
}
COLOUR: Final = f"{OURS}colour"
LOCKED: Final = f"{OURS}locked"
STOOD_UNDER: Final = f"{OURS}stoodUnder"
COUNTER_EXAMPLE: Final = f"{OURS}counterExample"  # its text, where skos:example has that of an example

_TAGS: Final = {
    **{"english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es"},
    **{"español": "es", "italian": "it", "italiano": "it", "portuguese": "pt", "português": "pt", "dutch": "nl"},
    **{"nederlands": "nl", "polish": "pl", "polski": "pl", "japanese": "ja", "日本語": "ja", "swedish": "sv"},
    **{"danish": "da", "norwegian": "no", "finnish": "fi", "czech": "cs", "hungarian": "hu", "greek": "el"},
    **{"russian": "ru", "ukrainian": "uk", "turkish": "tr", "chinese": "zh", "arabic": "ar", "korean": "ko"},
}
_TAG: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")


def tag_of(language: str) -> str:
    """The tag of a language given by its name or tag, “de” of “German” and “de-AT” of “de-AT”; empty if not known."""
    asked = language.strip()
    if _TAG.fullmatch(asked.casefold()):
        return asked
    known = (_TAGS[word] for word in re.findall(r"\w+", asked.casefold()) if word in _TAGS)
    return next(known, "")
