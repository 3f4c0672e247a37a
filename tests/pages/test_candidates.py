"""The choice between trials as a person meets it: laid side by side, chosen, undone, and single labels taken over."""

import asyncio
import json

import pytest

from core.growth.choice import Vote
from core.store import documents, findings, judgements, ledger, projects, runs
from core.taxonomy import edits
from core.taxonomy.history import undo
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.teachers.protocol import Verdict
from core.work.choosing import adopt
from core.work.here import perform_here
from core.work.measuring import candidates, latest_growth
from core.work.requests import request
from core.work.samples import SAMPLES, sample_project
from core.work.settings import GrowSettings, LabelSettings
from pages.parts.label_list import quotes_of
from tests.kept import put_back, workspace_in
from tests.pages.conftest import words


@pytest.fixture(scope="module")
def beginning(beginning, tmp_path_factory):
    """A workspace with the support tickets."""
    folder = tmp_path_factory.mktemp("loaded")
    with workspace_in(folder, beginning) as engine:
        sample_project(engine, SAMPLES[0], "Ana")
    return folder / "workspace.db"


@pytest.fixture(scope="module")
def grown(beginning, tmp_path_factory):
    """The workspace with a run of three trials of the offline teacher, finished."""
    folder = tmp_path_factory.mktemp("grown")
    with workspace_in(folder, beginning) as engine:
        [project] = projects.projects(engine)
        [card] = projects.taxonomies(engine, project.id)
        run = request(engine, card.id, GrowSettings(sample=120, batch_size=40), "Ana")
        asyncio.run(perform_here(engine, run.id, lambda _: None))
    return folder / "workspace.db"


@pytest.fixture
def support(engine):
    [project] = projects.projects(engine)
    return project


@pytest.fixture
def topics(engine, support):
    return projects.taxonomies(engine, support.id)[0]


@pytest.fixture
def run(engine, grown, topics):
    """Three trials of the offline teacher, finished."""
    put_back(engine, grown)
    return latest_growth(engine, topics.id)


def drawn(app, name):
    """What the components of a kind were given to draw."""
    found = [block.proto for block in app.get("bidi_component") if block.proto.component_name == name]
    return [json.loads(proto.json) for proto in found]


def figures(app):
    return [{row["name"]: row["values"] for row in table["rows"]} for table in drawn(app, "tnt_figures")]


def open_fold(app, key):
    app.session_state[key] = True
    app.run()
    return app


def test_the_trials_lie_side_by_side_and_none_is_chosen_for_the_person(engine, visit, support, topics, run):
    app = visit("grow", project=support.id)
    assert not app.exception
    found = candidates(engine, run)
    assert [button.label for button in app.button if button.key.startswith(f"choose-{run.id}")] == [
        f"Choose trial {number}" for number in (1, 2, 3)
    ]
    assert not ledger.taxonomy(engine, topics.id).live
    said = words(app)
    assert f"The labels of trial {found.marked} tell most" in said
    assert said.count("Best by the measures") == 1
    tables = figures(app)[:3]
    assert [table["Labels"] for table in tables] == [[str(len(each.taxonomy.live))] for each in found.trials]
    assert tables[0]["Coverage"][0].endswith("%")
    assert f"{found.agreements[0, 1]:.2f}" in tables[0]["Agreement with trial 2"][0]
    lists = drawn(app, "tnt_label_list")[:3]
    assert [{row["name"] for row in each["rows"]} for each in lists] == [
        {label.name for label in trial.taxonomy.live} for trial in found.trials
    ]
    assert any(row["quotes"] for row in lists[0]["rows"])
    assert all(row["said"].endswith("%") for row in lists[0]["rows"])


def test_what_the_person_chooses_becomes_the_taxonomy_and_can_be_undone(engine, visit, support, topics, run):
    app = visit("grow", project=support.id)
    app.button(key=f"choose-{run.id}-2").click().run()
    assert not app.exception
    second = candidates(engine, run).trials[1].taxonomy
    assert {label.name for label in ledger.taxonomy(engine, topics.id).live} == {label.name for label in second.live}
    assert "These are the labels of trial 2, chosen by :material/person: Ana" in words(app)
    assert "Undo it in the history" in [link.proto.label for link in app.get("page_link")]

    log = ledger.changes(engine, topics.id)
    ledger.append(engine, topics.id, undo(log, len(log), "human:Ana"))
    app.run()
    assert f"choose-{run.id}-2" in [button.key for button in app.button]
    assert "Choose one of 3 trials" in words(app)


def test_another_trial_can_be_chosen_later(engine, visit, support, topics, run):
    adopt(engine, run, 1, "Ben")
    app = open_fold(visit("grow", project=support.id), f"side-by-side-{run.id}")
    assert app.button(key=f"choose-{run.id}-1").disabled
    app.button(key=f"choose-{run.id}-3").click().run()
    assert not app.exception
    third = candidates(engine, run).trials[2].taxonomy
    assert {label.name for label in ledger.taxonomy(engine, topics.id).live} == {label.name for label in third.live}


def test_a_label_of_a_trial_that_was_not_chosen_is_carried_over_alone(engine, visit, support, topics, run):
    names = {label.name for label in adopt(engine, run, 1, "Ana").live}
    missing = [label for label in candidates(engine, run).trials[1].taxonomy.live if label.name not in names]
    app = open_fold(visit("grow", project=support.id), f"others-{run.id}-2")
    keys = {button.key for button in app.button if button.key.startswith(f"carry-{run.id}-2-")}
    assert keys == {f"carry-{run.id}-2-{label.id}" for label in missing}
    app.button(key=f"carry-{run.id}-2-{missing[0].id}").click().run()
    assert not app.exception
    assert {label.name for label in ledger.taxonomy(engine, topics.id).live} == names | {missing[0].name}
    assert f"carry-{run.id}-2-{missing[0].id}" not in [button.key for button in app.button]


def test_the_models_votes_are_told_with_what_is_wrong_about_them(engine, visit, support, run):
    orders = [(1, 2, 3), (2, 3, 1), (3, 1, 2), (3, 2, 1), (2, 1, 3), (1, 3, 2)]
    for number, order in enumerate(orders, start=1):  # a judge who always takes the first one shown
        vote = Vote(order=order, best=order[0], reason="![x](http://example.org) clear names")
        findings.keep(engine, run.id, f"vote/{number:02}", vote)
    findings.keep(engine, run.id, "vote/07", Vote(order=(1, 2, 3), best=None, reason="It named no candidate."))
    app = visit("grow", project=support.id)
    said = words(app)
    assert "best 2 of 6 times" in said
    assert "1 more answer could not be used" in said
    assert any("Do not trust this vote" in warning.value for warning in app.warning)
    assert "The model’s choice" in said
    assert "![x](http" not in said


def test_examples_stand_in_for_quotes_that_nobody_kept(engine, support):
    [document] = documents.documents_at(engine, support.id, [1])
    label = Label(id="cards", name="Cards", examples=(document.id,))
    assert quotes_of(label, {document.id: document}) == [document.text]
    assert quotes_of(label, {}) == []


@pytest.fixture
def labelled(engine, topics, performed):
    """A taxonomy of two labels whose documents the offline teacher has labelled: all have the first."""
    now = ledger.append(
        engine, topics.id, Change(labels=edits.add(ledger.replay([]), "Money"), author="human:Ana", based_on=0)
    )
    now = ledger.append(engine, topics.id, Change(labels=edits.add(now, "Staff"), author="human:Ana", based_on=1))
    labelling = runs.add_run(engine, topics.project, topics.id, "label", LabelSettings().model_dump(mode="json"), "Ana")
    ids = documents.document_ids(engine, topics.project)[:80]
    verdicts = [Verdict(document=each, primary="money", confidence=1) for each in ids]
    judgements.add_verdicts(engine, labelling, now.version, "offline", verdicts)
    runs.finish(engine, labelling.id, "done")
    return now


@pytest.fixture
def finer(engine, topics, labelled, performed):
    """A run that has divided the first of them, and waits."""
    return performed(request(engine, topics.id, GrowSettings(within="money", trials=1), "Ana").id)


def test_finer_labels_are_seen_before_they_are_put_under_their_label(engine, visit, support, topics, labelled, finer):
    app = visit("grow", project=support.id)
    assert not app.exception
    assert "Finer labels for Money" in words(app)
    assert ledger.taxonomy(engine, topics.id) == labelled
    choose = app.button(key=f"choose-{finer.id}-1")
    assert choose.label == "Put these under Money"
    choose.click().run()
    assert not app.exception
    assert len(ledger.taxonomy(engine, topics.id).children("money")) >= 2


def test_finer_labels_can_be_discarded(engine, visit, support, topics, labelled, finer):
    app = visit("grow", project=support.id)
    app.button(key=f"discard-{finer.id}").click().run()
    assert not app.exception
    assert ledger.taxonomy(engine, topics.id) == labelled
    assert latest_growth(engine, topics.id) is None
    assert "Finer labels" not in words(app)


def test_a_label_retired_while_its_finer_ones_wait_takes_the_preview_away(
    engine, visit, support, topics, labelled, finer
):
    gone = edits.retire(ledger.taxonomy(engine, topics.id), "money")
    ledger.append(engine, topics.id, Change(labels=gone, author="human:Ben", based_on=1))
    app = visit("grow", project=support.id)
    assert not app.exception
    assert "Finer labels" not in words(app)
