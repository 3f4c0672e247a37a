"""Which terms a classifier looks at, learnt from its training texts, and the texts as a matrix of them.

The rows come from the portable code, so training sees exactly what the bundle will see. Knows nothing of heads.
"""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_selection import chi2
from sklearn.preprocessing import normalize

from core.classifier import embeddings
from core.classifier.portable import grams
from core.classifier.portable.features import Features
from core.classifier.portable.terms import Terms
from core.classifier.recipe import FeatureKind

Columns = npt.NDArray[np.intp]
MOST_TERMS = 50_000  # of each kind: words with pairs, and character runs
MOST_TEXTS = 20_000  # from which terms are learnt; more texts add terms too rare to matter
MOST_CHARACTERS = 20_000_000  # the same for few but long texts: bounds memory to about a gigabyte
FEW_TEXTS = 100  # below this a term seen once is kept

_GRAMS: dict[str, Callable[[str], list[str]]] = {"words": grams.word_grams, "characters": grams.character_grams}


def learn_features(texts: Sequence[str], kind: FeatureKind) -> Features:
    """What to look at in texts like these; only their words are used, never their labels."""
    terms = [learn_terms(texts, which) for which in _GRAMS] if kind != "embeddings" else []
    return Features(terms, embeddings.packaged() if kind != "tfidf" else None)


def learn_terms(texts: Sequence[str], kind: str, most: int = MOST_TERMS) -> Terms:
    """The terms in most texts, with smoothed inverse document frequencies: ln((1 + n) / (1 + df)) + 1."""
    seen: Counter[str] = Counter()
    characters = count = 0
    for text in texts[:MOST_TEXTS]:
        seen.update(set(_GRAMS[kind](text)))
        characters += len(text)
        count += 1
        if characters > MOST_CHARACTERS:
            break
    least = 1 if count < FEW_TEXTS else 2
    common = sorted((-frequency, term) for term, frequency in seen.items() if frequency >= least)[:most]
    vocabulary = sorted(term for _, term in common)
    frequencies = np.array([seen[term] for term in vocabulary], dtype=np.float64)
    return Terms(kind, vocabulary, np.log((1 + count) / (1 + frequencies)) + 1)


def matrix(features: Features, texts: Sequence[str]) -> csr_matrix:
    """One row a text, [texts, width]."""
    rows = [features.row(text) for text in texts]
    starts = np.cumsum([0, *(len(row.columns) for row in rows)])
    columns = np.concatenate([row.columns for row in rows]) if rows else np.empty(0, dtype=np.intp)
    values = np.concatenate([row.values for row in rows]) if rows else np.empty(0)
    return csr_matrix((values, columns, starts), shape=(len(rows), features.width))


def strongest(features: Features, rows: csr_matrix, codes: npt.NDArray[np.intp], most: int) -> Columns:
    """The columns of the terms that tell the labels apart best by chi-squared, at most so many, ascending."""
    if features.term_width <= most:
        return np.arange(features.term_width)
    scores = np.nan_to_num(chi2(rows[:, : features.term_width], codes)[0])
    return np.sort(np.argsort(-scores, kind="stable")[:most])


def keeping(features: Features, columns: Columns) -> Features:
    """The same features with these terms only; static vectors stay whole."""
    parts = [part.keeping(inside) for part, inside in zip(features.terms, _by_part(features, columns), strict=True)]
    return Features(parts, features.vectors)


def narrowed(rows: csr_matrix, features: Features, columns: Columns) -> csr_matrix:
    """What `matrix` gives for the features with these terms only, but for rounding, without reading the texts again."""
    parts = []
    start = 0
    for part, inside in zip(features.terms, _by_part(features, columns), strict=True):
        parts.append(normalize(rows[:, start + inside]))
        start += part.width
    return hstack([*parts, rows[:, start:]], format="csr")


def _by_part(features: Features, columns: Columns) -> list[Columns]:
    """The columns of each vocabulary, counted from its own first."""
    found = []
    start = 0
    for part in features.terms:
        found.append(columns[(columns >= start) & (columns < start + part.width)] - start)
        start += part.width
    return found
