"""Which documents a taxonomy is grown from, and in which portions. Knows nothing of what is in them."""

import random
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import TypeVar

T = TypeVar("T")

BATCH_SIZE = 200  # the paper's minibatch (App. C)


def sample(items: Sequence[T], size: int | None, seed: int) -> list[T]:
    """A simple random sample in random order; all of them, shuffled, where `size` is None or too large."""
    wanted = len(items) if size is None else min(size, len(items))
    return random.Random(seed).sample(items, wanted)


def minibatches(
    items: Sequence[T], most: int = BATCH_SIZE, weights: Sequence[int] | None = None, budget: int | None = None
) -> list[Sequence[T]]:
    """Equal portions of at most `most` items, so that no last portion is too small to show a theme.

    With `weights`, one an item, portions are equal in weight, and a portion passes `budget` by less than one item.
    """
    if not items:
        return []
    heavy = [1] * len(items) if weights is None else weights
    reached = [0, *accumulate(heavy)]
    whole = reached[-1]
    fewest = max(-(-len(items) // most), 1 if budget is None else -(-whole // budget))
    for count in range(fewest, len(items)):
        edges = [bisect_left(reached, whole * index / count) for index in range(count)] + [len(items)]
        portions = [items[start:end] for start, end in pairwise(edges) if end > start]
        if all(len(portion) <= most for portion in portions):
            return portions
    return [items[place : place + 1] for place in range(len(items))]
