"""Which documents a taxonomy is grown from, and in which portions. Knows ids only."""

import random
from collections.abc import Sequence
from itertools import pairwise

from core.taxonomy.label import DocumentId

BATCH_SIZE = 200  # the paper's minibatch (App. C)


def sample(ids: Sequence[DocumentId], size: int | None, seed: int) -> list[DocumentId]:
    """A simple random sample in random order; all of them, shuffled, where `size` is None or too large."""
    wanted = len(ids) if size is None else min(size, len(ids))
    return random.Random(seed).sample(list(ids), wanted)


def minibatches(ids: Sequence[DocumentId], size: int = BATCH_SIZE) -> list[Sequence[DocumentId]]:
    """Equal portions of at most `size`, so that no last portion is too small to show a theme."""
    if not ids:
        return []
    count = -(-len(ids) // size)
    edges = [round(index * len(ids) / count) for index in range(count + 1)]
    return [ids[start:end] for start, end in pairwise(edges)]
