"""A label is divided from its contract: asked for in a small dialog, grown and previewed on the Grow page."""

import pytest

from core.labelling.tally import Tally
from core.store import documents, judgements, ledger, projects, runs
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change, Taxonomy
from core.teachers.protocol import Verdict
from core.work.settings import GrowSettings
from pages.parts.dividing import documents_of
from tests.pages.conftest import words

LABELS = (Label(id="cards", name="Cards"), Label(id="app", name="App"), Label(id="lost", name="Lost", parent="cards"))


@pytest.fixture
def topics(engine, tickets):
    """Forty tickets about cards, ten of them about lost ones; none about the app."""
    card = projects.taxonomies(engine, tickets.id)[0]
    ledger.append(engine, card.id, Change(labels=LABELS, author="human:Ana", based_on=0))
    run = runs.add_run(engine, tickets.id, card.id, "label", {}, "Ana")
    ids = documents.document_ids(engine, tickets.id)[:40]
    verdicts = [
        Verdict(document=each, primary="lost" if place < 10 else "cards", confidence=1)
        for place, each in enumerate(ids)
    ]
    judgements.add_verdicts(engine, run, 1, "offline", verdicts)
    runs.finish(engine, run.id, "done")
    return card


def test_a_label_without_documents_says_why_it_cannot_be_divided(visit, tickets, topics):
    app = visit("curate", project=tickets.id, label="app")
    button = app.button(key="divide-app")
    assert button.disabled
    assert button.help == "It has no labelled documents yet. Label documents first."


def test_the_dialog_says_how_many_documents_there_are_and_leads_to_where_the_labels_grow(
    engine, visit, tickets, topics
):
    app = visit("curate", project=tickets.id, label="cards")
    app.button(key="divide-cards").click().run()
    assert not app.exception
    assert "40 labelled documents" in words(app)
    assert "1 finer label already" in words(app)
    app.number_input(key="divide-most-cards").set_value(5)
    app.number_input(key="divide-trials-cards").set_value(2).run()
    app.button(key="divide-now").click().run()
    assert not app.exception
    [run] = runs.runs(engine, taxonomy_id=topics.id, stage="grow")
    settings = GrowSettings.model_validate(run.settings)
    assert (settings.within, settings.finer, settings.trials, settings.teacher) == ("cards", 5, 2, "offline")
    assert app.title[0].value == "Grow"


def test_a_run_under_way_is_not_disturbed(engine, visit, tickets, topics):
    runs.add_run(engine, tickets.id, topics.id, "grow", GrowSettings().model_dump(mode="json"), "Ben")
    app = visit("curate", project=tickets.id, label="cards")
    app.button(key="divide-cards").click().run()
    app.button(key="divide-now").click().run()
    assert not app.exception
    assert len(runs.runs(engine, taxonomy_id=topics.id, stage="grow")) == 1
    assert "under way" in app.error[0].value


def test_the_documents_of_labels_below_count_as_well():
    taxonomy = Taxonomy().apply(Change(labels=LABELS, author="human:Ana", based_on=0))
    tally = Tally({"cards": {"teacher": 30}, "lost": {"person": 4, "teacher": 6}}, {}, 0)
    assert [documents_of(taxonomy, tally, each) for each in ("cards", "lost", "app")] == [40, 10, 0]
