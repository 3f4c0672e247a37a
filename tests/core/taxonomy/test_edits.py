import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidTaxonomy, NotFound
from core.taxonomy import edits
from core.taxonomy.history import replay
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Taxonomy
from tests.core.taxonomy.histories import grown, histories, rewritten, step


def after(taxonomy, labels):
    return taxonomy.apply(step(labels, taxonomy))


def tree(**parents):
    """Labels named by their ids, each under its parent; parents first."""
    taxonomy = Taxonomy()
    for name, parent in parents.items():
        taxonomy = after(taxonomy, (Label(id=name, name=name, parent=parent),))
    return taxonomy


def shape(taxonomy):
    return {label.id: label.parent for label in taxonomy.live}


@given(histories(), st.text(min_size=1, max_size=30))
def test_a_new_id_is_readable_never_used_and_always_the_same(log, name):
    now = replay(log)
    fresh = edits.new_id(now, name)
    assert fresh and fresh not in now.labels
    assert fresh == edits.new_id(now, name)
    assert edits.new_id(now, name, taken={fresh}) not in {fresh, *now.labels}


def test_ids_come_from_names():
    taxonomy = grown("Late delivery")
    assert taxonomy.live[0].id == "late-delivery"
    assert edits.new_id(taxonomy, "Late delivery!") == "late-delivery-2"
    assert edits.new_id(taxonomy, "???") == "label"
    assert edits.new_id(taxonomy, "Straße 9") == "strasse-9"


@pytest.mark.parametrize("name", ["", "   "])
def test_a_label_needs_a_name(name):
    taxonomy = grown("Refunds")
    for gesture in (lambda: edits.add(taxonomy, name), lambda: edits.rename(taxonomy, "refunds", name)):
        with pytest.raises(InvalidTaxonomy, match="A label needs a name"):
            gesture()


def test_a_name_as_long_as_a_paragraph_is_refused():
    with pytest.raises(InvalidTaxonomy, match="at most 80 characters"):
        edits.add(Taxonomy(), "very " * 40)


def test_names_and_descriptions_lose_surrounding_space():
    taxonomy = grown(" Refunds ")
    assert taxonomy["refunds"].name == "Refunds"
    described = after(taxonomy, edits.rewrite(taxonomy, rewritten(taxonomy, "refunds", description=" money ")))[
        "refunds"
    ]
    assert described.description == "money"


def test_merging_sends_documents_and_examples_to_the_survivor():
    taxonomy = after(
        Taxonomy(), (Label(id="a", name="A", examples=("1",)), Label(id="b", name="B", examples=("2", "1")))
    )
    merged = after(taxonomy, edits.merge(taxonomy, ["a", "b"], "a"))
    assert merged.trace("b") == (merged["a"],)
    assert merged["a"].examples == ("1", "2")


def test_merging_a_label_with_itself_only_is_refused():
    with pytest.raises(InvalidTaxonomy, match="at least two"):
        edits.merge(grown("A"), ["a"], "a")


def test_merging_into_a_label_that_is_gone_is_refused():
    taxonomy = grown("A", "B")
    taxonomy = after(taxonomy, edits.retire(taxonomy, "b"))
    with pytest.raises(InvalidTaxonomy, match="no longer in force"):
        edits.merge(taxonomy, ["a"], "b")


def test_merging_moves_children_to_the_survivor():
    taxonomy = tree(a=None, b=None, child="b")
    assert shape(after(taxonomy, edits.merge(taxonomy, ["b"], "a"))) == {"a": None, "child": "a"}


def test_a_label_merged_into_its_own_child_leaves_the_child_in_its_place():
    taxonomy = tree(top=None, middle="top", leaf="middle", other="middle")
    merged = after(taxonomy, edits.merge(taxonomy, ["middle"], "leaf"))
    assert shape(merged) == {"top": None, "leaf": "top", "other": "leaf"}


def test_a_label_merged_into_its_grandchild_never_makes_a_circle():
    taxonomy = tree(top=None, middle="top", leaf="middle", other="top")
    merged = after(taxonomy, edits.merge(taxonomy, ["top"], "leaf"))
    assert shape(merged) == {"leaf": None, "middle": "leaf", "other": "leaf"}


def test_a_label_retired_to_its_own_descendant_leaves_it_in_its_place():
    taxonomy = tree(root=None, top="root", middle="top", leaf="middle")
    assert shape(after(taxonomy, edits.retire(taxonomy, "middle", "leaf"))) == {
        "root": None,
        "top": "root",
        "leaf": "top",
    }
    retired = after(taxonomy, edits.retire(taxonomy, "top", "leaf"))
    assert shape(retired) == {"root": None, "leaf": "root", "middle": "leaf"}


@pytest.mark.parametrize("to", ["a", "gone"])
def test_documents_cannot_be_sent_to_a_label_that_does_not_stay(to):
    taxonomy = tree(a=None, gone=None)
    taxonomy = after(taxonomy, edits.retire(taxonomy, "gone"))
    with pytest.raises(InvalidTaxonomy, match="Choose a label in force"):
        edits.retire(taxonomy, "a", to)


def test_the_children_of_a_retired_label_move_one_level_up():
    taxonomy = tree(top=None, middle="top", leaf="middle")
    retired = after(taxonomy, edits.retire(taxonomy, "middle"))
    assert shape(retired) == {"top": None, "leaf": "top"}
    assert retired.trace("middle") == ()


def test_splitting_leaves_documents_with_a_choice_and_children_one_level_up():
    taxonomy = tree(top=None, middle="top", leaf="middle")
    parts = (Label(id="one", name="One", parent="top"), Label(id="two", name="Two", parent="top"))
    divided = after(taxonomy, edits.split(taxonomy, "middle", parts))
    assert divided.trace("middle") == parts
    assert divided["leaf"].parent == "top"


def test_a_part_may_keep_the_name_of_what_was_split():
    taxonomy = grown("Orders")
    parts = (Label(id="orders-2", name="Orders"), Label(id="late", name="Late"))
    assert {label.name for label in after(taxonomy, edits.split(taxonomy, "orders", parts)).live} == {"Orders", "Late"}


def test_a_split_needs_two_different_parts():
    taxonomy = grown("Orders")
    part = Label(id="late", name="Late")
    for parts in ((), (part,), (part, part)):
        with pytest.raises(InvalidTaxonomy, match="at least two"):
            edits.split(taxonomy, "orders", parts)


def test_a_label_cannot_be_one_of_its_own_parts():
    taxonomy = grown("Orders")
    with pytest.raises(InvalidTaxonomy, match="one of its own parts"):
        edits.split(taxonomy, "orders", (taxonomy["orders"], Label(id="late", name="Late")))


def test_a_revived_label_comes_back_under_its_parent_or_at_the_top():
    taxonomy = tree(top=None, leaf="top")
    taxonomy = after(taxonomy, edits.retire(taxonomy, "leaf"))
    assert after(taxonomy, edits.revive(taxonomy, "leaf"))["leaf"].parent == "top"
    taxonomy = after(taxonomy, edits.retire(taxonomy, "top"))
    assert after(taxonomy, edits.revive(taxonomy, "leaf"))["leaf"].parent is None


def test_a_label_whose_name_was_taken_cannot_simply_come_back():
    taxonomy = grown("Refunds")
    taxonomy = after(taxonomy, edits.retire(taxonomy, "refunds"))
    taxonomy = after(taxonomy, edits.add(taxonomy, "Refunds"))
    assert taxonomy.named("refunds").id == "refunds-2"
    with pytest.raises(InvalidTaxonomy, match="Two labels would be called"):
        after(taxonomy, edits.revive(taxonomy, "refunds"))


def test_locking_and_unlocking_change_nothing_else():
    taxonomy = grown("Refunds")
    locked = after(taxonomy, edits.lock(taxonomy, "refunds"))
    assert locked["refunds"].locked
    assert after(locked, edits.lock(locked, "refunds", locked=False))["refunds"] == taxonomy["refunds"]


def test_gestures_on_labels_that_never_were_are_refused():
    for gesture in (edits.retire, edits.revive, edits.lock):
        with pytest.raises(NotFound):
            gesture(Taxonomy(), "nobody")


def test_a_whole_contract_is_rewritten_in_one_gesture():
    taxonomy = grown("Orders", "Late")
    contract = {
        "includes": ("a",),
        "excludes": ("b",),
        "edge_cases": ("c",),
        "parent": "orders",
        "colour": "#0072B2",
        "examples": ("1",),
        "counter_examples": ("2",),
    }
    padded = {"name": " Delays ", "description": " too late ", "notation": " A 1 ", "notes": " ask Ben "}
    written = rewritten(taxonomy, "late", **padded, **contract)
    changed = after(taxonomy, edits.rewrite(taxonomy, written))
    plain = {field: value.strip() for field, value in padded.items()}
    assert changed["late"] == Label(id="late", **plain, **contract)
    assert edits.rewrite(changed, written) == ()


def test_rewriting_leaves_locks_and_fate_alone():
    taxonomy = after(grown("Late"), edits.lock(grown("Late"), "late"))
    unlocked = Label(id="late", name="Delays", became=("nowhere",))
    [label] = edits.rewrite(taxonomy, unlocked)
    assert (label.name, label.locked, label.in_force) == ("Delays", True, True)


def test_several_contracts_are_rewritten_at_once_and_only_those_that_change():
    taxonomy = grown("Orders", "Late", "Spam")
    written = [rewritten(taxonomy, "orders", notes="x"), taxonomy["late"], rewritten(taxonomy, "spam", name="Junk")]
    assert [label.id for label in edits.rewrite_all(taxonomy, written)] == ["orders", "spam"]


def test_labels_moved_together_keep_standing_below_one_another():
    taxonomy = after(grown("Orders", "Late", "Lost"), edits.move(grown("Orders", "Late", "Lost"), "lost", "late"))
    assert [label.id for label in edits.move_all(taxonomy, ["late", "lost"], "orders")] == ["late"]
    assert edits.move_all(taxonomy, ["orders"], None) == ()


def test_only_what_is_not_locked_yet_is_locked():
    taxonomy = after(grown("Orders", "Late"), edits.lock(grown("Orders", "Late"), "late"))
    assert [label.id for label in edits.lock_all(taxonomy, ["orders", "late"])] == ["orders"]


def test_a_merge_keeps_the_wording_that_a_person_chose():
    taxonomy = grown("Refunds", "Money back")
    surviving = rewritten(taxonomy, "refunds", name="Money back", description="Both", notation="7")
    merged = after(taxonomy, edits.merge(taxonomy, ["refunds", "money-back"], "refunds", surviving))
    assert (merged["refunds"].name, merged["refunds"].description) == ("Money back", "Both")
    assert merged.meaning["money-back"] == "refunds"
    with pytest.raises(InvalidTaxonomy, match="not the label that stays"):
        edits.merge(taxonomy, ["refunds", "money-back"], "money-back", surviving)


def test_an_example_is_never_a_counter_example_too():
    taxonomy = after(grown("Orders"), edits.choose_examples(grown("Orders"), "orders", ["1", "2"]))
    [label] = edits.choose_counter_examples(taxonomy, "orders", ["2", "3", "3"])
    assert (label.examples, label.counter_examples) == (("1",), ("2", "3"))
    [back] = edits.choose_examples(after(taxonomy, (label,)), "orders", ["1", "3"])
    assert (back.examples, back.counter_examples) == (("1", "3"), ("2",))


def test_a_document_chosen_twice_is_one_example():
    taxonomy = grown("Orders")
    assert after(taxonomy, edits.choose_examples(taxonomy, "orders", ["2", "1", "2"]))["orders"].examples == ("2", "1")


def test_a_contract_is_rewritten_in_one_gesture_and_touches_nothing_where_nothing_changes():
    now = grown("Cards", "App")
    [label] = edits.rewrite(now, rewritten(now, "cards", name=" Cash ", includes=("swallowed",)))
    assert (label.name, label.includes) == ("Cash", ("swallowed",))
    assert edits.rewrite(now, now["cards"]) == ()


def test_examples_are_kept_in_order_and_once():
    [label] = edits.choose_examples(grown("Cards"), "cards", ["b", "a", "b"])
    assert label.examples == ("b", "a")


def test_several_labels_retire_together_and_their_children_follow_the_heir():
    now = grown("Cards", "App", "Login", "Rest")
    now = now.apply(step(edits.move(now, "login", "app"), now))
    after = now.apply(step(edits.retire_all(now, ["cards", "app"], "rest"), now))
    assert {label.id: label.parent for label in after.live} == {"rest": None, "login": "rest"}
    assert after.meaning["cards"] == after.meaning["app"] == "rest"


@given(parents=st.lists(st.integers(0, 8), min_size=3, max_size=8), chosen=st.data())
def test_labels_retired_together_leave_the_others_as_if_retired_one_by_one(parents, chosen):
    names = [f"l{place}" for place in range(len(parents))]
    above = [names[parent] if parent < place else None for place, parent in enumerate(parents)]
    now = tree(**dict(zip(names, above, strict=True)))
    going = chosen.draw(st.lists(st.sampled_from(names), min_size=1, max_size=len(names) - 1, unique=True))
    to = chosen.draw(st.sampled_from([None, *(name for name in names if name not in going)]))
    singly = now
    for label_id in going:
        singly = after(singly, edits.retire(singly, label_id, to))
    together = after(now, edits.retire_all(now, going, to))
    assert (shape(together), together.meaning) == (shape(singly), singly.meaning)
