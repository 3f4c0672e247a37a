import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Conflict, NotFound, TntError
from core.taxonomy import edits
from core.taxonomy.history import (
    Versions,
    brought_forward,
    conflicting,
    describe,
    diff,
    last_undoing,
    replay,
    standing,
    undo,
)
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change, Taxonomy
from tests.core.taxonomy.histories import GESTURES, gesture, grown, histories, log_of, rewritten, step

PARTS = (Label(id="late", name="Late"), Label(id="lost", name="Lost"))


def said(taxonomy, labels):
    return list(describe(taxonomy, step(labels, taxonomy)))


@given(histories(), st.data())
def test_any_past_version_can_be_restored_and_undone_again(log, data):
    now, then = replay(log), replay(log[: data.draw(st.integers(0, len(log)))])
    restored = now.apply(step(diff(now, then), now))
    assert set(restored.live) == set(then.live)
    assert set(restored.apply(step(diff(restored, now), restored)).live) == set(now.live)


@given(histories(), histories())
def test_a_taxonomy_can_be_made_to_match_any_other(log, other):
    now, wanted = replay(log), replay(other)
    assert set(now.apply(step(diff(now, wanted), now)).live) == set(wanted.live)


@given(histories())
def test_replaying_the_same_log_gives_the_same_taxonomy(log):
    assert replay(log) == replay(log)
    assert Versions(log)[-1] == replay(log)
    assert [*Versions(log)] == Versions(log)[:] == [replay(log[:n]) for n in range(len(log) + 1)]
    assert replay(log).version == len(log)
    assert [label.id for label in replay(log).live] == [label.id for label in replay(list(log)).live]


@given(histories())
def test_a_log_kept_as_json_replays_alike(log):
    kept = [Change.model_validate_json(change.model_dump_json()) for change in log]
    assert kept == log
    assert replay(kept) == replay(log)


@given(histories())
def test_the_last_change_can_always_be_undone_redone_and_undone_again(log):
    if not log:
        return
    before, after = replay(log[:-1]), replay(log)
    undone = [*log, undo(log, len(log), "human:Ana")]
    assert set(replay(undone).live) == set(before.live)
    redone = [*undone, undo(undone, len(undone), "human:Ana")]
    assert set(replay(redone).live) == set(after.live)
    again = [*redone, undo(redone, len(log), "human:Ana")]
    assert set(replay(again).live) == set(before.live)


@given(histories())
def test_undoing_everything_backwards_and_redoing_it_ends_where_it_began(log):
    done = [change for change in log if change.undoes is None]
    log = []
    for change in done:  # without the undoings of the random log the rest may make no sense: keep what does
        try:
            replay(log).apply(change)
        except TntError:
            continue
        log.append(change.model_copy(update={"based_on": len(log)}))
    kept, whole = standing(log), replay(log)
    for version in reversed(kept):
        log.append(undo(log, version, "human:Ana"))
    assert not replay(log).live
    assert standing(log) == []
    for _ in kept:
        version = last_undoing(log)
        assert version is not None
        log.append(undo(log, version, "human:Ana"))
    assert last_undoing(log) is None
    assert standing(log) == kept
    assert set(replay(log).live) == set(whole.live)


@given(histories(), st.data())
def test_undoing_any_standing_change_works_or_says_what_is_in_the_way(log, data):
    for version in standing(log):
        try:
            change = undo(log, version, "human:Ana")
        except Conflict as error:
            assert str(error).startswith("Later changes")
            continue
        assert version not in standing([*log, change])
        replay([*log, change])


@given(histories())
def test_every_version_describes_itself_whenever_labels_in_force_differ(log):
    for before, change in zip(Versions(log), log, strict=False):
        sentences = list(describe(before, change))
        assert all(sentence.strip() for sentence in sentences)
        if set(before.live) != set(before.apply(change).live):
            assert sentences


@given(histories(), st.data())
def test_edits_of_different_labels_never_conflict(log, data):
    now = replay(log)
    kinds = sorted({*GESTURES} - {"undo", "restore"})
    made = []
    for n in (100, 200):
        try:
            made.append(
                step(gesture(data.draw, data.draw(st.sampled_from(kinds if now.live else ["add"])), now, n), now)
            )
        except TntError:
            return
    first, second = made
    assert conflicting([*log, first], second) == first.touched & second.touched


def test_an_edit_of_a_label_that_others_changed_meanwhile_conflicts():
    log = log_of(lambda now: edits.add(now, "Refunds"), lambda now: edits.rename(now, "refunds", "Money back"))
    late = Change(labels=edits.lock(replay(log[:1]), "refunds"), author="human:Ben", based_on=1)
    assert conflicting(log, late) == {"refunds"}


def test_undo_names_the_labels_that_stand_in_its_way():
    log = log_of(lambda now: edits.add(now, "Refunds"), lambda now: edits.rename(now, "refunds", "Money back"))
    with pytest.raises(Conflict, match="Later changes touch “Money back” too"):
        undo(log, 1, "human:Ana")


def test_a_change_undone_and_redone_can_be_undone_again():
    log = log_of(lambda now: edits.add(now, "Refunds"))
    log.append(undo(log, 1, "human:Ana"))
    log.append(undo(log, 2, "human:Ana"))
    assert standing(log) == [1]
    log.append(undo(log, 1, "human:Ana"))
    assert replay(log).live == ()


def test_undo_is_refused_in_plain_words_when_its_old_name_is_taken():
    log = log_of(
        lambda now: edits.add(now, "Refunds"),
        lambda now: edits.rename(now, "refunds", "Money back"),
        lambda now: edits.add(now, "Refunds"),
    )
    with pytest.raises(Conflict, match="Two labels would be called “Refunds”"):
        undo(log, 2, "human:Ana")


def test_undo_is_refused_when_a_later_merge_went_the_other_way():
    log = log_of(
        lambda now: edits.add(now, "A"),
        lambda now: edits.add(now, "B"),
        lambda now: edits.merge(now, ["a"], "b"),
        lambda now: edits.revive(now, "a"),
        lambda now: edits.merge(now, ["b"], "a"),
    )
    with pytest.raises(Conflict, match="cannot become itself"):
        undo(log, 4, "human:Ana")


@pytest.mark.parametrize("version", [-1, 0, 3])
def test_undoing_a_version_that_is_not_there_is_refused(version):
    log = log_of(lambda now: edits.add(now, "A"), lambda now: edits.add(now, "B"))
    with pytest.raises(NotFound, match="no version"):
        undo(log, version, "human:Ana")


def test_two_undos_are_redone_one_after_the_other():
    log = log_of(lambda now: edits.add(now, "A"), lambda now: edits.add(now, "B"))
    log.append(undo(log, 2, "human:Ana"))
    log.append(undo(log, 1, "human:Ana"))
    for names in (["A"], ["A", "B"]):
        log.append(undo(log, last_undoing(log), "human:Ana"))
        assert [label.name for label in replay(log).live] == names
    assert last_undoing(log) is None


def test_nothing_can_be_redone_once_something_new_was_done():
    log = log_of(lambda now: edits.add(now, "A"))
    log.append(undo(log, 1, "human:Ana"))
    log.append(step(edits.add(replay(log), "B"), replay(log)))
    assert last_undoing(log) is None


def test_a_step_that_changed_nothing_does_not_end_redoing():
    log = log_of(lambda now: edits.add(now, "A"))
    log.append(undo(log, 1, "human:Ana"))
    log.append(step((), replay(log), batch="batch 2"))
    assert last_undoing(log) == 2


def test_undoing_a_retirement_brings_the_children_home():
    log = log_of(
        lambda now: edits.add(now, "Orders"),
        lambda now: edits.add(now, "Late", parent="orders"),
        lambda now: edits.retire(now, "orders"),
    )
    assert replay(log)["late"].parent is None
    log.append(undo(log, 3, "human:Ana"))
    assert replay(log)["late"].parent == "orders"
    assert log[-1].reason == "Undid: Retired “Orders”; Moved “Late” to the top"


def test_changes_describe_themselves_in_plain_words():
    taxonomy = grown("Refunds", "Money back", "Orders", "Spam")
    assert said(taxonomy, edits.add(taxonomy, "Late")) == ["Added “Late”"]
    assert said(taxonomy, edits.add(taxonomy, "Late", parent="orders")) == ["Added “Late” under “Orders”"]
    assert said(taxonomy, edits.rename(taxonomy, "spam", "Junk")) == ["Renamed “Spam” to “Junk”"]
    assert said(taxonomy, edits.rewrite(taxonomy, rewritten(taxonomy, "spam", description="unwanted"))) == [
        "Redefined “Spam”"
    ]
    assert said(taxonomy, edits.rewrite(taxonomy, rewritten(taxonomy, "spam", edge_cases=("newsletters",)))) == [
        "Redefined “Spam”"
    ]
    told = edits.rewrite(taxonomy, rewritten(taxonomy, "spam", notation="9", colour="#0072B2", notes="ask Ben"))
    assert said(taxonomy, told) == ["Renumbered “Spam” as 9", "Recoloured “Spam”", "Noted something on “Spam”"]
    assert said(taxonomy, edits.lock(taxonomy, "spam")) == ["Locked “Spam”"]
    assert said(taxonomy, edits.move(taxonomy, "spam", "orders")) == ["Moved “Spam” under “Orders”"]
    assert said(taxonomy, edits.retire(taxonomy, "spam")) == ["Retired “Spam”"]
    merged = edits.merge(taxonomy, ["money-back", "spam"], "refunds")
    assert said(taxonomy, merged) == ["Merged “Money back” and “Spam” into “Refunds”"]
    parts = (Label(id="late", name="Late"), Label(id="lost", name="Lost"))
    assert said(taxonomy, edits.split(taxonomy, "orders", parts)) == [
        "Split “Orders” into “Late” and “Lost”",
        "Added “Late”",
        "Added “Lost”",
    ]
    chosen = (taxonomy["spam"].model_copy(update={"examples": ("document",)}),)
    assert said(taxonomy, chosen) == ["Chose other examples for “Spam”"]
    gone = taxonomy.apply(step(edits.retire(taxonomy, "spam"), taxonomy))
    assert said(gone, edits.revive(gone, "spam")) == ["Brought back “Spam”"]


@settings(max_examples=30)
@given(histories(longest=25))
def test_long_histories_replay(log):
    assert replay(log).version == len(log)


def test_an_empty_log_is_an_empty_taxonomy():
    assert replay([]) == Taxonomy()
    assert [*Versions([])] == [Taxonomy()]


@given(histories(), st.data())
def test_bringing_a_change_forward_forgives_ones_own_steps_and_never_those_of_others(log, data):
    based_on = data.draw(st.integers(0, len(log)))
    own = data.draw(st.sets(st.integers(1, len(log)))) if log else set()
    ids = sorted(replay(log).labels)
    touched = data.draw(st.lists(st.sampled_from(ids), unique=True)) if ids else []
    change = Change(labels=tuple(replay(log)[each] for each in touched), author="human:Ana", based_on=based_on)
    forward = brought_forward(log, change, own)
    others = [past for version, past in enumerate(log, start=1) if version > based_on and version not in own]
    assert bool(conflicting(log, forward)) == any(past.touched & change.touched for past in others)
    assert forward.based_on >= based_on
    if not own:
        assert conflicting(log, forward) == conflicting(log, change)


def test_own_steps_and_changes_of_other_labels_never_stand_in_the_way_of_a_gesture():
    log = log_of(
        lambda now: edits.add(now, "Cards"),
        lambda now: edits.add(now, "App"),
        lambda now: edits.rename(now, "app", "The app"),
        lambda now: edits.rename(now, "cards", "My cards"),
    )
    gesture = step(edits.rename(replay(log), "cards", "Cards and cash"), replay(log)).model_copy(update={"based_on": 1})
    assert conflicting(log, gesture)
    assert not conflicting(log, brought_forward(log, gesture, own={4}))
    assert brought_forward(log, gesture).based_on == 3


def test_what_was_judged_to_be_a_part_means_the_whole_again_once_the_split_is_undone():
    log = log_of(lambda now: edits.add(now, "Orders"), lambda now: edits.split(now, "orders", PARTS))
    log.append(undo(log, 2, "human:Ana"))
    now = replay(log)
    assert [label.id for label in now.live] == ["orders"]
    assert now.meaning == {"orders": "orders", "late": "orders", "lost": "orders"}
    log.append(undo(log, 3, "human:Ana"))
    redone = replay(log)
    assert [label.id for label in redone.live] == ["late", "lost"]
    assert redone.meaning == {"orders": None, "late": "late", "lost": "lost"}


def test_going_back_to_before_a_split_lets_its_parts_mean_the_whole():
    log = log_of(lambda now: edits.add(now, "Orders"), lambda now: edits.split(now, "orders", PARTS))
    now, then = replay(log), replay(log[:1])
    back = now.apply(step(diff(now, then), now))
    assert back.live == then.live
    assert back.meaning["late"] == back.meaning["lost"] == "orders"


@given(histories(), st.data())
def test_every_label_ever_given_still_resolves_whatever_version_is_restored(log, data):
    now = replay(log)
    then = replay(log[: data.draw(st.integers(0, len(log)))])
    back = now.apply(step(diff(now, then), now))
    assert set(back.meaning) == set(now.labels)
    for label in then.live:
        assert back.meaning[label.id] == label.id
