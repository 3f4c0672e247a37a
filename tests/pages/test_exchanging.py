import csv
import io

import pytest
from streamlit.testing.v1 import AppTest

from core.store import documents, ledger, projects
from core.taxonomy import edits
from core.taxonomy.label import Label
from core.taxonomy.publishing.forms import FORMS
from core.taxonomy.taxonomy import Change
from core.work.publishing import edition
from tests.pages.conftest import words

READ_BACK = [name for name in FORMS if name.startswith("taxonomy.")]


@pytest.fixture
def topics(engine, tickets) -> str:
    """Three labels, one of them under another, and one that was merged."""
    card = projects.taxonomies(engine, tickets.id)[0]
    example = documents.document_ids(engine, tickets.id)[0]
    labels = (
        Label(id="cards", name="Cards", description="All about cards", examples=(example,), includes=("a", "b")),
        Label(id="lost", name="Lost", parent="cards"),
        Label(id="app", name="App"),
        Label(id="phone", name="Phone"),
    )
    now = ledger.append(engine, card.id, Change(labels=labels, author="offline", based_on=0))
    merged = edits.merge(now, ["phone", "app"], "app")
    ledger.append(engine, card.id, Change(labels=merged, author="human:Ben", based_on=1))
    return card.id


@pytest.fixture
def opened(visit, tickets, topics) -> AppTest:
    return visit("curate", project=tickets.id, taxonomy=topics, tab="Import and export")


def written(engine, topics: str, name: str) -> bytes:
    return FORMS[name].written(edition(engine, projects.taxonomy_card(engine, topics)))


def changed(engine, topics: str, **cells: dict[str, str]) -> bytes:
    """The taxonomy's table with some cells written anew, a row by its label's id; an id of its own adds one."""
    rows = list(csv.DictReader(io.StringIO(written(engine, topics, "taxonomy.csv").decode(), newline="")))
    known = {row["Label ID"]: row for row in rows}
    for label_id, said in cells.items():
        if label_id in known:
            known[label_id] |= said
        else:
            rows.append(said)
    text = io.StringIO()
    table = csv.DictWriter(text, rows[0])
    table.writeheader()
    table.writerows(rows)
    return text.getvalue().encode()


def bring(app: AppTest, content: bytes, name: str = "topics.csv") -> AppTest:
    return app.file_uploader[0].set_value((name, content, "text/plain")).run()


def ticks(app: AppTest) -> dict[str, bool]:
    return {box.label.replace("\\", "").strip("*"): box.value for box in app.checkbox if "bring-" in str(box.key)}


def test_there_is_a_file_for_everyone(opened):
    assert not opened.exception
    assert len(opened.get("download_button")) == len(FORMS)
    assert "annotators" in words(opened)


def test_any_version_can_be_taken_away(opened):
    assert opened.selectbox(key="edition").options[0].startswith("Version 2")
    opened.selectbox(key="edition").set_value("1").run()
    assert not opened.exception
    assert opened.query_params["edition"] == "1"


def test_what_is_no_address_is_said_and_stops_only_the_form_that_needs_one(opened):
    opened.text_input(key="base-address").set_value("not one").run()
    assert "That is no address" in opened.error[0].value
    disabled = [button.proto.label for button in opened.get("download_button") if button.proto.disabled]
    assert disabled == ["Turtle", "RDF/XML", "JSON-LD"]


@pytest.mark.parametrize("name", READ_BACK)
def test_what_was_just_taken_away_changes_nothing_when_it_is_brought_in(engine, topics, opened, name):
    app = bring(opened, written(engine, topics, name), name)
    assert not app.exception and not app.error
    assert "This file changes nothing" in app.success[0].value
    assert len(ledger.changes(engine, topics)) == 2


def test_changes_are_shown_part_by_part_and_nothing_is_kept_before_they_are_accepted(engine, topics, opened):
    content = changed(
        engine,
        topics,
        cards={"Description": "All about lost cards"},
        app={"Level 1": "The app"},
        new={"Level 1": "Fees", "Description": "What it costs"},
    )
    app = bring(opened, content)
    assert not app.exception
    assert ticks(app) == {"Reword “Cards”": True, "Rename “App” to “The app”": True, "Add “Fees”": True}
    assert ":green-background[lost]" in words(app) and "What it costs" in words(app)
    assert len(ledger.changes(engine, topics)) == 2


def test_only_what_is_ticked_is_accepted_as_one_step_with_a_reason(engine, topics, opened):
    content = changed(engine, topics, cards={"Description": "d"}, app={"Level 1": "The app"}, new={"Level 1": "Fees"})
    app = bring(opened, content)
    next(box for box in app.checkbox if "Rename" in box.label).uncheck().run()
    assert app.button(key="bring-in").label == "Accept 2 changes"
    next(field for field in app.text_input if field.label == "Why (optional)").set_value("agreed").run()
    app.button(key="bring-in").click().run()
    assert not app.exception
    change = ledger.changes(engine, topics)[-1]
    assert (change.author, change.reason, change.based_on) == ("human:Ana", "agreed", 2)
    now = ledger.taxonomy(engine, topics)
    assert [label.name for label in now.live] == ["Cards", "Lost", "App", "Fees"]
    assert now["cards"].description == "d"
    assert "2 changes brought in" in app.toast[0].value


def test_without_a_reason_it_says_which_file_it_was(engine, topics, opened):
    bring(opened, changed(engine, topics, new={"Level 1": "Fees"}), "ours.csv").button(key="bring-in").click().run()
    assert ledger.changes(engine, topics)[-1].reason == "From the file ours.csv"


def test_all_can_be_unticked_and_ticked_at_once(engine, topics, opened):
    app = bring(opened, changed(engine, topics, cards={"Description": "d"}, new={"Level 1": "Fees"}))
    app.button(key="tick-none").click().run()
    assert set(ticks(app).values()) == {False}
    assert app.button(key="bring-in").disabled
    app.button(key="tick-all").click().run()
    assert set(ticks(app).values()) == {True}


def test_labels_that_are_not_in_the_file_stay_unless_they_are_to_be_retired(engine, topics, opened):
    app = bring(opened, b"name\nCards\nFees\n")
    assert list(ticks(app)) == ["Add “Fees”"]
    box = next(box for box in app.checkbox if "not in the file" in box.label)
    assert box.label == "Retire labels that are not in the file (2)" and not box.value
    box.check().run()
    assert {"Retire “Lost”", "Retire “App”"} < set(ticks(app))
    app.button(key="bring-in").click().run()
    assert [label.name for label in ledger.taxonomy(engine, topics).live] == ["Cards", "Fees"]


def test_the_step_can_be_undone(engine, topics, opened):
    before = ledger.taxonomy(engine, topics).live
    app = bring(opened, b"name,description\nCards,anew\nFees,\n").button(key="bring-in").click().run()
    app.button(key="undo").click().run()
    assert ledger.taxonomy(engine, topics).live == before


def test_a_label_that_someone_else_changed_meanwhile_is_not_overwritten(engine, topics, opened):
    app = bring(opened, changed(engine, topics, cards={"Description": "mine"}))
    now = ledger.taxonomy(engine, topics)
    theirs = edits.rename(now, "cards", "Plastic")
    ledger.append(engine, topics, Change(labels=theirs, author="human:Ben", based_on=2))
    app.button(key="bring-in").click().run()
    assert not app.exception
    assert ledger.taxonomy(engine, topics)["cards"].description == "All about cards"
    assert "Someone else changed this" in words(app)


def test_a_long_list_is_shown_page_by_page(engine, topics, opened):
    names = "\n".join(f"Label {number}" for number in range(120))
    app = bring(opened, f"name\n{names}\n".encode())
    assert not app.exception
    assert len(ticks(app)) == 20
    assert "120 of 120 changes ticked" in words(app)
    app.button(key="bring-in").click().run()
    assert len(ledger.taxonomy(engine, topics).live) == 123


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"\x89PNG\r\n\x1a\n\0\0\0\0", "picture"),
        ("a.ttl", b"nonsense", "not Turtle"),
        ("a.json", b"[", "not valid"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_sentence(opened, name, content, sentence):
    app = bring(opened, content, name)
    assert not app.exception
    assert sentence in app.error[0].value


def test_text_of_a_file_is_never_read_as_markdown(opened):
    app = bring(
        opened,
        b"name,description,includes\n![x](http://127.0.0.1/x),![y](http://127.0.0.1/y),![z](http://127.0.0.1/z)\n",
    )
    assert not any("![" in part.value for part in (*app.markdown, *app.caption))
    assert not any("![" in box.label for box in app.checkbox)
