"""How alike texts are: in meaning, by static vectors, and in the rare words they share. Knows no labels."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from core.classifier.portable.vectors import StaticVectors
from core.teachers.words import telling

USUAL = 20  # texts it takes until what they have in common counts as much as nothing known
FREQUENT = 0.3  # words in more of the texts than this say nothing, once there are enough texts


class Likeness:
    """Compares texts by what they tell, against a background: what all of its texts share makes no two alike.

    The product of two rows of traits is the mean of the cosine of their centred vectors and the cosine of their
    TF-IDF weights. A text's traits depend on the background and on nothing else.
    """

    def __init__(self, vectors: StaticVectors, background: Sequence[str]) -> None:
        self._vectors = vectors
        background = [telling(text) for text in background]
        dense = vectors.encode(background)
        shrunken = len(background) / (len(background) + USUAL)
        self._usual = dense.mean(axis=0) * shrunken if len(background) else np.zeros(vectors.dimensions, np.float32)
        ceiling = FREQUENT if len(background) >= USUAL else 1.0
        self._weights = TfidfVectorizer(sublinear_tf=True, max_df=ceiling, analyzer=str.split)
        self._has_words = _learnt(self._weights, background)

    def traits(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """One row a text, [texts, dimensions + words]; each half has length one half, or zero if nothing is known."""
        told = [telling(text) for text in texts]
        dense = self._vectors.encode(told)
        centred = np.where(dense.any(axis=1, keepdims=True), dense - self._usual, 0)
        lengths = np.linalg.norm(centred, axis=1, keepdims=True)
        half = sparse.csr_matrix(centred / np.where(lengths == 0, 1, lengths) / np.sqrt(2))
        if not self._has_words:
            return half
        return sparse.csr_matrix(sparse.hstack([half, self._words(told)]))

    def _words(self, told: Sequence[str]) -> sparse.csr_matrix:
        if not told:
            return sparse.csr_matrix((0, len(self._weights.vocabulary_)))
        return sparse.csr_matrix(self._weights.transform(told) / np.sqrt(2))

    def shared_words(self, row: sparse.csr_matrix, prototype: NDArray[np.float64], most: int) -> list[str]:
        """The words that bring a text near a prototype, the weightiest first."""
        if not self._has_words:
            return []
        names = self._weights.get_feature_names_out()
        dimensions = self._vectors.dimensions
        weights = [
            (value * prototype[column], column)
            for value, column in zip(row.data, row.indices, strict=True)
            if column >= dimensions and prototype[column] > 0
        ]
        return [str(names[column - dimensions]) for _, column in sorted(weights, reverse=True)[:most]]


def _learnt(weights: TfidfVectorizer, background: Sequence[str]) -> bool:
    try:
        weights.fit(background)
    except ValueError:  # how scikit-learn says that there are no words
        return False
    return True
