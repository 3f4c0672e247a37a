import pytest

from core.errors import BadUpload
from core.taxonomy.gathering import Listed, gathered
from core.taxonomy.skos import concepts
from core.taxonomy.statements import statements_in_text

PREFIXES = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix e: <list:e/> .
"""
LIST = """
e:all a skos:ConceptScheme ; skos:prefLabel "Everything"@en ; skos:hasTopConcept e:cards .
e:lost a skos:Concept ; skos:prefLabel "Lost"@en, "Verloren"@de ; skos:broader e:cards ; skos:scopeNote "gone"@en .
e:cards a skos:Concept ;
  skos:prefLabel "Cards"@en-GB, "Karten"@de ;
  skos:altLabel "Plastic"@en, "Cards"@en, "Plastik"@de ;
  skos:definition "About cards"@en, "Über Karten"@de .
e:fees a skos:Concept ; skos:prefLabel "Fees"@en .
"""


def read(text: str, language: str = "") -> Listed:
    return concepts(statements_in_text(PREFIXES + text, "Turtle"), language)


def tree(text: str) -> list[tuple[str, str | None]]:
    seeds = gathered(read(text)).labels
    return [(seed.name, None if seed.parent is None else seeds[seed.parent].name) for seed in seeds]


def test_names_other_names_and_definitions_become_the_parts_of_a_label():
    _, cards, _ = read(LIST).entries
    assert (cards.name, cards.description, cards.includes, cards.top) == ("Cards", "About cards", ("Plastic",), True)


def test_without_a_definition_the_note_on_scope_says_what_is_meant():
    assert read(LIST).entries[0].description == "gone"


def test_names_are_in_the_language_that_most_have_unless_another_is_wanted():
    assert [entry.name for entry in read(LIST).entries] == ["Lost", "Cards", "Fees"]
    german = read(LIST, "German")
    assert [entry.name for entry in german.entries] == ["Verloren", "Karten", "Fees"]
    assert german.notes == (
        "There are names in several languages: those in “de” are read, not en.",
        "These have no name in “de” and keep another: “Fees”.",
    )
    assert read(LIST, "de-AT").entries == german.entries
    assert read(LIST, "French").notes[0] == "No name is in French, so the names are in another language."


def test_broader_and_narrower_both_make_a_hierarchy():
    text = """e:a skos:prefLabel "A" ; skos:narrower e:b . e:b skos:prefLabel "B" .
      e:c skos:prefLabel "C" ; skos:broader e:b ."""
    assert tree(text) == [("A", None), ("B", "A"), ("C", "B")]


def test_what_stands_under_several_is_put_under_the_first_that_is_there():
    text = 'e:a skos:prefLabel "A" . e:b skos:prefLabel "B" . e:c skos:prefLabel "C" ; skos:broader e:gone, e:b, e:a .'
    assert tree(text)[1:] == [("B", None), ("C", "B")]
    assert read(text).notes == ("What stands under several others was put under the first of them: “C”.",)


def test_a_ring_is_opened_at_the_top_concept():
    text = """e:a skos:prefLabel "A" ; skos:broader e:b . e:b skos:prefLabel "B" ; skos:broader e:a ;
      skos:topConceptOf e:s ."""
    assert tree(text) == [("B", None), ("A", "B")]


def test_names_and_definitions_that_are_nodes_of_their_own_are_read_too():
    text = """e:a a skos:Concept ; xl:prefLabel [ a xl:Label ; xl:literalForm "A"@en ] ;
      skos:definition [ rdf:value "What A is"@en ] ."""
    assert [(entry.name, entry.description) for entry in read(text).entries] == [("A", "What A is")]


def test_a_concept_without_a_preferred_name_is_called_by_its_plain_one():
    assert read('e:a a skos:Concept ; rdfs:label "A" .').entries[0].name == "A"


def test_what_is_out_of_use_is_told_apart_with_what_took_its_place():
    seeds = gathered(
        read("""e:b skos:prefLabel "B" ; owl:deprecated true ; <http://purl.org/dc/terms/isReplacedBy> e:a .
             e:a skos:prefLabel "A" .""")
    )
    assert [seed.name for seed in seeds.labels] == ["A"]
    assert [(gone.seed.name, gone.became) for gone in seeds.gone] == [("B", (seeds.labels[0].id,))]
    assert seeds.notes == ()


def test_a_list_of_nothing_but_old_terms_is_one_too():
    assert read('e:a skos:prefLabel "A" ; owl:deprecated true .').entries[0].became == ()


def test_notations_and_notes_for_editors_are_read():
    further = read('e:a skos:prefLabel "A" ; skos:notation "A 1" ; skos:editorialNote "why" .').entries[0].further
    assert (further.notation, further.notes) == ("A 1", "why")


@pytest.mark.parametrize("text", ["", "e:a a skos:Concept .", 'e:s a skos:ConceptScheme ; skos:prefLabel "S" .'])
def test_a_file_without_concepts_is_refused(text):
    with pytest.raises(BadUpload, match="No concepts with names"):
        read(text)
