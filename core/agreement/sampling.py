"""Which documents to put before a person, and how likely each was to be drawn.

Only random draws may enter statistics. Every document has a fixed place in a queue that the seed alone decides,
so drawing again continues where the last draw ended, and a growing corpus reshuffles nothing.
"""

import hashlib
from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import Literal, NamedTuple

from core.taxonomy.label import DocumentId


class Drawn(NamedTuple):
    """A document to judge. `probability` is None where it was not left to chance."""

    document: DocumentId
    drawn: Literal["random", "doubtful", "chosen"]
    probability: float | None


def draw(documents: Iterable[DocumentId], size: int, seed: int, already: Collection[DocumentId] = ()) -> list[Drawn]:
    """A simple random sample without replacement, of those not drawn already.

    Each one's probability is size / (documents not drawn already), at most 1.
    """
    behind = frozenset(already)
    waiting = {document for document in documents if document not in behind}
    chosen = sorted(waiting, key=lambda document: _place(document, seed))[: max(0, size)]
    return [Drawn(document, "random", len(chosen) / len(waiting)) for document in chosen]


def draw_by_label(
    labels: Mapping[DocumentId, Hashable], each: int, seed: int, already: Collection[DocumentId] = ()
) -> list[Drawn]:
    """A random sample of every label alike, so that rare ones can be judged too.

    A document's probability is that of the draw within its label, so shares of the whole corpus need
    `weighted_share` or `pooled_share`.
    """
    layers: dict[Hashable, list[DocumentId]] = {}
    for document, label in labels.items():
        layers.setdefault(label, []).append(document)
    chosen = [drawn for layer in layers.values() for drawn in draw(layer, each, seed, already)]
    return sorted(chosen, key=lambda drawn: _place(drawn.document, seed))


def doubtful(confidences: Mapping[DocumentId, float], size: int, already: Collection[DocumentId] = ()) -> list[Drawn]:
    """The documents of which the teacher is least sure: the quickest way to errors, and no ground for statistics."""
    behind = frozenset(already)
    waiting = (document for document in confidences if document not in behind)
    ranked = sorted(waiting, key=lambda document: (confidences[document], document))
    return [Drawn(document, "doubtful", None) for document in ranked[: max(0, size)]]


def _place(document: DocumentId, seed: int) -> bytes:
    return hashlib.sha256(f"{seed}/{document}".encode("utf-8", "surrogatepass")).digest()
