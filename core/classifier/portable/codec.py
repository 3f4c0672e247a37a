"""A model as plain files and back: JSON for words, NumPy's own format for numbers, nothing pickled.

What comes from a file is believed only as far as it has been checked: shapes, types, finite numbers and pointers that
lead somewhere, so that a strange file is refused with a sentence and never hangs or overruns.
"""

import io
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from .archive import BrokenBundle, packed, read_members
from .features import Features
from .heads import Head, Linear, Network, Trees, layers_fit
from .model import Model
from .terms import KINDS, Terms
from .vectors import FILES as VECTOR_FILES
from .vectors import StaticVectors

EMBEDDINGS = "embeddings"  # the folder of the static vectors' own files
_MOST_LAYERS = 4
_TREE_ARRAYS: dict[str, type[np.generic]] = {
    "roots": np.int32,
    "feature": np.int32,
    "threshold": np.float64,
    "left": np.int32,
    "right": np.int32,
    "value": np.float64,
}
_FILES = frozenset(
    [
        "vocabulary.json",
        *(f"idf-{kind}.npy" for kind in KINDS),
        *(f"{what}-{layer}.npy" for what in ("weights", "biases") for layer in range(_MOST_LAYERS)),
        *(f"trees-{name}.npy" for name in _TREE_ARRAYS),
        *(f"{EMBEDDINGS}/{name}" for name in VECTOR_FILES),
    ]
)


def open_model(source: Path | bytes) -> tuple[Model, dict[str, Any]]:
    """The model in a ZIP, in its bytes or in an unpacked folder, and its manifest. Raises BrokenBundle."""
    manifest, members = read_members(source, _FILES)
    try:
        return _model(manifest, members), manifest
    except KeyError as error:
        raise BrokenBundle(f"The classifier's file is not whole: {error.args[0]!r} is missing.") from error
    except (TypeError, ValueError, RecursionError) as error:
        if isinstance(error, BrokenBundle):
            raise
        raise BrokenBundle("The classifier's parts do not fit together.") from error


def pack_model(model: Model, manifest: dict[str, Any], others: dict[str, bytes]) -> bytes:
    """A ZIP of the model, of other files, and of a manifest with the labels and whatever else is to be said."""
    return packed({**manifest, **described(model)}, {**model_files(model), **others})


def described(model: Model) -> dict[str, Any]:
    """What the manifest has to say of a model so that its files can be put together again."""
    return {
        "thresholds": list(model.thresholds),
        "features": {"terms": [part.kind for part in model.features.terms], "vectors": bool(model.features.vectors)},
        "head": _head_described(model.head),
    }


def model_files(model: Model) -> dict[str, bytes]:
    """The model's words and numbers as files, by name; static vectors have files of their own."""
    terms = model.features.terms
    files = {"vocabulary.json": _words({part.kind: list(part.vocabulary) for part in terms})}
    files |= {f"idf-{part.kind}.npy": _numbers(part.idf) for part in terms}
    return files | _head_files(model.head)


def _head_described(head: Head) -> dict[str, Any]:
    match head:
        case Linear():
            return {"kind": "linear"}
        case Network():
            return {"kind": "network", "layers": len(head.weights)}
        case Trees():
            return {"kind": "trees"}


def _head_files(head: Head) -> dict[str, bytes]:
    match head:
        case Linear():
            return {"weights-0.npy": _numbers(head.weights), "biases-0.npy": _numbers(head.biases)}
        case Network():
            weights = {f"weights-{layer}.npy": _numbers(array) for layer, array in enumerate(head.weights)}
            return weights | {f"biases-{layer}.npy": _numbers(array) for layer, array in enumerate(head.biases)}
        case Trees():
            return {f"trees-{name}.npy": _numbers(getattr(head, name)) for name in _TREE_ARRAYS}


def _model(manifest: dict[str, Any], members: dict[str, bytes]) -> Model:
    labels = [str(label["id"]) for label in manifest["labels"]]
    thresholds = [float(threshold) for threshold in manifest["thresholds"]]
    _insist(0 < len(labels) == len(set(labels)) == len(thresholds))
    features = _features(manifest["features"], members)
    head = _head(manifest["head"], members, features.width, len(labels))
    return Model(labels, features, head, thresholds)


def _features(described: dict[str, Any], members: dict[str, bytes]) -> Features:
    vocabulary = json.loads(members["vocabulary.json"])
    terms = [_terms(kind, vocabulary[kind], members) for kind in described["terms"]]
    _insist(len({part.kind for part in terms}) == len(terms))
    return Features(terms, _vectors(members) if described["vectors"] else None)


def _terms(kind: str, found: object, members: dict[str, bytes]) -> Terms:
    _insist(kind in KINDS)
    vocabulary = _strings(found)
    idf = _array(members, f"idf-{kind}.npy", np.float64, 1)
    _insist(len(vocabulary) == len(idf))
    return Terms(kind, vocabulary, idf)


def _vectors(members: dict[str, bytes]) -> StaticVectors:
    _array(members, f"{EMBEDDINGS}/vectors.npy", np.int8, 2)
    _array(members, f"{EMBEDDINGS}/scales.npy", np.float16, 1)
    return StaticVectors.read(lambda name: io.BytesIO(members[f"{EMBEDDINGS}/{name}"]))


def _head(described: dict[str, Any], members: dict[str, bytes], width: int, labels: int) -> Head:
    if described["kind"] == "trees":
        return _trees(members, width, labels)
    layers = int(described["layers"]) if described["kind"] == "network" else 1
    _insist(described["kind"] in ("linear", "network") and 0 < layers <= _MOST_LAYERS)
    weights = [_array(members, f"weights-{layer}.npy", np.float32, 2) for layer in range(layers)]
    biases = [_array(members, f"biases-{layer}.npy", np.float32, 1) for layer in range(layers)]
    _insist(layers_fit(width, weights, biases) and len(biases[-1]) == labels)
    return Network(weights, biases) if described["kind"] == "network" else Linear(weights[0], biases[0])


def _trees(members: dict[str, bytes], width: int, labels: int) -> Trees:
    found = {name: _array(members, f"trees-{name}.npy", kind, 1) for name, kind in _TREE_ARRAYS.items()}
    roots, feature, left, right = (found[name] for name in ("roots", "feature", "left", "right"))
    nodes = np.arange(len(feature))
    _insist(len({len(found[name]) for name in _TREE_ARRAYS if name != "roots"}) == 1)
    _insist(len(roots) > 0 and len(roots) % labels == 0 and bool(((roots >= 0) & (roots < len(nodes))).all()))
    _insist(width > 0 and bool(((feature >= 0) & (feature < width)).all()))
    leaf = (left == nodes) & (right == nodes)
    inner = (left > nodes) & (right > nodes) & (left < len(nodes)) & (right < len(nodes))
    _insist(bool((leaf | inner).all()))
    return Trees(labels, width, **found)


def _array(members: dict[str, bytes], name: str, kind: type[np.generic], dimensions: int) -> npt.NDArray[Any]:
    """An array of exactly this type, whose header promises no more and no less than the bytes that follow."""
    stream = io.BytesIO(members[name])
    if np.lib.format.read_magic(stream) != (1, 0):
        raise BrokenBundle(f"The classifier's file {name!r} is of an unknown kind.")
    shape, by_columns, found = np.lib.format.read_array_header_1_0(stream)
    content = stream.read()
    _insist(found == np.dtype(kind) and not by_columns and len(shape) == dimensions and min(shape) >= 0)
    _insist(len(content) == math.prod(shape) * found.itemsize)
    array: npt.NDArray[Any] = np.frombuffer(content, dtype=found).reshape(shape)
    _insist(found.kind != "f" or bool(np.isfinite(array).all()))
    return array


def _strings(found: object) -> list[str]:
    words = [word for word in found if isinstance(word, str)] if isinstance(found, list) else []
    _insist(isinstance(found, list) and len(set(words)) == len(words) == len(found))
    return words


def _insist(holds: bool) -> None:
    if not holds:
        raise BrokenBundle("The classifier's parts do not fit together.")


def _numbers(array: npt.NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, np.ascontiguousarray(array), version=(1, 0), allow_pickle=False)
    return buffer.getvalue()


def _words(content: object) -> bytes:
    return json.dumps(content, separators=(",", ":")).encode()
