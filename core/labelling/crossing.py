"""How two taxonomies of the same documents meet: which labels of one go with which of the other. Pure counting."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol

from core.agreement.estimates import Estimate, share
from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Taxonomy


class Met(Protocol):
    """So many documents were given these labels in the one and in the other taxonomy."""

    @property
    def one(self) -> LabelId | None: ...
    @property
    def other(self) -> LabelId | None: ...
    @property
    def documents(self) -> int: ...


class Crossing(NamedTuple):
    """Documents by labels in force of both taxonomies (None: no label fits), and by those of each."""

    documents: Mapping[tuple[LabelId | None, LabelId | None], int]
    of_one: Mapping[LabelId | None, int]
    of_other: Mapping[LabelId | None, int]

    def share(self, one: LabelId | None, other: LabelId | None) -> Estimate:
        """What part of the documents with a label of the other taxonomy has this one of the first."""
        return share(self.documents.get((one, other), 0), self.of_other.get(other, 0))


def crossing(meetings: Iterable[Met], one: Taxonomy, other: Taxonomy) -> Crossing:
    """Follow every label to what it means now; a document whose label was split or retired in either is left out."""
    documents: Counter[tuple[LabelId | None, LabelId | None]] = Counter()
    for met in meetings:
        meant = [
            (given, None if given is None else taxonomy.meaning.get(given))
            for given, taxonomy in ((met.one, one), (met.other, other))
        ]
        if any(given is not None and now is None for given, now in meant):
            continue
        documents[meant[0][1], meant[1][1]] += met.documents
    of_one: Counter[LabelId | None] = Counter()
    of_other: Counter[LabelId | None] = Counter()
    for (left, right), count in documents.items():
        of_one[left] += count
        of_other[right] += count
    return Crossing(documents, of_one, of_other)
