"""Which documents a taxonomy is grown from, and in which portions. Knows nothing of what is in them."""

import random
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

T = TypeVar("T")

BATCH_SIZE = 200  # the paper's minibatch (App. C)


def sample(items: Sequence[T], size: int | None, seed: int) -> list[T]:
    """A simple random sample in random order; all of them, shuffled, where `size` is None or too large."""
    wanted = len(items) if size is None else min(size, len(items))
    return random.Random(seed).sample(items, wanted)


def minibatches(items: Sequence[T], size: int = BATCH_SIZE) -> list[Sequence[T]]:
    """Equal portions of at most `size`, so that no last portion is too small to show a theme."""
    if not items:
        return []
    count = -(-len(items) // size)
    edges = [round(index * len(items) / count) for index in range(count + 1)]
    return [items[start:end] for start, end in pairwise(edges)]
