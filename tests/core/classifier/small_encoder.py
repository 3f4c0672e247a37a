"""A sentence encoder of the product's build with made weights: two layers, forty-eight numbers wide."""

import numpy as np

from core.classifier.minilm import Original, converted

HEADS = 4
LONGEST = 24
WIDTH, INNER, LAYERS = 48, 96, 2
PIECES = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "card",
    "cards",
    "lost",
    "my",
    "is",
    "the",
    "re",
    "##fund",
    "##s",
    ",",
    "漢",
]


def original(seed=0):
    """Weights by BERT's names for them, all of which half precision can hold."""
    chance = np.random.default_rng(seed)

    def made(*shape, spread=0.2, around=0.0):
        return (around + chance.standard_normal(shape) * spread).astype(np.float16).astype(np.float32)

    def norm(name):
        return {f"{name}.weight": made(WIDTH, around=1), f"{name}.bias": made(WIDTH)}

    def dense(name, into, out):
        return {f"{name}.weight": made(out, into), f"{name}.bias": made(out)}

    tensors = {
        "embeddings.word_embeddings.weight": made(len(PIECES), WIDTH, spread=1.0),
        "embeddings.position_embeddings.weight": made(64, WIDTH),
        "embeddings.token_type_embeddings.weight": np.zeros((2, WIDTH), np.float32),
        **norm("embeddings.LayerNorm"),
    }
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        for part in ("self.query", "self.key", "self.value", "output.dense"):
            tensors |= dense(f"{name}.attention.{part}", WIDTH, WIDTH)
        tensors |= dense(f"{name}.intermediate.dense", WIDTH, INNER) | dense(f"{name}.output.dense", INNER, WIDTH)
        tensors |= norm(f"{name}.attention.output.LayerNorm") | norm(f"{name}.output.LayerNorm")
    return Original(tensors, PIECES)


def small_encoder(seed=0):
    return converted(original(seed), HEADS, LONGEST)
