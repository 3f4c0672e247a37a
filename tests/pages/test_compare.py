"""Compare as people meet it: other teachers beside a run, and two taxonomies of the same documents."""

import json

import pytest

from core.store import documents, judgements, ledger, projects, runs
from core.taxonomy.brief import Brief
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.teachers.protocol import Verdict
from core.work.choosing import adopt
from core.work.comparing import against
from core.work.requests import request
from core.work.samples import SAMPLES, sample_project
from core.work.settings import GrowSettings
from tests.pages.conftest import words
from tests.pages.test_candidates import drawn
from tests.scripted_server import scripted_server


@pytest.fixture
def model(engine, monkeypatch):
    with scripted_server() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        monkeypatch.setenv("TNT_MODEL", "scripted")
        yield server


@pytest.fixture
def support(engine):
    return sample_project(engine, SAMPLES[0], "Ana")


@pytest.fixture
def topics(engine, support):
    return projects.taxonomies(engine, support.id)[0]


def comparison(engine, taxonomy_id):
    found = runs.runs(engine, taxonomy_id=taxonomy_id, stage="grow")
    return next(run for run in found if run.settings["like"])


def test_before_a_run_it_says_what_comes_first(visit, tickets):
    app = visit("compare", project=tickets.id)
    assert not app.exception
    app.button(key="to-grow").click().run()
    assert app.title[0].value == "Grow"


def test_a_run_is_compared_with_the_offline_teacher_and_nothing_changes(
    engine, visit, support, topics, model, performed
):
    run = performed(request(engine, topics.id, GrowSettings(teacher="llm", sample=100, trials=2, rounds=2), "Ana").id)
    adopt(engine, run, 1, "Ana")
    before = ledger.taxonomy(engine, topics.id)
    app = visit("compare", project=support.id)
    assert not app.exception
    app.button(key="compare-offline").click().run()
    other = comparison(engine, topics.id)
    assert (other.status, other.settings["teacher"], other.settings["like"]) == ("waiting", "offline", run.id)
    assert app.button(key="compare-offline").disabled
    assert "Waiting for a worker" in str([bar.proto for bar in app.get("progress")])

    performed(other.id)
    app.run()
    assert not app.exception
    assert ledger.taxonomy(engine, topics.id) == before
    [table] = drawn(app, "tnt_figures")
    assert table["head"] == ["Language model\nthis run, trial 1 of 2", "Offline teacher"]
    rows = {row["name"]: row["values"] for row in table["rows"]}
    assert all(value.endswith("%") for value in rows["Coverage"])
    assert rows["Agreement with this run"][0] == "" and "alike" in rows["Agreement with this run"][1]
    assert rows["Model calls"][1] == "0" and rows["Model calls"][0] != "0"
    assert "20 test documents" in words(app)
    assert len(drawn(app, "tnt_label_list")) == 2
    assert app.button(key="compare-offline").label == "Compare again with the offline teacher"


def test_without_a_model_it_says_how_to_set_one_up(engine, visit, support, topics, performed):
    performed(request(engine, topics.id, GrowSettings(sample=60, trials=1), "Ana").id)
    app = visit("compare", project=support.id)
    assert not app.exception
    assert "OPENAI_API_KEY" in words(app).replace("\\", "")
    assert not [button for button in app.button if button.key and button.key.startswith("compare-")]


def test_what_a_model_will_take_is_said_before_it_is_asked(engine, visit, support, topics, performed, model):
    performed(request(engine, topics.id, GrowSettings(sample=60, trials=1), "Ana").id)
    app = visit("compare", project=support.id)
    app.button(key="compare-llm").click().run()
    assert not app.exception
    assert "tokens" in words(app)
    assert len(runs.runs(engine, taxonomy_id=topics.id)) == 1
    app.button(key="compare-now").click().run()
    assert not app.exception
    other = comparison(engine, topics.id)
    assert (other.settings["teacher"], other.settings["model"], other.settings["trials"]) == ("llm", "scripted", 1)


def test_a_comparison_that_failed_says_why(engine, visit, support, topics, performed):
    run = performed(request(engine, topics.id, GrowSettings(sample=60, trials=1), "Ana").id)
    other = request(engine, topics.id, against(run, "hybrid", "gone"), "Ana")
    runs.finish(engine, other.id, "failed", "The key was refused.")
    app = visit("compare", project=support.id)
    assert not app.exception
    assert "The key was refused" in words(app)


def test_with_one_taxonomy_a_second_can_be_made_here(engine, visit, tickets):
    app = visit("compare", project=tickets.id, tab="Taxonomies")
    assert "This project has one taxonomy" in words(app)
    app.text_input(key="taxonomy-name").set_value("Intent")
    app.button(key="taxonomy-create").click().run()
    assert not app.exception
    assert [card.name for card in projects.taxonomies(engine, tickets.id)] == ["Topics", "Intent"]


@pytest.fixture
def two(engine, tickets):
    """Two taxonomies of two labels each, of sixty tickets; the second has labelled half of them."""
    topics = projects.taxonomies(engine, tickets.id)[0]
    intents = projects.add_taxonomy(engine, tickets.id, "Intent", Brief())
    ids = documents.document_ids(engine, tickets.id)
    for card, names, some in ((topics, ("Cards", "App"), ids), (intents, ("Ask", "Complain <b>"), ids[:30])):
        labels = tuple(Label(id=name.casefold()[:4], name=name) for name in names)
        ledger.append(engine, card.id, Change(labels=labels, author="human:Ana", based_on=0))
        run = runs.add_run(engine, tickets.id, card.id, "label", {}, "Ana")
        cut = len(some) // (3 if card is intents else 2)
        verdicts = [
            Verdict(document=each, primary=labels[place >= cut].id, confidence=1) for place, each in enumerate(some)
        ]
        judgements.add_verdicts(engine, run, 1, "offline", verdicts)
        runs.finish(engine, run.id, "done")
    return topics, intents


def test_two_taxonomies_stand_side_by_side_and_cross_in_a_table(visit, tickets, two):
    app = visit("compare", project=tickets.id, tab="Taxonomies")
    assert not app.exception
    trees = drawn(app, "tnt_label_list")
    assert [[row["name"] for row in tree["rows"]] for tree in trees] == [["Cards", "App"], ["Complain <b>", "Ask"]]
    assert all(row["colour"] for tree in trees for row in tree["rows"])
    assert "30 documents with a label of both" in words(app)
    figure = json.loads(app.get("plotly_chart")[0].proto.spec)
    assert figure["layout"]["xaxis"]["ticktext"] == ["Complain &lt;b&gt;<br>n = 20", "Ask<br>n = 10"]
    assert [note["text"] for note in figure["layout"]["annotations"]] == ["100 %", "100 %"]


def test_a_cell_leads_to_the_documents_where_two_labels_meet(visit, tickets, two):
    app = visit("compare", project=tickets.id, tab="Taxonomies", picked="card", value="Ask")
    assert not app.exception
    assert "1 to 10 of 10 documents" in words(app)
    app.button(key="close-crossing").click().run()
    assert "1 to 10 of 10 documents" not in words(app)


def test_taxonomies_that_do_not_meet_yet_lead_to_what_is_lacking(engine, visit, tickets):
    projects.add_taxonomy(engine, tickets.id, "Intent", Brief())
    app = visit("compare", project=tickets.id, tab="Taxonomies")
    assert not app.exception
    assert "No document has a label of both yet" in words(app)
    app.button(key="to-lacking").click().run()
    assert app.title[0].value == "Grow"
    assert "“Intent”" in words(app)
