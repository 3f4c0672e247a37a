import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import NotFound
from core.growth.strands import accepted, fate, outdated, strands
from core.taxonomy import edits
from core.taxonomy.history import describe, diff, replay
from core.taxonomy.label import Label, Quote
from core.taxonomy.taxonomy import Change, Taxonomy
from tests.core.taxonomy.histories import grown, histories, step


def proposal(before, *labels, reason="Clearer."):
    return Change(labels=labels, author="llm:m", based_on=before.version, reason=reason, batch="run/batch 2")


def parts(before, *labels):
    return [{label.id for label in strand.labels} for strand in strands(before, proposal(before, *labels))]


@st.composite
def proposals(draw):
    """A taxonomy at some time and everything that happened to it later as one change, in any order of its labels."""
    log = draw(histories(longest=20))
    before = replay(log[: draw(st.integers(0, len(log)))])
    labels = draw(st.permutations(diff(before, replay(log))))
    return before, Change(labels=tuple(labels), author="llm:m", based_on=before.version)


@settings(max_examples=300, deadline=None)
@given(proposals(), st.data())
def test_any_choice_of_strands_makes_a_valid_taxonomy(made, data):
    before, change = made
    count = len(strands(before, change))
    chosen = data.draw(st.sets(st.integers(0, count - 1))) if count else set()
    before.apply(accepted(before, change, chosen))


@given(proposals())
def test_all_strands_together_are_the_change_and_no_label_is_in_two(made):
    before, change = made
    found = strands(before, change)
    assert accepted(before, change, range(len(found))) == change
    assert sorted(label.id for strand in found for label in strand.labels) == sorted(change.touched)


@given(proposals())
def test_every_strand_says_what_it_does(made):
    before, change = made
    for strand in strands(before, change):
        assert strand.said
        assert len(strand.before) == len(strand.labels)


@given(histories(longest=20), st.data())
def test_a_strand_that_is_not_out_of_date_still_applies_after_later_changes(log, data):
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(log)), st.integers(0, len(log)))))
    before = replay(log[:start])
    kind = data.draw(st.sampled_from(["retire", "add", "rename", "move"]))
    live = [label.id for label in before.live]
    target = data.draw(st.sampled_from(live)) if live else None
    if target is None or kind == "add":
        labels = edits.add(before, "From the teacher", parent=target)
    elif kind == "retire":
        labels = edits.retire(before, target)
    else:
        labels = edits.rename(before, target, "Same name ") if before.named("Same name") is None else ()
    change = proposal(before, *labels)
    found = strands(before, change)
    late = outdated(log[:end], change, found)
    for place in set(range(len(found))) - late:
        replay(log[:end]).apply(accepted(before, change, {place}))


def test_labels_that_have_nothing_to_do_with_one_another_are_strands_of_their_own():
    before = grown("Late", "Refunds")
    fees = Label(id="fees", name="Fees")
    assert parts(before, fees, before["late"].model_copy(update={"name": "Delay"})) == [{"fees"}, {"late"}]


def test_a_merge_is_one_strand_in_the_words_of_the_history():
    before = grown("Late", "Lost", "Fees")
    delivery = before["late"].model_copy(update={"name": "Delivery"})
    change = proposal(before, delivery, before["lost"].turned_into("late"), before["fees"].turned_into())
    merged, retired = strands(before, change)
    assert merged.kind == "merged"
    assert merged.said == ("Merged “Lost” into “Delivery”", "Renamed “Late” to “Delivery”")
    assert merged.before == (before["late"], before["lost"])
    assert (retired.kind, retired.said) == ("retired", ("Retired “Fees”",))


def test_a_split_is_one_strand_with_its_parts():
    before = grown("Delivery")
    late, lost = Label(id="late", name="Late"), Label(id="lost", name="Lost")
    (strand,) = strands(before, proposal(before, before["delivery"].turned_into("late", "lost"), late, lost))
    assert strand.kind == "split"
    assert strand.said[0] == "Split “Delivery” into “Late” and “Lost”"


def test_a_new_parent_comes_with_the_labels_that_move_under_it():
    before = grown("Late", "Lost", "Fees")
    moved = [before[name].model_copy(update={"parent": "delivery"}) for name in ("late", "lost")]
    assert parts(before, Label(id="delivery", name="Delivery"), *moved) == [{"delivery", "late", "lost"}]


def test_a_parent_goes_only_with_its_children_moved_away():
    before = grown("Delivery")
    before = before.apply(step(edits.add(before, "Late", parent="delivery"), before))
    assert parts(before, *edits.retire(before, "delivery")) == [{"delivery", "late"}]


def test_a_name_is_taken_over_only_when_it_is_given_up():
    before = grown("Late")
    delayed = before["late"].model_copy(update={"name": "Delayed"})
    assert parts(before, delayed, Label(id="new", name="late ")) == [{"late", "new"}]


def test_labels_that_swap_places_stay_together():
    before = grown("Delivery")
    before = before.apply(step(edits.add(before, "Late", parent="delivery"), before))
    up = before["late"].model_copy(update={"parent": None})
    down = before["delivery"].model_copy(update={"parent": "late"})
    assert parts(before, down, up) == [{"delivery", "late"}]


def test_what_is_declined_is_said_in_the_reason():
    before = grown("Late", "Fees")
    change = proposal(before, Label(id="new", name="Refunds"), before["fees"].turned_into())
    assert accepted(before, change, {0}).labels == (Label(id="new", name="Refunds"),)
    assert accepted(before, change, {0}).reason == "Clearer. Declined: Retired “Fees”."
    none = accepted(before, change, ())
    assert none.labels == ()
    assert none.reason == "Clearer. Declined: Added “Refunds”; Retired “Fees”."
    assert (none.batch, none.based_on, none.failed) == (change.batch, change.based_on, False)


def test_a_change_that_changes_nothing_has_no_strands():
    before = grown("Late")
    assert strands(before, proposal(before)) == []
    assert accepted(before, proposal(before), ()) == proposal(before)


def test_a_strand_that_is_not_there_is_refused():
    before = grown("Late")
    with pytest.raises(NotFound, match="not there"):
        accepted(before, proposal(before, before["late"].turned_into()), {1})


def test_a_strand_is_out_of_date_when_someone_else_touched_its_labels():
    log = [step(edits.add(Taxonomy(), "Late"), Taxonomy())]
    before = replay(log)
    change = proposal(before, before["late"].turned_into(), Label(id="fees", name="Fees"))
    log.append(step(edits.rename(before, "late", "Delay"), before))
    assert outdated(log, change, strands(before, change)) == {0}


def test_a_strand_is_out_of_date_when_its_name_or_its_parent_is_gone():
    log = [step(edits.add(Taxonomy(), "Delivery"), Taxonomy())]
    before = replay(log)
    change = proposal(before, Label(id="late", name="Late", parent="delivery"), Label(id="fee", name="Fees"))
    log.append(step(edits.retire(before, "delivery"), before))
    log.append(step(edits.add(replay(log), "Fees"), replay(log)))
    assert outdated(log, change, strands(before, change)) == {0, 1}


def test_other_examples_and_quotes_only_touch_a_label():
    old = Label(id="late", name="Late")
    quote = Quote(document="d1", text="where is it")
    assert fate(old, old.model_copy(update={"quotes": (quote,), "examples": ("d1",), "locked": True})) == "touched"
    before = grown("Late")
    (strand,) = strands(before, proposal(before, before["late"].model_copy(update={"quotes": (quote,)})))
    assert strand.said == ("Chose other examples for “Late”",)


def test_the_fates_of_labels_are_told_apart():
    old = Label(id="a", name="A")
    gone = old.turned_into()
    assert fate(None, old) == "added"
    assert fate(gone, old) == "brought back"
    assert fate(old, gone) == "retired"
    assert fate(old, old.turned_into("b")) == "merged"
    assert fate(old, old.turned_into("b", "c")) == "split"
    assert fate(old, old.model_copy(update={"excludes": ("x",)})) == "changed"
    assert fate(None, gone) == "touched"


def test_a_strand_says_the_same_as_the_history_does():
    before = grown("Late", "Lost")
    change = proposal(before, before["late"].turned_into("lost"), Label(id="fees", name="Fees"))
    said = [sentence for strand in strands(before, change) for sentence in strand.said]
    assert said == list(describe(before, change))
