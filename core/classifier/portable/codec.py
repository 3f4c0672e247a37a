"""A model as plain files and back: JSON for words, NumPy's own format for numbers, nothing pickled.

What comes from a file is believed only as far as it has been checked: shapes, types, finite numbers and pointers that
lead somewhere, so that a strange file is refused with a sentence and never hangs or overruns. What an older version
did not say yet has a default, so that its classifiers open and answer as they did.
"""

import io
import json
import math
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np
import numpy.typing as npt

from .archive import BrokenBundle, read_members
from .features import Encoder, Features
from .hashed import BITS, MOST_BITS, HashedWords, Hashing, table_fits
from .hashed import KIND as HASHED
from .heads import Head, Linear, Nested, Network, Trees, choices_fit, layers_fit
from .model import Model
from .terms import KINDS, Terms
from .transformer import FILES as TRANSFORMER_FILES
from .vectors import FILES as VECTOR_FILES
from .vectors import StaticVectors

EMBEDDINGS = "embeddings"  # the folder of the static vectors' own files
ENCODER = "encoder"  # the same of a sentence encoder's
_ENCODERS = {"transformer": "transformer", "sentence-transformers": "outside", "server": "outside"}  # kind: module
_MOST_LAYERS = 4
_TREE_ARRAYS: dict[str, type[np.generic]] = {
    "roots": np.int32,
    "feature": np.int32,
    "threshold": np.float64,
    "left": np.int32,
    "right": np.int32,
    "value": np.float64,
}
_NESTED_ARRAYS = ("groups", "parents", "leaves")
_FILES = frozenset(
    [
        "vocabulary.json",
        "folded.npy",
        "buckets.npy",
        *(f"idf-{kind}.npy" for kind in (*KINDS, HASHED)),
        *(f"{what}-{layer}.npy" for what in ("weights", "biases") for layer in range(_MOST_LAYERS)),
        *(f"{what}-applies.npy" for what in ("weights", "biases")),
        *(f"trees-{name}.npy" for name in _TREE_ARRAYS),
        *(f"nested-{name}.npy" for name in _NESTED_ARRAYS),
        *(f"{EMBEDDINGS}/{name}" for name in VECTOR_FILES),
        *(f"{ENCODER}/{name}" for name in TRANSFORMER_FILES),
    ]
)


def open_model(source: Path | bytes) -> tuple[Model, dict[str, Any]]:
    """The model in a ZIP, in its bytes or in an unpacked folder, and its manifest. Raises BrokenBundle."""
    manifest, members = read_members(source, _FILES)
    try:
        return _model(manifest, members), manifest
    except KeyError as error:
        raise BrokenBundle(f"The classifier's file is not whole: {error.args[0]!r} is missing.") from error
    except (TypeError, ValueError, AttributeError, RecursionError, OverflowError, TokenError) as error:
        if isinstance(error, BrokenBundle):
            raise
        raise BrokenBundle("The classifier's parts do not fit together.") from error


def described(model: Model) -> dict[str, Any]:
    """What the manifest has to say of a model so that its files can be put together again."""
    features = model.features
    hashings = [part.hashing.bits for part in features.terms if isinstance(part, HashedWords)]
    return {
        "thresholds": list(model.thresholds),
        "features": {
            "terms": [part.kind for part in features.terms],
            "vectors": bool(features.vectors),
            "scale": features.scale,
            "encoder": features.encoder.described() if features.encoder else None,
            **({"bits": hashings[0]} if hashings else {}),
        },
        "head": _head_described(model.head),
        "applies": bool(model.applies),
    }


def model_files(model: Model) -> dict[str, bytes]:
    """The model's words and numbers as files, by name; static vectors have files of their own."""
    encoder = model.features.encoder
    files = {"vocabulary.json": _words({part.kind: list(part.vocabulary) for part in _terms_of(model)})}
    files |= {f"idf-{part.kind}.npy": _numbers(part.idf) for part in model.features.terms}
    for part in model.features.terms:
        if isinstance(part, HashedWords):
            files |= {"folded.npy": _numbers(part.hashing.folded), "buckets.npy": _numbers(part.buckets)}
    files |= {f"{ENCODER}/{name}": content for name, content in encoder.files().items()} if encoder else {}
    return files | _head_files(model.head) | (_linear_files(model.applies, "applies") if model.applies else {})


def encoder_from(described: Mapping[str, Any], members: Mapping[str, bytes]) -> Encoder:
    """The sentence encoder that a manifest describes, from its files by their own names.

    Its kind says which module knows how; that module's `opened` raises ValueError, TypeError or KeyError where they
    do not fit.
    """
    kind = described["kind"]
    _insist(kind in _ENCODERS)
    encoder: Encoder = import_module(f".{_ENCODERS[kind]}", __package__).opened(described, members)
    return encoder


def _terms_of(model: Model) -> list[Terms]:
    return [part for part in model.features.terms if isinstance(part, Terms)]


def _head_described(head: Head) -> dict[str, Any]:
    match head:
        case Linear():
            return {"kind": "linear"}
        case Nested():
            return {"kind": "nested"}
        case Network():
            return {"kind": "network", "layers": len(head.weights)}
        case Trees():
            return {"kind": "trees"}


def _head_files(head: Head) -> dict[str, bytes]:
    match head:
        case Linear():
            return _linear_files(head, "0")
        case Nested():
            choices = {f"nested-{name}.npy": _numbers(getattr(head, name)) for name in _NESTED_ARRAYS}
            return _linear_files(head.linear, "0") | choices
        case Network():
            weights = {f"weights-{layer}.npy": _numbers(array) for layer, array in enumerate(head.weights)}
            return weights | {f"biases-{layer}.npy": _numbers(array) for layer, array in enumerate(head.biases)}
        case Trees():
            return {f"trees-{name}.npy": _numbers(getattr(head, name)) for name in _TREE_ARRAYS}


def _linear_files(head: Linear, name: str) -> dict[str, bytes]:
    return {f"weights-{name}.npy": _numbers(head.weights), f"biases-{name}.npy": _numbers(head.biases)}


def _model(manifest: dict[str, Any], members: dict[str, bytes]) -> Model:
    labels = [str(label["id"]) for label in manifest["labels"]]
    thresholds = [float(threshold) for threshold in manifest["thresholds"]]
    _insist(0 < len(labels) == len(set(labels)) == len(thresholds))
    _insist(not any(map(math.isnan, thresholds)))
    features = _features(manifest["features"], members)
    head = _head(manifest["head"], members, features.width, len(labels))
    applies = _linear(members, "applies", features.width) if manifest.get("applies") else None
    _insist(applies is None or applies.labels == len(labels))
    return Model(labels, features, head, thresholds, applies)


def _features(described: dict[str, Any], members: dict[str, bytes]) -> Features:
    vocabulary = json.loads(members["vocabulary.json"])
    bits = described.get("bits", BITS)
    terms = [
        _hashed(members, bits) if kind == HASHED else _terms(kind, vocabulary[kind], members)
        for kind in described["terms"]
    ]
    _insist(len({part.kind for part in terms}) == len(terms))
    scale = float(described.get("scale", 1.0))
    _insist(0 <= scale <= float(np.finfo(np.float32).max))
    return Features(
        terms, _vectors(members) if described["vectors"] else None, _encoder(described.get("encoder"), members), scale
    )


def _terms(kind: str, found: object, members: dict[str, bytes]) -> Terms:
    _insist(kind in KINDS)
    vocabulary = _strings(found)
    idf = _array(members, f"idf-{kind}.npy", np.float64, 1)
    _insist(len(vocabulary) == len(idf))
    return Terms(kind, vocabulary, idf)


def _hashed(members: dict[str, bytes], bits: object) -> HashedWords:
    _insist(isinstance(bits, int) and 0 < bits <= MOST_BITS)
    assert isinstance(bits, int)
    folded = _array(members, "folded.npy", np.uint32, 1)
    buckets = _array(members, "buckets.npy", np.int32, 1)
    idf = _array(members, f"idf-{HASHED}.npy", np.float64, 1)
    _insist(table_fits(folded))
    _insist(len(buckets) == len(idf) and bool((np.diff(buckets, prepend=-1, append=1 << bits) > 0).all()))
    return HashedWords(Hashing(folded, bits), buckets, idf)


def _vectors(members: dict[str, bytes]) -> StaticVectors:
    _array(members, f"{EMBEDDINGS}/vectors.npy", np.int8, 2)
    _array(members, f"{EMBEDDINGS}/scales.npy", np.float16, 1)
    return StaticVectors.read(lambda name: io.BytesIO(members[f"{EMBEDDINGS}/{name}"]))


def _encoder(described: dict[str, Any] | None, members: dict[str, bytes]) -> Encoder | None:
    if described is None:
        return None
    start = f"{ENCODER}/"
    files = {name.removeprefix(start): content for name, content in members.items() if name.startswith(start)}
    return encoder_from(described, files)


def _head(described: dict[str, Any], members: dict[str, bytes], width: int, labels: int) -> Head:
    match described["kind"]:
        case "linear":
            linear = _linear(members, "0", width)
            _insist(linear.labels == labels)
            return linear
        case "nested":
            return _nested(members, width, labels)
        case "network":
            return _network(members, int(described["layers"]), width, labels)
        case "trees":
            return _trees(members, width, labels)
    raise BrokenBundle("The classifier's parts do not fit together.")


def _linear(members: dict[str, bytes], name: str, width: int) -> Linear:
    weights = _array(members, f"weights-{name}.npy", np.float32, 2)
    biases = _array(members, f"biases-{name}.npy", np.float32, 1)
    _insist(weights.shape == (width, len(biases)))
    return Linear(weights, biases)


def _nested(members: dict[str, bytes], width: int, labels: int) -> Nested:
    linear = _linear(members, "0", width)
    groups, parents, leaves = (_array(members, f"nested-{name}.npy", np.int32, 1) for name in _NESTED_ARRAYS)
    _insist(len(leaves) == labels and choices_fit(linear.labels, groups, parents, leaves))
    return Nested(linear.weights, linear.biases, groups, parents, leaves)


def _network(members: dict[str, bytes], layers: int, width: int, labels: int) -> Network:
    _insist(0 < layers <= _MOST_LAYERS)
    weights = [_array(members, f"weights-{layer}.npy", np.float32, 2) for layer in range(layers)]
    biases = [_array(members, f"biases-{layer}.npy", np.float32, 1) for layer in range(layers)]
    _insist(layers_fit(width, weights, biases) and len(biases[-1]) == labels)
    return Network(weights, biases)


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
    start = stream.tell()
    _insist(found == np.dtype(kind) and not by_columns and len(shape) == dimensions and min(shape) >= 0)
    _insist(len(members[name]) - start == math.prod(shape) * found.itemsize)
    array: npt.NDArray[Any] = np.frombuffer(members[name], dtype=found, offset=start).reshape(shape)
    _insist(found.kind != "f" or bool(np.isfinite(array).all()))
    return array


def _strings(found: object) -> list[str]:
    words: list[str] = found if isinstance(found, list) else []
    _insist(isinstance(found, list) and {*map(type, words)} <= {str} and len(set(words)) == len(words))
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
