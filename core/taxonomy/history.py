"""What the log of changes can tell: any past version, the way between two, and who did what.

`diff` is the one idea behind undo, restore and import: the labels to touch so that one taxonomy comes to match
another.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import reduce
from itertools import accumulate
from typing import overload

from core.errors import Conflict, InvalidTaxonomy, NotFound
from core.taxonomy.edits import rehome
from core.taxonomy.label import Label, LabelId, Labels
from core.taxonomy.naming import enumerated
from core.taxonomy.taxonomy import Change, Taxonomy


def replay(changes: Iterable[Change]) -> Taxonomy:
    """The taxonomy that a log makes. What is in a log was checked before it was kept, and is not checked again."""
    labels: dict[LabelId, Label] = {}
    version = 0
    for version, change in enumerate(changes, start=1):  # noqa: B007 - how many there were
        labels.update((label.id, label) for label in change.labels)
    return Taxonomy.model_construct(labels=labels, version=version)


def checked(changes: Iterable[Change]) -> Taxonomy:
    """The same for a log from elsewhere. Raises InvalidTaxonomy at the first change that makes no sense."""
    return reduce(Taxonomy.apply, changes, Taxonomy())


class Versions(Sequence[Taxonomy]):
    """The taxonomy after each change of a log, starting from nothing: version n stands at place n.

    Each is made when it is first looked at. All at once, five thousand labels and a thousand changes would take a
    third of a gigabyte.
    """

    def __init__(self, changes: Sequence[Change]) -> None:
        self._changes = changes
        self._made: dict[int, Taxonomy] = {}

    def __len__(self) -> int:
        return len(self._changes) + 1

    @overload
    def __getitem__(self, version: int) -> Taxonomy: ...
    @overload
    def __getitem__(self, version: slice) -> "list[Taxonomy]": ...
    def __getitem__(self, version: int | slice) -> "Taxonomy | list[Taxonomy]":
        if isinstance(version, slice):
            return [self[each] for each in range(len(self))[version]]
        place = range(len(self))[version]
        if place not in self._made:
            self._made[place] = replay(self._changes[:place])
        return self._made[place]

    def __iter__(self) -> Iterator[Taxonomy]:
        return accumulate(self._changes, Taxonomy.followed_by, initial=Taxonomy())


def diff(old: Taxonomy, new: Taxonomy) -> Labels:
    """The labels to touch so that `old` comes to match `new`; what only `old` has is retired."""
    changed = (label for label in new.labels.values() if old.labels.get(label.id) != label)
    gone = [label for label in old.live if label.id not in new.labels]
    sources = _sources(old, new) if gone else {}
    return (*changed, *(label.turned_into(*sources.get(label.id, ())) for label in gone))


def _sources(now: Taxonomy, then: Taxonomy) -> dict[LabelId, list[LabelId]]:
    """For labels issued since then those in force at the time that have become them.

    What was judged to be a part means the whole again, once the split is taken back.
    """
    sources: dict[LabelId, list[LabelId]] = {}
    for label in then.live:
        for end in now.trace(label.id) if label.id in now.labels and not now[label.id].in_force else ():
            sources.setdefault(end.id, []).append(label.id)
    return sources


def conflicting(changes: Sequence[Change], change: Change) -> frozenset[LabelId]:
    """The labels that a change touches and that were touched by others after it was thought of."""
    since = (past.touched for past in changes[change.based_on :])
    return change.touched & frozenset().union(*since)


def brought_forward(changes: Sequence[Change], change: Change, own: Collection[int] = ()) -> Change:
    """The same change, thought of as late as its author can be taken to have known.

    `own` are versions the author made since: seen before they were kept, so no one else's doing. Changes of other
    labels are passed over too. What conflicted with others still does.
    """
    since = enumerate(changes[change.based_on :], start=change.based_on + 1)
    others = (version for version, past in since if version not in own and past.touched & change.touched)
    first = next(others, len(changes) + 1)
    return change.model_copy(update={"based_on": first - 1})


def standing(changes: Sequence[Change]) -> list[int]:
    """The versions whose change is still in effect: neither undone nor itself an undoing."""
    undone: set[int] = set()
    kept = []
    for version in range(len(changes), 0, -1):
        change = changes[version - 1]
        if version in undone:
            continue
        if change.undoes is not None:
            undone.add(change.undoes)
        elif change.labels:
            kept.append(version)
    return kept[::-1]


def undo(changes: Sequence[Change], version: int, author: str) -> Change:
    """Take back one change, also an old one. Raises Conflict where later changes build on it.

    What counts is whether its labels still are as it left them: a step undone and redone stands in no one's way.
    """
    if not 1 <= version <= len(changes):
        raise NotFound(f"This taxonomy has no version {version}.")
    target = changes[version - 1]
    then = replay(changes[: version - 1])
    now = replay(changes)
    if changed := [label.id for label in target.labels if now[label.id] != label]:
        names = ", ".join(sorted(f"“{now[label_id]}”" for label_id in changed))
        raise Conflict(f"Later changes touch {names} too. Undo those first, or restore an earlier version.")
    sources = _sources(now, then)
    before = tuple(
        then.labels.get(label.id) or now[label.id].turned_into(*sources.get(label.id, ())) for label in target.labels
    )
    reason = "; ".join(describe(then, target)) or "a step without changes"
    change = Change(
        labels=rehome(now, before), author=author, based_on=len(changes), undoes=version, reason=f"Undid: {reason}"
    )
    try:
        now.apply(change)
    except InvalidTaxonomy as error:
        raise Conflict(f"Later changes build on this one. {error}") from error
    return change


def last_undoing(changes: Sequence[Change]) -> int | None:
    """The version that a redo takes back: the latest undo not yet redone, unless something new came after it."""
    redone: set[int] = set()
    for version in range(len(changes), 0, -1):
        change = changes[version - 1]
        if change.undoes is None and change.labels:
            return None
        if change.undoes is None or version in redone:
            continue
        if changes[change.undoes - 1].undoes is None:
            return version
        redone.add(change.undoes)
    return None


def describe(before: Taxonomy, change: Change) -> Iterator[str]:
    """Say in words what a change did, a sentence a label, merges gathered."""
    after = before.followed_by(change)
    merged: dict[LabelId, list[Label]] = {}
    for label in change.labels:
        old = before.labels.get(label.id)
        if old is not None and old.in_force and label.became is not None and len(label.became) == 1:
            merged.setdefault(label.became[0], []).append(old)
    for into, labels in merged.items():
        yield f"Merged {_listed(labels)} into “{after[into]}”"
    for label in change.labels:
        yield from _said(before.labels.get(label.id), label, after)
        old = before.labels.get(label.id)
        if old is None or not (old.in_force and label.in_force) or label.id in merged:
            continue
        if old.illustrations != label.illustrations:
            yield f"Chose other examples for “{label}”"


def _said(old: Label | None, label: Label, after: Taxonomy) -> Iterator[str]:
    if old is None:
        if label.in_force:
            yield f"Added “{label}”" + (f" under “{after[label.parent]}”" if label.parent else "")
        return
    if not label.in_force:
        if old.in_force and len(label.became or ()) != 1:
            ends = [after[heir] for heir in label.became or ()]
            yield f"Split “{old}” into {_listed(ends)}" if ends else f"Retired “{old}”"
        return
    if not old.in_force:
        yield f"Brought back “{label}”"
        return
    if label.name != old.name:
        yield f"Renamed “{old}” to “{label}”"
    yield from _revised_in(old, label, after)


def _revised_in(old: Label, label: Label, after: Taxonomy) -> Iterator[str]:
    if label.parent != old.parent:
        yield f"Moved “{label}” " + (f"under “{after[label.parent]}”" if label.parent else "to the top")
    if label.locked != old.locked:
        yield f"{'Locked' if label.locked else 'Unlocked'} “{label}”"
    if label.definition != old.definition:
        yield f"Redefined “{label}”"
    if label.notation != old.notation:
        yield f"Renumbered “{label}”" + (f" as {label.notation}" if label.notation else "")
    if label.colour != old.colour:
        yield f"Recoloured “{label}”"
    if label.notes != old.notes:
        yield f"Noted something on “{label}”"


def _listed(labels: Sequence[Label]) -> str:
    quoted = [f"“{label}”" for label in labels]
    return enumerated(quoted)
