"""Every form in which an edition goes out, by the name of its file. Knows what there is, not where it is written."""

from collections.abc import Callable
from typing import Final, NamedTuple

from core.taxonomy.exchange import to_json
from core.taxonomy.publishing.codebook import to_markdown
from core.taxonomy.publishing.codebook_page import to_html
from core.taxonomy.publishing.edition import Edition
from core.taxonomy.publishing.linked import to_skos
from core.taxonomy.publishing.tables import to_csv, to_xlsx


class Form(NamedTuple):
    """A kind of file: the kind of content that browsers are told, and how an edition becomes it."""

    media: str
    written: Callable[[Edition], bytes]


def _json(edition: Edition) -> bytes:
    return to_json(edition.brief, edition.changes, edition.name).encode()


FORMS: Final[dict[str, Form]] = {
    "taxonomy.json": Form("application/json", _json),
    "taxonomy.csv": Form("text/csv", to_csv),
    "taxonomy.xlsx": Form("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx),
    "taxonomy.ttl": Form("text/turtle", lambda edition: to_skos(edition, "Turtle")),
    "taxonomy.rdf": Form("application/rdf+xml", lambda edition: to_skos(edition, "RDF/XML")),
    "taxonomy.jsonld": Form("application/ld+json", lambda edition: to_skos(edition, "JSON-LD")),
    "codebook.html": Form("text/html", lambda edition: to_html(edition).encode()),
    "codebook.md": Form("text/markdown", lambda edition: to_markdown(edition).encode()),
    "codebook-for-editors.html": Form("text/html", lambda edition: to_html(edition, "editors").encode()),
    "codebook-for-editors.md": Form("text/markdown", lambda edition: to_markdown(edition, "editors").encode()),
}
