"""Sentence encoders by name, opened for training: MiniLM, a model of sentence-transformers, or a server's.

What an encoder has made of a text is kept where there is a place for it. Knows neither that place nor labels.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from core.classifier import minilm
from core.classifier.portable.features import Encoder
from core.classifier.portable.outside import KINDS, PROBE, EncoderBusy, EncoderFailed, Outside, is_alike
from core.classifier.recipe import MINILM
from core.errors import NotFound, TeacherBusy, TeacherError

Vectors = npt.NDArray[np.float32]
BATCH = 256  # texts encoded, and then kept, at a time: what a crash may lose


class Memory(Protocol):
    """Where vectors are kept, under keys that say all they depend on."""

    def recall(self, keys: Sequence[str]) -> dict[str, Vectors]:
        """Those that are known, by key."""
        ...

    def keep(self, vectors: Mapping[str, Vectors]) -> None:
        """Keep all of them, or none."""
        ...


def open_encoder(spec: str, environ: Mapping[str, str], kept: Memory | None = None) -> Encoder:
    """The encoder that a recipe names. Raises NotFound where there is none of that name, or none on this machine.

    One that is outside is asked when it is first needed, and raises TeacherError or TeacherBusy then.
    """
    if spec == MINILM:
        packaged = minilm.kept_in(minilm.folder(environ))
        return Remembering(packaged, f"{MINILM} {minilm.WEIGHTS_SHA256}", kept) if kept else packaged
    kind, _, model = spec.partition(":")
    if kind not in KINDS or not model.strip():
        raise NotFound(
            f"There is no sentence encoder “{spec}”. Name “{MINILM}”, “sentence-transformers:NAME” or “server:MODEL”."
        )
    outside = Plain(Outside(spec, environ))
    address = environ.get("OPENAI_BASE_URL", "")
    return Remembering(outside, f"{spec} {address}", kept) if kept else outside


class Plain:
    """An encoder outside whose failures are told as this project's own."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside

    @property
    def dimensions(self) -> int:
        with told_as_ours():
            return self._outside.dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        with told_as_ours():
            return self._outside.encode(texts)

    def described(self) -> dict[str, Any]:
        with told_as_ours():
            return self._outside.described()

    def files(self) -> dict[str, bytes]:
        return self._outside.files()


class Remembering:
    """An encoder that is asked about each text once. `name` says what its vectors depend on besides the text."""

    def __init__(self, encoder: Encoder, name: str, kept: Memory) -> None:
        self._encoder = encoder
        self._name = name
        self._kept = kept
        self._model: str | None = None

    @property
    def dimensions(self) -> int:
        return self._encoder.dimensions

    def described(self) -> dict[str, Any]:
        return self._encoder.described()

    def files(self) -> dict[str, bytes]:
        return self._encoder.files()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As the encoder does; each batch is kept before the next is begun."""
        if not texts:
            return self._encoder.encode(texts)
        model = self._told_apart()
        keys = [_key(model, text) for text in texts]
        found = self._kept.recall([*dict.fromkeys(keys)])
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        unknown = [*missing]
        for start in range(0, len(unknown), BATCH):
            batch = unknown[start : start + BATCH]
            vectors = self._encoder.encode([missing[key] for key in batch])
            made = dict(zip(batch, vectors, strict=True))
            self._kept.keep(made)
            found |= made
        return np.vstack([found[key] for key in keys])

    def _told_apart(self) -> str:
        """The encoder's name with a number, which is another when another model answers to the name.

        Models are told apart by what they make of one sentence, so that vectors of two are never mixed.
        """
        if self._model is None:
            probe = self._encoder.encode([PROBE])[0]
            self._model = next(name for number in count(1) if self._is(name := f"{self._name} {number}", probe))
        return self._model

    def _is(self, name: str, probe: Vectors) -> bool:
        key = _key(name, PROBE)
        known = self._kept.recall([key]).get(key)
        if known is None:
            self._kept.keep({key: probe})
            return True
        return known.shape == probe.shape and is_alike(probe, known.tolist())


def _key(name: str, text: str) -> str:
    return hashlib.sha256(f"{name}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()


@contextmanager
def told_as_ours() -> Iterator[None]:
    """Failures of an encoder outside become TeacherBusy, where asking later may help, or else TeacherError."""
    try:
        yield
    except EncoderBusy as error:
        raise TeacherBusy(str(error)) from error
    except EncoderFailed as error:
        raise TeacherError(str(error)) from error
