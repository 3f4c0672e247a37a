import pytest

from core.classifier.familiar import Words, met, unseen, words_of
from core.classifier.portable.model import Prediction
from core.classifier.recipe import Recipe
from core.classifier.training import train
from tests.core.classifier.cases import colours

SAID = Prediction("red", ("red",), 0.8)
WORDS = Words(str.split, frozenset(["a", "rose", "is"]))


def test_a_document_is_met_with_the_share_of_its_words_that_are_unknown():
    (found,) = met(["a rose is blue"], [SAID], WORDS)
    assert (found.label, found.confidence, found.unknown, found.characters) == ("red", 0.8, 0.25, 14)


def test_without_words_there_is_no_share():
    assert met(["", "a rose"], [SAID, SAID], WORDS)[0].unknown is None
    assert met(["a rose"], [SAID], None)[0].unknown is None


def test_a_word_that_only_this_text_taught_counts_as_unknown():
    taught = ["a rose is red", "a rose is", "a moss is green"]
    known = Words(str.split, frozenset(["a", "rose", "is", "red", "moss", "green"]))
    found = unseen([(text, SAID) for text in taught], taught, known)
    assert [one.unknown for one in found] == [0.25, 0, 0.5]


@pytest.mark.parametrize("features", ["tfidf", "hashed"])
def test_the_words_of_a_classifier_are_those_it_was_taught(features):
    words = words_of(train(colours(10), Recipe(head="logistic", features=features, setting=1.0)).model)
    known, strange = met(["ruby number", "quixotic zephyr"], [SAID, SAID], words)
    assert (known.unknown, strange.unknown) == (0, 1)
    assert len(words.cut("one two three")) == 3


def test_a_classifier_that_looks_at_vectors_only_knows_no_words():
    assert words_of(train(colours(4), Recipe(head="logistic", features="embeddings", setting=1.0)).model) is None
