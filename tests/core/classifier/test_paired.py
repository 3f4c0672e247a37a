import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.classifier.outcomes import Outcome
from core.classifier.paired import compared, in_words, right_beside
from tests.core.classifier.made_up import outcome

BOTH = st.lists(st.tuples(st.booleans(), st.booleans()), max_size=60)


def cases(both, only_first, only_second, neither):
    first = [True] * (both + only_first) + [False] * (only_second + neither)
    second = [True] * both + [False] * only_first + [True] * only_second + [False] * neither
    return first, second


def test_a_comparison_holds_both_accuracies_and_mcnemars_test():
    found = compared(*cases(60, 12, 5, 23))
    assert (found.n, found.only_first, found.only_second) == (100, 12, 5)
    assert (found.first.value, found.second.value) == (0.72, 0.65)
    assert found.difference.value == pytest.approx(0.07)
    assert found.p == pytest.approx(0.143463134765625)
    assert found.mid_p == pytest.approx(0.09625244140625)
    assert found.verdict == "undecided"


def test_the_interval_is_nearly_that_of_agresti_and_min():
    """Half a document more in each of four cases: 0.0686 ± 0.0796 by their formula."""
    found = compared(*cases(60, 12, 5, 23)).difference
    assert (found.low, found.high) == pytest.approx((-0.011, 0.148), abs=0.012)


def test_a_clear_difference_is_called_one_on_either_side():
    assert compared(*cases(50, 30, 5, 15)).verdict == "better"
    assert compared(*cases(50, 5, 30, 15)).verdict == "worse"


def test_documents_on_which_nobody_differs_prove_no_sameness():
    found = compared([True] * 10, [True] * 10)
    assert found.verdict == "undecided"
    assert found.difference.low < 0 < found.difference.high


@given(BOTH)
def test_swapping_the_two_turns_everything_round(rows):
    first, second = [row[0] for row in rows], [row[1] for row in rows]
    one, other = compared(first, second), compared(second, first)
    assert (one.p, one.mid_p, one.first) == (other.p, other.mid_p, other.second)
    assert one.difference.value is None or one.difference.value == -other.difference.value


@given(BOTH, st.randoms())
def test_the_order_of_documents_does_not_matter(rows, random):
    one, other = ([[row[side] for row in each] for side in (0, 1)] for each in (rows, random.sample(rows, len(rows))))
    assert compared(*one) == compared(*other)


def test_of_nothing_nothing_is_said():
    found = compared([], [])
    assert (found.verdict, found.p, found.difference.value) == ("unknown", None, None)
    assert in_words(found).startswith("Nobody has judged")


def test_the_verdict_in_words_names_both_and_the_difference_with_its_range():
    said = in_words(compared(*cases(60, 12, 5, 23)))
    assert said.startswith("The classifier is right on 72 %, the teacher on 65 % of 100 documents; ")
    assert "the difference of +7 (-1 to +1" in said
    assert said.endswith("may be chance.")
    assert in_words(compared(*cases(50, 30, 5, 15)), "this one", "the other").endswith("is more than chance.")


def test_a_teacher_is_right_where_it_too_says_that_no_label_fits():
    none = Outcome(document="x", actual=(), given=("a",), confidence=1.0)
    found = right_beside([none, outcome(True, document="y"), outcome(True, document="z")], {"x": None, "y": "b"})
    assert found == ([False, True], [True, False], ("x", "y"))
