"""A taxonomy at one moment, and the changes that led there.

A taxonomy is never stored: it is the fold of its changes. A change holds the labels it touches as they are
afterwards, so a teacher's update, a person's rename, an undo and an import are the same thing.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from pydantic import BaseModel, Field

from core.errors import InvalidTaxonomy, NotFound
from core.taxonomy.label import Label, LabelId, Labels


class Change(BaseModel, frozen=True, extra="forbid"):
    """One step in a taxonomy's history. No labels means that a step was tried and changed nothing."""

    labels: Labels
    author: str  # "human:Ana", "llm:MODEL", "offline"
    based_on: int = Field(ge=0)  # the version its author was looking at
    reason: str = ""
    batch: str = ""  # which documents prompted it; empty for a person's edit
    score: float | None = None  # the teacher's mark, 0 to 100, for the taxonomy it found
    undoes: int | None = None  # the version this change takes back
    at: datetime | None = None  # when it was kept; the store says so

    @property
    def touched(self) -> frozenset[LabelId]:
        return frozenset(label.id for label in self.labels)

    @property
    def by_person(self) -> bool:
        return self.author.startswith("human:")


class Taxonomy(BaseModel, frozen=True):
    """Every label there has ever been, at one point in the history."""

    labels: Mapping[LabelId, Label] = Field(default_factory=dict)
    version: int = 0

    def __getitem__(self, label_id: LabelId) -> Label:
        if label_id not in self.labels:
            raise NotFound(f"There is no label “{label_id}” in this taxonomy.")
        return self.labels[label_id]

    @property
    def live(self) -> Labels:
        """The labels in force, in the order in which they were first issued."""
        return tuple(label for label in self.labels.values() if label.in_force)

    def apply(self, change: Change) -> "Taxonomy":
        """The taxonomy after a change. Raises InvalidTaxonomy where that would make no sense."""
        labels = {**self.labels, **{label.id: label for label in change.labels}}
        after = Taxonomy.model_construct(labels=labels, version=self.version + 1)
        if change.labels:
            _check(after)
        return after

    def trace(self, label_id: LabelId) -> Labels:
        """The labels in force that a label has become: itself, one, several, or none."""
        label = self[label_id]
        if label.became is None:
            return (label,)
        return tuple(dict.fromkeys(end for heir in label.became for end in self.trace(heir)))

    def children(self, label_id: LabelId | None) -> Labels:
        """The labels in force directly below a label, or at the top for None."""
        return tuple(label for label in self.live if label.parent == label_id)

    def path(self, label_id: LabelId) -> Labels:
        """A label with its ancestors, topmost first."""
        label = self[label_id]
        return (*self.path(label.parent), label) if label.parent else (label,)

    def below(self, label_id: LabelId) -> Iterator[Label]:
        """Every label in force anywhere beneath a label, parents before children."""
        for child in self.children(label_id):
            yield child
            yield from self.below(child.id)

    def named(self, name: str) -> Label | None:
        """The label in force with this name, letter case and surrounding space aside."""
        wanted = name.strip().casefold()
        return next((label for label in self.live if label.name.strip().casefold() == wanted), None)


def _check(taxonomy: Taxonomy) -> None:
    seen: dict[str, Label] = {}
    for label in taxonomy.live:
        name = label.name.strip().casefold()
        if name in seen:
            raise InvalidTaxonomy(f"Two labels would be called “{label.name}”. Choose another name, or merge them.")
        seen[name] = label
    settled: set[LabelId] = set()
    for label in taxonomy.labels.values():
        _follow(taxonomy, label, "became", settled)
    rooted: set[LabelId] = set()
    for label in taxonomy.live:
        _follow(taxonomy, label, "parent", rooted)
        if label.parent is not None and not taxonomy.labels[label.parent].in_force:
            raise InvalidTaxonomy(
                f"“{label}” cannot stand under “{taxonomy.labels[label.parent]}”: that label is gone."
            )


def _follow(taxonomy: Taxonomy, start: Label, link: str, settled: set[LabelId]) -> None:
    """Walk along `became` or `parent` from a label; a loop or a dead end has no meaning."""
    path: set[LabelId] = set()
    stack: list[tuple[LabelId, bool]] = [(start.id, False)]
    while stack:
        label_id, done = stack.pop()
        if done:
            path.discard(label_id)
            settled.add(label_id)
            continue
        if label_id in settled:
            continue
        if label_id in path:
            verb = "become itself" if link == "became" else "stand under itself"
            raise InvalidTaxonomy(f"“{taxonomy.labels[label_id]}” cannot {verb}.")
        if label_id not in taxonomy.labels:
            raise InvalidTaxonomy(f"“{start}” points to a label that does not exist: {label_id}.")
        path.add(label_id)
        stack.append((label_id, True))
        stack.extend((next_id, False) for next_id in _links(taxonomy.labels[label_id], link))


def _links(label: Label, link: str) -> Iterable[LabelId]:
    if link == "became":
        return label.became or ()
    return () if label.parent is None else (label.parent,)
