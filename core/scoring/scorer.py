"""A model at work on columns of text: Arrow arrays in, labels by number out.

What the compiled code knows is scored by it, over the array's own memory; everything else by the model itself. Both
answer the same. It knows no files and no label names.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from core.classifier.portable.hashed import HashedWords
from core.classifier.portable.heads import Linear
from core.classifier.portable.model import Model, Prediction
from core.errors import BadUpload

BATCH_ROWS = 16_384  # texts scored at a time

_LEAST_BITS = 6  # of a hash: the compiled code keeps what is known of 64 buckets in one number


class Scored(NamedTuple):
    """What was found in texts: text i has labels[starts[i]:starts[i + 1]], the primary one first."""

    starts: npt.NDArray[np.int32]  # [texts + 1]
    labels: npt.NDArray[np.int32]  # places among the model's labels
    confidence: npt.NDArray[np.float64]  # [texts] of the primary label

    @property
    def primary(self) -> npt.NDArray[np.int32]:
        return self.labels[self.starts[:-1]]


Scorer = Callable[[pa.Array], Scored]  # of an array as `as_texts` makes them


def scorer_of(model: Model) -> Scorer:
    """The quickest way to score with a model. Compiling takes some seconds once on each machine."""
    if not is_fast(model):
        return _by_model(model)
    from core.scoring.compiled import compiled_scorer

    return compiled_scorer(model)


def is_fast(model: Model) -> bool:
    """Whether a model has hashed words, nothing beside them, and a linear head: what can be compiled."""
    features = model.features
    match features.terms:
        case (HashedWords() as hashed,):
            beside = features.vectors or features.encoder
            return not beside and isinstance(model.head, Linear) and hashed.hashing.bits >= _LEAST_BITS
    return False


def as_texts(column: pa.Array) -> pa.Array:
    """The column as plain bytes or characters in one piece, copied only if it has another form.

    Raises BadUpload for a column that holds no text.
    """
    kind = column.type
    if pa.types.is_dictionary(kind):
        return as_texts(column.dictionary_decode())
    if _is_plain(kind):
        return column
    if pa.types.is_string_view(kind):
        return column.cast(pa.large_string())
    if pa.types.is_binary_view(kind):
        return column.cast(pa.large_binary())
    if pa.types.is_null(kind):
        return pa.nulls(len(column), pa.string())
    raise BadUpload(f"The column holds {kind}, not text; name another with --text.")


def holds_text(kind: pa.DataType) -> bool:
    """Whether `as_texts` takes a column of this type."""
    if pa.types.is_dictionary(kind):
        return holds_text(kind.value_type)
    return _is_plain(kind) or pa.types.is_string_view(kind) or pa.types.is_binary_view(kind) or pa.types.is_null(kind)


def strings(texts: pa.Array) -> list[str]:
    """The texts as Python's, nothing for those that are not there; what is not UTF-8 is replaced."""
    form = pa.large_binary() if pa.types.is_large_string(texts.type) or pa.types.is_large_binary(texts.type) else None
    return [(text or b"").decode("utf-8", "replace") for text in texts.cast(form or pa.binary()).to_pylist()]


def gathered(predictions: list[Prediction], places: dict[str, int]) -> Scored:
    """Predictions as numbers."""
    counts = [len(said.applicable) for said in predictions]
    return Scored(
        np.cumsum([0, *counts], dtype=np.int32),
        np.array([places[label] for said in predictions for label in said.applicable], dtype=np.int32),
        np.array([said.confidence for said in predictions], dtype=np.float64),
    )


def _by_model(model: Model) -> Scorer:
    places = {label: place for place, label in enumerate(model.labels)}
    return lambda texts: gathered(model.predict(strings(texts)), places)


def _is_plain(kind: pa.DataType) -> bool:
    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary, pa.types.is_large_binary)
    return any(test(kind) for test in tests)
