import pytest

from core.store import ledger, projects
from core.taxonomy import edits
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from tests.pages.conftest import words

LABELS = (
    Label(id="money", name="Money"),
    Label(id="cards", name="Cards", description="Bank cards", parent="money"),
    Label(id="app", name="App", description="Signing in on the phone"),
    Label(id="loans", name="Loans"),
)


@pytest.fixture
def topics(engine, tickets):
    """Four labels, of which one was merged into another and one retired."""
    taxonomy_id = projects.taxonomies(engine, tickets.id)[0].id
    ledger.append(engine, taxonomy_id, Change(labels=LABELS, author="offline", based_on=0))
    write(engine, taxonomy_id, lambda now: edits.merge(now, ["cards", "loans"], "loans"), "the same thing")
    write(engine, taxonomy_id, lambda now: edits.retire(now, "app"))
    return taxonomy_id


def write(engine, taxonomy_id, gesture, reason=""):
    now = ledger.taxonomy(engine, taxonomy_id)
    change = Change(labels=gesture(now), author="human:Ben", based_on=now.version, reason=reason)
    ledger.append(engine, taxonomy_id, change)


@pytest.fixture
def opened(visit, tickets, topics):
    """The page with the list unfolded."""

    def unfold():
        app = visit("curate", project=tickets.id)
        app.session_state["retired"] = True
        return app.run()

    return unfold


def test_a_taxonomy_that_lost_nothing_shows_no_list(engine, visit, tickets):
    taxonomy_id = projects.taxonomies(engine, tickets.id)[0].id
    ledger.append(engine, taxonomy_id, Change(labels=LABELS, author="offline", based_on=0))
    app = visit("curate", project=tickets.id)
    assert not any("no longer in force" in fold.label for fold in app.expander)


def test_the_list_says_what_became_of_each_label_by_whom_and_why(opened):
    app = opened()
    assert any(fold.label.startswith("Labels no longer in force") for fold in app.expander)
    said = words(app)
    assert "Merged into “Loans”" in said and "the same thing" in said
    assert "Retired" in said and "Ben" in said


def test_a_label_comes_back_as_it_was_with_a_reason_and_is_chosen(engine, opened, topics):
    app = opened()
    app.button(key="revive-cards").click().run()
    assert "It will stand under Money again" in words(app)
    assert "Loans stays as it is" in words(app)
    app.text_input(key="revive-reason").set_value("needed after all").run()
    app.button(key="revive-now").click().run()
    now = ledger.taxonomy(engine, topics)
    assert now["cards"].in_force and now["cards"].parent == "money"
    assert ledger.changes(engine, topics)[-1].reason == "needed after all"
    assert app.query_params["label"] == "cards"
    app.button(key="undo").click().run()
    assert ledger.taxonomy(engine, topics)["cards"].became == ("loans",)


def test_where_its_name_is_taken_meanwhile_another_is_asked_for(engine, opened, topics):
    write(engine, topics, lambda now: edits.add(now, "App"))
    app = opened()
    app.button(key="revive-app").click().run()
    assert any("called that by now" in warning.value for warning in app.warning)
    app.text_input(key="revive-name-app").set_value("money").run()
    assert "taken as well" in words(app)
    assert not any(each.key == "revive-now" for each in app.button)
    app.text_input(key="revive-name-app").set_value("Signing in").run()
    app.button(key="revive-now").click().run()
    assert ledger.taxonomy(engine, topics)["app"].name == "Signing in"


def test_hundreds_are_paged_and_searched(engine, opened, topics):
    many = tuple(Label(id=f"l{n}", name=f"Topic {n}") for n in range(200))
    write(engine, topics, lambda _: many)
    write(engine, topics, lambda now: edits.retire_all(now, [label.id for label in many]))
    app = opened()
    assert len([each for each in app.button if each.key and each.key.startswith("revive-")]) == 10
    app.text_input(key="retired-search").set_value("topic 137").run()
    assert [each.key for each in app.button if each.key and each.key.startswith("revive-")] == ["revive-l137"]
    app.text_input(key="retired-search").set_value("nothing of the kind").run()
    assert "No such label" in words(app)
