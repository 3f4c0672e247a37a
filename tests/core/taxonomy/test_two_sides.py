from hypothesis import given
from hypothesis import strategies as st

from core.taxonomy.label import Label
from core.taxonomy.two_sides import contested, insisted, own, together

BASE = Label(id="cards", name="Cards", description="About cards", includes=("swallowed", "lost"), examples=("d1",))
ITEMS = st.lists(st.sampled_from("abcdef"), unique=True, max_size=4).map(tuple)
LABELS = st.builds(
    Label,
    id=st.just("cards"),
    name=st.sampled_from(("Cards", "Bank cards", "Plastic")),
    includes=ITEMS,
    examples=ITEMS,
    parent=st.sampled_from((None, "money", "things")),
    locked=st.booleans(),
)


def made(**fields):
    return BASE.model_copy(update=fields)


def test_a_name_by_one_and_a_description_by_the_other_are_put_together():
    both = together(BASE, made(name="Bank cards"), made(description="All about cards"))
    assert (both.name, both.description) == ("Bank cards", "All about cards")


def test_two_names_for_one_label_cannot_be_put_together():
    theirs, mine = made(name="Bank cards"), made(name="Plastic")
    assert contested(BASE, theirs, mine) == {"name"}
    assert together(BASE, theirs, mine) is None
    assert insisted(BASE, theirs.model_copy(update={"notes": "theirs"}), mine) == made(name="Plastic", notes="theirs")


def test_lines_and_examples_that_each_has_added_or_taken_away_are_put_together():
    theirs, mine = made(includes=("swallowed", "lost", "blocked")), made(includes=("lost", "stolen"))
    assert together(BASE, theirs, mine).includes == ("lost", "blocked", "stolen")
    assert together(BASE, made(examples=("d1", "d2")), made(examples=("d1", "d3"))).examples == ("d1", "d2", "d3")


def test_a_line_that_both_have_reworded_is_contested():
    theirs, mine = made(includes=("eaten by a machine", "lost")), made(includes=("kept by a machine", "lost"))
    assert contested(BASE, theirs, mine) == {"includes"}
    assert insisted(BASE, theirs, mine).includes == mine.includes


def test_a_document_is_never_an_example_and_a_counter_example_at_once():
    theirs, mine = made(examples=("d1", "d2")), made(counter_examples=("d2",))
    assert contested(BASE, theirs, mine) == {"counter_examples"}
    label = insisted(BASE, theirs, mine)
    assert (label.examples, label.counter_examples) == (("d1",), ("d2",))


def test_what_is_written_upon_the_other_s_change_is_told_from_it():
    theirs = made(name="Bank cards", examples=("d1", "d2"))
    mine = theirs.model_copy(update={"description": "All about cards", "examples": ("d1", "d2", "d3")})
    assert own(BASE, theirs, mine) == made(description="All about cards", examples=("d1", "d3"))


def test_a_label_that_the_other_has_retired_is_brought_back_by_whoever_insists():
    theirs = BASE.turned_into("money")
    assert contested(BASE, theirs, made(name="Plastic")) == {"became"}
    assert insisted(BASE, theirs, made(name="Plastic")) == made(name="Plastic")


@given(LABELS, LABELS)
def test_where_only_one_side_did_something_that_is_what_both_come_to(base, changed):
    assert together(base, changed, base) == changed
    assert together(base, base, changed) == changed
    assert insisted(base, base, changed) == changed
    assert own(base, base, changed) == changed


@given(LABELS, LABELS, LABELS)
def test_put_together_it_does_not_matter_who_was_first(base, one, other):
    first, second = together(base, one, other), together(base, other, one)
    assert (first is None) == (second is None)
    if first is not None:
        assert first.name == second.name
        assert set(first.includes) == set(second.includes)
        assert set(first.examples) == set(second.examples)
