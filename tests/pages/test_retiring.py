import pytest

from core.store import ledger
from core.taxonomy import edits
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from tests.pages.conftest import words

LABELS = (
    Label(id="money", name="Money"),
    Label(id="cards", name="Cards", description="Bank cards, lost and stolen", parent="money", locked=True),
    Label(id="debit", name="Debit cards", description="Bank cards that were stolen or lost"),
    Label(id="app", name="App", description="Signing in on the phone"),
)


@pytest.fixture
def labels():
    return LABELS


@pytest.fixture
def asked(visit, tickets, topics):
    """The question as it stands once someone wants to retire some labels."""

    def ask(*label_ids):
        app = visit("curate", project=tickets.id)
        app.session_state["retiring"] = list(label_ids)
        return app.run()

    return ask


def test_the_label_that_reads_most_like_it_is_suggested_and_nothing_is_chosen_for_the_person(asked):
    app = asked("cards")
    assert app.selectbox(key="retire-to").value == ""
    assert "Suggested: Debit cards" in app.button(key="retire-suggested").label
    assert [option for option in app.selectbox(key="retire-to").options][:3] == [
        "No label: they have to be asked again",
        "Debit cards (suggested)",
        "Money",
    ]


def test_the_suggestion_is_taken_with_one_button_and_the_reason_is_kept(engine, asked, topics):
    app = asked("cards")
    app.button(key="retire-suggested").click().run()
    app.text_input(key="retire-reason").set_value("twice the same").run()
    assert app.button(key="retire-now").label == "Retire into Debit cards"
    app.button(key="retire-now").click().run()
    assert ledger.taxonomy(engine, topics)["cards"].became == ("debit",)
    assert ledger.changes(engine, topics)[-1].reason == "twice the same"
    assert app.query_params["label"] == "debit"


def test_a_label_may_be_retired_with_nothing_to_take_its_place(engine, asked, topics):
    app = asked("app")
    app.button(key="retire-now").click().run()
    assert ledger.taxonomy(engine, topics)["app"].became == ()
    app.button(key="undo").click().run()
    assert ledger.taxonomy(engine, topics)["app"].in_force


def test_several_are_retired_in_one_step_each_named_and_a_lock_is_said(engine, asked, topics):
    app = asked("cards", "app")
    assert "Cards" in words(app) and "App" in words(app)
    assert any("“Cards” is locked" in warning.value for warning in app.warning)
    app.selectbox(key="retire-to").select("debit").run()
    app.button(key="retire-now").click().run()
    now = ledger.taxonomy(engine, topics)
    assert [label.id for label in now.live] == ["money", "debit"]
    assert now.version == 2


def test_the_labels_below_move_up_when_theirs_is_retired(engine, asked, topics):
    asked("money").button(key="retire-now").click().run()
    assert ledger.taxonomy(engine, topics)["cards"].parent is None


def test_someone_who_retired_it_first_leaves_no_question(engine, asked, topics):
    now = ledger.taxonomy(engine, topics)
    ledger.append(engine, topics, Change(labels=edits.retire(now, "app"), author="human:Ben", based_on=1))
    app = asked("app")
    assert not any(each.key == "retire-now" for each in app.button)
