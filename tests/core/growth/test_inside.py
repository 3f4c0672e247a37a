import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidTaxonomy
from core.growth.inside import GUIDANCE, back, inside, inside_brief
from core.growth.reconcile import reconcile
from core.taxonomy.brief import Brief
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change, Taxonomy
from core.teachers.protocol import Proposal, Suggestion
from tests.core.growth.families import proposals, taxonomies


def taxonomy(*labels: Label) -> Taxonomy:
    return Taxonomy().apply(Change(labels=labels, author="human:Ana", based_on=0))


def applied(before: Taxonomy, labels) -> Taxonomy:
    return before.apply(Change(labels=labels, author="llm:m", based_on=before.version))


def wants(*names: str) -> Proposal:
    return Proposal(labels=tuple(Suggestion(name=name) for name in names))


WHOLE = taxonomy(
    Label(id="cards", name="Cards", description="All about cards."),
    Label(id="fees", name="Fees"),
    Label(id="lost", name="Lost", parent="cards"),
    Label(id="abroad", name="Abroad", parent="lost"),
    Label(id="old", name="Old", parent="cards").turned_into(),
)


def test_inside_a_label_only_those_below_it_are_there_and_its_children_stand_at_the_top():
    view = inside(WHOLE, "cards")
    assert [(label.id, label.parent) for label in view.live] == [("lost", None), ("abroad", "lost")]
    assert view.labels.keys() == WHOLE.labels.keys()
    assert view.version == WHOLE.version


def test_ids_of_labels_elsewhere_are_not_given_again():
    touched = back(WHOLE, "lost", reconcile(inside(WHOLE, "lost"), wants("Abroad", "Old")))
    assert [(label.id, label.name, label.parent) for label in touched] == [("old-2", "Old", "lost")]


def test_new_labels_come_back_under_the_label_they_divide():
    now = applied(WHOLE, back(WHOLE, "fees", reconcile(inside(WHOLE, "fees"), wants("Yearly", "Abroad fees"))))
    assert [label.name for label in now.children("fees")] == ["Yearly", "Abroad fees"]
    assert all(now[label.id] == label for label in WHOLE.live)


def test_a_name_that_is_taken_elsewhere_gets_that_of_the_label_above_behind_it():
    now = applied(WHOLE, back(WHOLE, "fees", reconcile(inside(WHOLE, "fees"), wants("abroad", "Fees", "Cards"))))
    assert [label.name for label in now.children("fees")] == ["abroad (Fees)", "Fees (Fees)", "Cards (Fees)"]


def test_a_name_told_apart_before_is_not_told_apart_again():
    once = applied(WHOLE, back(WHOLE, "fees", reconcile(inside(WHOLE, "fees"), wants("Abroad"))))
    again = Proposal(labels=(Suggestion(name="Abroad", replaces=("abroad-2",)),))
    assert back(once, "fees", reconcile(inside(once, "fees"), again)) == ()


def test_long_names_stay_within_eighty_characters_when_told_apart():
    long = taxonomy(Label(id="a", name="A" * 80), Label(id="b", name="B" * 80))
    now = applied(long, back(long, "a", reconcile(inside(long, "a"), wants("B" * 80))))
    (name,) = (label.name for label in now.children("a"))
    assert len(name) == 80 and name.startswith("BBB") and name.endswith("…)")


def test_a_label_out_of_force_cannot_be_divided():
    with pytest.raises(InvalidTaxonomy, match="no longer in force"):
        inside(WHOLE, "old")
    with pytest.raises(InvalidTaxonomy, match="no longer in force"):
        back(WHOLE, "old", ())


@given(taxonomies(), st.data(), proposals)
def test_whatever_a_teacher_wants_inside_makes_sense_in_the_whole_and_touches_nothing_else(before, data, proposal):
    label = data.draw(st.sampled_from(before.live))
    ours = {each.id for each in before.below(label.id)}
    view = inside(before, label.id)
    change = reconcile(view, proposal)
    applied(view, change)
    now = applied(before, back(before, label.id, change))
    for each in before.labels.values():
        assert each.id in ours or now[each.id] == each
    below = {each.id for each in now.below(label.id)}
    assert {each.id for each in now.live} - {each.id for each in before.live} <= below


@given(taxonomies(), st.data(), st.lists(proposals, min_size=1, max_size=4))
def test_labels_can_be_divided_to_any_depth(before, data, wanted):
    now = before
    label = data.draw(st.sampled_from(before.live))
    for proposal in wanted:
        now = applied(now, back(now, label.id, reconcile(inside(now, label.id), proposal)))
        label = data.draw(st.sampled_from([label, *now.below(label.id)]))
    assert len({each.name.strip().casefold() for each in now.live}) == len(now.live)


@given(taxonomies(), st.data())
def test_a_change_of_nothing_inside_is_a_change_of_nothing(before, data):
    label = data.draw(st.sampled_from(before.live))
    same = tuple(inside(before, label.id).live)
    assert back(before, label.id, same) == ()


def test_the_brief_inside_says_what_is_divided():
    brief = inside_brief(Brief(use_case="Route mail", guidance="Keep fees apart.", max_labels=5), WHOLE["cards"], 8)
    assert (brief.use_case, brief.max_labels) == ("Route mail", 8)
    assert brief.guidance == (
        "Keep fees apart.\n"
        "All these documents belong to the label “Cards”: All about cards. Find finer labels within it, by which they "
        "differ from each other; none may mean the same as “Cards” itself."
    )


@given(st.text(max_size=4000), st.text(min_size=1, max_size=80), st.text(max_size=6000))
def test_the_brief_inside_is_a_brief_whatever_was_said_before(guidance, name, description):
    label = Label(id="x", name=name, description=description)
    brief = inside_brief(Brief(guidance=guidance), label, 8)
    assert Brief.model_validate(brief.model_dump()) == brief
    assert len(brief.guidance) <= GUIDANCE
    assert brief.guidance.endswith("itself.")
