from hypothesis import given
from hypothesis import strategies as st

from core.taxonomy.naming import cut, spoken, told_apart


def test_a_twin_gets_the_name_above_it_behind_its_own_and_a_number_where_that_is_taken_too():
    assert told_apart("Fees", "Cards", {"fees"}) == "Fees (Cards)"
    assert told_apart("Fees", "Cards", {"fees", "fees (cards)"}) == "Fees (Cards) 2"
    assert told_apart("Fees", "", {"fees"}) == "Fees 2"


def test_a_long_name_is_cut_where_a_reader_sees_it():
    assert cut("abcdef", 4) == "abc…"
    assert cut("abcd", 4) == "abcd"


@given(st.text(min_size=1, max_size=200), st.text(max_size=200), st.sets(st.text(max_size=3)))
def test_names_told_apart_always_fit_a_label(name, parent, taken):
    named = told_apart(name, parent, {spoken(each) for each in taken})
    assert len(named) <= 80
    assert spoken(named) not in taken
