import pytest

from core.store import documents, judgements, ledger, projects, runs
from core.taxonomy import edits
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.teachers.protocol import Verdict
from tests.pages.conftest import words

LABELS = (Label(id="cards", name="Cards"), Label(id="app", name="App"), Label(id="transfers", name="Transfers"))


def write(engine, taxonomy_id, labels):
    version = ledger.version(engine, taxonomy_id)
    ledger.append(engine, taxonomy_id, Change(labels=labels, author="human:Ana", based_on=version))


@pytest.fixture
def topics(engine, tickets):
    taxonomy_id = projects.taxonomies(engine, tickets.id)[0].id
    write(engine, taxonomy_id, LABELS)
    return taxonomy_id


@pytest.fixture
def labelled(engine, tickets, topics):
    """Every ticket with the offline teacher's label, the first one unclear."""
    run = runs.add_run(engine, tickets.id, topics, "label", {"teacher": "offline"}, "human:Ana")
    runs.start(engine, run.id, 1)
    said = [
        Verdict(
            document=document,
            primary=LABELS[place % 3].id,
            applicable=(LABELS[place % 3].id,),
            confidence=0.5 + place / 200,
            reason="because",
            needs_review=place == 0,
        )
        for place, document in enumerate(documents.document_ids(engine, tickets.id))
    ]
    judgements.add_verdicts(engine, run, 1, "offline", said)
    runs.finish(engine, run.id, "done")
    return topics


def test_without_labels_the_page_leads_to_growing_them(visit, tickets):
    assert visit("label", project=tickets.id).button(key="to-before").label == "Grow the labels"


def test_the_offline_teacher_can_be_asked_at_once(engine, visit, tickets, topics):
    app = visit("label", project=tickets.id)
    assert "works without a key" in words(app)
    app.button(key="ask-go").click().run()
    [run] = runs.runs(engine, taxonomy_id=topics, stage="label")
    assert (run.status, run.settings["teacher"], run.settings["only"]) == ("waiting", "offline", "all")


def test_a_sample_can_be_asked_about(engine, visit, tickets, topics):
    app = visit("label", project=tickets.id)
    app.segmented_control(key="ask-which").set_value("sample").run()
    app.number_input(key="ask-sample").set_value(20).run()
    assert app.button(key="ask-go").label == "Label 20 documents"
    app.button(key="ask-go").click().run()
    assert runs.runs(engine, taxonomy_id=topics, stage="label")[0].settings["sample"] == 20


def test_a_language_model_shows_what_it_will_take_before_it_is_asked(visit, tickets, topics, monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("TNT_MODEL", "small-one")
    app = visit("label", project=tickets.id)
    assert "60 calls" in words(app) and "tokens to read" in words(app)


def test_labelled_documents_are_shown_with_their_labels_as_they_are_called_now(engine, visit, tickets, labelled):
    write(engine, labelled, edits.rename(ledger.taxonomy(engine, labelled), "cards", "Cash and cards"))
    app = visit("label", project=tickets.id, label="cards")
    table = app.dataframe[0].value
    assert len(table) == 20
    assert {name for names in table["label"] for name in names} == {"Cash and cards", "Needs review"}


def test_merged_labels_are_found_under_the_one_that_stays(engine, visit, tickets, labelled):
    write(engine, labelled, edits.merge(ledger.taxonomy(engine, labelled), ["app"], "cards"))
    assert "of 40 documents" in words(visit("label", project=tickets.id, label="cards"))


def test_documents_of_a_retired_label_are_asked_again(engine, visit, tickets, labelled):
    write(engine, labelled, edits.retire(ledger.taxonomy(engine, labelled), "transfers"))
    app = visit("label", project=tickets.id)
    assert "20 must be asked again, because their label was split or retired" in words(app)
    assert app.button(key="ask-again").label == "Ask again for 20 documents"
    assert app.button(key="label-rest").label == "Label 21 documents without a valid label"
    app.button(key="ask-again").click().run()
    assert runs.runs(engine, taxonomy_id=labelled, stage="label")[0].settings["only"] == "stale"


def test_filters_by_text_and_by_what_needs_a_look_narrow_the_table(visit, tickets, labelled):
    app = visit("label", project=tickets.id)
    assert "of 60 documents" in words(app)
    app.text_input(key="containing").set_value("passcode").run()
    assert "of 20 documents" in words(app)
    app.text_input(key="containing").set_value("").run()
    app.segmented_control(key="show").set_value("review").run()
    assert "1 to 1 of 1 document" in words(app)
    app.segmented_control(key="show").set_value("none").run()
    assert "No document fits" in app.info[0].value


def test_a_second_request_while_one_is_under_way_is_refused_in_one_sentence(engine, visit, tickets, topics):
    app = visit("label", project=tickets.id)
    runs.add_run(engine, tickets.id, topics, "label", {"teacher": "offline"}, "human:Ben")
    app.button(key="ask-go").click().run()
    assert "under way" in app.error[0].value


def test_labels_appear_once_the_run_is_done_and_a_persons_judgement_goes_before_them(
    engine, visit, tickets, topics, performed
):
    visit("label", project=tickets.id).button(key="ask-go").click().run()
    run = performed(runs.runs(engine, taxonomy_id=topics, stage="label")[0].id)
    assert run.status == "done"
    app = visit("label", project=tickets.id)
    assert "60 of 60 documents have the teacher's label" in words(app)
    assert len(app.dataframe[0].value) == 50
