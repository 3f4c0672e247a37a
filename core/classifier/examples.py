"""What a classifier learns from: texts with the labels a person or a teacher gave them, put in order and into folds.

Knows nothing of how a model learns, nor of which documents are kept for scoring.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from core.taxonomy.label import DocumentId, LabelId

Source = Literal["human", "teacher"]
Against = Literal["people", "teacher"]


class Example(NamedTuple):
    """A text and its labels. `applicable` holds every fitting label; the primary one need not be repeated in it.

    `shares` says how far each label is the primary one, where judges differ or were unsure; without any, the primary
    label is it wholly.
    """

    text: str
    primary: LabelId
    applicable: tuple[LabelId, ...] = ()
    weight: float = 1.0
    source: Source = "teacher"
    shares: tuple[tuple[LabelId, float], ...] = ()
    document: DocumentId = ""

    @property
    def labels(self) -> tuple[LabelId, ...]:
        """The primary label first, then the others that apply."""
        return tuple(dict.fromkeys((self.primary, *self.applicable)))


def fingerprint(examples: Iterable[Example]) -> str:
    """The SHA-256 of the examples whatever their order, so that a bundle can tell what it was trained on."""
    digest = hashlib.sha256()
    for example in in_stable_order(examples):
        digest.update(json.dumps(example._replace(document="")).encode())
    return digest.hexdigest()


def in_stable_order(examples: Iterable[Example]) -> list[Example]:
    """An order that is as good as shuffled and depends on the examples only, not on how they came."""
    return sorted(examples, key=lambda example: (_digest(example.text), example))


def stratified_folds(primaries: Sequence[LabelId], folds: int) -> list[int]:
    """The fold of each example: each label's examples dealt out in turn, going on where the last label stopped."""
    places: dict[LabelId, list[int]] = {}
    for place, primary in enumerate(primaries):
        places.setdefault(primary, []).append(place)
    dealt = [place for label in sorted(places) for place in places[label]]
    fold = [0] * len(primaries)
    for turn, place in enumerate(dealt):
        fold[place] = turn % folds
    return fold


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
