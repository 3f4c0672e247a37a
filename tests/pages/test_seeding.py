import json

import pytest
from streamlit.testing.v1 import AppTest

from core.store import ledger, projects
from core.taxonomy.brief import Brief
from core.taxonomy.label import Label
from core.taxonomy.publishing.tables import to_csv
from core.taxonomy.taxonomy import Change
from core.work.publishing import edition
from tests.pages.conftest import words

LIST = b"name;description;parent\nCards;All about cards;\nLost;;Cards\nlost;gone;Cards\n;nothing;\nApp;Sign in;\n"


def page() -> None:
    from pages.parts.place import working
    from pages.parts.seeding import start_from_list

    start_from_list(working())


@pytest.fixture
def topics(tickets, engine) -> str:
    return projects.taxonomies(engine, tickets.id)[0].id


@pytest.fixture
def opened(tickets) -> AppTest:
    app = AppTest.from_function(page, default_timeout=30)
    app.session_state["person"] = "Ana"
    app.query_params["project"] = tickets.id
    return app.run()


def bring(app: AppTest, content: bytes, name: str = "topics.csv") -> AppTest:
    return app.file_uploader[0].set_value((name, content, "text/plain")).run()


def preview(app: AppTest) -> list[list[str]]:
    return app.dataframe[0].value.fillna("").to_numpy().tolist()


def test_a_list_is_shown_as_it_was_understood_before_anything_is_kept(engine, opened, topics):
    app = bring(opened, LIST)
    assert not app.exception
    assert "3 labels on 2 levels" in words(app)
    assert "Left out, as they have no name: 1" in words(app).replace("\\", "")
    assert [row[:2] for row in preview(app)] == [
        ["Cards", "All about cards"],
        ["\u2003Lost", "gone"],
        ["App", "Sign in"],
    ]
    assert ledger.taxonomy(engine, topics).live == ()


def test_one_button_puts_the_list_in_as_one_change_by_the_person(engine, opened, topics):
    app = bring(opened, LIST)
    assert app.button(key="add-list").label == "Add 3 labels"
    app.button(key="add-list").click().run()
    assert not app.exception
    (change,) = ledger.changes(engine, topics)
    assert (change.author, change.reason) == ("human:Ana", "From the list topics.csv")
    taxonomy = ledger.taxonomy(engine, topics)
    assert [(label.name, label.parent) for label in taxonomy.live] == [
        ("Cards", None),
        ("Lost", "cards"),
        ("App", None),
    ]
    assert "3 labels added" in app.toast[0].value
    assert not app.dataframe


def test_the_step_can_be_undone_on_curate(engine, tickets, opened, topics, visit):
    bring(opened, LIST).button(key="add-list").click().run()
    visit("curate", project=tickets.id).button(key="undo").click().run()
    assert ledger.taxonomy(engine, topics).live == ()


def test_labels_there_already_stay_and_only_get_the_description_they_lack(engine, opened, topics):
    there = (Label(id="c", name="cards", includes=("mine",)), Label(id="a", name="App", description="Ours"))
    ledger.append(engine, topics, Change(labels=there, author="human:Ben", based_on=0))
    app = bring(opened, LIST)
    assert "2 of them there already; 1 of those gets a description" in words(app)
    assert [row[-1] for row in preview(app)] == ["gets its description", "new", "there already"]
    app.button(key="add-list").click().run()
    taxonomy = ledger.taxonomy(engine, topics)
    assert taxonomy["c"].description == "All about cards"
    assert taxonomy["a"] == there[1]


def test_a_list_that_brings_nothing_new_cannot_be_added(engine, opened, topics):
    there = (Label(id="c", name="Cards", description="=cmd"),)
    ledger.append(engine, topics, Change(labels=there, author="human:Ben", based_on=0))
    app = bring(opened, to_csv(edition(engine, projects.taxonomy_card(engine, topics))))
    assert app.button(key="add-list").label == "Nothing to add"
    assert app.button(key="add-list").disabled


def test_a_list_as_long_as_the_limit_says_what_that_means(opened):
    names = [f"Label {number}" for number in range(6)]
    app = bring(opened, json.dumps(names).encode(), "topics.json")
    assert "That makes 6 labels, and the limit is 6" in words(app)


def test_names_are_read_in_the_language_of_the_brief(engine, opened, topics):
    projects.set_brief(engine, topics, Brief(language="German"), "human:Ana")
    skos = '@prefix s: <http://www.w3.org/2004/02/skos/core#> . <list:a> s:prefLabel "Cards"@en, "Karten"@de .'
    assert preview(bring(opened, skos.encode(), "topics.ttl"))[0][0] == "Karten"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("topics.csv", b"\x89PNG\r\n\x1a\n\0\0\0\0", "picture"),
        ("topics.json", b"[", "not valid JSON"),
        ("topics.rdf", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "DOCTYPE"),
    ],
)
def test_what_is_no_list_is_refused_with_its_sentence(opened, name, content, sentence):
    app = bring(opened, content, name)
    assert not app.exception
    assert sentence in app.error[0].value
    assert not app.button


def test_labels_no_longer_in_use_are_left_out_and_said(opened):
    skos = """@prefix s: <http://www.w3.org/2004/02/skos/core#> . @prefix o: <http://www.w3.org/2002/07/owl#> .
      <list:a> s:prefLabel "Cards" . <list:b> s:prefLabel "Old" ; o:deprecated true ."""
    app = bring(opened, skos.encode(), "topics.ttl")
    assert [row[0] for row in preview(app)] == ["Cards"]
    assert "Left out, as no longer in use: 1" in words(app).replace("\\", "")


def test_a_list_of_which_nothing_is_in_use_has_nothing_to_add(opened):
    skos = """@prefix s: <http://www.w3.org/2004/02/skos/core#> . @prefix o: <http://www.w3.org/2002/07/owl#> .
      <list:b> s:prefLabel "Old" ; o:deprecated true ."""
    app = bring(opened, skos.encode(), "topics.ttl")
    assert not app.exception
    assert app.button(key="add-list").disabled


def test_text_of_a_list_is_never_read_as_markdown(opened):
    app = bring(opened, b"name,parent\nCards,![x](http://127.0.0.1/x)\n")
    assert not any("![x](" in part.value for part in (*app.markdown, *app.caption))
