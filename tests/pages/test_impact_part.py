"""The preview of an edit, as Curate shows it before a merge is kept."""

import os

import pytest
from sqlalchemy import event
from streamlit.testing.v1 import AppTest

from core.agreement.change import Shift, kappa_change
from core.labelling.annotation import Annotation
from core.store import documents, judgements, ledger, runs
from core.store.workspace import database_url
from core.taxonomy import edits
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.teachers.protocol import Verdict
from pages.parts.place import workspace
from pages.parts.shifts import in_words
from tests.pages.conftest import words

LABELS = (Label(id="cards", name="Cards"), Label(id="app", name="App"), Label(id="transfers", name="Transfers"))


@pytest.fixture
def labels():
    return LABELS


@pytest.fixture
def labelled(engine, tickets, topics):
    """Every ticket judged by the teacher, and forty by Ana as well."""
    run = runs.add_run(engine, tickets.id, topics, "label", {}, "human:Ana")
    ids = documents.document_ids(engine, tickets.id)
    given = [LABELS[place % 3].id for place in range(len(ids))]
    judgements.add_verdicts(
        engine,
        run,
        1,
        "offline",
        [Verdict(document=d, primary=g, confidence=1) for d, g in zip(ids, given, strict=True)],
    )
    runs.finish(engine, run.id, "done")
    said = [
        Annotation(document=d, person="Ana", primary=g, blind=True, drawn="random", probability=0.5, version=1)
        for d, g in zip(ids[:40], ["app", *given[1:40]], strict=True)
    ]
    judgements.add_annotations(engine, topics, said)
    return topics


def preview(visit, tickets, labels):
    """The panel in which chosen labels are merged, where the preview stands before the button."""
    app = visit("curate", project=tickets.id, label=labels)
    assert not app.exception
    return app


def figures(app):
    return [table.value for table in app.table]


def test_before_anything_is_labelled_nothing_else_is_touched(visit, tickets, topics):
    app = preview(visit, tickets, ["cards", "app"])
    assert "No document has been labelled yet, so nothing else is touched." in words(app)


def test_a_merge_says_what_moves_and_how_agreement_would_be(visit, tickets, labelled):
    app = preview(visit, tickets, ["cards", "app"])
    assert "Nothing has to be asked again." in words(app)
    moves, shifts = figures(app)
    assert moves.loc[0].tolist() == [":material/smart_toy: Verdicts of the teacher", 60, 20]
    assert shifts[""].tolist()[0] == "Kappa, teacher and people"
    assert shifts["Documents"].tolist()[0] == 40
    assert "Classifier: 20 documents with a label are too few" in words(app)


def test_what_was_drawn_once_is_not_counted_again(engine, visit, tickets, labelled):
    app = preview(visit, tickets, ["cards", "app"])
    asked = []
    shown = workspace(database_url(os.environ))
    event.listen(shown, "before_cursor_execute", lambda *given: asked.append(given[2]))
    assert "Nothing has to be asked again." in words(app.run())
    assert asked
    assert not [statement for statement in asked if "SELECT annotation.body" in statement]


def renamed_to_a_name_that_is_taken():
    from core.store import ledger
    from core.taxonomy import edits
    from pages.parts.impact import impact
    from pages.parts.place import working

    here = working()
    taxonomy = ledger.taxonomy(here.engine, here.taxonomy.id)
    impact(here, taxonomy, edits.rename(taxonomy, "cards", "App"))
    impact(here, taxonomy, edits.rename(taxonomy, "cards", "Cash"))
    impact(here, taxonomy, ())


def test_an_edit_that_cannot_be_kept_is_answered_with_its_reason(tickets, labelled):
    app = AppTest.from_function(renamed_to_a_name_that_is_taken, default_timeout=30)
    app.query_params["project"] = tickets.id
    app.run()
    assert not app.exception
    assert "Two labels would be called “App”" in app.warning[0].value
    assert "19 documents were judged by the earlier wording and keep their labels." in words(app)


def test_an_edit_that_was_overtaken_is_drawn_from_what_is_there_now(engine, visit, tickets, labelled):
    app = preview(visit, tickets, ["cards", "app"])
    taxonomy = ledger.taxonomy(engine, labelled)
    change = Change(labels=edits.retire(taxonomy, "app"), author="human:Ben", based_on=taxonomy.version)
    ledger.append(engine, labelled, change)
    assert not app.run().exception


def test_a_change_is_said_in_words():
    pairs = {number: [("a", "b" if number % 5 == 0 else "a")] for number in range(40)}
    pairs |= {number: [("b", "b")] for number in range(40, 80)}
    merged = {number: [("a", "a")] if number < 20 else said for number, said in pairs.items()}
    shift = kappa_change(pairs, merged, 0)
    change = shift.change
    assert in_words(shift) == f"+{change.value:.2f} (+{change.low:.2f} to +{change.high:.2f}), higher"
    assert in_words(kappa_change(pairs, pairs, 0)) == "unchanged"
    assert in_words(Shift(*[kappa_change({}, {}, 0).change] * 3, 0)) == "unknown"
