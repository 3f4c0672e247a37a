"""A curator's afternoon in a real browser: labels moved, merged and split, all of it taken back, a list exchanged."""

import asyncio
import re

import pytest
from playwright.sync_api import expect

from core.store import judgements, ledger, projects
from core.store.workspace import open_workspace
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.work.here import perform_here
from core.work.requests import request
from core.work.samples import SAMPLES, sample_project
from core.work.settings import LabelSettings

LABELS = (
    Label(id="money", name="Money", description="Anything about money"),
    Label(id="cards", name="Cards", description="Bank cards, cash machines and PINs"),
    Label(id="transfers", name="Transfers", description="Money sent to others or received from them"),
    Label(id="fees", name="Fees", description="Fees, charges and exchange rates"),
    Label(id="refunds", name="Refunds", description="Money back from shops"),
    Label(id="app", name="App", description="The app, signing in, passwords and codes"),
)


@pytest.fixture(scope="module")
def workspace(folder):
    """The support tickets under six labels that a person wrote, labelled by the offline teacher."""
    engine = open_workspace(f"sqlite:///{folder / 'workspace.db'}")
    project = sample_project(engine, SAMPLES[0], "Ana")
    taxonomy = projects.taxonomies(engine, project.id)[0].id
    ledger.append(engine, taxonomy, Change(labels=LABELS, author="human:Ben", based_on=0))
    run = request(engine, taxonomy, LabelSettings(), "Ana")
    asyncio.run(perform_here(engine, run.id, lambda run: None))
    yield engine, project.id, taxonomy
    engine.dispose()


@pytest.fixture(scope="module")
def app(workspace, app):
    return app


def now(workspace):
    engine, _, taxonomy = workspace
    return ledger.taxonomy(engine, taxonomy)


def row(tab, name):
    return tab.page.locator("#tree .row", has=tab.page.get_by_text(name, exact=True))


def drag(tab, name, onto):
    row(tab, name).drag_to(row(tab, onto))
    expect(tab.keyed("undo")).to_contain_text(f"moved “{name}”")
    tab.wait()


def merge(tab, into, gone):
    row(tab, into).click()
    row(tab, gone).click(modifiers=["ControlOrMeta"])
    tab.says("2 labels chosen")
    tab.says("Nothing has to be asked again")
    tab.click("merge")
    expect(tab.keyed("undo")).to_contain_text("merged")
    tab.wait()


def split(tab, name, label_id, parts):
    """By words; the last part takes what the words of the others do not find."""
    row(tab, name).click()
    tab.click(f"split-{label_id}")
    dialog = tab.page.get_by_role("dialog")
    for place, (part, words) in enumerate(parts, start=1):
        dialog.get_by_label(f"Name of part {place}").fill(part)
        dialog.get_by_label(f"Words of part {place}").fill(words)
        tab.page.keyboard.press("Tab")
        tab.wait()
    expect(dialog.get_by_role("button", name="See what it would do")).to_be_enabled()
    dialog.get_by_role("button", name="See what it would do").click()
    dialog.get_by_role("button", name=re.compile("Split into 2 labels")).click()
    expect(tab.keyed("undo")).to_contain_text("split")
    tab.wait()


def test_a_curator_edits_takes_back_compares_restores_and_exchanges(workspace, tab, tmp_path):
    engine, project, taxonomy = workspace
    first = now(workspace)
    given = {each.document: each.primary for each in judgements.verdicts(engine, taxonomy)}
    tab.open(f"curate?project={project}&taxonomy={taxonomy}")

    for name in ("Cards", "Fees", "Refunds"):
        drag(tab, name, "Money")
    assert [label.id for label in now(workspace).children("money")] == ["cards", "fees", "refunds"]

    merge(tab, "Fees", "Refunds")
    assert "refunds" not in {label.id for label in now(workspace).live}

    split(tab, "App", "app", [("Signing in", "password OR passcode OR log* OR sign*"), ("App itself", "app")])
    after = now(workspace)
    assert {"signing-in", "app-itself"} <= {label.id for label in after.live}
    sorted_there = [each for each in judgements.verdicts(engine, taxonomy) if each.primary == "signing-in"]
    assert sorted_there and {given[each.document] for each in sorted_there} == {"app"}

    tab.click("undo")
    expect(row(tab, "App")).to_be_visible()
    tab.click("undo")
    expect(row(tab, "Refunds")).to_be_visible()
    taken_back = now(workspace)
    assert {label.id for label in taken_back.live} == {label.id for label in first.live}
    meant = {
        each.document: taken_back.meaning[each.primary]
        for each in judgements.verdicts(engine, taxonomy)
        if each.primary
    }
    assert meant == {document: label for document, label in given.items() if label}

    tab.page.get_by_role("tab", name="History").click()
    tab.click("compare-1")
    tab.says(re.compile("Moved 3"))
    tab.page.get_by_text("Step by step", exact=True).click()
    tab.click("back-1")
    tab.click("restore-1")
    expect(tab.keyed("undo")).to_contain_text("moved")
    tab.wait()
    assert now(workspace).live == first.live

    tab.page.get_by_role("tab", name="Import and export").click()
    with tab.page.expect_download() as download:
        tab.keyed("take-taxonomy-ttl").get_by_role("button").click()
    exported = tmp_path / "labels.ttl"
    download.value.save_as(exported)
    assert "skos:Concept" in exported.read_text("utf-8") and "isReplacedBy" in exported.read_text("utf-8")
    tab.page.locator("input[type=file]").set_input_files(exported)
    tab.says("This file changes nothing")
    assert now(workspace).version == ledger.version(engine, taxonomy)


def test_documents_are_sorted_by_keyboard_and_a_reload_forgets_none(workspace, tab):
    _, project, taxonomy = workspace
    tab.open(f"curate?project={project}&taxonomy={taxonomy}&label=cards")
    tab.click("split-cards")
    dialog = tab.page.get_by_role("dialog")
    dialog.get_by_role("radio", name="By hand").click()
    for place, part in enumerate(("Lost", "Stuck"), start=1):
        dialog.get_by_label(f"Name of part {place}").fill(part)
        tab.page.keyboard.press("Tab")
        tab.wait()
    dialog.locator("#rows > *").first.click()
    for key in ("1", "2", "1"):
        tab.page.keyboard.press(key)
    tab.says(re.compile("3 by hand"))
    tab.page.reload()
    tab.says(re.compile("3 by hand"))
