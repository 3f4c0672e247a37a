import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from core.classifier.features import keeping, learn_features, learn_terms, matrix, narrowed, strongest
from tests.core.classifier.cases import HOSTILE, tickets

TEXTS = [example.text for example in tickets(150)]
FEATURES = learn_features(TEXTS, "tfidf")
REFERENCE = [
    TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2).fit(TEXTS),
    TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2).fit(TEXTS),
]


def test_the_vocabulary_and_its_weights_are_those_of_scikit_learn():
    for terms, reference in zip(FEATURES.terms, REFERENCE, strict=True):
        assert list(terms.vocabulary) == sorted(reference.vocabulary_)
        assert terms.idf == pytest.approx(reference.idf_, abs=1e-12)


def differences(texts):
    expected = hstack([reference.transform(texts) for reference in REFERENCE])
    return abs(matrix(FEATURES, texts) - expected).max()


@given(st.lists(st.text(st.characters()), min_size=1, max_size=3))
def test_rows_are_those_of_scikit_learn_for_any_text(texts):
    assert differences(texts) < 1e-12


@pytest.mark.parametrize("text", [*HOSTILE, "card late " * 100_000, "é🔥 " * 250_000, "q" * 1_000_000], ids=range(16))
def test_rows_are_those_of_scikit_learn_for_hostile_and_huge_texts(text):
    assert differences([text]) < 1e-12


@pytest.mark.parametrize("kind", ["hashed", "tfidf", "embeddings", "both"])
def test_a_row_does_not_depend_on_its_neighbours(kind):
    features = learn_features(TEXTS, kind)
    alone = [matrix(features, [text]) for text in TEXTS[:20]]
    together = matrix(features, TEXTS[:20])
    for place, row in enumerate(alone):
        assert np.array_equal(row.toarray()[0], together[place].toarray()[0])


def test_columns_are_ascending_and_inside_the_width():
    for text in HOSTILE:
        columns = learn_features(TEXTS, "both").row(text).columns
        assert (np.diff(columns) > 0).all()


def test_the_most_frequent_terms_are_kept_when_there_are_too_many():
    assert learn_terms(["card late", "card", "card stolen"], "words", most=1).vocabulary == ("card",)


def test_selected_terms_are_those_that_tell_labels_apart():
    texts = ["same sun"] * 5 + ["same moon"] * 5
    features = learn_features(texts, "tfidf")
    chosen = keeping(features, strongest(features, matrix(features, texts), np.array([0] * 5 + [1] * 5), most=4))
    assert chosen.term_width == 4
    assert "same" not in chosen.terms[0].vocabulary


@pytest.mark.parametrize("kind", ["tfidf", "embeddings", "both"])
def test_narrowed_rows_are_those_of_the_features_with_these_terms_only(kind):
    features = learn_features(TEXTS, kind)
    rows = matrix(features, TEXTS)
    columns = np.arange(0, features.term_width, 3)
    expected = matrix(keeping(features, columns), TEXTS)
    assert abs(narrowed(rows, features, columns) - expected).max() < 1e-12


def test_texts_without_any_word_have_no_features_and_no_error():
    features = learn_features(["", " "], "tfidf")
    assert features.width == 0
    assert matrix(features, ["", "anything"]).shape == (2, 0)
