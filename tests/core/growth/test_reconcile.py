import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadReply
from core.growth.reconcile import reconcile
from core.taxonomy.label import Label, Quote
from core.taxonomy.taxonomy import Change, Taxonomy
from core.teachers.protocol import Proposal, Suggestion


def taxonomy(*names: str, **fields) -> Taxonomy:
    labels = tuple(Label(id=name.casefold(), name=name, **fields) for name in names)
    return Taxonomy().apply(Change(labels=labels, author="human:Ana", based_on=0))


def wants(*wishes: Suggestion | str) -> Proposal:
    return Proposal(labels=tuple(Suggestion(name=wish) if isinstance(wish, str) else wish for wish in wishes))


def after(before: Taxonomy, proposal: Proposal) -> Taxonomy:
    labels = reconcile(before, proposal)
    return before.apply(Change(labels=labels, author="llm:m", based_on=before.version))


def names(taxonomy: Taxonomy) -> set[str]:
    return {label.name for label in taxonomy.live}


def test_a_renamed_label_keeps_its_id_so_that_documents_keep_their_label():
    now = after(taxonomy("Late", "Refunds"), wants("Refunds", Suggestion(name="Delivery", replaces=("late",))))
    assert names(now) == {"Refunds", "Delivery"}
    assert now["late"].name == "Delivery"


def test_a_suggestion_that_replaces_two_merges_them():
    now = after(taxonomy("Late", "Lost", "Fees"), wants("Fees", Suggestion(name="Delivery", replaces=("late", "lost"))))
    assert now["lost"].became == ("late",)
    assert now.trace("lost") == (now["late"],)


def test_forgotten_ids_are_matched_by_name():
    before = taxonomy("Refunds")
    assert reconcile(before, wants("refunds "))[0].id == "refunds"


def test_quotes_come_with_a_suggestion_and_go_with_their_documents():
    first, second = Quote(document="d1", text="it came late"), Quote(document="d2", text="never came")
    before = taxonomy("Late", examples=("d1",), quotes=(first,))
    assert after(before, wants(Suggestion(name="Late", description="x")))["late"].quotes == (first,)
    more = Suggestion(name="Late", examples=("d1", "d2"), quotes=(first, second))
    assert after(before, wants(more))["late"].quotes == (first, second)
    assert after(before, wants(Suggestion(name="Late", examples=("d2",))))["late"].quotes == ()


def test_what_only_people_write_outlives_a_teacher_s_new_wording():
    own = {
        "edge_cases": ("Late by a day: here",),
        "counter_examples": ("d9",),
        "notation": "A 1",
        "colour": "#0072B2",
        "notes": "Ask legal",
    }
    before = taxonomy("Late", examples=("d1",), **own)
    label = after(before, wants(Suggestion(name="Delays", replaces=("late",), examples=("d9", "d2"))))["late"]
    assert (label.name, label.examples) == ("Delays", ("d2",))
    assert {field: getattr(label, field) for field in own} == own


def test_what_nothing_replaces_is_retired():
    assert after(taxonomy("Late", "Lost"), wants("Late"))["lost"].became == ()


def test_an_unchanged_wish_is_no_change():
    before = taxonomy("Late", "Lost", description="x")
    wish = wants(Suggestion(name="Late", description="x"), Suggestion(name="Lost", description="x"))
    assert reconcile(before, wish) == ()


def test_locked_labels_stay_whatever_the_teacher_wants():
    before = taxonomy("VIP", locked=True)
    now = after(before, wants(Suggestion(name="Important customers", replaces=("vip",)), "Fees"))
    assert names(now) == {"VIP", "Fees"}
    assert now["vip"] == before["vip"]


def test_what_a_teacher_merges_with_a_locked_label_goes_into_it():
    before = taxonomy("Fees")
    locked = Label(id="vip", name="VIP", locked=True)
    before = before.apply(Change(labels=(locked,), author="human:Ana", based_on=1))
    now = after(before, wants(Suggestion(name="All of it", replaces=("fees", "vip"))))
    assert now["fees"].became == ("vip",)


def test_half_a_table_is_a_bad_reply_and_not_a_mass_retirement():
    before = taxonomy(*(f"Label {n}" for n in range(12)))
    with pytest.raises(BadReply, match="left out 8 of 12 labels"):
        reconcile(before, wants(*(f"Label {n}" for n in range(4))))


def test_two_wishes_of_one_name_become_one_label():
    now = after(
        taxonomy("Late", "Lost"), wants(*(Suggestion(name="Delivery", replaces=(i,)) for i in ("late", "lost")))
    )
    assert names(now) == {"Delivery"}


def test_children_of_a_merged_label_follow_it():
    before = taxonomy("Late", "Lost")
    child = Label(id="abroad", name="Abroad", parent="lost")
    before = before.apply(Change(labels=(child,), author="human:Ana", based_on=1))
    now = after(before, wants(Suggestion(name="Delivery", replaces=("late", "lost")), "Abroad"))
    assert now["abroad"].parent == "late"


NAMES = [f"Name {n}" for n in range(8)]
WISHES = st.lists(
    st.builds(
        Suggestion,
        name=st.sampled_from([*NAMES, "name 1", " Name 2 "]),
        description=st.sampled_from(["", "a", "b"]),
        replaces=st.lists(st.sampled_from([f"name-{n}" for n in range(8)] + ["nothing"]), max_size=3).map(tuple),
    ),
    min_size=1,
    max_size=10,
)


@given(
    st.lists(st.tuples(st.sampled_from(range(8)), st.booleans()), max_size=8, unique_by=lambda item: item[0]), WISHES
)
def test_any_wish_on_any_taxonomy_gives_one_that_makes_sense(present, wishes):
    labels = tuple(Label(id=f"name-{n}", name=f"Name {n}", locked=locked) for n, locked in present)
    before = Taxonomy().apply(Change(labels=labels, author="human:Ana", based_on=0))
    now = after(before, Proposal(labels=tuple(wishes)))
    for label in labels:
        now.trace(label.id)
        if label.locked:
            assert now[label.id] == label
    claiming = {wish.name.strip().casefold() for wish in wishes if wish.replaces}
    asked_for = {wish.name.strip().casefold() for wish in wishes}
    assert asked_for - claiming <= {label.name.strip().casefold() for label in now.live}


def test_wishes_that_put_labels_under_each_other_leave_the_first_of_them_at_the_top():
    ring = (Suggestion(name="Late", parent="lost"), Suggestion(name="Lost", parent="late"))
    now = after(taxonomy("Late", "Lost"), wants(*ring))
    assert (now["late"].parent, now["lost"].parent) == (None, "late")


def test_names_that_are_the_same_once_cut_are_one_label():
    now = after(taxonomy("Late"), wants("Late", "x" * 80, "x" * 90))
    assert names(now) == {"Late", "x" * 80}
