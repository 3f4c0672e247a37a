import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.growth.curve import Moved, best_step, curve, moved, restored, saturated
from core.growth.fitting import Fit
from core.taxonomy import edits
from core.taxonomy.history import replay
from core.taxonomy.label import Label, Quote
from core.taxonomy.taxonomy import Change
from tests.core.taxonomy.histories import grown, histories, step


def taught(log, chunk, *labels, run="r1", **fields):
    log.append(Change(labels=labels, author="llm:m", based_on=len(log), batch=f"{run}/{chunk}", **fields))


def fit(covered, n=100):
    return Fit(version=1, labels=("late",) * covered + (None,) * (n - covered))


def points(*coverages, n=100):
    log = []
    for number in range(len(coverages)):
        taught(log, f"batch {number + 1}", Label(id=f"l{number}", name=f"L{number}"))
    fits = {
        f"batch {number}": fit(covered, n) for number, covered in enumerate(coverages, start=1) if covered is not None
    }
    return curve(log, "r1", fits)


def test_a_step_is_counted_by_what_became_of_labels():
    before = grown("A", "B", "C", "D")
    labels = (
        Label(id="e", name="E"),
        Label(id="f", name="F"),
        before["a"].model_copy(update={"description": "x"}),
        before["b"].turned_into("a"),
        before["c"].turned_into("e", "f"),
        before["d"].turned_into(),
    )
    assert moved(before, step(labels, before)) == Moved(added=2, merged=1, split=1, changed=1, retired=1)


def test_examples_and_quotes_alone_count_as_nothing_at_all():
    before = grown("A")
    shown = before["a"].model_copy(update={"examples": ("d",), "quotes": (Quote(document="d", text="t"),)})
    assert moved(before, step((shown,), before)) == Moved(0, 0, 0, 0, 0)


def test_a_step_that_only_rewords_brings_nothing_new():
    before = grown("A")
    change = step(edits.rename(before, "a", "Z"), before)
    assert moved(before, change).changed == 1
    assert moved(before, change).nothing


def test_a_curve_has_a_point_for_each_step_of_its_run():
    log = []
    taught(log, "batch 1", Label(id="late", name="Late"), Label(id="fees", name="Fees"))
    log.append(step(edits.add(replay(log), "Mine"), replay(log)))
    taught(log, "batch 1", Label(id="x", name="X"), run="r10")
    taught(log, "batch 2", failed=True)
    taught(log, "review", replay(log)["fees"].turned_into("late"), score=71)
    first, second, review = curve(log, "r1", {"batch 1": fit(42)}, {"batch 1": 30, "batch 2": 29})
    assert (first.step, first.version, first.labels, first.documents) == ("batch 1", 1, 2, 30)
    assert first.coverage is not None
    assert (first.coverage.value, first.coverage.n) == (0.42, 100)
    assert (second.failed, second.version, second.labels, second.documents) == (True, 4, 4, 59)
    assert (second.fit, second.coverage, second.score) == (None, None, None)
    assert (review.step, review.version, review.labels, review.score) == ("review", 5, 3, 71)
    assert review.moved == Moved(0, 1, 0, 0, 0)


def test_without_sizes_nobody_knows_how_many_documents_were_read():
    assert [point.documents for point in points(10, 20)] == [None, None]


def test_a_fit_over_no_documents_is_no_coverage():
    assert points(0, n=0)[0].coverage is None


def log_of(*kinds):
    """A log of minibatches: + brings a label, = rewords, 0 does nothing, x fails."""
    log = []
    taught(log, "batch 1", Label(id="a", name="A"))
    for number, kind in enumerate(kinds, start=2):
        word = replay(log)["a"].model_copy(update={"description": f"{number}"})
        labels = {"+": (Label(id=f"l{number}", name=f"L{number}"),), "=": (word,), "0": (), "x": ()}[kind]
        taught(log, f"batch {number}", *labels, failed=kind == "x")
    return log


@pytest.mark.parametrize(
    ("kinds", "full"),
    [
        ("000", True),
        ("=0=", True),
        ("00", False),
        ("00+", False),
        ("+000", True),
        ("00x0", True),
        ("00x", False),
        ("xxx", False),
        ("", False),
    ],
)
def test_a_trial_is_saturated_when_its_last_batches_brought_nothing(kinds, full):
    assert saturated(log_of(*kinds), "r1", patience=3) is full


def test_without_patience_a_trial_is_never_saturated():
    assert not saturated(log_of("0", "0"), "r1", patience=0)


def test_a_review_is_no_minibatch():
    log = log_of("0", "0")
    taught(log, "review")
    assert not saturated(log, "r1", patience=3)


def test_the_last_step_is_best_unless_it_is_clearly_worse():
    assert best_step(points(60, 80, 78)).step == "batch 3"
    assert best_step(points(60, 80, 75)).step == "batch 2"
    assert best_step(points(60, 80, 70, 77, 60)).step == "batch 4"


def test_full_coverage_of_a_few_documents_is_not_taken_for_certain():
    assert best_step(points(30, 29, n=30)).step == "batch 2"
    assert best_step(points(30, 27, n=30)).step == "batch 1"


def test_steps_that_were_not_measured_cannot_be_best():
    assert best_step(points(60, None)).step == "batch 1"
    assert best_step(points(None, None)).step == "batch 2"


def test_a_curve_without_points_has_no_best():
    with pytest.raises(ValueError, match="without points"):
        best_step([])


def test_going_back_keeps_what_people_did_since():
    log = []
    taught(log, "batch 1", Label(id="late", name="Late"), Label(id="fees", name="Fees"))
    taught(
        log, "batch 2", Label(id="lost", name="Lost"), Label(id="new", name="New"), replay(log)["fees"].turned_into()
    )
    log.append(step(edits.rename(replay(log), "lost", "Missing"), replay(log)))
    now = replay(log)
    after = now.apply(step(restored(log, 1), now))
    assert {label.name for label in after.live} == {"Late", "Fees", "Missing"}


def test_a_label_that_comes_back_under_a_name_people_gave_since_goes_into_theirs():
    log = []
    taught(log, "batch 1", Label(id="fees", name="Fees"))
    taught(log, "batch 2", replay(log)["fees"].turned_into(), Label(id="costs", name="Costs"))
    log.append(step(edits.rename(replay(log), "costs", "Fees"), replay(log)))
    now = replay(log)
    assert restored(log, 1) == (now["fees"].turned_into("costs"),)


def test_what_people_put_a_label_under_stays_with_it():
    log = []
    taught(log, "batch 1", Label(id="late", name="Late"))
    taught(log, "batch 2", Label(id="delivery", name="Delivery"), Label(id="fees", name="Fees"))
    log.append(step(edits.move(replay(log), "late", "delivery"), replay(log)))
    now = replay(log)
    after = now.apply(step(restored(log, 1), now))
    assert {label.id for label in after.live} == {"late", "delivery"}
    assert after["late"].parent == "delivery"


@settings(max_examples=300, deadline=None)
@given(histories(longest=20), st.data())
def test_any_version_can_be_gone_back_to_whoever_worked_since(log, data):
    authors = data.draw(st.lists(st.sampled_from(["human:Ana", "llm:m"]), min_size=len(log), max_size=len(log)))
    log = [change.model_copy(update={"author": author}) for change, author in zip(log, authors, strict=True)]
    version = data.draw(st.integers(0, len(log)))
    now = replay(log)
    after = now.apply(step(restored(log, version), now))
    theirs = {label_id for change in log[version:] if change.by_person for label_id in change.touched}
    assert all(after[label_id] == now[label_id] for label_id in theirs)
    if not theirs:
        assert set(after.live) == set(replay(log[:version]).live)


def test_a_curve_of_nothing_is_empty():
    assert curve([], "r1", {}) == []
    assert restored([], 0) == ()
