"""What happened to each label, who did it, when and why; and what else it has been called.

Knows the log, not the forms in which it is told.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from core.taxonomy.history import describe
from core.taxonomy.label import Label, LabelId
from core.taxonomy.naming import spoken
from core.taxonomy.publishing.edition import named
from core.taxonomy.taxonomy import Change, Taxonomy


class Event(NamedTuple):
    """One change as far as it concerns one label. `why` is empty where its author gave no reason."""

    at: datetime | None
    author: str
    what: str
    why: str

    def __str__(self) -> str:
        """“2026-03-04, Ana: Renamed “A” to “B” (clearer)”."""
        day = f"{self.at:%Y-%m-%d}, " if self.at else ""
        return f"{day}{self.author}: {self.what}" + (f" ({self.why})" if self.why else "")


def events(changes: Iterable[Change]) -> Mapping[LabelId, Sequence[Event]]:
    """For every label that was ever touched what happened to it, the oldest first."""
    told: dict[LabelId, list[Event]] = {}
    labels: dict[LabelId, Label] = {}
    for change in changes:
        before = {label.id: labels.get(label.id) for label in change.labels}
        labels.update((label.id, label) for label in change.labels)
        for label in change.labels:
            what = "; ".join(_told(label, before[label.id], change, labels))
            if what:
                event = Event(change.at, named(change.author), what, " ".join(change.reason.split()))
                told.setdefault(label.id, []).append(event)
    return told


def also_called(changes: Iterable[Change], taxonomy: Taxonomy) -> Mapping[LabelId, Sequence[str]]:
    """For labels in force their earlier names, and those of labels that mean them now.

    Names that any label in force bears are left out: each name means one label.
    """
    borne = {spoken(label.name) for label in taxonomy.live}
    names: dict[LabelId, dict[str, str]] = {}
    for label in (label for change in changes for label in change.labels):
        meant = taxonomy.meaning[label.id]
        if meant is not None and spoken(label.name) not in borne:
            names.setdefault(meant, {}).setdefault(spoken(label.name), label.name)
    return {label_id: list(told.values()) for label_id, told in names.items()}


def _told(label: Label, old: Label | None, change: Change, labels: Mapping[LabelId, Label]) -> Iterator[str]:
    """What a change did to one label; of all others only those that this speaks of are looked at."""
    spoken_of = (*(label.became or ()), *([label.parent] if label.parent else ()))
    around = {label_id: labels[label_id] for label_id in spoken_of}
    around.pop(label.id, None)
    before = Taxonomy.model_construct(labels=around | ({} if old is None else {label.id: old}), version=0)
    return describe(before, change.model_copy(update={"labels": (label,)}))
