import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from core.classifier.portable.grams import character_grams, word_grams
from tests.core.classifier.cases import HOSTILE

reference_words = CountVectorizer(ngram_range=(1, 2)).build_analyzer()
reference_characters = CountVectorizer(analyzer="char_wb", ngram_range=(3, 5)).build_analyzer()


@given(st.text(st.characters()))
def test_any_text_is_cut_as_scikit_learn_cuts_it(text):
    assert word_grams(text) == reference_words(text)
    assert character_grams(text) == reference_characters(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_cut_as_scikit_learn_cuts_them(text):
    assert word_grams(text) == reference_words(text)
    assert character_grams(text) == reference_characters(text)
