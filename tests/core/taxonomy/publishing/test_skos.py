"""The SKOS that goes out: what it says, and that a judge of SKOS has nothing to say to it."""

import io
import logging
import re

import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, SKOS
from skosify import skosify

from core.errors import InvalidTaxonomy
from core.taxonomy.history import replay
from core.taxonomy.label import Label
from core.taxonomy.publishing.linked import to_skos
from core.taxonomy.publishing.skos import is_address, statements
from core.taxonomy.taxonomy import Taxonomy
from tests.core.taxonomy.histories import step
from tests.core.taxonomy.publishing_cases import ADDRESS, edition, hard

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib’s own
READERS = {"Turtle": "turtle", "RDF/XML": "xml", "JSON-LD": "json-ld"}
HERE = Namespace(f"{ADDRESS}:")
FEES = HERE["geb%C3%BChren"]


def graph(form="Turtle", log=None, **fields):
    return Graph().parse(data=to_skos(edition(log or hard(), **fields), form), format=READERS[form])


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("fields", [{}, {"address": "https://example.org/topics", "texts": {"d1": " text\n"}}])
def test_skosify_has_nothing_to_complain_of(form, fields, caplog):
    caplog.set_level(logging.INFO)
    before = graph(form, language="de", **fields)
    out = skosify(before)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert set(before) <= set(out)
    added = {(subject, link) for subject, link, _ in set(out) - set(before)}
    deprecated = set(before.subjects(OWL.deprecated, None))  # it takes these for loose ends, and adds nothing else
    assert {subject for subject, link in added if link == SKOS.topConceptOf} <= deprecated
    assert {link for _, link in added} <= {SKOS.topConceptOf, SKOS.hasTopConcept}


def test_it_does_complain_of_what_is_wrong(caplog):
    text = to_skos(edition(hard()), "Turtle").decode()
    skosify(Graph().parse(data=text.replace('altLabel "Lost > stolen"', 'altLabel "-Lost"'), format="turtle"))
    assert "as both prefLabel and altLabel" in caplog.text


@pytest.mark.parametrize("form", ["RDF/XML", "JSON-LD"])
def test_the_forms_all_say_the_same(form):
    assert set(graph(form)) == set(graph("Turtle"))


def test_relations_stand_in_both_directions():
    said = graph()
    scheme = URIRef(ADDRESS)
    assert (scheme, SKOS.hasTopConcept, FEES) in said and (FEES, SKOS.topConceptOf, scheme) in said
    assert (FEES, SKOS.narrower, HERE.cards) in said and (HERE.cards, SKOS.broader, FEES) in said
    assert set(said.subjects(SKOS.inScheme, scheme)) == set(said.subjects(RDF.type, SKOS.Concept))


def test_the_contract_is_said_in_words_of_skos():
    said = graph(language="de")
    notes = {str(note) for note in said.objects(FEES, SKOS.scopeNote)}
    assert {"Belongs here: =SUM(A1)", "Does not belong here: @home", "Edge case: Zinsen → Kredite"} <= notes
    assert said.value(FEES, SKOS.prefLabel) == Literal("Gebühren & “Preise” <€>", lang="de")
    assert str(said.value(FEES, SKOS.notation)) == "A 1.2"
    assert str(said.value(FEES, SKOS.editorialNote)) == "ask legal\nagain"
    assert said.value(URIRef(ADDRESS), DCTERMS.title) == Literal("Topics", lang="de")


def test_labels_no_longer_in_use_stay_deprecated_and_say_what_took_their_place():
    said = graph()
    assert set(said.objects(HERE.mixed, DCTERMS.isReplacedBy)) == {HERE.m1, HERE.m2}
    assert set(said.objects(HERE.fees, DCTERMS.isReplacedBy)) == {FEES}
    assert said.value(HERE.old, OWL.deprecated).value is True
    assert not set(said.objects(HERE.old, DCTERMS.isReplacedBy))
    assert not set(said.objects(HERE.old, SKOS.broader))
    assert str(said.value(HERE.old, SKOS.historyNote)) == "Retired"


def test_other_names_are_those_that_no_label_bears():
    said = graph()
    assert [str(name) for name in said.objects(HERE.lost, SKOS.altLabel)] == ["Lost > stolen"]
    assert not set(said.objects(FEES, SKOS.altLabel))  # “Fees” was merged into it, and another label is called so now


def test_every_change_to_a_label_is_noted_with_who_when_and_why():
    notes = [str(note) for note in graph().objects(HERE.lost, SKOS.changeNote)]
    assert '2026-03-04, Ana: Renamed “Lost > stolen” to “-Lost” (clearer, "they" said so)' in notes


def test_texts_of_examples_go_along_only_if_they_may():
    assert not set(graph().objects(FEES, SKOS.example))
    said = graph(texts={"d1": "Was kostet das?", "d3": "Wo ist sie?"})
    assert [str(text) for text in said.objects(FEES, SKOS.example)] == ["Was kostet das?"]
    assert [str(text) for text in said.objects(FEES, URIRef("urn:tnt-studio:terms#counterExample"))] == ["Wo ist sie?"]


@pytest.mark.parametrize(
    ("address", "scheme", "concept"),
    [
        ("https://example.org/topics", "https://example.org/topics", "https://example.org/topics/a"),
        ("https://example.org/topics/", "https://example.org/topics", "https://example.org/topics/a"),
        ("https://example.org/topics#", "https://example.org/topics", "https://example.org/topics#a"),
        ("urn:ours:topics", "urn:ours:topics", "urn:ours:topics:a"),
    ],
)
def test_addresses_may_be_of_ones_own(address, scheme, concept):
    said = graph(log=[step((Label(id="a", name="A"),), Taxonomy())], address=address)
    assert set(said.subjects(RDF.type, SKOS.ConceptScheme)) == {URIRef(scheme)}
    assert set(said.subjects(RDF.type, SKOS.Concept)) == {URIRef(concept)}


@pytest.mark.parametrize("address", ["", "topics", "ftp://x", "https://", "https://a b", "https://a/<x>", "urn:"])
def test_what_is_no_address_is_refused(address):
    assert not is_address(address)
    with pytest.raises(InvalidTaxonomy, match="is no address"):
        list(statements(edition(hard(), address=address)))


def test_the_turtle_can_be_read_by_people():
    text = to_skos(edition(hard(), language="de"), "Turtle").decode()
    assert text.startswith("@prefix dct: <http://purl.org/dc/terms/> .\n@prefix label: ")
    assert "\n\nlabel:m1 a skos:Concept ;\n\tskos:inScheme" in text
    prefixes = re.findall(r"^@prefix (\w+):", text, re.MULTILINE)
    assert prefixes == sorted(prefixes)


def test_a_line_within_a_text_that_only_some_take_for_one_does_no_harm():
    log = [step((Label(id="a", name="A", description="one\u2028two\x85three\n@prefix x: <y> ."),), Taxonomy())]
    assert len(set(graph(log=log).subjects(RDF.type, SKOS.Concept))) == 1


def test_thousands_of_labels_keep_their_places():
    labels = tuple(Label(id=f"l{n}", name=f"L {n}", parent=f"l{n // 10}" if n >= 10 else None) for n in range(2000))
    said = io.BytesIO(to_skos(edition([step(labels, Taxonomy())]), "Turtle")).getvalue().decode()
    assert said.count("skos:broader") == 1990 == said.count("topConceptOf") + 1980
    assert len(replay([step(labels, Taxonomy())]).live) == 2000
