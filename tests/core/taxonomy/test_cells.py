import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.taxonomy.cells import apart, in_one, passages, whole


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from(list("\n -*•;|"))), max_size=5))
def test_a_list_in_one_cell_comes_apart_again(texts):
    assert apart(in_one(texts)) == passages(texts)


def test_a_passage_of_several_lines_is_set_in():
    assert in_one(["a\nb\n\n  c", "d"]) == "a\n  b\n  \n    c\nd"
    assert apart("a\n  b\n  \n    c\nd") == ("a\nb\n\n  c", "d")


def test_empty_passages_and_those_said_twice_are_left_out():
    assert passages([" a ", "", "a", "\n", "b"]) == ("a", "b")


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("a\0b\x07", "a b "),
        ("half \ud800", "half �"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("ü\x85\uffff", "ü  "),
        ("😀\t", "😀\t"),
    ],
)
def test_what_files_cannot_hold_is_taken_out(text, sound):
    assert whole(text) == sound
