"""Which labels two judges take for one another."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Pair = tuple[Hashable, Hashable]  # what the first judge said and what the second said; None where no label fits


class Confusion(NamedTuple):
    """How many documents one judge called `first` and the other `second`."""

    first: Hashable
    second: Hashable
    documents: int


class Table(NamedTuple):
    """Every judgement counted: `counts[i, j]` documents are the first judge's i-th and the second's j-th category."""

    categories: tuple[Hashable, ...]
    counts: NDArray[np.int64]


def tabulate(pairs: Iterable[Pair]) -> Table:
    """The square table of both judges' categories, by name, with None ("no label fits") last."""
    counted = Counter(pairs)
    named = {category for pair in counted for category in pair}
    categories = tuple(sorted(named, key=lambda category: (category is None, str(category))))
    place = {category: at for at, category in enumerate(categories)}
    counts = np.zeros((len(categories), len(categories)), dtype=np.int64)
    for (first, second), count in counted.items():
        counts[place[first], place[second]] = count
    return Table(categories, counts)


def confusions(pairs: Sequence[Pair]) -> list[Confusion]:
    """The disagreements, most frequent first, told apart by who said what."""
    return _sorted(Counter(pair for pair in pairs if pair[0] != pair[1]))


def confused_labels(pairs: Sequence[Pair]) -> list[Confusion]:
    """The pairs of labels that are taken for one another, most frequent first, whoever said which."""
    return _sorted(Counter(_in_order(pair) for pair in pairs if pair[0] != pair[1]))


def _in_order(pair: Pair) -> Pair:
    first, second = sorted(pair, key=lambda category: (category is None, str(category)))
    return first, second


def _sorted(counted: "Counter[Pair]") -> list[Confusion]:
    rows = [Confusion(first, second, count) for (first, second), count in counted.items()]
    return sorted(rows, key=lambda row: (-row.documents, row.first is None, str(row.first), str(row.second)))
