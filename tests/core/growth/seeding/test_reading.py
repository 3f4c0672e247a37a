import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from openpyxl import Workbook

from core.errors import BadUpload
from core.growth.seeding.reading import BYTES, read_seeds
from core.taxonomy.history import replay
from core.taxonomy.publishing.forms import FORMS
from core.taxonomy.seeds import Seeds, as_labels
from core.taxonomy.taxonomy import Change, Taxonomy
from tests.core.taxonomy.histories import histories
from tests.core.taxonomy.publishing_cases import edition

SKOS = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<list:a> a skos:Concept ; skos:prefLabel "Cards"@en, "Karten"@de .
<list:b> a skos:Concept ; skos:prefLabel "Lost"@en ; skos:broader <list:a> .
"""
XML = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="http://www.w3.org/2004/02/skos/core#">
<skos:Concept rdf:about="list:a"><skos:prefLabel xml:lang="en">Cards</skos:prefLabel></skos:Concept>
<skos:Concept rdf:about="list:b"><skos:prefLabel>Lost</skos:prefLabel>
<skos:broader rdf:resource="list:a"/></skos:Concept>
</rdf:RDF>"""
TRIPLES = """<list:a> <http://www.w3.org/2004/02/skos/core#prefLabel> "Cards" .
<list:b> <http://www.w3.org/2004/02/skos/core#prefLabel> "Lost" .
<list:b> <http://www.w3.org/2004/02/skos/core#broader> <list:a> .
"""
LINKED = json.dumps(
    {
        "@context": {
            "skos": "http://www.w3.org/2004/02/skos/core#",
            "uri": "@id",
            "prefLabel": {"@id": "skos:prefLabel", "@container": "@language"},
            "broader": {"@id": "skos:broader", "@type": "@id"},
        },
        "@graph": [
            {"uri": "list:a", "@type": "skos:Concept", "prefLabel": {"en": "Cards", "de": "Karten"}},
            {"uri": "list:b", "prefLabel": {"en": "Lost"}, "broader": "list:a"},
        ],
    }
)
CARDS = [("Cards", None), ("Lost", "Cards")]


def tree(seeds: Seeds) -> list[tuple[str, str | None]]:
    return [(seed.name, None if seed.parent is None else seeds.labels[seed.parent].name) for seed in seeds.labels]


def workbook(*rows: tuple[str, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"name,parent\nCards,\nLost,Cards\n"),
        ("a.tsv", b"\xef\xbb\xbfname\tparent\r\nCards\t\r\nLost\tCards\r\n"),
        ("a.csv", "Name;Oberbegriff\nCards;\nLost;Cards\n".encode("cp1252")),
        ("a.xlsx", workbook(("Name", "Parent"), ("Cards", ""), ("Lost", "Cards"))),
        ("a.txt", b"Cards\n  Lost\n"),
        ("a.txt", "Cards\n\tLost\n".encode("utf-16")),
        ("a.txt", b"name\tparent\nCards\t\nLost\tCards\n"),
        ("a.md", b"# Cards\n- Lost\n"),
        ("a.json", b'{"Cards": ["Lost"]}'),
        ("a.jsonl", b'{"name": "Cards"}\n{"name": "Lost", "parent": "Cards"}\n'),
        ("a.ttl", SKOS.encode()),
        ("a.skos", SKOS.encode()),
        ("a.rdf", XML.encode()),
        ("a.xml", XML.encode("utf-16")),
        ("a.nt", TRIPLES.encode()),
        ("a.jsonld", LINKED.encode()),
        ("a.json", LINKED.encode()),
    ],
)
def test_the_same_list_is_read_from_every_form_people_keep_it_in(name, content):
    assert tree(read_seeds(name, content)) == CARDS


def test_names_are_in_the_language_asked_for():
    assert tree(read_seeds("a.ttl", SKOS.encode(), "German"))[0] == ("Karten", None)


def test_letters_outside_of_ascii_survive_every_encoding():
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        seeds = read_seeds("a.csv", "Bezeichnung;Beschreibung\nGebühren;Größe, 5 €\n".encode(encoding))
        assert [(seed.name, seed.description) for seed in seeds.labels] == [("Gebühren", "Größe, 5 €")]


def planted(seeds: Seeds) -> Taxonomy:
    return Taxonomy().apply(Change(labels=as_labels(Taxonomy(), seeds), author="human:Ana", based_on=0))


def said(taxonomy: Taxonomy) -> list[tuple[object, ...]]:
    return [
        (
            label.name,
            label.description,
            label.includes,
            label.excludes,
            [above.name for above in taxonomy.path(label.id)],
        )
        for label in taxonomy.below(None)
    ]


@given(histories())
def test_what_the_app_exports_comes_back_as_it_was(log):
    taxonomy = replay(log)
    if not taxonomy.live:
        return
    for name in ("taxonomy.csv", "taxonomy.json", "taxonomy.ttl"):
        assert said(planted(read_seeds(name, FORMS[name].written(edition(log))))) == said(taxonomy)


def packed(**members: str) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"", "The file is empty"),
        ("a.csv", b" \n\n", "The file is empty"),
        ("a.csv", b"x" * (BYTES + 1), "has 20 MB where a list of labels may have 20"),
        ("a.csv", b"name\n\n", "No names of labels"),
        ("a.csv", b"name,description\n,x\n", "No names of labels"),
        ("a.csv", b"\x89PNG\r\n\x1a\n\0\0\0\0", "picture"),
        ("a.xlsx", b"PK\x03\x04 cut off", "damaged or cut off"),
        ("a.zip", packed(a="Cards"), "This is a ZIP"),
        ("a.parquet", b"PAR1\0\0\0", "Parquet"),
        ("a.json", b'{"labels": [', "not valid JSON"),
        ("a.json", b'{"format": "tnt-taxonomy"}', "not a taxonomy exported by this app"),
        ("a.json", b'{"format": "tnt-project"}', "not a taxonomy exported by this app"),
        ("a.json", b"[[[1]]]", "No names of labels"),
        ("a.ttl", b"Cards\nLost\n", "not Turtle"),
        ("a.nt", b"Cards", "not N-Triples"),
        ("a.owl", b"<!DOCTYPE rdf:RDF [<!ENTITY a 'b'>]><a/>", "DOCTYPE"),
        ("a.xml", b"<topics><topic>Cards</topic></topics>", "(not RDF/XML|No concepts)"),
        ("a.html", b"<!doctype html><ul><li>Cards</ul>", "web page"),
        ("a.jsonld", b'{"@context": "http://127.0.0.1:9/x"}', "context lies elsewhere"),
        ("a.docx", b"Cards", "Files ending in '.docx' cannot be read"),
        ("a", b"Cards", "Files ending in 'nothing' cannot be read"),
        ("a.txt", b"\n".join(b"n%d" % number for number in range(30_000)), "more than 20,000 labels"),
    ],
)
def test_what_is_no_list_is_refused_with_one_sentence(name, content, sentence):
    with pytest.raises(BadUpload, match=sentence):
        read_seeds(name, content)


@pytest.mark.parametrize("name", ["codebook.md", "codebook-for-editors.md"])
def test_a_codebook_is_not_mistaken_for_a_list_of_its_lines(name):
    log = [Change(labels=as_labels(Taxonomy(), read_seeds("a.txt", b"Cards\nFees")), author="human:Ana", based_on=0)]
    with pytest.raises(BadUpload, match="made to be read"):
        read_seeds(name, FORMS[name].written(edition(log)))
