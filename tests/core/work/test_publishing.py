import pytest

from core.corpus.document import Document, document_id
from core.store import documents, ledger, projects, versions
from core.store.projects import Upload
from core.taxonomy import edits
from core.taxonomy.brief import Brief
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.work.publishing import edition

TEXT = "Meine Karte ist weg"


@pytest.fixture
def card(engine):
    """A taxonomy of two steps whose label has an example."""
    project = projects.add_project(engine, "Tickets", "Ana")
    upload = Upload(name="a.csv", made_by="Ana", rows=1, documents=0, duplicates=0, empty=0)
    documents.add_documents(engine, project.id, [Document(id=document_id(TEXT), text=TEXT)], upload)
    card = projects.add_taxonomy(engine, project.id, "Topics", Brief())
    label = Label(id="a", name="A", examples=(document_id(TEXT), "gone"))
    now = ledger.append(engine, card.id, Change(labels=(label,), author="human:Ana", based_on=0))
    ledger.append(engine, card.id, Change(labels=edits.rename(now, "a", "B"), author="human:Ben", based_on=1))
    return card


def test_an_edition_is_of_now_or_of_an_earlier_version(engine, card):
    versions.name_version(engine, card.id, 1, "agreed", "Ana")
    assert [label.name for label in edition(engine, card).taxonomy.live] == ["B"]
    first = edition(engine, card, 1)
    assert ([label.name for label in first.taxonomy.live], first.called, first.authors) == (["A"], "agreed", ("Ana",))
    assert edition(engine, card).called == ""


def test_texts_of_examples_are_fetched_only_where_they_are_wanted(engine, card):
    assert edition(engine, card).texts is None
    assert edition(engine, card, with_texts=True).texts == {document_id(TEXT): TEXT}


def test_addresses_are_the_taxonomys_own_unless_others_are_given(engine, card):
    assert edition(engine, card).address == "urn:tnt-studio:tickets-topics"
    assert edition(engine, card, address="https://example.org/t").address == "https://example.org/t"


@pytest.mark.parametrize(
    ("language", "description", "tag"),
    [
        ("German", "about the cards and what they are", "de"),
        ("", "Was mit der Karte ist und wie das mit den Gebühren für die Karten ist, und auch nicht", "de"),
        ("", "x", "en"),
    ],
)
def test_the_language_is_that_of_the_brief_or_of_the_labels(engine, card, language, description, tag):
    projects.set_brief(engine, card.id, Brief(language=language), "human:Ana")
    label = Label(id="c", name="C", description=description)
    ledger.append(engine, card.id, Change(labels=(label,), author="human:Ana", based_on=2))
    assert edition(engine, projects.taxonomy_card(engine, card.id)).language == tag
