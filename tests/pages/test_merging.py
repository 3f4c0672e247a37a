import pytest

from core.labelling.annotation import Annotation
from core.store import documents, judgements, ledger, projects
from core.taxonomy import edits
from core.taxonomy.history import standing
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from tests.pages.conftest import words

CARDS = Label(
    id="cards",
    name="Cards",
    description="Cards and cash machines",
    includes=("lost cards", "PIN"),
    excludes=("App trouble", "loans"),
    notation="A",
)
APP = Label(id="app", name="App", description="The app", includes=("pin", "signing in"), notes="ask Ben", notation="B")
FINER = Label(id="login", name="Login", description="Signing in", parent="app", locked=True)


@pytest.fixture
def topics(engine, tickets):
    """Two labels and a third below one of them; two examples, and one of the documents judged by Ben."""
    taxonomy_id = projects.taxonomies(engine, tickets.id)[0].id
    first, second = documents.document_ids(engine, tickets.id)[:2]
    labels = (CARDS.model_copy(update={"examples": (first,)}), APP.model_copy(update={"examples": (second,)}), FINER)
    ledger.append(engine, taxonomy_id, Change(labels=labels, author="offline", based_on=0))
    said = Annotation(document=second, person="Ben", primary="app", blind=False, drawn="chosen", version=1)
    judgements.add_annotations(engine, taxonomy_id, [said])
    return taxonomy_id


@pytest.fixture
def open_page(visit, tickets):
    def choose(*label_ids):
        app = visit("curate", project=tickets.id)
        app.query_params["label"] = list(label_ids)
        return app.run()

    return choose


def box(widgets, part):
    return next(each for each in widgets if each.key and part in each.key)


def tick(app, said):
    return next(each for each in app.checkbox if said in each.label)


def live(engine, taxonomy_id):
    return [label.id for label in ledger.taxonomy(engine, taxonomy_id).live]


def test_the_label_with_most_documents_stays_unless_another_is_chosen(open_page, topics):
    app = open_page("cards", "app")
    assert box(app.selectbox, "merge-into").value == "app"
    assert app.button(key="merge").label == "Merge into App"


def test_every_part_of_the_contracts_survives_by_default_but_what_no_longer_makes_sense(engine, open_page, topics):
    app = open_page("cards", "app")
    box(app.selectbox, "merge-into").select("cards").run()
    assert not tick(app, "App trouble").value and "names “App”" in tick(app, "App trouble").label
    app.button(key="merge").click().run()
    label = ledger.taxonomy(engine, topics)["cards"]
    assert (label.name, label.description, label.notation) == ("Cards", "Cards and cash machines", "A")
    assert label.includes == ("lost cards", "PIN", "signing in")
    assert label.excludes == ("loans",)
    assert len(label.examples) == 2
    assert label.notes == "ask Ben"
    assert app.query_params["label"] == "cards"


def test_what_survives_is_chosen_part_by_part_and_kept_as_one_change_with_its_reason(
    engine, tickets, open_page, topics
):
    app = open_page("cards", "app")
    box(app.selectbox, "merge-into").select("cards").run()
    box(app.selectbox, "-name").set_value("App").run()
    box(app.button, "description-app").click().run()
    assert app.text_area[0].value == "The app"
    tick(app, "signing in").uncheck().run()
    assert any("2 of 3 stay" in fold.label for fold in app.expander)
    tick(app, "card was swallowed").uncheck().run()
    box(app.selectbox, "-notation").set_value("B").run()
    app.text_input(key="merge-reason").set_value("one and the same").run()
    app.button(key="merge").click().run()
    now = ledger.taxonomy(engine, topics)
    label = now["cards"]
    assert (label.name, label.description, label.notation) == ("App", "The app", "B")
    assert label.includes == ("lost cards", "PIN")
    assert label.examples == tuple(documents.document_ids(engine, tickets.id)[1:2])
    assert now["app"].became == ("cards",) and now["login"].parent == "cards"
    change = ledger.changes(engine, topics)[-1]
    assert (change.author, change.reason, now.version) == ("human:Ana", "one and the same", 2)


def test_a_merge_is_undone_whole(engine, open_page, topics):
    before = ledger.taxonomy(engine, topics).live
    app = open_page("cards", "app", "login")
    app.button(key="merge").click().run()
    assert len(live(engine, topics)) == 1
    app.button(key="undo").click().run()
    assert ledger.taxonomy(engine, topics).live == before
    assert standing(ledger.changes(engine, topics)) == [1]


def test_a_label_merged_into_one_below_it_takes_its_place(engine, open_page, topics):
    app = open_page("app", "login")
    box(app.selectbox, "merge-into").select("login").run()
    app.button(key="merge").click().run()
    now = ledger.taxonomy(engine, topics)
    assert live(engine, topics) == ["cards", "login"]
    assert now["login"].parent is None


def test_a_locked_label_warns_and_can_be_merged_by_people(open_page, topics):
    app = open_page("app", "login")
    assert any("“Login” is locked" in warning.value for warning in app.warning)


def test_someone_else_s_change_begins_the_draft_anew(engine, open_page, topics):
    app = open_page("cards", "app")
    app.text_area[0].set_value("Mine").run()
    now = ledger.taxonomy(engine, topics)
    written = edits.rewrite(now, now["app"].model_copy(update={"description": "By Ben"}))
    ledger.append(engine, topics, Change(labels=written, author="human:Ben", based_on=1))
    app.run()
    assert app.text_area[0].value == "By Ben"


def test_names_of_documents_and_labels_are_shown_as_they_are(engine, open_page, topics):
    now = ledger.taxonomy(engine, topics)
    written = edits.rewrite(now, now["app"].model_copy(update={"includes": ("![x](http://evil/x)",)}))
    ledger.append(engine, topics, Change(labels=written, author="llm:x", based_on=1))
    app = open_page("cards", "app")
    assert tick(app, "evil") and not any("![x](http" in each.label for each in app.checkbox)


def test_several_labels_are_moved_locked_and_coloured_together(engine, open_page, topics):
    app = open_page("cards", "login")
    app.segmented_control(key="several-doing").set_value("Move").run()
    app.selectbox(key="move-under").select("app").run()
    app.text_input(key="move-several-reason").set_value("finer ones").run()
    app.button(key="move-several").click().run()
    assert ledger.taxonomy(engine, topics)["cards"].parent == "app"
    assert ledger.changes(engine, topics)[-1].reason == "finer ones"

    app.segmented_control(key="several-doing").set_value("Lock").run()
    assert "1 of 2 is locked" in words(app)
    app.button(key="lock-several").click().run()
    assert ledger.taxonomy(engine, topics)["cards"].locked
    app.button(key="lock-several").click().run()
    assert not any(label.locked for label in ledger.taxonomy(engine, topics).live)

    app.segmented_control(key="several-doing").set_value("Colour").run()
    assert not any(each.key == "colour-several" for each in app.button)
    box(app.button_group, "colour-all").set_value("#C77800").run()
    app.button(key="colour-several").click().run()
    assert {label.colour for label in ledger.taxonomy(engine, topics).live} == {"", "#C77800"}
