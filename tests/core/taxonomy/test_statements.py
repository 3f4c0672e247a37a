import json
import socket

import pytest

from core.errors import BadUpload
from core.taxonomy.statements import statements_in_json, statements_in_text, statements_in_xml

RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="list:e/"'
ENTITIES = '<!DOCTYPE rdf:RDF [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.fixture
def connections(monkeypatch):
    """Whatever is asked of the network, which answers nothing."""
    asked = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **_: asked.append(args))
    monkeypatch.setattr(socket.socket, "connect", lambda _, address: asked.append(address))
    return asked


def test_statements_come_in_the_order_of_the_file():
    statements = statements_in_text('<a> <b> "1", "2" .\n<c> <d> <e> .', "Turtle")
    assert [str(said) for _, _, said, _ in statements] == ['"1"', '"2"', "<list:///e>"]


def test_xml_is_read_whatever_encoding_it_says_it_was_in():
    text = (
        f'<?xml version="1.0" encoding="utf-16"?><rdf:RDF {RDF}><rdf:Description rdf:about="list:a" e:b="ü"/></rdf:RDF>'
    )
    assert [str(said) for _, _, said, _ in statements_in_xml(text)] == ['"ü"']


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (f"{ENTITIES}<rdf:RDF {RDF}>&b;</rdf:RDF>", "declares a document type"),
        (f'<!DOCTYPE rdf:RDF SYSTEM "file:///etc/passwd"><rdf:RDF {RDF}/>', "declares a document type"),
        ("<a>" * 200, "more than 100 elements inside each other"),
        ("<a " + " ".join(f'xmlns:n{n}="list:{n}"' for n in range(600)) + "/>", "500 abbreviations"),
        ("<a>\n<b></a>", "line 2 cannot be read"),
        ("<a>\ud800</a>", "not XML, or only a part"),
        (f"<rdf:RDF {RDF}><rdf:li rdf:about='a b'/></rdf:RDF>", "not RDF/XML, or only a part"),
    ],
)
def test_xml_that_is_broken_or_could_do_harm_is_refused(text, sentence, connections):
    with pytest.raises(BadUpload, match=sentence):
        list(statements_in_xml(text))
    assert not connections


@pytest.mark.parametrize("text", ["<a> <b>", "<a> <b> " + "[" * 9999, "@prefix", '<a> <b> "x', "a:b a:c a:d ."])
def test_broken_turtle_is_refused_with_its_line(text):
    with pytest.raises(BadUpload, match=r"not Turtle, or only a part of it: line 2 cannot be read\."):
        list(statements_in_text(f"\n{text}", "Turtle"))


REMOTE = "http://127.0.0.1:9/context"
DEEP: object = "x"
for _ in range(150):
    DEEP = {"list:p": DEEP}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ({"@context": REMOTE, "@id": "list:a"}, "context lies elsewhere"),
        ({"@context": [{}, "file:///etc/passwd"]}, "context lies elsewhere"),
        ({"@context": {"@import": REMOTE}}, "contexts inside others"),
        ({"@context": {"a": {"@id": "list:a", "@context": REMOTE}}, "a": {}}, "contexts inside others"),
        ([{"@context": REMOTE, "@id": "list:a"}], "contexts inside others"),
        ({"@graph": [{"@context": {"a": "list:a"}}]}, "contexts inside others"),
        ({"@context": {"a": "b:x", "b": "a:y"}, "a": "z"}, "not JSON-LD"),
        ({"@id": 7}, "not JSON-LD"),
        ({"@id": "list:a", "list:p": {"@value": "x", "@language": "\ud800"}}, "not JSON-LD"),
        (DEEP, "more than 100 levels"),
    ],
)
def test_json_ld_that_is_broken_or_points_elsewhere_is_refused_and_nothing_fetched(content, sentence, connections):
    with pytest.raises(BadUpload, match=sentence):
        list(statements_in_json(content))
    assert not connections


def test_json_ld_with_a_context_of_its_own_is_read():
    content = {"@context": {"name": "list:name", "id": "@id"}, "@graph": [{"id": "list:a", "name": "A"}]}
    assert [str(statement) for statement in statements_in_json(json.loads(json.dumps(content)))] == [
        '<list:a> <list:name> "A"'
    ]
