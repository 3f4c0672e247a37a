"""Which terms a classifier looks at, learnt from its training texts, and the texts as a matrix of them.

The rows come from the portable code, so training sees exactly what the bundle will see. Knows nothing of heads.
"""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.feature_selection import chi2
from sklearn.preprocessing import normalize

from core.classifier import embeddings
from core.classifier.portable import grams
from core.classifier.portable.features import Dense, Encoder, Features
from core.classifier.portable.hashed import HashedWords, Hashing, folded_table
from core.classifier.portable.terms import Terms
from core.classifier.recipe import ENCODED, FeatureKind

Columns = npt.NDArray[np.intp]
Encode = Callable[[Sequence[str]], Dense]
MOST_TERMS = 50_000  # of each kind: words with pairs, and character runs
MOST_TEXTS = 20_000  # from which terms are learnt; more texts add terms too rare to matter
MOST_CHARACTERS = 20_000_000  # the same for few but long texts: bounds memory to about a gigabyte
FEW_TEXTS = 100  # below this a term seen once is kept
_BATCH = 1000  # texts whose rows are made at once
_WITH_TERMS: tuple[FeatureKind, ...] = ("tfidf", "both", "everything")

_GRAMS: dict[str, Callable[[str], list[str]]] = {"words": grams.word_grams, "characters": grams.character_grams}


def learn_features(texts: Sequence[str], kind: FeatureKind, encoder: Encoder | None = None) -> Features:
    """What to look at in texts like these; only their words are used, never their labels.

    Raises ValueError where the features need a sentence encoder and there is none.
    """
    if (kind in ENCODED) != (encoder is not None):
        raise ValueError(f"the features {kind!r} go with a sentence encoder just where they are named for one")
    vectors = embeddings.packaged() if kind in ("embeddings", "both", "everything") else None
    if kind == "hashed":
        return Features([learn_hashed(texts)], None)
    return Features([learn_terms(texts, which) for which in _GRAMS] if kind in _WITH_TERMS else [], vectors, encoder)


def learn_hashed(texts: Sequence[str]) -> HashedWords:
    """The buckets that words and pairs of these texts fall into, with smoothed inverse document frequencies."""
    hashing = Hashing(folded_table())
    some = _some(texts)
    frequencies = np.zeros(1 << hashing.bits, dtype=np.intp)
    for start in range(0, len(some), _BATCH):
        found = hashing.found(some[start : start + _BATCH])
        owners = np.repeat(np.arange(len(found.starts) - 1), np.diff(found.starts))
        frequencies += np.bincount(
            np.unique(owners << hashing.bits | found.buckets) & ((1 << hashing.bits) - 1), minlength=len(frequencies)
        )
    buckets = np.flatnonzero(frequencies)
    return HashedWords(hashing, buckets.astype(np.int32), _idf(len(some), frequencies[buckets]))


def learn_terms(texts: Sequence[str], kind: str, most: int = MOST_TERMS) -> Terms:
    """The terms in most texts, with smoothed inverse document frequencies: ln((1 + n) / (1 + df)) + 1."""
    seen: Counter[str] = Counter()
    some = _some(texts)
    for text in some:
        seen.update(set(_GRAMS[kind](text)))
    least = 1 if len(some) < FEW_TEXTS else 2
    common = sorted((-frequency, term) for term, frequency in seen.items() if frequency >= least)[:most]
    vocabulary = sorted(term for _, term in common)
    return Terms(kind, vocabulary, _idf(len(some), np.array([seen[term] for term in vocabulary], dtype=np.intp)))


def _some(texts: Sequence[str]) -> Sequence[str]:
    """As many of the first texts as terms are learnt from."""
    lengths = np.cumsum([len(text) for text in texts[:MOST_TEXTS]])
    return texts[: 1 + int(np.searchsorted(lengths[:-1], MOST_CHARACTERS, side="right"))] if len(lengths) else texts


def _idf(count: int, frequencies: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
    found: npt.NDArray[np.float64] = np.log((1 + count) / (1 + frequencies)) + 1
    return found


def matrix(features: Features, texts: Sequence[str], encode: Encode | None = None) -> csr_matrix:
    """One row a text, [texts, width]; `encode` gives the encoder's vectors where they are known already."""
    batches = [_batch(features, texts[start : start + _BATCH], encode) for start in range(0, len(texts), _BATCH)]
    return vstack(batches, format="csr") if batches else csr_matrix((0, features.width))


def _batch(features: Features, texts: Sequence[str], encode: Encode | None) -> csr_matrix:
    rows = features.rows(texts, encode(texts) if encode and features.encoder else None)
    terms = csr_matrix((rows.values, rows.columns, rows.starts), shape=(len(texts), features.term_width))
    return hstack([terms, csr_matrix(rows.dense.astype(np.float64))], format="csr") if rows.dense.size else terms


def scaled(rows: csr_matrix, term_width: int, scale: float) -> csr_matrix:
    """The same rows with what comes after the terms multiplied; nothing at all of it where that is nothing."""
    if scale == 1:
        return rows
    if scale == 0:
        return rows[:, :term_width]
    values = np.where(rows.indices < term_width, rows.data, rows.data * scale)
    return csr_matrix((values, rows.indices, rows.indptr), shape=rows.shape)


def strongest(features: Features, rows: csr_matrix, codes: npt.NDArray[np.intp], most: int) -> Columns:
    """The columns of the terms that tell the labels apart best by chi-squared, at most so many, ascending."""
    if features.term_width <= most:
        return np.arange(features.term_width)
    scores = np.nan_to_num(chi2(rows[:, : features.term_width], codes)[0])
    return np.sort(np.argsort(-scores, kind="stable")[:most])


def keeping(features: Features, columns: Columns) -> Features:
    """The same features with these terms only; vectors stay whole."""
    parts = [part.keeping(inside) for part, inside in zip(features.terms, _by_part(features, columns), strict=True)]
    return Features(parts, features.vectors, features.encoder, features.scale)


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
