from core.store import documents, ledger, projects
from core.taxonomy import edits
from core.taxonomy.brief import Brief
from tests.pages.conftest import words
from tests.pages.curating import by_someone, field, label, look_at, press


def test_two_people_who_change_different_labels_never_meet(engine, visit, tickets, topics):
    ana = visit("curate", project=tickets.id, label="cards")
    ben = visit("curate", "Ben", project=tickets.id, label="app")
    field(ana, "name").set_value("Bank cards")
    field(ben, "name").set_value("Apps")
    press(ana, "save")
    press(ben, "save")
    assert (label(engine, topics).name, label(engine, topics, "app").name) == ("Bank cards", "Apps")
    assert not any("Someone else" in words(app) for app in (ana, ben))


def test_the_second_to_save_the_same_field_sees_both_wordings(engine, visit, tickets, topics):
    ana = visit("curate", project=tickets.id, label="cards")
    ben = visit("curate", "Ben", project=tickets.id, label="cards")
    field(ana, "description").set_value("Cards, cash machines and chips")
    field(ana, "reason").set_value("agreed with legal")
    press(ana, "save")
    field(ben, "description").set_value("Cards and machines")
    press(ben, "save")
    said = words(ben)
    assert label(engine, topics).description == "Cards, cash machines and chips"
    assert "**Theirs**" in said
    assert "Ana" in said
    assert "agreed with legal" in said
    assert "~~cash~~" in said, "what Ben would take away"
    assert ":green-background[and chips]" in said, "what Ana has added"
    assert "You both changed: description" in said
    ben.button(key="keep-mine").click().run()
    assert label(engine, topics).description == "Cards and machines"
    assert field(ben, "description").value == "Cards and machines"
    assert "Not saved yet" not in words(ben)


def test_different_fields_are_put_together_with_one_button(engine, visit, tickets, topics):
    app = visit("curate", project=tickets.id, label="cards")
    field(app, "name").set_value("Bank cards").run()
    by_someone(engine, topics, edge_cases=("Stolen: here",), notation="A 1", colour="#D55E00", notes="Ask legal")
    press(app, "save")
    said = words(app)
    assert "You changed different things" in said
    assert all(each in said for each in ("Stolen", "A 1", "#D55E00", "Ask legal"))
    assert "keep-mine" not in {each.key for each in app.button}
    app.button(key="keep-both").click().run()
    now = label(engine, topics)
    assert (now.name, now.edge_cases, now.notation) == ("Bank cards", ("Stolen: here",), "A 1")
    assert ledger.changes(engine, topics)[-1].author == "human:Ana"


def test_keeping_one_s_own_leaves_what_only_the_other_changed(engine, visit, tickets, topics):
    app = visit("curate", project=tickets.id, label="cards")
    field(app, "name").set_value("Bank cards").run()
    by_someone(engine, topics, name="Plastic", notes="Ask legal")
    press(app, "save")
    app.button(key="keep-mine").click().run()
    assert (label(engine, topics).name, label(engine, topics).notes) == ("Bank cards", "Ask legal")


def test_what_someone_changes_while_both_sides_are_shown_is_not_lost(engine, visit, tickets, topics):
    app = visit("curate", project=tickets.id, label="cards")
    field(app, "name").set_value("Bank cards").run()
    by_someone(engine, topics, name="Plastic")
    press(app, "save")
    by_someone(engine, topics, author="human:Cleo", notes="Ask legal")
    app.run()
    assert "Cleo" in words(app)
    app.button(key="keep-mine").click().run()
    assert (label(engine, topics).name, label(engine, topics).notes) == ("Bank cards", "Ask legal")


def test_leaving_theirs_forgets_one_s_own(engine, visit, tickets, topics):
    app = visit("curate", project=tickets.id, label="cards")
    field(app, "name").set_value("Bank cards").run()
    by_someone(engine, topics, name="Plastic")
    press(app, "save")
    app.button(key="leave-theirs").click().run()
    assert field(app, "name").value == "Plastic"
    assert "Not saved yet" not in words(app)
    assert "Someone else" not in words(app)
    assert len(ledger.changes(engine, topics)) == 2


def test_a_label_that_someone_has_retired_can_be_left_or_brought_back(engine, visit, tickets, topics):
    app = visit("curate", project=tickets.id, label="cards")
    field(app, "name").set_value("Bank cards").run()
    now = ledger.taxonomy(engine, topics)
    by_someone(engine, topics, became=("app",))
    press(app, "save")
    assert not app.exception
    assert "Merged “Cards” into “App”" in words(app)
    assert "taken the label out of force" in words(app)
    app.button(key="keep-mine").click().run()
    assert label(engine, topics).in_force
    assert label(engine, topics).name == "Bank cards"
    assert now["cards"].in_force


def test_two_people_may_each_add_an_example_to_the_same_label(engine, visit, tickets, topics):
    first, second = documents.document_ids(engine, tickets.id)[:2]
    app = visit("curate", project=tickets.id, label="cards")
    app.segmented_control(key="illustrations-cards").set_value("Find documents").run()
    app.segmented_control(key="kind-cards").set_value("any").run()
    by_someone(engine, topics, examples=(second,))
    app.button(key=f"example-cards-{first}").click().run()
    assert "You changed different things" in words(app)
    app.button(key="keep-both").click().run()
    assert set(label(engine, topics).examples) == {first, second}


def test_a_conflict_in_one_taxonomy_is_not_shown_in_another(engine, visit, tickets, topics):
    other = projects.add_taxonomy(engine, tickets.id, "Mood", Brief())
    app = visit("curate", project=tickets.id, label="cards")
    field(app, "name").set_value("Bank cards").run()
    by_someone(engine, topics, name="Plastic")
    press(app, "save")
    app.query_params["taxonomy"] = other.id
    app.run()
    assert not app.exception
    assert "Someone else" not in words(app)


def test_an_own_step_in_one_taxonomy_does_not_hide_someone_else_s_in_another(engine, visit, tickets, topics):
    other = projects.add_taxonomy(engine, tickets.id, "Mood", Brief())
    app = visit("curate", project=tickets.id, taxonomy=other.id)
    for name in ("Angry", "Calm"):
        app.text_input(key="new-label").set_value(name).run()
        app.button(key="add-label").click().run()
    assert len(ledger.changes(engine, other.id)) == 2
    app.query_params["taxonomy"] = topics
    look_at(app, "cards")
    field(app, "name").set_value("Bank cards").run()
    by_someone(engine, topics, name="Plastic")  # version 2 there, as “Calm” is here
    press(app, "save")
    assert label(engine, topics).name == "Plastic"
    assert "Someone else changed this" in words(app)


def test_undo_says_whose_step_it_would_take_back(engine, visit, tickets, topics):
    app = visit("curate", project=tickets.id)
    assert app.button(key="undo").label.startswith("Undo the offline teacher’s step: added")
    by_someone(engine, topics, name="Plastic")
    app.run()
    assert app.button(key="undo").label.startswith("Undo Ben’s step: renamed")
    app.button(key="undo").click().run()
    assert app.button(key="redo").label.startswith("Redo: renamed")
    ben = visit("curate", "Ben", project=tickets.id)
    assert ben.button(key="redo").label.startswith("Redo what Ana undid: renamed")
    look_at(app, "cards")
    field(app, "name").set_value("Bank cards").run()
    press(app, "save")
    assert app.button(key="undo").label.startswith("Undo: renamed")
    assert edits.rename(ledger.taxonomy(engine, topics), "cards", "x")
