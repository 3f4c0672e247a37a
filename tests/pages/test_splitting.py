"""A label is split in one dialog: by words, by hand or from a teacher's proposal; nothing of it is lost on the way."""

import pytest
import streamlit as st

from core.labelling.carry import stale_ids
from core.labelling.sorting import Splitting
from core.labelling.tally import tally
from core.store import documents, judgements, labels, ledger, projects, runs, unfinished
from core.taxonomy import edits
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.teachers.protocol import Verdict
from core.work.settings import AdviseSettings
from pages.parts.begun import part_colours
from pages.parts.colours import colours
from pages.parts.place import Working
from pages.parts.sorter import choices
from pages.parts.split_parts import excerpt
from pages.parts.splitting import open_split
from tests.pages.conftest import words

LABELS = (Label(id="cards", name="Cards"), Label(id="app", name="App"))


@pytest.fixture
def topics(engine, tickets):
    """Forty tickets, all of which say “Cards”: fourteen swallowed cards, thirteen log-ins, thirteen transfers."""
    card = projects.taxonomies(engine, tickets.id)[0]
    ledger.append(engine, card.id, Change(labels=LABELS, author="human:Ana", based_on=0))
    run = runs.add_run(engine, tickets.id, card.id, "label", {}, "Ana")
    ids = documents.document_ids(engine, tickets.id)[:40]
    judgements.add_verdicts(
        engine, run, 1, "offline", [Verdict(document=each, primary="cards", confidence=0.8) for each in ids]
    )
    runs.finish(engine, run.id, "done")
    return card


def field(number, name):
    return f"split-cards-{number}-{name}"


def write(app, **values):
    for key, value in values.items():
        name, number = key.rsplit("_", 1)
        app.text_input(key=field(number, name)).set_value(value)
    return app.run()


def sizes(engine, card):
    now = ledger.taxonomy(engine, card.id)
    counted = tally(labels.counts(engine, card.project, card.id, stale=stale_ids(now)), now)
    return {str(label): counted.documents(label.id) for label in now.live}, counted.stale


def test_words_are_read_back_and_counted_and_the_split_is_kept_with_its_reason_and_undone(
    engine, visit, tickets, topics
):
    app = visit("curate", project=tickets.id, label="cards", split="cards")
    assert "Cards has 40 labelled documents" in words(app)
    assert app.button(key="split-look").disabled
    write(app, name_1="Swallowed", words_1="swallowed OR -street", name_2="Log-in")
    assert "There has to be a word to look for after OR" in words(app).replace("\\", "")
    write(app, words_1="swallow*", words_2="log passcode")
    assert not app.exception
    shown = words(app)
    assert "14 documents" in shown and "Contains “swallow\\*”." in shown
    assert "27 of 40 sorted: 27 by words. 13 documents will be asked again." in shown
    app.button(key="split-look").click().run()
    assert not app.exception
    assert "13 documents have to be asked again" in "\n".join(each.value for each in app.warning)
    app.text_input(key="split-reason").set_value("Too broad").run()
    app.button(key="split-now").click().run()
    assert not app.exception
    assert sizes(engine, topics) == ({"App": 0, "Swallowed": 14, "Log-in": 13}, 13)
    change = ledger.changes(engine, topics.id)[-1]
    assert (change.author, change.reason) == ("human:Ana", "Too broad")
    assert "split" not in app.query_params
    assert app.button(key="undo").label.startswith("Undo: split “Cards” into ")
    assert "more" not in app.button(key="undo").label
    app.button(key="undo").click().run()
    assert sizes(engine, topics) == ({"Cards": 40, "App": 0}, 0)


def test_what_is_left_can_go_to_a_part(engine, visit, tickets, topics):
    app = visit("curate", project=tickets.id, split="cards")
    write(app, name_1="Swallowed", name_2="Other", words_1="swallowed")
    app.selectbox(key="split-rest-cards").set_value(2).run()
    assert "40 of 40 sorted: 14 by words, 26 as the rest." in words(app)


def test_what_was_begun_is_there_again_after_a_reload_and_is_each_person_s_own(visit, tickets, topics):
    app = visit("curate", project=tickets.id, split="cards")
    write(app, name_1="Swallowed", description_1="By a machine", words_1="swallowed")
    app.button(key="split-add").click().run()
    again = visit("curate", project=tickets.id, split="cards")
    assert [again.text_input(key=field(1, name)).value for name in ("name", "description", "words")] == [
        "Swallowed",
        "By a machine",
        "swallowed",
    ]
    assert again.text_input(key=field(3, "name")).value == ""
    again.button(key="split-remove-3").click().run()
    assert not again.exception
    other = visit("curate", person="Ben", project=tickets.id, split="cards")
    assert other.text_input(key=field(1, "name")).value == ""
    again.button(key="split-over").click().run()
    fresh = visit("curate", project=tickets.id, split="cards")
    assert all(each.value == "" for each in fresh.text_input if (each.key or "").startswith("split-cards-"))


def test_a_proposal_opens_in_the_dialog_with_its_sorting(engine, monkeypatch, visit, tickets, topics):
    ids = documents.document_ids(engine, tickets.id)
    parts = (Label(id="swallowed", name="Swallowed", includes=("By a machine",)), Label(id="other", name="Other"))
    here = Working(engine, "Ana", tickets, topics)
    with monkeypatch.context() as outside_a_page:
        outside_a_page.setattr(st, "query_params", {})
        outside_a_page.setattr(st, "session_state", {})
        open_split(here, "cards", parts, {ids[0]: "swallowed", ids[1]: "other"}, "llm:qwen")
        assert st.query_params == {"split": "cards"}
    app = visit("curate", project=tickets.id, split="cards")
    assert "Proposed by qwen, with 2 documents sorted" in words(app)
    assert app.text_input(key=field(3, "name")).value == "Swallowed"
    app.button(key="split-look").click().run()
    app.button(key="split-now").click().run()
    assert not app.exception
    assert sizes(engine, topics) == ({"App": 0, "Swallowed": 1, "Other": 1}, 38)
    assert ledger.taxonomy(engine, topics.id)["swallowed"].includes == ("By a machine",)
    assert judgements.verdicts(engine, topics.id, [ids[0]])[0].primary == "swallowed"


def test_a_name_that_another_label_has_is_said_before_anything_is_kept(visit, tickets, topics):
    app = visit("curate", project=tickets.id, split="cards")
    write(app, name_1="App", name_2="Other")
    assert "Two labels would be called “App”" in words(app)
    assert app.button(key="split-look").disabled


def test_someone_else_s_change_of_the_label_is_shown_and_what_was_begun_is_not_lost(engine, visit, tickets, topics):
    app = visit("curate", project=tickets.id, split="cards")
    write(app, name_1="Swallowed", words_1="swallowed", name_2="Other")
    app.button(key="split-look").click().run()
    now = ledger.taxonomy(engine, topics.id)
    renamed = Change(labels=edits.rename(now, "cards", "Bank cards"), author="human:Ben", based_on=1)
    ledger.append(engine, topics.id, renamed)
    app.button(key="split-now").click().run()
    assert not app.exception
    assert ledger.version(engine, topics.id) == 2
    assert "Someone else changed" in words(app)
    assert "split" not in app.query_params
    begun = unfinished.taken_up(engine, topics.id, "Ana", unfinished.name_of_split("cards"), Splitting)
    assert begun.parts[0].name == "Swallowed"
    app.button(key="keep-mine").click().run()
    assert sizes(engine, topics) == ({"App": 0, "Swallowed": 14, "Other": 0}, 26)


def test_a_teacher_is_asked_for_a_proposal_and_the_split_starts_from_it(engine, visit, tickets, topics, performed):
    app = visit("curate", project=tickets.id, split="cards")
    app.segmented_control(key="split-way").set_value("The teacher proposes").run()
    app.number_input(key="split-most").set_value(4).run()
    app.button(key="split-ask").click().run()
    assert not app.exception
    [run] = runs.runs(engine, taxonomy_id=topics.id, stage="advise")
    settings = AdviseSettings.model_validate(run.settings)
    assert (settings.question, settings.labels, settings.parts) == ("hidden topics", ("cards",), 4)
    assert "A teacher is reading its documents" in words(app)
    performed(run.id)
    app.run()
    assert "Proposed by the offline teacher: “" in words(app)
    [take] = [button for button in app.button if (button.key or "").startswith("split-take-")]
    take.click().run()
    assert not app.exception
    assert "Change what you like" in words(app)
    app.button(key="split-look").click().run()
    app.button(key="split-now").click().run()
    assert not app.exception
    parts = ledger.taxonomy(engine, topics.id)["cards"].became
    assert len(parts) == 3
    assert sizes(engine, topics)[1] == 0


def test_by_hand_says_how_far_one_has_come(engine, visit, tickets, topics):
    name = unfinished.name_of_split("cards")
    ids = documents.document_ids(engine, tickets.id)
    unfinished.put_aside(engine, topics.id, "Ana", name, Splitting().put(ids[0], 1).put(ids[1], 2))
    app = visit("curate", project=tickets.id, split="cards")
    app.segmented_control(key="split-way").set_value("By hand").run()
    assert not app.exception
    assert "2 of 40 sorted: 2 by hand. 38 documents will be asked again." in words(app)


def test_a_label_without_documents_can_be_split_all_the_same(engine, visit, tickets, topics):
    app = visit("curate", project=tickets.id, split="app")
    app.text_input(key="split-app-1-name").set_value("Log-in")
    app.text_input(key="split-app-2-name").set_value("Crashes").run()
    app.button(key="split-look").click().run()
    app.button(key="split-now").click().run()
    assert not app.exception
    assert [label.name for label in ledger.taxonomy(engine, topics.id).live] == ["Cards", "Log-in", "Crashes"]


def test_what_a_browser_sends_is_taken_only_for_documents_and_parts_that_are_there():
    sent = [
        {"client": "c", "seq": 2, "document": "a", "part": None},
        {"client": "c", "seq": 1, "document": "a", "part": 2},
        {"client": "c", "seq": 3, "document": "z", "part": 2},
        {"client": "c", "seq": 4, "document": "a", "part": 9},
        {"client": "c", "seq": 5, "document": "a"},
        "nonsense",
    ]
    assert [(each.seq, each.part) for each in choices(sent, (1, 2), {"a"})] == [(1, 2), (2, None)]
    assert choices("nonsense", (1,), {"a"}) == []


def test_an_excerpt_shows_what_was_found_and_nothing_in_it_is_markdown():
    text = f"{'before ' * 20}a **refund** ![x](http://y) for my card {'after ' * 40}"
    start = text.index("refund")
    shown = excerpt(text, [(start, start + 6), (text.index("card"), text.index("card") + 4)])
    assert "**refund**" in shown and "**card**" in shown and "![" not in shown
    assert shown.startswith("…before") and shown.endswith("…")
    assert excerpt("short", []) == "short"


def test_parts_have_the_colours_that_they_will_have_as_labels(engine, topics):
    now = ledger.taxonomy(engine, topics.id)
    promised = part_colours(now, Splitting())
    parts = (Label(id="x", name="X"), Label(id="y", name="Y"))
    after = now.followed_by(Change(labels=edits.split(now, "cards", parts), author="", based_on=1))
    assert [promised[1], promised[2]] == [colours(after)["x"], colours(after)["y"]]
