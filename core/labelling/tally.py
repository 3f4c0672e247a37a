"""How many documents each label in force has, counted over labels as they were given at the time."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol

from core.labelling.settle import Source
from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Taxonomy


class Counted(Protocol):
    """So many documents were given this label by this source; no source means that nobody has judged them."""

    @property
    def primary(self) -> LabelId | None: ...
    @property
    def source(self) -> Source | None: ...
    @property
    def documents(self) -> int: ...


class Tally(NamedTuple):
    """Documents by label in force (None: no label fits) and source; those to be asked again, and the unjudged.

    `waiting` holds documents by the label they were given, which has been split or retired since.
    """

    by_label: Mapping[LabelId | None, Mapping[Source, int]]
    waiting: Mapping[LabelId, int]
    unjudged: int

    @property
    def stale(self) -> int:
        """Documents that have to be asked again."""
        return sum(self.waiting.values())

    def documents(self, label_id: LabelId | None) -> int:
        return sum(self.by_label.get(label_id, {}).values())

    def by(self, label_id: LabelId | None, source: Source) -> int:
        return self.by_label.get(label_id, {}).get(source, 0)


def tally(counts: Iterable[Counted], taxonomy: Taxonomy) -> Tally:
    """Follow every label to what it means now. Every label in force has an entry, if only of nothing."""
    by_label: dict[LabelId | None, dict[Source, int]] = {label.id: {} for label in taxonomy.live}
    waiting: dict[LabelId, int] = {}
    unjudged = 0
    for count in counts:
        meant = None if count.primary is None else taxonomy.meaning.get(count.primary)
        if count.source is None:
            unjudged += count.documents
        elif count.primary is not None and meant is None:
            waiting[count.primary] = waiting.get(count.primary, 0) + count.documents
        else:
            of_label = by_label.setdefault(meant, {})
            of_label[count.source] = of_label.get(count.source, 0) + count.documents
    return Tally(by_label, waiting, unjudged)
