"""Explore as managers meet it: what documents are about, how it differs, how it changes, and the documents behind."""

import csv
import json
from io import StringIO

import pytest

from core.corpus.document import Document, document_id
from core.labelling.annotation import Annotation
from core.spreadsheet import write_csv
from core.store import documents, judgements, ledger, projects, runs
from core.store.projects import Upload
from core.taxonomy.brief import Brief
from core.taxonomy.edits import merge
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.teachers.protocol import Verdict
from core.work.samples import SAMPLES, sample_project
from tests.pages.conftest import words


@pytest.fixture
def judged(engine, tickets):
    """Thirty of the sixty tickets labelled by the teacher, one of them by a person too."""
    card = projects.taxonomies(engine, tickets.id)[0]
    labels = tuple(Label(id=name.casefold(), name=name) for name in ("Card", "App", "Salary"))
    ledger.append(engine, card.id, Change(labels=labels, author="human:Ana", based_on=0))
    run = runs.add_run(engine, tickets.id, card.id, "label", {}, "human:Ana")
    ids = documents.document_ids(engine, tickets.id)[:30]
    given = ["card", "app", "salary"]
    verdicts = [Verdict(document=each, primary=given[at % 3], confidence=0.9) for at, each in enumerate(ids)]
    judgements.add_verdicts(engine, run, 1, "offline", verdicts)
    runs.finish(engine, run.id, "done")
    said = Annotation(document=ids[0], person="Ana", primary="app", blind=False, drawn="chosen", version=1)
    judgements.add_annotations(engine, card.id, [said])
    return card


def test_without_labelled_documents_it_says_what_comes_first(visit, tickets):
    app = visit("explore", project=tickets.id)
    assert not app.exception
    assert [button.label for button in app.button if button.key == "to-before"] == ["Grow the labels"]


def test_it_says_who_labelled_how_many_and_what_is_not_counted(visit, tickets, judged):
    app = visit("explore", project=tickets.id)
    assert not app.exception
    assert "1 by people" in words(app)
    assert "29 by the teacher" in words(app)
    assert "Not counted: 30 that nobody has judged" in words(app)
    assert "Shares are of the 30 labelled documents" in words(app)


def test_documents_the_teacher_was_not_understood_about_are_no_part_of_any_share(visit, engine, tickets, judged):
    run = runs.add_run(engine, tickets.id, judged.id, "label", {}, "human:Ana")
    unclear = documents.document_ids(engine, tickets.id)[40:43]
    verdicts = [Verdict(document=each, primary=None, confidence=0, needs_review=True) for each in unclear]
    judgements.add_verdicts(engine, run, 1, "offline", verdicts)
    app = visit("explore", project=tickets.id)
    assert "3 that the teacher could not be understood about" in words(app)
    assert "Shares are of the 30 labelled documents" in words(app)


def test_a_click_kept_in_the_address_shows_the_documents_behind_it(visit, tickets, judged):
    app = visit("explore", project=tickets.id, picked="salary")
    assert not app.exception
    assert "1 to 10 of 10 documents" in words(app)
    app.button(key="close-bars").click().run()
    assert "1 to 10 of 10 documents" not in words(app)


def test_a_click_on_a_label_that_is_gone_shows_nothing(visit, engine, tickets, judged):
    app = visit("explore", project=tickets.id, picked="never-there")
    assert not app.exception
    assert not [button for button in app.button if button.key == "close-bars"]


def test_counts_follow_an_edit_at_once(visit, engine, tickets, judged):
    app = visit("explore", project=tickets.id, picked="app")
    assert "1 to 11 of 11 documents" in words(app)
    now = ledger.taxonomy(engine, judged.id)
    ledger.append(engine, judged.id, Change(labels=merge(now, ["card", "app"], "app"), author="human:Bo", based_on=1))
    app.run()
    assert "1 to 20 of 20 documents" in words(app)


def test_the_classifiers_labels_can_be_left_out(visit, engine, tickets, judged):
    rest = documents.document_ids(engine, tickets.id)[30:]
    verdicts = [Verdict(document=each, primary="salary", confidence=0.5) for each in rest]
    judgements.add_predictions(engine, judged.id, "c", 1, verdicts)
    app = visit("explore", project=tickets.id, picked="salary")
    assert "30 by the classifier" in words(app)
    assert "1 to 40 of 40 documents" in words(app)
    app.toggle(key="classifier").set_value(False).run()
    assert "by the classifier" not in words(app)
    assert "1 to 10 of 10 documents" in words(app)


def test_a_column_of_dates_gives_lines_and_one_of_few_values_a_heat_map(visit, engine):
    project = sample_project(engine, SAMPLES[0], "Ana")
    card = projects.taxonomies(engine, project.id)[0]
    labels = tuple(Label(id=name.casefold(), name=name) for name in ("Login", "Other"))
    ledger.append(engine, card.id, Change(labels=labels, author="human:Ana", based_on=0))
    run = runs.add_run(engine, project.id, card.id, "label", {}, "human:Ana")
    found = documents.documents(engine, project.id, documents.document_ids(engine, project.id))
    verdicts = [
        Verdict(document=each.id, primary="login" if "log" in each.text.casefold() else "other", confidence=1)
        for each in found
    ]
    judgements.add_verdicts(engine, run, 1, "offline", verdicts)
    app = visit("explore", project=project.id, picked="login", period="2026-03-09")
    assert not app.exception
    assert app.selectbox(key="column").options == ["channel", "country", "plan"]
    assert app.get("segmented_control") or app.button_group
    assert "week of 9 March 2026" in words(app)
    in_week = sum(
        "2026-03-09" <= each.metadata["created_at"][:10] <= "2026-03-15" and "log" in each.text.casefold()
        for each in found
    )
    assert f"of {in_week} documents" in words(app)


def test_of_a_column_of_many_values_the_commonest_are_drawn_until_all_are_asked_for(visit, engine):
    project = projects.add_project(engine, "Notes", "Ana")
    card = projects.add_taxonomy(engine, project.id, "Topics", Brief())
    ledger.append(engine, card.id, Change(labels=(Label(id="a", name="A"),), author="human:Ana", based_on=0))
    notes = [
        Document(id=document_id(text), text=text, metadata={"team": f"Team {number % 20 + 1:02}"})
        for number, text in enumerate(f"Note number {number}" for number in range(75))
    ]
    upload = Upload(name="notes.csv", made_by="Ana", rows=75, documents=0, duplicates=0, empty=0)
    documents.add_documents(engine, project.id, notes, upload)
    run = runs.add_run(engine, project.id, card.id, "label", {}, "human:Ana")
    verdicts = [Verdict(document=note.id, primary="a", confidence=1) for note in notes]
    judgements.add_verdicts(engine, run, 1, "offline", verdicts)
    app = visit("explore", project=project.id)
    heads = heads_of_the_map(app)
    assert len(heads) == 16
    assert heads[0].startswith("Team 01")
    app.toggle(key="all-values").set_value(True).run()
    assert len(heads_of_the_map(app)) == 20


def heads_of_the_map(app):
    return json.loads(app.get("plotly_chart")[1].proto.spec)["layout"]["xaxis"]["ticktext"]


def test_the_tables_to_take_away_are_safe_to_open():
    table = [{"label": "=HYPERLINK(1)", "documents": 3}]
    rows = list(csv.DictReader(StringIO(write_csv(table, ["label", "documents"]).decode())))
    assert rows == [{"label": "'=HYPERLINK(1)", "documents": "3"}]
