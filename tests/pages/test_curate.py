import pytest

from core.store import ledger, projects, trials
from core.taxonomy import edits
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change, Taxonomy
from core.work import choosing, requests
from core.work.settings import GrowSettings
from pages.parts import tree

LABELS = (
    Label(id="cards", name="Cards", description="Cards and cash machines"),
    Label(id="app", name="App", description="The app and signing in"),
    Label(id="transfers", name="Transfers"),
)


def write(engine, taxonomy_id, labels, author="offline", based_on=None):
    version = ledger.version(engine, taxonomy_id) if based_on is None else based_on
    return ledger.append(engine, taxonomy_id, Change(labels=labels, author=author, based_on=version))


@pytest.fixture
def topics(engine, tickets):
    """The tickets' taxonomy, with three labels by the offline teacher."""
    taxonomy_id = projects.taxonomies(engine, tickets.id)[0].id
    write(engine, taxonomy_id, LABELS)
    return taxonomy_id


def redescribed(taxonomy):
    return edits.rewrite(taxonomy, taxonomy["cards"].model_copy(update={"description": "Better words"}))


def said(app):
    return " ".join(element.value for kind in (app.markdown, app.caption, app.error) for element in kind)


def field(app, name):
    widgets = [*app.text_input, *app.text_area, *app.selectbox]
    return next(widget for widget in widgets if widget.key and widget.key.endswith(f"-{name}"))


def save(app):
    next(button for button in app.button if button.key and button.key.endswith("-save")).click().run()


def test_an_empty_taxonomy_says_where_labels_come_from(visit, tickets):
    app = visit("curate", project=tickets.id)
    assert "no labels yet" in said(app)
    assert app.button(key="to-grow").label == "Grow the labels"


def test_the_first_label_can_be_written_by_hand(engine, visit, tickets):
    app = visit("curate", project=tickets.id)
    app.text_input(key="new-label").set_value("Cards").run()
    app.button(key="add-label").click().run()
    taxonomy_id = projects.taxonomies(engine, tickets.id)[0].id
    assert [label.name for label in ledger.taxonomy(engine, taxonomy_id).live] == ["Cards"]
    assert ledger.changes(engine, taxonomy_id)[-1].author == "human:Ana"


def test_a_contract_is_saved_as_one_change_with_its_reason_and_can_be_undone_and_redone(engine, visit, tickets, topics):
    app = visit("curate", project=tickets.id, label="cards")
    field(app, "name").set_value("Cards and cash")
    field(app, "includes").set_value("swallowed cards\n\n broken machines ")
    field(app, "reason").set_value("clearer")
    save(app)
    label = ledger.taxonomy(engine, topics)["cards"]
    assert (label.name, label.includes) == ("Cards and cash", ("swallowed cards", "broken machines"))
    assert ledger.changes(engine, topics)[-1].reason == "clearer"
    assert "renamed “Cards” to “Cards and cash”" in app.button(key="undo").label
    app.button(key="undo").click().run()
    assert ledger.taxonomy(engine, topics)["cards"] == LABELS[0]
    app.button(key="redo").click().run()
    assert ledger.taxonomy(engine, topics)["cards"].name == "Cards and cash"


def test_a_change_by_someone_else_in_the_meantime_is_shown_beside_ones_own(engine, visit, tickets, topics):
    app = visit("curate", project=tickets.id, label="cards")
    field(app, "name").set_value("My cards")
    write(engine, topics, edits.rename(ledger.taxonomy(engine, topics), "cards", "Ben's cards"), "human:Ben")
    save(app)
    assert ledger.taxonomy(engine, topics)["cards"].name == "Ben's cards"
    assert "Someone else changed this" in said(app) and "Ben" in said(app) and "My cards" in said(app)
    app.button(key="keep-mine").click().run()
    assert ledger.taxonomy(engine, topics)["cards"].name == "My cards"
    assert "Someone else" not in said(app)


def test_what_two_people_changed_in_different_fields_is_put_together(engine, visit, tickets, topics):
    app = visit("curate", project=tickets.id, label="cards")
    field(app, "name").set_value("My cards")
    write(engine, topics, redescribed(ledger.taxonomy(engine, topics)), "human:Ben")
    save(app)
    app.button(key="keep-both").click().run()
    label = ledger.taxonomy(engine, topics)["cards"]
    assert (label.name, label.description) == ("My cards", "Better words")


def test_leaving_the_others_change_shows_the_label_as_it_is_now(engine, visit, tickets, topics):
    app = visit("curate", project=tickets.id, label="cards")
    field(app, "name").set_value("My cards")
    write(engine, topics, edits.rename(ledger.taxonomy(engine, topics), "cards", "Other cards"), "human:Ben")
    save(app)
    app.button(key="leave-theirs").click().run()
    assert field(app, "name").value == "Other cards"


def test_a_form_that_stays_open_is_based_on_what_it_showed(engine, visit, tickets, topics):
    app = visit("curate", project=tickets.id, label="cards")
    write(engine, topics, edits.rename(ledger.taxonomy(engine, topics), "cards", "Other cards"), "human:Ben")
    app.run()
    assert any("Someone else has changed this label" in warning.value for warning in app.warning)
    field(app, "name").set_value("My cards")
    save(app)
    assert ledger.taxonomy(engine, topics)["cards"].name == "Other cards"


def test_a_name_that_is_taken_is_refused_in_one_sentence(engine, visit, tickets, topics):
    app = visit("curate", project=tickets.id, label="cards")
    field(app, "name").set_value("App")
    save(app)
    assert "Two labels would be called" in app.error[0].value
    assert len(ledger.changes(engine, topics)) == 1


def test_several_labels_are_merged_into_the_one_that_stays(engine, visit, tickets, topics):
    app = visit("curate", project=tickets.id)
    app.query_params["label"] = ["cards", "app", "transfers"]
    app.run()
    next(box for box in app.selectbox if box.key and box.key.startswith("merge-into")).select("app").run()
    app.button(key="merge").click().run()
    assert [label.id for label in ledger.taxonomy(engine, topics).live] == ["app"]
    assert app.query_params["label"] == "app"


def test_retiring_asks_where_the_documents_go(engine, visit, tickets, topics):
    app = visit("curate", project=tickets.id, label="cards")
    app.button(key="retire-cards").click().run()
    app.selectbox(key="retire-to").select("app").run()
    app.button(key="retire-now").click().run()
    assert ledger.taxonomy(engine, topics)["cards"].became == ("app",)


def test_a_locked_label_is_unlocked_by_the_same_button(engine, visit, tickets, topics):
    app = visit("curate", project=tickets.id, label="cards")
    app.button(key="lock-cards").click().run()
    assert ledger.taxonomy(engine, topics)["cards"].locked
    app.button(key="lock-cards").click().run()
    assert not ledger.taxonomy(engine, topics)["cards"].locked


def test_names_from_models_are_shown_as_they_are(engine, visit, tickets, topics):
    write(engine, topics, edits.rename(ledger.taxonomy(engine, topics), "cards", "![x](http://evil/x)"))
    app = visit("curate", project=tickets.id, label="cards")
    assert not any("![x](http" in element.value for kind in (app.markdown, app.caption) for element in kind)


def gesture(**given):
    return {
        "client": "c", "seq": 1, "kind": "rename", "version": 1, "labels": ["cards"], "name": "", "parent": None,
        "temporary": "",
    } | given  # fmt: skip


def test_gestures_of_the_tree_arrive_in_order_and_what_is_none_is_left_out():
    sent = [gesture(seq=2, name="B"), gesture(seq=1, name="A"), {"kind": "delete"}, gesture(kind="explode"), "x"]
    assert [each.name for each in tree.gestures(sent)] == ["A", "B"]
    assert tree.gestures(None) == tree.gestures("rename") == []


def test_a_gesture_finds_the_label_that_the_tree_has_just_added():
    [moved] = tree.gestures([gesture(kind="move", labels=["new-c-1"], parent="app")])
    taxonomy = Taxonomy().apply(Change(labels=LABELS, author="offline", based_on=0))
    assert moved.renamed({"new-c-1": "cards"}).on(taxonomy) == (LABELS[0].model_copy(update={"parent": "app"}),)


def test_a_trial_s_labels_can_be_put_right_before_it_is_chosen(visit, tickets, engine, performed):
    taxonomy = projects.taxonomies(engine, tickets.id)[0]
    run = requests.request(engine, taxonomy.id, GrowSettings(trials=2), "Ana")
    performed(run.id)
    draft = trials.trials(engine, run.id)[1].taxonomy
    page = visit("curate", project=tickets.id, taxonomy=draft)
    assert "Topics, trial 2" in " ".join(element.value for element in page.markdown)
    assert [tab.label for tab in page.tabs] == ["Labels", "History", "Import and export"]
    page.text_input(key="new-label").set_value("Complaints")
    page.button(key="add-label").click().run()
    assert not page.exception
    assert ledger.taxonomy(engine, draft).named("Complaints")
    assert not ledger.taxonomy(engine, taxonomy.id).live
    assert choosing.adopt(engine, run, 2, "Ana").named("Complaints")


def test_only_a_whole_wish_to_undo_is_a_step():
    sent = {"client": "c", "seq": 1, "version": 3, "back": True}
    assert tree.step(sent).back
    assert tree.step({**sent, "back": "perhaps"}) is tree.step({}) is tree.step(None) is None
