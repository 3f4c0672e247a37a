"""The fast profile's model laid out for the compiled code, which reads texts where Arrow has them.

It agrees with the model itself on every label of every text: where the order of additions could tip a decision, the
model is asked. It knows no files.
"""

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from core.classifier.portable.hashed import HashedWords, alone_table
from core.classifier.portable.heads import Linear
from core.classifier.portable.model import Model
from core.scoring import kernel
from core.scoring.layout import Answers, Tables, Texts, room_for
from core.scoring.scorer import Scored, Scorer, gathered, strings

_BITS = 64  # buckets whose bits are in one number
_LINE = 16  # weights in a cache line
_NEVER = 9.0  # a threshold that no chance reaches
_LOWEST = -1e300  # a logit that never wins
_TIMES = 4096  # occurrences in one text whose logarithms are looked up
_LABELS_A_TEXT = 4  # room kept for; where texts have more, they are scored in several goes


def compiled_scorer(model: Model) -> Scorer:
    """The scorer of a model of hashed words, and nothing else, with a linear head."""
    tables = tables_of(model)
    places = {label: place for place, label in enumerate(model.labels)}

    def score(texts: pa.Array) -> Scored:
        found, close = _scored(tables, texts)
        if not len(close):
            return found
        return _settled(found, close, gathered(model.predict(strings(texts.take(close))), places))

    return score


def tables_of(model: Model) -> Tables:
    """A model's numbers with labels padded to whole cache lines, and one more column for all that is unknown."""
    (terms,) = model.features.terms
    assert isinstance(terms, HashedWords) and isinstance(model.head, Linear)
    labels = -(-len(model.labels) // _LINE) * _LINE
    is_known = terms.columns >= 0
    columns = terms.columns[is_known]  # in the order of their buckets, as the bits count them
    thresholds = np.full(labels if min(model.thresholds) <= 1 else 0, _NEVER)
    thresholds[: len(model.labels)] = model.thresholds[: len(thresholds)]
    more = model.applies
    return Tables(
        letters=_letters(terms.hashing.folded),
        known=np.packbits(is_known, bitorder="little").view("<u8").astype(np.uint64),
        known_before=(np.cumsum(is_known)[::_BITS] - is_known[::_BITS]).astype(np.int32),
        idf=np.append(terms.idf[columns], 0.0),
        weights=_padded(model.head.weights[columns], labels),
        biases=_padded_biases(model.head.biases, labels),
        thresholds=thresholds,
        more_weights=_padded(more.weights[columns], labels) if more else np.empty((0, labels), dtype=np.float32),
        more_biases=_padded_biases(more.biases, labels) if more else np.empty(0),
        logarithms=np.concatenate([[0.0], 1.0 + np.log(np.arange(1, _TIMES))]),
    )


def _scored(tables: Tables, texts: pa.Array) -> tuple[Scored, npt.NDArray[np.intp]]:
    """What the compiled code finds, and the texts whose labels hang on rounding."""
    if not len(texts):
        return gathered([], {}), np.empty(0, dtype=np.intp)
    where = _texts(texts)
    ends, confidence = np.empty(len(texts), dtype=np.int32), np.empty(len(texts))
    close = np.empty(len(texts), dtype=np.bool_)
    goes: list[npt.NDArray[np.int32]] = []
    first = used = 0
    room = room_for(tables, kernel.WORDS)
    while first < len(texts):
        labels = np.empty((len(texts) - first) * _LABELS_A_TEXT + len(tables.biases), dtype=np.int32)
        after = kernel.score(tables, where, first, Answers(labels, ends, confidence, close), room)
        goes.append(labels[: ends[after - 1]])
        ends[first:after] += used
        first, used = after, int(ends[after - 1])
    starts = np.concatenate([np.zeros(1, dtype=np.int32), ends])
    every = np.concatenate([np.empty(0, dtype=np.int32), *goes])
    return Scored(starts, every, confidence), np.flatnonzero(close)


def _settled(found: Scored, close: npt.NDArray[np.intp], settled: Scored) -> Scored:
    """The same with what the model itself says of some texts."""
    counts = np.diff(found.starts)
    counts[close] = np.diff(settled.starts)
    pieces = [found.labels[: found.starts[close[0]]]]
    for place, (text, after) in enumerate(pairwise([*close.tolist(), len(counts)])):
        pieces.append(settled.labels[settled.starts[place] : settled.starts[place + 1]])
        pieces.append(found.labels[found.starts[text + 1] : found.starts[after]])
    confidence = found.confidence.copy()
    confidence[close] = settled.confidence
    return Scored(np.concatenate([[0], np.cumsum(counts)]).astype(np.int32), np.concatenate(pieces), confidence)


def _texts(texts: pa.Array) -> Texts:
    """An array's own memory, as its offset and length say."""
    validity, offsets, data = texts.buffers()
    wide = pa.types.is_large_string(texts.type) or pa.types.is_large_binary(texts.type)
    kind = np.dtype(np.int64 if wide else np.int32)
    starts = np.frombuffer(offsets, dtype=kind, count=len(texts) + 1, offset=texts.offset * kind.itemsize)
    has_nulls = validity is not None and texts.null_count > 0
    return Texts(
        np.frombuffer(data if data is not None else b"", dtype=np.uint8),
        starts,
        np.frombuffer(validity if has_nulls else b"", dtype=np.uint8),
        texts.offset,
    )


def _letters(folded: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """What each character counts as, with a mark on those that are words by themselves once folded."""
    letters = np.zeros(kernel.BEYOND, dtype=np.uint32)
    letters[: len(folded)] = np.where(folded == ord(" "), 0, folded)[: kernel.BEYOND]
    alone = np.append(alone_table(), False)
    marked = alone[np.minimum(letters, len(alone) - 1)]
    letters[marked] |= np.uint32(kernel.ALONE)
    return letters


def _padded(weights: npt.NDArray[np.float32], labels: int) -> npt.NDArray[np.float32]:
    padded = np.zeros((len(weights) + 1, labels), dtype=np.float32)
    padded[: len(weights), : weights.shape[1]] = weights
    return padded


def _padded_biases(biases: npt.NDArray[np.float32], labels: int) -> npt.NDArray[np.float64]:
    padded = np.full(labels, _LOWEST)
    padded[: len(biases)] = biases
    return padded
