"""Sentences as vectors by a small transformer, all-MiniLM-L6-v2 or one of its build, in NumPy alone.

A BERT encoder (arXiv 1810.04805) whose outputs are averaged and brought to length one, as sentence-transformers does
(arXiv 1908.10084). It is written out here because the libraries that run such models weigh gigabytes or want files
that nobody packages, and because the app and a bundle that run the same lines agree. Knows nothing of labels, nor of
where its files are kept.
"""

import io
import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from .pieces import WordPieces

KIND = "transformer"
NUMBERS = ("words", "positions", "attention", "expansion", "contraction", "biases", "norms")
NOTICES = ("LICENSE", "README.md")  # the licence asks for a copy of itself and a word on what was changed
FILES = ("vocabulary.txt", *(f"{name}.npy" for name in NUMBERS), *NOTICES)
UNKNOWN, FIRST, LAST = "[UNK]", "[CLS]", "[SEP]"
MOST_TEXTS = 1024  # under way at a time
MOST_PIECES = 512  # of texts of one length computed at a time: what a processor keeps at hand

Signal = npt.NDArray[np.float32]  # [texts of one length, pieces, width]
Halves = npt.NDArray[np.float16]
_ERFC = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)  # Abramowitz and Stegun 7.1.26
_ERFC_SLOPE = 0.3275911
_EPSILON = 1e-12


def opened(described: Mapping[str, Any], members: Mapping[str, bytes]) -> "Transformer":
    """The encoder that a manifest describes, from FILES by name. Raises KeyError, TypeError, ValueError."""
    vocabulary = members["vocabulary.txt"].decode("utf-8").split("\n")[:-1]
    numbers = {name: _loaded(members[f"{name}.npy"]) for name in NUMBERS}
    notices = {name: members[name] for name in NOTICES}
    return Transformer(str(described["name"]), int(described["heads"]), vocabulary, numbers, notices)


class _Layer(NamedTuple):
    """Attention, then a wider layer, each added to what it was given and brought to an even size."""

    look: Signal  # [width, 3 width]: query, key, value
    look_bias: Signal
    gather: Signal  # [width, width]
    gather_bias: Signal
    gather_norm: Signal  # [2, width]: by what to multiply, and what to add
    expand: Signal  # [width, inner]
    expand_bias: Signal
    contract: Signal  # [inner, width]
    contract_bias: Signal
    contract_norm: Signal


class Transformer:
    """Word pieces, their vectors and the layers that make a sentence of them.

    `numbers` are half precision, which costs a cosine of less than 0.000001: words [pieces, width], positions
    [longest, width], attention [layers, width, 4 width] as query, key, value and output side by side, expansion
    [layers, width, inner], contraction [layers, inner, width], biases [layers, 5 width + inner] in the order of use,
    norms [1 + 2 layers, 2, width]. Raises ValueError where they do not fit.
    """

    def __init__(
        self,
        name: str,
        heads: int,
        vocabulary: Sequence[str],
        numbers: Mapping[str, Halves],
        notices: Mapping[str, bytes],
    ) -> None:
        _insist_on_fit(heads, len(vocabulary), numbers)
        self.name = name
        self.dimensions: int = numbers["words"].shape[1]
        self._heads = heads
        self._vocabulary = tuple(vocabulary)
        self._numbers = numbers
        self._notices = notices
        self._pieces = WordPieces(vocabulary)
        if missing := {UNKNOWN, FIRST, LAST} - self._pieces.numbered.keys():
            raise ValueError(f"the vocabulary lacks {sorted(missing)}")
        self._positions = numbers["positions"].astype(np.float32)
        self._norm = numbers["norms"][0].astype(np.float32)
        self._layers = [_layer(numbers, index) for index in range(len(numbers["biases"]))]

    def described(self) -> dict[str, Any]:
        """What a manifest has to say so that the files can be put together again."""
        return {"kind": KIND, "name": self.name, "heads": self._heads, "dimensions": self.dimensions}

    def files(self) -> dict[str, bytes]:
        """FILES by name; the same encoder gives the same bytes."""
        vocabulary = "".join(f"{piece}\n" for piece in self._vocabulary).encode()
        numbers = {f"{name}.npy": _saved(self._numbers[name]) for name in NUMBERS}
        return {"vocabulary.txt": vocabulary, **numbers, **self._notices}

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """One row of length one for each text, [texts, dimensions]; only as many pieces are read as have a place.

        A text has the same vector, to the last bit, whatever texts it comes with: every product of matrices is taken
        for one text, since how processors add up depends on how many rows there are.
        """
        rows = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(texts), MOST_TEXTS):
            self._encode(texts[start : start + MOST_TEXTS], rows[start : start + MOST_TEXTS])
        return rows

    def pieces(self, text: str) -> list[str]:
        """The word pieces of a text that are read, with the marks of its beginning and end."""
        return [self._vocabulary[number] for number in self._read(text)]

    def _encode(self, texts: Sequence[str], rows: npt.NDArray[np.float32]) -> None:
        numbers = [self._read(text) for text in texts]
        groups = _alike([len(each) for each in numbers])
        signals = [self._begun(np.array([numbers[place] for place in group])) for group in groups]
        for layer in self._layers:  # one after the other for all texts, so that each is fetched from memory once
            signals = [_through(layer, signal, self._heads) for signal in signals]
        for group, signal in zip(groups, signals, strict=True):
            means = signal.mean(axis=1, dtype=np.float64)
            rows[group] = means / np.sqrt((means * means).sum(axis=1, keepdims=True))

    def _read(self, text: str) -> list[int]:
        numbered = self._pieces.numbered
        room = len(self._positions) - 2
        found: list[int] = []
        for word in self._pieces.words(text):
            found.extend([numbered[piece] for piece in self._pieces.cut(word)] or [numbered[UNKNOWN]])
            if len(found) >= room:
                break
        return [numbered[FIRST], *found[:room], numbered[LAST]]

    def _begun(self, numbers: npt.NDArray[np.intp]) -> Signal:
        words = self._numbers["words"][numbers].astype(np.float32)
        return _even(words + self._positions[: numbers.shape[1]], self._norm)


def _alike(lengths: Sequence[int]) -> list[list[int]]:
    """The places of texts of one length, group by group, none of more than MOST_PIECES unless it is a single text."""
    found: dict[int, list[int]] = {}
    for place, length in enumerate(lengths):
        found.setdefault(length, []).append(place)
    return [
        places[start : start + most]
        for length, places in found.items()
        for most in [max(1, MOST_PIECES // length)]
        for start in range(0, len(places), most)
    ]


def _through(layer: _Layer, x: Signal, heads: int) -> Signal:
    x = _even(x + _attended(layer, x, heads), layer.gather_norm)
    inner = _gelu(x @ layer.expand + layer.expand_bias)
    return _even(x + (inner @ layer.contract + layer.contract_bias), layer.contract_norm)


def _attended(layer: _Layer, x: Signal, heads: int) -> Signal:
    texts, pieces, width = x.shape
    looked = (x @ layer.look + layer.look_bias).reshape(texts, pieces, 3, heads, width // heads)
    query, key, value = looked.transpose(2, 0, 3, 1, 4)
    scores = query @ key.swapaxes(2, 3)
    scores *= np.float32((width // heads) ** -0.5)
    scores -= scores.max(axis=3, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=3, keepdims=True)
    mixed = (scores @ value).transpose(0, 2, 1, 3).reshape(texts, pieces, width)
    gathered: Signal = mixed @ layer.gather + layer.gather_bias
    return gathered


def _gelu(x: Signal) -> Signal:
    """x times the normal distribution function of x, as max(x, 0) - |x| erfc(|x| / sqrt 2) / 2: nothing cancels."""
    size = np.abs(x)
    step = 1 / (1 + np.float32(_ERFC_SLOPE * 0.5**0.5) * size)
    tail = np.full_like(x, _ERFC[-1])
    for coefficient in reversed(_ERFC[:-1]):
        tail *= step
        tail += np.float32(coefficient)
    tail *= step
    tail *= np.exp(np.float32(-0.5) * size * size)
    tail *= np.float32(0.5) * size
    rectified: Signal = np.maximum(x, 0)
    rectified -= tail
    return rectified


def _even(x: Signal, norm: Signal) -> Signal:
    """Each piece's numbers with mean zero and spread one, then stretched and moved as was learnt."""
    x = x - x.mean(axis=2, keepdims=True)
    x /= np.sqrt((x * x).mean(axis=2, keepdims=True) + np.float32(_EPSILON))
    x *= norm[0]
    x += norm[1]
    return x


def _layer(numbers: Mapping[str, Halves], index: int) -> _Layer:
    attention, expansion, contraction, biases, first, second = (
        np.ascontiguousarray(part, dtype=np.float32)
        for part in (
            *(numbers[name][index] for name in ("attention", "expansion", "contraction", "biases")),
            *numbers["norms"][1 + 2 * index : 3 + 2 * index],
        )
    )
    width, inner = expansion.shape
    look, gather, expand, contract = np.split(biases, np.cumsum([3 * width, width, inner]))
    looks, gathers = (np.ascontiguousarray(part) for part in np.split(attention, [3 * width], axis=1))
    return _Layer(looks, look, gathers, gather, first, expansion, expand, contraction, contract, second)


def _insist_on_fit(heads: int, pieces: int, numbers: Mapping[str, Halves]) -> None:
    if any(array.dtype != np.float16 or not np.isfinite(array).all() for array in numbers.values()):
        raise ValueError("the encoder's numbers must be finite and of half precision")
    _, width = numbers["words"].shape
    longest, _ = numbers["positions"].shape
    layers, _, inner = numbers["expansion"].shape
    shapes = {
        "words": (pieces, width),
        "positions": (longest, width),
        "attention": (layers, width, 4 * width),
        "expansion": (layers, width, inner),
        "contraction": (layers, inner, width),
        "biases": (layers, 5 * width + inner),
        "norms": (1 + 2 * layers, 2, width),
    }
    if any(numbers[name].shape != shape for name, shape in shapes.items()):
        raise ValueError("the encoder's numbers must fit each other")
    if heads < 1 or width < 1 or width % heads or longest < 3:
        raise ValueError("the encoder's width must be a multiple of its heads")


def _loaded(content: bytes) -> Halves:
    """The array of a file whose header promises no more and no less than the bytes that follow."""
    stream = io.BytesIO(content)
    if np.lib.format.read_magic(stream) != (1, 0):
        raise ValueError("the encoder's file is of an unknown kind")
    shape, by_columns, found = np.lib.format.read_array_header_1_0(stream)
    start = stream.tell()
    if by_columns or found != np.float16 or len(content) - start != math.prod(shape) * found.itemsize:
        raise ValueError("the encoder's numbers must be as many as their file says, and of half precision")
    return np.frombuffer(content, dtype=np.float16, offset=start).reshape(shape)


def _saved(array: Halves) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()
