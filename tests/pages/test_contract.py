from core.store import ledger, unfinished
from core.taxonomy import edits
from pages.parts.drafts import Draft
from tests.pages.conftest import words
from tests.pages.curating import LABELS, by_someone, field, label, look_at, press


def test_everything_in_a_contract_is_saved_in_one_step(engine, visit, tickets, topics):
    app = visit("curate", project=tickets.id, label="cards")
    field(app, "edge_cases").set_value("Stolen with a phone: here\n\n A fee for a card: Fees ")
    field(app, "excludes").set_value("fees")
    field(app, "notation").set_value("A 1.2")
    field(app, "notes").set_value("Ask legal\nin May")
    field(app, "parent").set_value("app")
    press(app, "save")
    saved = label(engine, topics)
    assert saved.edge_cases == ("Stolen with a phone: here", "A fee for a card: Fees")
    assert (saved.excludes, saved.notation, saved.notes) == (("fees",), "A 1.2", "Ask legal\nin May")
    assert saved.parent == "app"
    assert len(ledger.changes(engine, topics)) == 2
    assert "Everything is saved." in words(app)


def test_what_is_not_saved_outlives_a_look_at_other_labels_and_tabs(engine, visit, tickets, topics):
    app = visit("curate", project=tickets.id, label="cards")
    field(app, "description").set_value("Half a thought").run()
    assert "Not saved yet: description" in words(app)
    look_at(app, "app")
    app.session_state["tab"] = "History"
    app.run()
    app.session_state["tab"] = "Labels"
    app.run()
    app.button(key="unsaved-cards").click().run()
    assert app.query_params["label"] == "cards"
    assert field(app, "description").value == "Half a thought"
    press(app, "save")
    assert label(engine, topics).description == "Half a thought"
    look_at(app, "app")
    assert "Not saved yet" not in words(app)


def test_what_is_not_saved_outlives_a_reload_and_is_no_one_else_s(engine, visit, tickets, topics):
    app = visit("curate", project=tickets.id, label="cards")
    field(app, "includes").set_value("Half\nA thought").run()
    again = visit("curate", project=tickets.id, label="cards")
    assert field(again, "includes").value == "Half\nA thought"
    assert "Not saved yet: belongs here" in words(again)
    assert unfinished.contracts(engine, topics, "Ben", Draft) == {}
    press(again, "save")
    assert label(engine, topics).includes == ("Half", "A thought")
    assert "Everything is saved." in words(visit("curate", project=tickets.id, label="cards"))


def test_what_is_not_saved_can_be_thrown_away(engine, visit, tickets, topics):
    app = visit("curate", project=tickets.id, label="cards")
    field(app, "name").set_value("Plastic").run()
    press(app, "discard")
    assert field(app, "name").value == "Cards"
    press(app, "save")
    assert len(ledger.changes(engine, topics)) == 1


def test_what_is_not_saved_stays_when_the_same_person_changes_the_label_otherwise(engine, visit, tickets, topics):
    app = visit("curate", project=tickets.id, label="cards")
    field(app, "description").set_value("Half a thought").run()
    app.button(key="lock-cards").click().run()
    assert field(app, "description").value == "Half a thought"
    press(app, "save")
    saved = label(engine, topics)
    assert (saved.locked, saved.description) == (True, "Half a thought")
    assert "Someone else" not in words(app)


def test_an_edit_says_what_it_would_touch_before_it_is_saved(visit, tickets, topics):
    app = visit("curate", project=tickets.id, label="cards")
    folds = lambda: [each.label for each in app.expander]  # noqa: E731
    assert "What would this touch?" not in folds()
    field(app, "notes").set_value("only a note").run()
    assert "What would this touch?" not in folds(), "a note touches nothing"
    field(app, "name").set_value("Bank cards").run()
    assert "What would this touch?" in folds()
    app.session_state["contract-cards-1-touch"] = True
    app.run()
    assert "No document has been labelled yet" in words(app)
    field(app, "name").set_value("App").run()
    assert "Two labels would be called" in words(app)


def test_what_a_contract_lacks_is_said_in_one_line(visit, tickets, topics):
    app = visit("curate", project=tickets.id, label="transfers")
    assert "No description, example, counter-example, line on what does not belong or edge case yet." in words(app)
    field(app, "description").set_value("Money sent or awaited").run()
    assert "No example, counter-example" in words(app)


def test_a_colour_of_the_house_or_one_s_own_wins_everywhere_and_a_pale_one_is_warned_of(engine, visit, tickets, topics):
    app = visit("curate", project=tickets.id, label="cards")
    key = "contract-cards-1-colour"
    app.pills(key=f"{key}-swatch").set_value("#D55E00").run()
    press(app, "save")
    assert label(engine, topics).colour == "#D55E00"
    assert any("#D55E00" in each.value and "Cards" in each.value for each in app.markdown)
    key = "contract-cards-2-colour"
    app.pills(key=f"{key}-swatch").set_value("other").run()
    app.color_picker(key=f"{key}-picker").set_value("#fff3a0").run()
    assert "Hard to see on the light background" in words(app)
    press(app, "save")
    assert label(engine, topics).colour == "#FFF3A0"
    app.pills(key="contract-cards-3-colour-swatch").set_value("").run()
    press(app, "save")
    assert label(engine, topics).colour == ""


def test_the_history_of_a_label_says_who_changed_which_words_and_why(engine, visit, tickets, topics):
    by_someone(engine, topics, description="Bank cards and cash machines", reason="agreed with legal")
    app = visit("curate", project=tickets.id, label="cards")
    app.session_state["history-cards"] = True
    app.run()
    said = words(app)
    assert "Ben" in said
    assert "agreed with legal" in said
    assert "~~Cards~~" in said
    assert ":green-background[Bank cards]" in said
    assert "Added “Cards”" in said


def test_one_label_goes_back_to_an_earlier_wording_and_no_other_does(engine, visit, tickets, topics):
    by_someone(engine, topics, name="Plastic", description="All of it", notes="stays", locked=True)
    by_someone(engine, topics, "app", name="Apps")
    app = visit("curate", project=tickets.id, label="cards")
    app.session_state["history-cards"] = True
    app.run()
    app.button(key="back-cards-1").click().run()
    now = label(engine, topics)
    assert (now.name, now.description) == ("Cards", LABELS[0].description)
    assert (now.notes, now.locked) == ("stays", True)
    assert label(engine, topics, "app").name == "Apps"
    assert ledger.changes(engine, topics)[-1].reason == "Back to the wording of step 1"
    assert "back-cards-1" not in {each.key for each in app.button}, "it reads so already"


def test_a_name_that_is_taken_is_refused_and_what_was_written_stays(engine, visit, tickets, topics):
    app = visit("curate", project=tickets.id, label="cards")
    field(app, "name").set_value("App").run()
    press(app, "save")
    assert "Two labels would be called" in app.error[0].value
    assert field(app, "name").value == "App"
    assert "Not saved yet: name" in words(app)


def test_a_very_long_contract_is_drawn_and_saved_whole(engine, visit, tickets, topics):
    lines = tuple(f"Case {number} that belongs here although one might doubt it" for number in range(40))
    by_someone(engine, topics, includes=lines, description="long " * 2000, author="human:Ana")
    app = visit("curate", project=tickets.id, label="cards")
    assert field(app, "includes").value.splitlines() == list(lines)
    field(app, "includes").set_value(field(app, "includes").value + "\none more")
    press(app, "save")
    assert label(engine, topics).includes == (*lines, "one more")


def test_a_label_that_is_retired_with_a_draft_leaves_no_trace_of_it(engine, visit, tickets, topics):
    app = visit("curate", project=tickets.id, label="cards")
    field(app, "name").set_value("Plastic").run()
    now = ledger.taxonomy(engine, topics)
    by_someone(engine, topics, became=(), author="human:Ben")
    assert not now["cards"].locked
    look_at(app, "app")
    assert not app.exception
    assert "Not saved yet" not in words(app)
    assert edits.revive(ledger.taxonomy(engine, topics), "cards")
