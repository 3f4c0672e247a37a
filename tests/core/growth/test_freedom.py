from hypothesis import given
from hypothesis import strategies as st

from core.growth.freedom import filled_in, held, room
from core.growth.reconcile import reconcile
from core.taxonomy.brief import Brief
from core.taxonomy.label import Label, Quote
from core.taxonomy.taxonomy import Change, Taxonomy
from core.teachers.guards import check
from core.teachers.protocol import Proposal, Suggestion
from tests.core.growth.families import IDS, proposals, taxonomies


def taxonomy(*labels: Label) -> Taxonomy:
    return Taxonomy().apply(Change(labels=labels, author="human:Ana", based_on=0))


def applied(before: Taxonomy, labels) -> Taxonomy:
    return before.apply(Change(labels=labels, author="llm:m", based_on=before.version))


@given(taxonomies(), st.sets(st.sampled_from([*IDS, "unknown"])), proposals)
def test_whatever_a_teacher_wants_nothing_settled_ever_changes(before, settled, proposal):
    now = applied(before, reconcile(held(before, settled), proposal))
    for label in before.live:
        if label.id in settled:
            assert now[label.id] == label


@given(taxonomies(), proposals)
def test_what_is_not_settled_goes_on_as_ever(before, proposal):
    assert reconcile(held(before, ()), proposal) == reconcile(before, proposal)


def test_others_are_added_beside_settled_labels():
    before = taxonomy(Label(id="cards", name="Cards"))
    proposal = Proposal(labels=(Suggestion(name="Fees"), Suggestion(name="Everything", replaces=("cards",))))
    now = applied(before, reconcile(held(before, {"cards"}), proposal))
    assert [label.name for label in now.live] == ["Cards", "Fees"]
    assert not now["cards"].locked


def test_what_a_settled_label_stands_under_is_held_too_as_its_going_would_move_it():
    before = taxonomy(Label(id="money", name="Money"), Label(id="cards", name="Cards", parent="money"))
    proposal = Proposal(labels=(Suggestion(name="Fees"),))
    assert applied(before, reconcile(held(before, {"cards"}), proposal))["cards"] == before["cards"]


def test_the_limit_counts_settled_labels_so_that_a_long_list_leaves_no_room():
    before = taxonomy(Label(id="cards", name="Cards"), Label(id="fees", name="Fees"))
    assert room(Brief(max_labels=3), before) == 1
    assert room(Brief(max_labels=2), before) == 0
    view = held(before, {"cards", "fees"})
    one_more = Proposal(labels=(Suggestion(name="Loans"),))
    assert check(one_more, Brief(max_labels=3), view) == one_more


@given(taxonomies(), proposals)
def test_describing_adds_renames_moves_and_retires_nothing(before, proposal):
    now = applied(before, filled_in(before, reconcile(before, proposal)))
    assert [label.id for label in now.live] == [label.id for label in before.live]
    for was, label in zip(before.live, now.live, strict=True):
        assert (label.name, label.parent, label.locked) == (was.name, was.parent, was.locked)
        assert label.description == was.description or not was.description
        assert label == was or not was.locked


def test_only_what_was_left_open_is_filled_in():
    before = taxonomy(Label(id="cards", name="Cards", description="Ours"), Label(id="fees", name="Fees"))
    quote = Quote(document="d1", text="a word")
    change = (
        Label(id="cards", name="Bank cards", description="Theirs", includes=("lost ones",)),
        Label(id="fees", name="Fees", description="What it costs", examples=("d1",), quotes=(quote,)),
        Label(id="loans", name="Loans", description="New"),
    )
    assert filled_in(before, change) == (
        Label(id="cards", name="Cards", description="Ours", includes=("lost ones",)),
        Label(id="fees", name="Fees", description="What it costs", examples=("d1",), quotes=(quote,)),
    )


def test_a_new_label_of_the_same_name_describes_the_given_one():
    before = taxonomy(Label(id="cards", name="Cards"))
    change = (before["cards"].turned_into(), Label(id="cards-2", name="cards ", description="All cards"))
    assert filled_in(before, change) == (Label(id="cards", name="Cards", description="All cards"),)


def test_a_wording_belongs_to_the_label_of_its_name_before_that_of_its_id():
    before = taxonomy(Label(id="cards", name="Cards"), Label(id="fees", name="Fees"))
    change = (Label(id="cards", name="Fees", description="What it costs"), before["fees"].turned_into("cards"))
    assert filled_in(before, change) == (Label(id="fees", name="Fees", description="What it costs"),)
