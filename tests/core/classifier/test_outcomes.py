import pytest
from pydantic import ValidationError

from core.classifier.examples import Example
from core.classifier.outcomes import Outcome, outcomes
from core.classifier.portable.model import Prediction


def test_an_outcome_holds_what_a_document_is_and_what_it_was_taken_for():
    example = Example("a text", "fees", ("cards", "fees"), document="d1")
    (found,) = outcomes([(example, Prediction("fees", ("fees", "cards"), 0.75))])
    assert found == Outcome(document="d1", actual=("fees", "cards"), given=("fees", "cards"), confidence=0.75)
    assert found.right
    assert found.exact


def test_a_label_too_many_is_not_exact_though_the_primary_one_is_right():
    found = Outcome(document="", actual=("fees",), given=("fees", "cards"), confidence=0.5)
    assert found.right
    assert not found.exact


def test_where_no_label_fits_a_classifier_is_wrong_whatever_it_says():
    (found,) = outcomes([(Example("a text", ""), Prediction("fees", ("fees",), 0.9))])
    assert found.actual == ()
    assert not found.right
    assert not found.exact


def test_a_classifier_always_says_something():
    with pytest.raises(ValidationError):
        Outcome(document="", actual=("fees",), given=(), confidence=0.5)
