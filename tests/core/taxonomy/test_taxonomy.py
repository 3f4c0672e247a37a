from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidTaxonomy, NotFound
from core.taxonomy import edits
from core.taxonomy.history import Versions, replay
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change, Taxonomy
from tests.core.taxonomy.histories import grown, histories, rewritten, step


def names(labels):
    return [label.name for label in labels]


@given(histories())
def test_every_label_ever_issued_can_be_traced_to_labels_in_force(log):
    now = replay(log)
    for label_id in now.labels:
        assert set(now.trace(label_id)) <= set(now.live)


@given(histories())
def test_no_label_is_ever_forgotten_and_no_id_is_given_out_twice(log):
    known = [set(taxonomy.labels) for taxonomy in Versions(log)]
    assert all(earlier <= later for earlier, later in pairwise(known))
    now = replay(log)
    assert edits.new_id(now, "Label 1") not in now.labels
    assert all(label_id == label.id for label_id, label in now.labels.items())


@given(histories())
def test_labels_in_force_have_names_of_their_own_and_a_way_up_to_the_top(log):
    for taxonomy in Versions(log):
        assert max(Counter(label.name.strip().casefold() for label in taxonomy.live).values(), default=1) == 1
        for label in taxonomy.live:
            path = taxonomy.path(label.id)
            assert path[-1] == label and path[0].parent is None
            assert len({ancestor.id for ancestor in path}) == len(path)
            assert all(ancestor.in_force for ancestor in path)


@given(histories())
def test_walking_down_from_the_top_meets_every_label_once(log):
    now = replay(log)
    assert Counter(label.id for label in now.below(None)) == Counter(label.id for label in now.live)
    for label in now.live:
        assert set(now.children(label.id)) == {child for child in now.live if child.parent == label.id}


@given(histories())
def test_the_meaning_of_an_id_is_the_one_label_that_all_its_heirs_end_in(log):
    now = replay(log)

    def ends(label_id):
        became = now[label_id].became
        if became is None:
            return {label_id}
        return set().union(*map(ends, became)) if became else {None}

    for label_id in now.labels:
        reached = ends(label_id)
        assert now.meaning[label_id] == (reached.pop() if len(reached) == 1 else None)


@st.composite
def any_labels(draw):
    """Labels that may or may not make sense together."""
    ids = st.sampled_from(["a", "b", "c", "d", "nowhere"])
    label = st.builds(
        Label,
        id=st.sampled_from(["a", "b", "c", "d"]),
        name=st.sampled_from(["A", "a ", "B", "C", "D"]),
        parent=st.none() | ids,
        became=st.none() | st.none() | st.lists(ids, max_size=2).map(tuple),
    )
    return tuple({each.id: each for each in draw(st.lists(label, max_size=4))}.values())


def makes_sense(labels):
    """The ledger's rules, as plainly as they can be said."""
    live = {label.id: label for label in labels.values() if label.in_force}
    spoken = [label.name.strip().casefold() for label in live.values()]
    if len(set(spoken)) < len(spoken) or any(label.parent not in {None, *live} for label in live.values()):
        return False
    links = {label.id: label.became or () for label in labels.values()}
    parents = {label.id: (label.parent,) if label.parent else () for label in live.values()}
    return all(_ends(links, start, len(links)) for start in links) and all(
        _ends(parents, start, len(parents)) for start in parents
    )


def _ends(links, start, steps):
    if start not in links or steps < 0:
        return False
    return all(_ends(links, following, steps - 1) for following in links[start])


@given(st.lists(any_labels(), max_size=6))
def test_looking_only_at_what_changed_finds_everything_that_makes_no_sense(proposals):
    taxonomy = Taxonomy()
    for labels in proposals:
        change = Change(labels=labels, author="human:Ana", based_on=taxonomy.version)
        sensible = makes_sense({**taxonomy.labels, **{label.id: label for label in labels}})
        if not sensible:
            with pytest.raises(InvalidTaxonomy):
                taxonomy.apply(change)
            continue
        taxonomy = taxonomy.apply(change)


def test_two_labels_may_not_share_a_name_whatever_their_case():
    taxonomy = grown("Refunds", "Delivery")
    with pytest.raises(InvalidTaxonomy, match="Two labels would be called “Refunds”"):
        taxonomy.apply(step((taxonomy["delivery"].model_copy(update={"name": " refunds"}),), taxonomy))


def test_two_labels_can_swap_names_in_one_change():
    taxonomy = grown("Refunds", "Delivery")
    swapped = (*edits.rename(taxonomy, "refunds", "Delivery"), *edits.rename(taxonomy, "delivery", "Refunds"))
    assert names(taxonomy.apply(step(swapped, taxonomy)).live) == ["Delivery", "Refunds"]


def test_a_label_may_not_become_itself():
    taxonomy = grown("Refunds", "Money back")
    circle = (taxonomy["refunds"].turned_into("money-back"), taxonomy["money-back"].turned_into("refunds"))
    with pytest.raises(InvalidTaxonomy, match="cannot become itself"):
        taxonomy.apply(step(circle, taxonomy))


def test_a_label_may_not_stand_under_itself():
    taxonomy = grown("Orders", "Late")
    taxonomy = taxonomy.apply(step(edits.move(taxonomy, "late", "orders"), taxonomy))
    with pytest.raises(InvalidTaxonomy, match="cannot stand under itself"):
        taxonomy.apply(step(edits.move(taxonomy, "orders", "late"), taxonomy))


def test_a_label_may_not_stand_under_one_that_is_gone():
    taxonomy = grown("Orders", "Late")
    taxonomy = taxonomy.apply(step(edits.retire(taxonomy, "orders"), taxonomy))
    with pytest.raises(InvalidTaxonomy, match="“Late” cannot stand under “Orders”: that label is gone"):
        taxonomy.apply(step(edits.move(taxonomy, "late", "orders"), taxonomy))


def test_a_parent_may_not_go_and_leave_its_children_behind():
    taxonomy = grown("Orders", "Late")
    taxonomy = taxonomy.apply(step(edits.move(taxonomy, "late", "orders"), taxonomy))
    with pytest.raises(InvalidTaxonomy, match="that label is gone"):
        taxonomy.apply(step((taxonomy["orders"].turned_into(),), taxonomy))


def test_an_unknown_label_is_named():
    with pytest.raises(NotFound, match="“nobody”"):
        Taxonomy()["nobody"]


def test_labels_are_found_by_name_whatever_their_case():
    taxonomy = grown("Refunds")
    assert taxonomy.named(" REFUNDS ") == taxonomy["refunds"]
    assert taxonomy.named("refund") is None


def test_a_label_split_and_joined_again_means_the_joined_one():
    taxonomy = grown("Orders", "Both")
    parts = (Label(id="late", name="Late"), Label(id="lost", name="Lost"))
    taxonomy = taxonomy.apply(step(edits.split(taxonomy, "orders", parts), taxonomy))
    assert taxonomy.meaning["orders"] is None
    assert taxonomy.trace("orders") == parts
    taxonomy = taxonomy.apply(step(edits.merge(taxonomy, ["late", "lost"], "both"), taxonomy))
    assert taxonomy.meaning["orders"] == "both"


def test_a_taxonomy_that_was_looked_at_still_equals_one_that_was_not():
    looked_at, untouched = grown("A", "B"), grown("A", "B")
    assert looked_at.live and looked_at.meaning and looked_at.children(None)
    assert looked_at == untouched


def test_thousands_of_labels_merged_one_into_the_next_are_followed_to_the_last():
    size = 5000
    labels = {f"l{n}": Label(id=f"l{n}", name=f"L{n}", became=(f"l{n + 1}",)) for n in range(size)}
    taxonomy = Taxonomy(labels={**labels, f"l{size}": Label(id=f"l{size}", name="Last")})
    assert set(taxonomy.meaning.values()) == {f"l{size}"}
    assert names(taxonomy.trace("l0")) == ["Last"]


def test_labels_split_and_joined_over_and_over_are_followed_once_each():
    labels = {}
    for n in range(200):
        both = (f"l{n + 1}", f"r{n + 1}")
        labels |= {f"{side}{n}": Label(id=f"{side}{n}", name=f"{side}{n}", became=both) for side in "lr"}
    labels |= {"l200": Label(id="l200", name="Left"), "r200": Label(id="r200", name="Right")}
    taxonomy = Taxonomy(labels=labels)
    assert names(taxonomy.trace("l0")) == ["Left", "Right"]
    assert taxonomy.meaning["l0"] is None


def test_a_deep_tree_of_thousands_of_labels_is_walked_without_trouble():
    size = 5000
    labels = {f"l{n}": Label(id=f"l{n}", name=f"L{n}", parent=f"l{n - 1}" if n else None) for n in range(size)}
    taxonomy = Taxonomy().apply(step(tuple(labels.values()), Taxonomy()))
    assert len(list(taxonomy.below("l0"))) == size - 1
    assert len(taxonomy.path(f"l{size - 1}")) == size


def test_a_thousand_changes_of_two_thousand_labels_replay_alike():
    labels = tuple(Label(id=f"l{n}", name=f"Label {n}", parent=f"l{n // 50}" if n > 49 else None) for n in range(2000))
    log = [Change(labels=labels, author="offline", based_on=0)]
    now = replay(log)
    for n in range(1000):
        one = f"l{1000 + n % 500}"
        made = (
            lambda taxonomy, one=one, n=n: edits.rename(taxonomy, one, f"Renamed {n}"),
            lambda taxonomy, one=one, n=n: edits.rewrite(taxonomy, rewritten(taxonomy, one, description=f"{n}")),
            lambda taxonomy, n=n: edits.merge(taxonomy, [f"l{1600 + n // 4}"], "l5"),
            lambda taxonomy, one=one: edits.move(taxonomy, one, "l7"),
        )[n % 4]
        change = step(made(now), now)
        now = now.apply(change)
        log.append(change)
    assert replay(log) == now
