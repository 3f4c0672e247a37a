"""A file with a list of labels, whatever its form, to seeds. What a file is, its content says before its name does."""

import re
from io import BytesIO
from typing import Final

from core.corpus.archive import open_archive
from core.corpus.delimited import open_delimited
from core.corpus.encoding import encoding_of
from core.corpus.kinds import ending, packed_kind, refuse_binary
from core.corpus.limits import GUESSING_BYTES
from core.corpus.table import Table
from core.corpus.workbook import open_workbook
from core.errors import BadUpload
from core.growth.seeding.headings import parts
from core.growth.seeding.objects import decoded, decoded_lines, object_entries
from core.growth.seeding.outline import outline_entries
from core.growth.seeding.tables import table_entries
from core.taxonomy.exchange import from_json
from core.taxonomy.gathering import MOST, Listed, gathered
from core.taxonomy.history import replay
from core.taxonomy.seeds import Seeds, held
from core.taxonomy.skos import concepts
from core.taxonomy.statements import statements_in_json, statements_in_text, statements_in_xml

BYTES: Final = 20_000_000  # ten thousand concepts in five languages; more is a library's whole catalogue
OWN_BYTES: Final = 60_000_000  # of our own JSON: ten thousand labels with every change there was to them
READABLE: Final = "CSV, TSV, XLSX, TXT, JSON or SKOS (TTL, RDF, NT, JSON-LD)"

_TABLES: Final = (".csv", ".tsv", ".tab")
_LINES: Final = (".txt", ".text", ".md")
_JSON: Final = (".json", ".jsonl", ".ndjson", ".jsonld")
_TURTLE: Final = (".ttl", ".turtle", ".n3")
_XML: Final = (".rdf", ".owl", ".xml", ".skos")
_OWN: Final = re.compile(rb'\s*{\s*"format":\s*"tnt-taxonomy"')
_CODEBOOK: Final = re.compile(r"# [^\n]*\s+Codebook for (?:annotators|editors) · ")
_TURTLE_START: Final = re.compile(r"(?:\s|#[^\n]*\n)*(?:@prefix|@base|PREFIX|BASE)\s", re.IGNORECASE)


def read_seeds(name: str, content: bytes, language: str = "") -> Seeds:
    """The labels that a file lists. Where it has names in several languages, `language` says which: “German” or “de”.

    Raises BadUpload with one sentence for what cannot be read.
    """
    if not content.strip():
        raise BadUpload("The file is empty; choose one with at least one label.")
    most = OWN_BYTES if _OWN.match(content) else BYTES
    if len(content) > most:
        raise BadUpload(
            f"The file has {len(content) / 1e6:,.0f} MB where a list of labels may have {most // 1_000_000}; "
            "leave some of it out."
        )
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return gathered(table_entries(lambda header: _workbook(content, header)))
    if content.startswith(b"PAR1"):
        raise BadUpload(f"This is a Parquet file; save the list as {READABLE}.")
    refuse_binary(content[:GUESSING_BYTES])
    text = content.decode(encoding_of(BytesIO(content))).lstrip("\ufeff")
    return _of_text(ending(name), content, text, language)


def _of_text(kind: str, content: bytes, text: str, language: str) -> Seeds:
    start = text.lstrip()
    if kind not in (*_LINES, *_TABLES) and start.startswith("<") and kind not in (*_TURTLE, ".nt"):
        return _xml(text, start, language)
    if kind not in _LINES and (start.startswith(('{"', "[{", '["')) or kind in _JSON):
        return _json(text, language, by_line=kind in (".jsonl", ".ndjson"))
    if kind in (*_TURTLE, *_XML) or _TURTLE_START.match(text):
        return gathered(concepts(statements_in_text(text, "Turtle"), language))
    if kind == ".nt":
        return gathered(concepts(statements_in_text(text, "N-Triples"), language))
    if kind in _TABLES or (kind in _LINES and _is_table(start)):
        return gathered(table_entries(lambda header: open_delimited(BytesIO(content), header)))
    if kind in _LINES and _CODEBOOK.match(start):
        raise BadUpload("This is a codebook, which is made to be read; bring in the spreadsheet, SKOS or JSON instead.")
    if kind in _LINES:
        return gathered(Listed(outline_entries(text.splitlines())))
    raise BadUpload(f"Files ending in {kind or 'nothing'!r} cannot be read; load {READABLE}.")


def _xml(text: str, start: str, language: str) -> Seeds:
    if start[:200].casefold().startswith(("<!doctype html", "<html")):
        raise BadUpload(f"This is a web page; save the list as {READABLE}.")
    return gathered(concepts(statements_in_xml(text), language))


def _json(text: str, language: str, by_line: bool) -> Seeds:
    content = decoded_lines(text) if by_line else decoded(text)
    if isinstance(content, dict) and str(content.get("format", "")).startswith("tnt-"):
        return _own(text)
    if _is_linked(content):
        return gathered(concepts(statements_in_json(content), language))
    return gathered(object_entries(content))


def _own(text: str) -> Seeds:
    """All labels of a taxonomy that this app exported, which needs no mending."""
    taxonomy = replay(from_json(text).changes)
    if not taxonomy.labels:
        raise BadUpload("This taxonomy has no labels; choose a file with at least one.")
    if len(taxonomy.labels) > MOST:
        raise BadUpload(f"The list has more than {MOST:,} labels, the most that can be read; leave some out.")
    return held(taxonomy)


def _is_linked(content: object) -> bool:
    """Whether JSON is JSON-LD: one of its own words is in the first object."""
    first = content[0] if isinstance(content, list) and content else content
    return isinstance(first, dict) and not {"@context", "@graph", "@id"}.isdisjoint(first)


def _is_table(start: str) -> bool:
    """Whether lines of text are a table after all, as spreadsheets save them: tabs between columns that have names."""
    cells = start.split("\n", 1)[0].split("\t")
    return len(cells) > 1 and "name" in parts(cells)


def _workbook(content: bytes, header: bool) -> Table:
    file = BytesIO(content)
    archive = open_archive(file)
    if packed_kind(archive) != "XLSX":
        raise BadUpload(f"This is a ZIP; unpack it and load the list inside as {READABLE}.")
    return open_workbook(file, archive, header)
