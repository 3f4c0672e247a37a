import pytest

from core.store import ledger
from core.taxonomy import edits
from core.taxonomy.label import Label
from core.taxonomy.table_edit import Row
from core.taxonomy.taxonomy import Change
from pages.parts.label_sheet import DRAFT, Draft, editor_key, lines_now
from pages.parts.plain import plain
from tests.pages.conftest import words

LABELS = (
    Label(id="money", name="Money", description="Texts about money"),
    Label(id="cards", name="Cards", description="Texts about cards", parent="money", locked=True),
    Label(id="app", name="App", description="Texts about the app"),
)


@pytest.fixture
def labels():
    return LABELS


@pytest.fixture
def table(visit, tickets, topics):
    app = visit("curate", project=tickets.id)
    return app.button(key="bulk").click().run()


def type_in(app, label_id, **cells):
    """Streamlit's test client cannot type in a table: the lines are as if it had and they had been drawn anew."""
    draft = app.session_state[DRAFT]
    lines = tuple(row.model_copy(update=cells) if row.id == label_id else row for row in draft.lines)
    lines += () if label_id else (Row(**cells),)
    app.session_state[DRAFT] = draft._replace(lines=lines, drawing=draft.drawing + 1)
    return app.run()


def errors(app):
    return [error.value for error in app.error]


def test_nothing_can_be_kept_before_something_is_written(table):
    assert table.button(key="table-keep").disabled
    assert table.button(key="table-close").label == "Close"
    assert "not retired here" in words(table)


def test_what_would_change_is_said_and_kept_as_one_change_with_its_reason(engine, table, topics):
    type_in(table, "cards", name="Bank cards", under="App", includes="• lost\nstolen", locked=False)
    type_in(table, "", name="Loans", under="money", description="Borrowing")
    said = words(table)
    assert "2 labels would change" in said
    assert "Renamed “Cards” to “Bank cards”" in said and "Added “Loans” under “Money”" in said
    assert "1 of them is locked" in said
    table.text_input(key="table-reason").set_value("spring cleaning").run()
    table.button(key="table-keep").click().run()
    now = ledger.taxonomy(engine, topics)
    assert now.version == 2 and ledger.changes(engine, topics)[-1].reason == "spring cleaning"
    assert now["cards"] == Label(
        id="cards", name="Bank cards", description="Texts about cards", includes=("lost", "stolen"), parent="app"
    )
    assert now["loans"].parent == "money"
    assert DRAFT not in table.session_state
    table.button(key="undo").click().run()
    assert ledger.taxonomy(engine, topics).live == LABELS


def test_faults_are_named_by_their_rows_and_nothing_can_be_kept(table):
    type_in(table, "app", name="cards", under="Mony")
    assert errors(table) == [
        plain("Row 3: two labels would be called “cards”. The other is in row 2."),
        plain("Row 3: there is no label “Mony” to stand under. Did you mean “Money”?"),
    ]
    assert table.button(key="table-keep").disabled
    assert table.button(key="table-close").label == "Close without keeping them"


def test_closing_forgets_what_was_written(engine, table, topics):
    type_in(table, "app", name="Phone")
    table.button(key="table-close").click().run()
    assert ledger.taxonomy(engine, topics).version == 1
    assert not any(each.key == "table-keep" for each in table.button)


def test_the_labels_chosen_in_the_tree_can_be_edited_alone(visit, tickets, topics):
    app = visit("curate", project=tickets.id)
    app.query_params["label"] = ["cards", "app"]
    app.run().button(key="table-several").click().run()
    assert [row.id for row in app.session_state[DRAFT].began] == ["cards", "app"]


def test_a_text_is_found_and_replaced_in_names_and_descriptions(engine, table, topics):
    table.text_input(key="table-find").set_value("texts about").run()
    table.text_input(key="table-replacement").set_value("On").run()
    assert table.button(key="table-replace").label == "Replace in 3 labels"
    table.button(key="table-replace").click().run()
    assert "3 labels would change" in words(table)
    table.button(key="table-keep").click().run()
    assert [label.description for label in ledger.taxonomy(engine, topics).live] == [
        "On money",
        "On cards",
        "On the app",
    ]


def test_a_table_that_others_made_impossible_stays_open_and_says_so(engine, table, topics):
    type_in(table, "app", name="Phone")
    retired = edits.retire(ledger.taxonomy(engine, topics), "app")
    ledger.append(engine, topics, Change(labels=retired, author="human:Ben", based_on=1))
    table.button(key="table-keep").click().run()
    assert errors(table) == [plain("Row 3: “App” is no longer in force.")]
    assert ledger.taxonomy(engine, topics).version == 2


def test_what_is_typed_in_the_table_is_laid_over_the_lines_it_was_drawn_from(monkeypatch):
    draft = Draft("t", 1, (Row(id="a", name="A", description="old"),), (Row(id="a", name="A", description="old"),))
    typed = {
        "edited_rows": {0: {"description": None, "locked": True}},
        "added_rows": [{"name": "B", "row": None, "locked": None}],
    }
    monkeypatch.setattr("streamlit.session_state", {editor_key(draft): typed})
    assert lines_now(draft) == (Row(id="a", name="A", locked=True), Row(name="B"))
