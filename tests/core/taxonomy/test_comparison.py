from hypothesis import given
from hypothesis import strategies as st

from core.taxonomy import edits
from core.taxonomy.comparison import FIELDS, KINDS, compare
from core.taxonomy.history import diff, replay
from core.taxonomy.label import Label, Quote
from core.taxonomy.taxonomy import Taxonomy
from tests.core.taxonomy.histories import grown, histories, rewritten, step

COMES = {"added", "brought back"}
GOES = {"removed", "merged", "split"}


@st.composite
def two_versions(draw):
    """Two versions of one random history, in either order."""
    log = draw(histories())
    places = st.integers(0, len(log))
    return replay(log[: draw(places)]), replay(log[: draw(places)])


def after(taxonomy, *gestures):
    for gesture in gestures:
        taxonomy = taxonomy.apply(step(gesture(taxonomy), taxonomy))
    return taxonomy


def said(old, new):
    """What is told of each label: its kinds, and the names of those its documents went to and came from."""
    return {
        entry.id: (entry.kinds, [label.name for label in entry.heirs], [label.name for label in entry.origins])
        for entry in compare(old, new).entries
    }


@given(two_versions())
def test_every_label_that_differs_is_told_once_and_no_other_is(both):
    old, new = both
    told = [entry.id for entry in compare(old, new).entries]
    assert len(told) == len(set(told))
    ids = {*old.labels, *new.labels}
    assert set(told) == {label_id for label_id in ids if old.labels.get(label_id) != new.labels.get(label_id)}


@given(histories())
def test_equal_versions_tell_nothing(log):
    now = replay(log)
    assert compare(now, replay(log)).entries == ()
    assert compare(now, now.apply(step(diff(now, now), now))).kinds == {}


@given(two_versions())
def test_read_the_other_way_what_came_goes_and_every_wording_changes_sides(both):
    old, new = both
    forth = {entry.id: entry for entry in compare(old, new).entries}
    back = {entry.id: entry for entry in compare(new, old).entries}
    assert forth.keys() == back.keys()
    for label_id, entry in forth.items():
        other = back[label_id]
        assert (entry.old, entry.new, entry.heirs, entry.origins) == (other.new, other.old, other.origins, other.heirs)
        assert entry.differences == tuple(
            each._replace(before=each.after, after=each.before) for each in other.differences
        )
        if COMES & {*entry.kinds}:
            assert GOES & {*other.kinds}
        elif GOES & {*entry.kinds}:
            assert COMES & {*other.kinds}
        else:
            assert entry.kinds == other.kinds


@given(two_versions())
def test_a_label_has_a_kind_and_only_heirs_and_origins_in_force(both):
    old, new = both
    comparison = compare(old, new)
    assert sum(len(comparison.of(kind)) for kind in KINDS) == sum(comparison.kinds.values())
    for entry in comparison.entries:
        assert entry.kinds
        assert (entry.old is not None and entry.new is not None) == bool(
            entry.kinds and not {*entry.kinds} & (COMES | GOES | {"in between"})
        )
        assert all(label in new.live for label in entry.heirs)
        assert all(label in old.live for label in entry.origins)


@given(two_versions())
def test_what_stays_the_same_in_force_has_not_been_merged_split_or_removed(both):
    old, new = both
    for label in old.live:
        if label in new.live:
            assert label.id not in said(old, new)


def test_every_field_of_a_contract_is_compared():
    assert {*FIELDS} == {*Label.model_fields} - {"id", "became"}
    assert {*FIELDS.values()} < {*KINDS}


def test_a_label_renamed_redefined_and_moved_is_one_entry_of_three_kinds():
    old = grown("Cards", "App", "Fees")
    written = rewritten(old, "cards", name="Bank cards", description="Lost ones", parent="app", excludes=("fees",))
    (entry,) = compare(old, after(old, lambda now: edits.rewrite(now, written))).entries
    assert entry.kinds == ("renamed", "moved", "redefined")
    assert {each.field: (each.before, each.after) for each in entry.differences} == {
        "name": (("Cards",), ("Bank cards",)),
        "parent": ((), ("App",)),
        "description": ((), ("Lost ones",)),
        "excludes": ((), ("fees",)),
    }


def test_the_rest_of_the_contract_is_told_too():
    old = grown("Cards")
    told = {
        "examples": ("d1",), "quotes": (Quote(document="d1", text="my card"),), "locked": True,
        "notation": "A 1", "colour": "#0072B2", "notes": "ask legal",
    }  # fmt: skip
    new = old.apply(step((rewritten(old, "cards", **told),), old))
    (entry,) = compare(old, new).entries
    assert entry.kinds == ("other examples", "locked or unlocked", "renumbered", "recoloured", "noted")
    assert [each.after for each in entry.differences] == [
        ("d1",), ("my card",), ("locked",), ("A 1",), ("#0072B2",), ("ask legal",)
    ]  # fmt: skip


def test_a_merge_through_several_steps_names_where_the_documents_are_now():
    old = grown("Cards", "Cash", "Money", "App")
    new = after(
        old,
        lambda now: edits.merge(now, ["cards", "cash"], "cash"),
        lambda now: edits.merge(now, ["cash", "money"], "money"),
        lambda now: edits.rename(now, "money", "Cards and cash"),
    )
    assert said(old, new) == {
        "cards": (("merged",), ["Cards and cash"], []),
        "cash": (("merged",), ["Cards and cash"], []),
        "money": (("renamed",), [], []),
    }
    assert said(new, old) == {
        "cards": (("brought back",), [], ["Cards and cash"]),
        "cash": (("brought back",), [], ["Cards and cash"]),
        "money": (("renamed",), [], []),
    }


def test_the_parts_of_a_split_say_what_they_came_from_and_go_back_into_it():
    old = grown("Cards", "App")
    new = after(
        old, lambda now: edits.split(now, "cards", (Label(id="lost", name="Lost"), Label(id="new", name="New")))
    )
    assert said(old, new) == {
        "cards": (("split",), ["Lost", "New"], []),
        "lost": (("added",), [], ["Cards"]),
        "new": (("added",), [], ["Cards"]),
    }
    assert said(new, old) == {
        "cards": (("brought back",), [], ["Lost", "New"]),
        "lost": (("merged",), ["Cards"], []),
        "new": (("merged",), ["Cards"], []),
    }


def test_a_split_of_which_one_part_was_retired_is_no_merge():
    old = grown("Cards")
    parts = (Label(id="lost", name="Lost"), Label(id="new", name="New"))
    new = after(old, lambda now: edits.split(now, "cards", parts), lambda now: edits.retire(now, "new"))
    assert said(old, new)["cards"] == (("split",), ["Lost"], [])
    assert said(old, new)["new"] == (("in between",), [], [])


def test_a_retired_label_is_removed_and_comes_back():
    old = grown("Cards", "App")
    new = after(old, lambda now: edits.retire(now, "cards"))
    assert said(old, new) == {"cards": (("removed",), [], [])}
    assert said(new, old) == {"cards": (("brought back",), [], [])}
    assert said(Taxonomy(), old) == {"cards": (("added",), [], []), "app": (("added",), [], [])}
    assert said(old, Taxonomy()) == {"cards": (("removed",), [], []), "app": (("removed",), [], [])}


def test_labels_are_told_in_the_order_of_what_tells_most():
    old = grown("Cards", "App", "Fees")
    new = after(
        old,
        lambda now: edits.lock(now, "cards"),
        lambda now: edits.rename(now, "app", "Mobile app"),
        lambda now: edits.add(now, "Loans"),
        lambda now: edits.retire(now, "fees"),
    )
    comparison = compare(old, new)
    assert [entry.id for entry in comparison.entries] == ["loans", "fees", "app", "cards"]
    assert comparison.kinds == {"added": 1, "removed": 1, "renamed": 1, "locked or unlocked": 1}


def test_a_parent_renamed_moves_no_label():
    old = after(grown("Money"), lambda now: edits.add(now, "Fees", parent="money"))
    new = after(old, lambda now: edits.rename(now, "money", "Payments"))
    assert said(old, new) == {"money": (("renamed",), [], [])}
