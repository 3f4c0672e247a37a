"""New documents beside those of the training, and whether more labels would help."""

from core.work.registry import more_labels
from core.work.settings import TrainSettings
from core.work.watching import drift_of
from tests.core.work.colours import WORDS, annotate, bring, perform, place, tell

FAST = TrainSettings(profiles=("fast",), curve=False)


def test_new_documents_are_held_against_those_of_the_training(engine):
    card, _, truth = place(engine, 40)
    tell(engine, card, truth)
    assert drift_of(engine, card.id) is None
    perform(engine, card, FAST)
    assert drift_of(engine, card.id) is None
    words = [line.split() for line in WORDS.values()]
    bring(engine, card, [f"{words[n % 3][n % 2]} number {n % 40} {words[n % 3][2]}" for n in range(120)])
    found = drift_of(engine, card.id)
    assert found.since == found.drift.n > 0
    bring(engine, card, [f"rose quarterly statement about mortgages and interest rates {n}" for n in range(300)])
    strange = drift_of(engine, card.id)
    assert strange.drift.words_changed
    assert strange.warnings
    assert any("Reds" in said for said in strange.warnings)


def test_a_training_run_says_what_more_labels_would_bring_on_what_people_judged(engine):
    card, _, truth = place(engine, 40)
    tell(engine, card, truth)
    annotate(engine, card, dict(list(truth.items())[:36]))
    ended = perform(engine, card, TrainSettings(profiles=("fast",)))
    assert (ended.status, ended.total) == ("done", 3)
    found = more_labels(engine, ended.id)
    assert (found.against, found.curve.n) == ("people", 36)
    assert found.curve.points[-1].examples == 84


def test_without_people_the_teachers_own_labels_are_kept_aside_for_it(engine):
    card, _, truth = place(engine, 60)
    tell(engine, card, truth)
    ended = perform(engine, card, TrainSettings(profiles=("fast",)))
    found = more_labels(engine, ended.id)
    assert (found.against, found.curve.n) == ("teacher", 36)


def test_of_two_documents_no_curve_can_be_drawn(engine):
    card, _, truth = place(engine, 1)
    tell(engine, card, dict(list(truth.items())[:2]))
    ended = perform(engine, card, TrainSettings(profiles=("fast",)))
    assert ended.status == "done"
    assert more_labels(engine, ended.id).curve.prospects == "cannot tell"
