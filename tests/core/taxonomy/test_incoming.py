import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.growth.strands import accepted, strands
from core.taxonomy import edits
from core.taxonomy.gathering import Entry, Listed, gathered
from core.taxonomy.history import replay
from core.taxonomy.incoming import incoming
from core.taxonomy.label import Label
from core.taxonomy.seeds import EVERYTHING, Further, held
from core.taxonomy.taxonomy import Change, Taxonomy
from tests.core.taxonomy.histories import grown, histories, step
from tests.core.taxonomy.publishing_cases import hard, planted


def brought(taxonomy, *entries, retire_missing=False, **listed):
    """The taxonomy after a list was brought in, and what was said."""
    labels, notes, _ = incoming(taxonomy, gathered(Listed(entries, **listed)), retire_missing)
    return taxonomy.apply(step(labels, taxonomy)), notes


def names(taxonomy):
    return [label.name for label in taxonomy.live]


@settings(max_examples=60)
@given(histories())
def test_a_taxonomy_brought_into_itself_changes_nothing(log):
    now = replay(log)
    assert incoming(now, held(now)).labels == ()
    assert incoming(now, held(now), retire_missing=True).labels == ()


@settings(max_examples=60)
@given(histories())
def test_a_taxonomy_brought_into_nothing_is_that_taxonomy(log):
    now = replay(log)
    assert planted(incoming(Taxonomy(), held(now)).labels).labels == now.labels


@settings(max_examples=60, deadline=None)
@given(histories(longest=20), st.data())
def test_any_version_brought_in_makes_its_labels_be_in_force_again(log, data):
    then = replay(log[: data.draw(st.integers(0, len(log)))])
    now = replay(log)
    labels = incoming(now, held(then), retire_missing=True).labels
    after = now.apply(step(labels, now))
    assert {label.id: label for label in after.live} == {label.id: label for label in then.live}
    assert incoming(after, held(then), retire_missing=True).labels == ()


@settings(max_examples=60, deadline=None)
@given(histories(longest=20), histories(), st.booleans(), st.data())
def test_any_list_can_be_brought_into_any_taxonomy_whole_or_in_part(log, other, retire, data):
    now = replay(log)
    labels = incoming(now, held(replay(other)), retire).labels
    change = step(labels, now)
    after = now.apply(change)
    assert {label.name.casefold() for label in replay(other).live} <= {label.name.casefold() for label in after.live}
    parts = len(strands(now, change))
    chosen = data.draw(st.sets(st.integers(0, parts - 1))) if parts else set()
    now.apply(accepted(now, change, chosen))


def test_the_hard_ones_come_back():
    now = replay(hard())
    assert planted(incoming(Taxonomy(), held(now)).labels).labels == now.labels


def test_labels_are_known_by_id_then_by_notation_then_by_name():
    labels = (Label(id="a", name="A"), Label(id="b", name="B", notation="2"), Label(id="c", name="C"))
    now = planted(labels)
    after, _ = brought(
        now,
        Entry("Ci", key="a"),
        Entry("Bi", further=Further(notation="2")),
        Entry("c ", "said"),
    )
    assert [(label.id, label.name, label.description) for label in after.live] == [
        ("a", "Ci", ""),
        ("b", "Bi", ""),
        ("c", "C", "said"),
    ]


def test_a_notation_that_two_have_tells_nothing():
    now = planted((Label(id="a", name="A", notation="1"), Label(id="b", name="B", notation="1")))
    after, _ = brought(now, Entry("New", further=Further(notation="1")))
    assert names(after) == ["A", "B", "New"]


def test_names_may_go_from_one_label_to_another():
    now = grown("A", "B")
    after, notes = brought(now, Entry("B", key="a"), Entry("A", key="b"))
    assert (after["a"].name, after["b"].name, notes) == ("B", "A", ())


def test_what_a_list_does_not_say_is_left_alone():
    label = Label(id="a", name="A", description="d", includes=("i",), notes="n", locked=True, parent="b")
    now = planted((Label(id="b", name="B"), label))
    assert incoming(now, gathered(Listed([Entry("A"), Entry("B")]))).labels == ()
    (touched,) = incoming(now, gathered(Listed([Entry("A", excludes=("x",))]))).labels
    assert touched == label.model_copy(update={"excludes": ("x",)})


def test_an_empty_cell_of_a_column_that_counts_empties_the_field():
    now = planted((Label(id="a", name="A", description="d", notes="n"),))
    seeds = gathered(Listed([Entry("A", key="a")], says=frozenset({"description"})))
    assert incoming(now, seeds).labels == (now["a"].model_copy(update={"description": ""}),)


def test_what_says_the_same_in_other_spaces_changes_nothing():
    now = planted((Label(id="a", name="A  a", description=" d\r\n", includes=("i ", "", "i")),))
    assert incoming(now, gathered(Listed([Entry("A a", "d", ("i",))]))).labels == ()


def test_a_list_with_a_hierarchy_moves_labels_and_one_without_does_not():
    now = planted((Label(id="a", name="A"), Label(id="b", name="B", parent="a"), Label(id="c", name="C")))
    assert incoming(now, gathered(Listed([Entry("B")]))).labels == ()
    after, _ = brought(now, Entry("A"), Entry("B"), Entry("C", above=1))
    assert (after["b"].parent, after["c"].parent) == (None, "b")


def test_labels_that_are_not_in_the_list_stay_unless_they_are_to_be_retired():
    now = planted((Label(id="a", name="A"), Label(id="b", name="B", parent="a")))
    assert names(brought(now, Entry("B"))[0]) == ["A", "B"]
    assert incoming(now, gathered(Listed([Entry("B")]))).missing == 1
    after, _ = brought(now, Entry("B"), retire_missing=True)
    assert names(after) == ["B"] and after["b"].parent is None


def test_a_name_that_another_label_keeps_is_told_apart_and_said():
    now = grown("A", "B")
    after, notes = brought(now, Entry("B", key="a"))
    assert names(after) == ["B 2", "B"]
    assert notes == ("Other labels here have these names, so they were told apart: “B 2”.",)
    assert incoming(after, gathered(Listed([Entry("B", key="a")]))).labels == ()


def test_ids_of_our_own_lists_are_kept_and_those_of_others_are_not():
    entry = Entry("Cards", key="kept")
    assert brought(Taxonomy(), entry, own=True)[0]["kept"].name == "Cards"
    assert brought(Taxonomy(), entry)[0]["cards"].name == "Cards"


def test_a_row_copied_with_its_id_is_a_label_of_its_own():
    now = grown("A")
    after, _ = brought(now, Entry("A", key="a"), Entry("A copy", key="a"), own=True)
    assert [(label.id, label.name) for label in after.live] == [("a", "A"), ("a-copy", "A copy")]


def test_what_a_list_says_is_merged_or_gone_goes_with_its_children_taken_along():
    now = planted((Label(id="a", name="A"), Label(id="b", name="B"), Label(id="c", name="C", parent="b")))
    after, _ = brought(now, Entry("A", key="a"), Entry("B", key="b", became=("a",)), own=True)
    assert after["b"].became == ("a",) and after["c"].parent == "a"
    after, _ = brought(now, Entry("B", became=()))
    assert after["b"].became == () and after["c"].parent is None


def test_old_terms_of_other_lists_that_are_not_here_are_not_added():
    now = grown("A")
    assert incoming(now, gathered(Listed([Entry("A"), Entry("Gone", became=())]))).labels == ()


def test_a_label_that_is_gone_here_and_in_use_in_our_list_is_brought_back():
    now = grown("A", "B")
    gone = now.apply(step(edits.merge(now, ["a", "b"], "b"), now))
    after, _ = brought(gone, Entry("A", key="a"), own=True)
    assert names(after) == ["A", "B"]


def test_heirs_that_were_taken_out_of_the_list_leave_what_is_known_here_alone():
    now = grown("A", "B")
    now = now.apply(step(edits.merge(now, ["a", "b"], "b"), now))
    assert incoming(now, gathered(Listed([Entry("A", key="a", became=("nobody",))], own=True))).labels == ()


def test_a_row_that_someone_added_without_an_id_is_nothing_to_those_that_are_gone():
    now = grown("A", "B")
    now = now.apply(step(edits.merge(now, ["a", "b"], "b"), now))
    entries = (Entry("B", key="b"), Entry("New"), Entry("A", key="a", became=("b",)))
    after, _ = brought(now, *entries, own=True, says=EVERYTHING)
    assert after["a"] == now["a"] and names(after) == ["B", "New"]


def test_a_label_that_would_become_itself_is_retired_and_said():
    now = grown("A", "B", "C")
    ring = (Entry("A", key="a", became=("b",)), Entry("B", key="b", became=("a",)))
    after, notes = brought(now, Entry("C", key="c"), *ring, own=True)
    assert names(after) == ["C"]
    assert notes == ("Would have become themselves, and are retired instead: “A”.",)


@pytest.mark.parametrize("count", [3000])
def test_thousands_of_names_with_one_stem_are_issued_in_a_moment(count):
    entries = [Entry(f"{'+' * (n % 70)}C{'#' * (n // 70)}") for n in range(count)]
    labels = incoming(Taxonomy(), gathered(Listed(entries))).labels
    assert len({label.id for label in labels}) == len({entry.name for entry in entries})


def test_a_change_made_of_it_says_what_it_does():
    now = grown("A")
    change = Change(labels=incoming(now, gathered(Listed([Entry("A", "new")]))).labels, author="human:Ana", based_on=1)
    assert strands(now, change)[0].said == ("Redefined “A”",)
