"""A taxonomy at one moment, and the changes that led there.

A taxonomy is never stored: it is the fold of its changes. A change holds the labels it touches as they are
afterwards, so a teacher's update, a person's rename, an undo and an import are the same thing.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property

from pydantic import BaseModel, Field

from core.errors import InvalidTaxonomy, NotFound
from core.taxonomy.label import Label, LabelId, Labels

_TWINS = "Two labels would be called “{}”. Choose another name, or merge them."


class Change(BaseModel, frozen=True, extra="forbid"):
    """One step in a taxonomy's history. No labels means that a step was tried and changed nothing."""

    labels: Labels
    author: str  # "human:Ana", "llm:MODEL", "offline"
    based_on: int = Field(ge=0)  # the version its author was looking at
    reason: str = ""
    batch: str = ""  # which documents prompted it; empty for a person's edit
    score: float | None = None  # the teacher's mark, 0 to 100, for the taxonomy it found
    failed: bool = False  # its author had nothing usable to say; what was known before still holds
    brief: int = 1  # the version of the brief it was made under
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

    @cached_property
    def live(self) -> Labels:
        """The labels in force, in the order in which they were first issued."""
        return tuple(label for label in self.labels.values() if label.in_force)

    @cached_property
    def meaning(self) -> Mapping[LabelId, LabelId | None]:
        """For every id ever issued the one label in force that it means now; None once split or retired.

        A label split and joined again means the joined label; one of whose parts was retired means none, since
        its documents may have been of that part.
        """
        known: dict[LabelId, LabelId | None] = {label.id: label.id for label in self.live}
        for start in self.labels:
            waiting = [start]
            while waiting:
                heirs = self.labels[waiting[-1]].became or ()
                unknown = [heir for heir in heirs if heir not in known]
                if unknown and waiting[-1] not in known:
                    waiting.extend(unknown)
                    continue
                label_id = waiting.pop()
                ends = {known[heir] for heir in heirs}
                known.setdefault(label_id, ends.pop() if len(ends) == 1 else None)
        return known

    def apply(self, change: Change) -> "Taxonomy":
        """The taxonomy after a change. Raises InvalidTaxonomy where that would make no sense."""
        after = self.followed_by(change)
        _check(self, after, {label.id: label for label in change.labels})
        return after

    def followed_by(self, change: Change) -> "Taxonomy":
        """The taxonomy after a change that was checked when it was kept: a thirtieth of the time, for long logs."""
        touched = {label.id: label for label in change.labels}
        return Taxonomy.model_construct(labels={**self.labels, **touched}, version=self.version + 1)

    def trace(self, label_id: LabelId) -> Labels:
        """The labels in force that a label has become: itself, one, several, or none."""
        ends: dict[LabelId, Label] = {}
        seen: set[LabelId] = set()
        waiting = [label_id]
        while waiting:
            label = self[waiting.pop()]
            if label.id in seen:
                continue
            seen.add(label.id)
            if label.became is None:
                ends[label.id] = label
            waiting.extend(reversed(label.became or ()))
        return tuple(ends.values())

    def children(self, label_id: LabelId | None) -> Labels:
        """The labels in force directly below a label, or at the top for None."""
        return tuple(self._families.get(label_id, ()))

    def path(self, label_id: LabelId) -> Labels:
        """A label with its ancestors, topmost first."""
        path = [self[label_id]]
        while (parent := path[-1].parent) is not None:
            path.append(self[parent])
        return tuple(reversed(path))

    def below(self, label_id: LabelId | None) -> Iterator[Label]:
        """Every label in force anywhere beneath a label, or of all for None, parents before children."""
        waiting = [*reversed(self.children(label_id))]
        while waiting:
            label = waiting.pop()
            yield label
            waiting.extend(reversed(self.children(label.id)))

    def named(self, name: str) -> Label | None:
        """The label in force with this name, letter case and surrounding space aside."""
        wanted = _spoken(name)
        return next((label for label in self.live if _spoken(label.name) == wanted), None)

    @cached_property
    def _families(self) -> Mapping[LabelId | None, list[Label]]:
        families: dict[LabelId | None, list[Label]] = {}
        for label in self.live:
            families.setdefault(label.parent, []).append(label)
        return families


def _check(before: Taxonomy, after: Taxonomy, touched: Mapping[LabelId, Label]) -> None:
    """Look only where a change can have done harm: what came before was right."""
    _check_names(before, after, touched)
    traced: set[LabelId] = set()
    rooted: set[LabelId] = set()
    for label in touched.values():
        _follow(after, label, "became", traced)
        if label.in_force:
            _follow(after, label, "parent", rooted)
    gone = {label.id for label in touched.values() if not label.in_force}
    at_risk = after.labels.values() if gone else touched.values()
    for label in at_risk:
        if label.in_force and label.parent is not None and not after.labels[label.parent].in_force:
            raise InvalidTaxonomy(f"“{label}” cannot stand under “{after.labels[label.parent]}”: that label is gone.")


def _check_names(before: Taxonomy, after: Taxonomy, touched: Mapping[LabelId, Label]) -> None:
    fresh: dict[str, Label] = {}
    for label in touched.values():
        old = before.labels.get(label.id)
        if not label.in_force or (old is not None and old.in_force and old.name == label.name):
            continue
        if fresh.setdefault(_spoken(label.name), label) is not label:
            raise InvalidTaxonomy(_TWINS.format(label.name))
    others = after.labels.values() if fresh else ()
    for label in others:
        if label.in_force and fresh.get(_spoken(label.name), label).id != label.id:
            raise InvalidTaxonomy(_TWINS.format(label.name))


def _spoken(name: str) -> str:
    return name.strip().casefold()


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
