"""Which teacher does a run, and what a whole run with the hybrid one comes to."""

import asyncio

import pytest

from core.errors import TeacherError
from core.store import ledger, projects
from core.taxonomy.brief import Brief
from core.work.here import perform_here
from core.work.requests import request
from core.work.settings import GrowSettings, LabelSettings
from core.work.teachers import judge_for, teacher_for
from tests.scripted_server import scripted_server

THERE = {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "TNT_MODEL": "tiny"}


@pytest.fixture
def card(engine, project):
    return projects.add_taxonomy(engine, project.id, "Topics", Brief(max_labels=8))


@pytest.mark.parametrize(("name", "signs"), [("offline", "offline"), ("hybrid", "hybrid:tiny"), ("llm", "llm:tiny")])
def test_each_teacher_signs_with_its_name_and_only_those_with_a_model_can_judge(engine, card, name, signs):
    settings = GrowSettings(teacher=name)
    run = request(engine, card.id, settings, "Ana")
    assert teacher_for(engine, run, settings, THERE).name == signs
    assert teacher_for(engine, run, LabelSettings(teacher=name), THERE).name == signs
    assert (judge_for(engine, run, settings, THERE) is None) == (name == "offline")


def test_the_hybrid_teacher_wants_a_model_to_be_set_up(engine, card):
    settings = GrowSettings(teacher="hybrid")
    run = request(engine, card.id, settings, "Ana")
    with pytest.raises(TeacherError, match="no key"):
        teacher_for(engine, run, settings, {})


def test_a_hybrid_run_asks_for_names_only_and_signs_what_it_does(engine, card, monkeypatch):
    with scripted_server() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        monkeypatch.setenv("TNT_MODEL", "scripted")
        settings = GrowSettings(teacher="hybrid", sample=200, batch_size=40, trials=1)
        run = asyncio.run(perform_here(engine, request(engine, card.id, settings, "Ana").id, lambda run: None))
        assert run.status == "done", run.note
        assert {*server.kinds} == {"name"}
    changes = [change for change in ledger.changes(engine, card.id) if change.labels]
    assert {change.author for change in changes} == {"hybrid:scripted"}
    live = ledger.taxonomy(engine, card.id).live
    assert len(live) >= 3 and all(label.examples and label.description for label in live)
