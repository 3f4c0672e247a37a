"""A proposed change taken apart into strands: the parts that a person can accept or decline one by one.

Labels that lean on one another stay together, so that any choice of strands leaves a taxonomy that makes sense. It
knows changes and taxonomies, not who decides.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from core.errors import InvalidTaxonomy, NotFound
from core.taxonomy.history import conflicting, describe, replay
from core.taxonomy.label import Label, LabelId, Labels
from core.taxonomy.taxonomy import Change, Taxonomy

Kind = Literal["merged", "split", "added", "brought back", "retired", "changed", "touched"]

_TELLING: tuple[Kind, ...] = ("merged", "split", "added", "brought back", "retired", "changed", "touched")


class Strand(NamedTuple):
    """A part of a change that makes sense by itself.

    `labels` are as they will be, `before` the same ones as they are, None where a label is new. `kind` is the most
    telling of what happens to them; `said` holds a sentence for each thing that does.
    """

    labels: Labels
    before: tuple[Label | None, ...]
    kind: Kind
    said: tuple[str, ...]


def strands(before: Taxonomy, change: Change) -> list[Strand]:
    """The strands of a change to the taxonomy it is based on, in the order of the change's labels.

    They are the connected components of its labels under four links: a label and what it becomes; a label and the
    parent, new or old, that comes or goes with it; a label and the one whose name it takes; labels that would stand
    in a circle if only some of them moved.
    """
    found: dict[LabelId, list[Label]] = {}
    together = _together(before, change)
    for label in change.labels:
        found.setdefault(together[label.id], []).append(label)
    return [_strand(before, change, tuple(labels)) for labels in found.values()]


def accepted(before: Taxonomy, change: Change, chosen: Collection[int]) -> Change:
    """The same change with the chosen strands only, by their places in `strands(before, change)`.

    What is left out is named in the reason. Raises NotFound for a place that no strand has.
    """
    parts = strands(before, change)
    if not set(chosen) <= set(range(len(parts))):
        raise NotFound("That part of the proposal is not there. Reload the page to see what it holds now.")
    declined = [part for place, part in enumerate(parts) if place not in set(chosen)]
    if not declined:
        return change
    left_out = {label.id for part in declined for label in part.labels}
    kept = tuple(label for label in change.labels if label.id not in left_out)
    said = "; ".join(sentence for part in declined for sentence in part.said)
    return change.model_copy(update={"labels": kept, "reason": f"{change.reason} Declined: {said}.".strip()})


def outdated(log: Sequence[Change], change: Change, strands: Sequence[Strand]) -> frozenset[int]:
    """The places of the strands that cannot be accepted any more.

    Others have touched their labels since, or the taxonomy as it is now leaves no room for them: a parent is gone, a
    name is taken.
    """
    others = conflicting(log, change)
    now = replay(log)
    return frozenset(
        place
        for place, strand in enumerate(strands)
        if not others.isdisjoint(label.id for label in strand.labels) or not _applies(now, change, strand)
    )


def fate(old: Label | None, label: Label) -> Kind:
    """What a change does to one label. Examples, quotes and locks alone leave it no more than touched."""
    if label.became is None:
        return _living(old, label)
    if old is None or not old.in_force:
        return "touched"
    heirs = len(label.became)
    return "split" if heirs > 1 else "merged" if heirs else "retired"


def _living(old: Label | None, label: Label) -> Kind:
    if old is None:
        return "added"
    if not old.in_force:
        return "brought back"
    return "touched" if _contract(old) == _contract(label) else "changed"


def _contract(label: Label) -> tuple[object, ...]:
    return label.name, label.definition, label.parent


def _strand(before: Taxonomy, change: Change, labels: Labels) -> Strand:
    old = tuple(before.labels.get(label.id) for label in labels)
    kinds = {fate(was, label) for was, label in zip(old, labels, strict=True)}
    said = tuple(describe(before, change.model_copy(update={"labels": labels})))
    unsaid = f"Changed what became of “{labels[0]}”"  # of labels out of force, of which history does not speak
    return Strand(labels, old, next(kind for kind in _TELLING if kind in kinds), said or (unsaid,))


def _applies(now: Taxonomy, change: Change, strand: Strand) -> bool:
    try:
        now.apply(change.model_copy(update={"labels": strand.labels}))
    except InvalidTaxonomy:
        return False
    return True


def _together(before: Taxonomy, change: Change) -> Mapping[LabelId, LabelId]:
    """For each touched label one that stands for its strand."""
    head = {label.id: label.id for label in change.labels}

    def found(label_id: LabelId) -> LabelId:
        while head[label_id] != label_id:
            head[label_id] = label_id = head[head[label_id]]  # half as far the next time: lists hold thousands
        return label_id

    for one, other in _links(before, {label.id: label for label in change.labels}):
        head[found(other)] = found(one)
    return {label_id: found(label_id) for label_id in head}


def _links(before: Taxonomy, touched: Mapping[LabelId, Label]) -> Iterator[tuple[LabelId, LabelId]]:
    """Pairs of touched labels of which neither may be accepted without the other."""
    holders = {
        before.labels[label_id].name.strip().casefold(): label_id for label_id in touched if _stood(before, label_id)
    }
    for label in touched.values():
        old = before.labels.get(label.id)
        yield from ((label.id, heir) for heir in label.became or () if heir in touched)
        coming = label.parent if label.in_force else None
        if coming is not None and coming in touched and not _stood(before, coming):
            yield label.id, coming
        going = old.parent if old is not None and old.in_force else None
        if going is not None and going in touched and not touched[going].in_force:
            yield label.id, going
        if label.in_force and label.name.strip().casefold() in holders:
            yield label.id, holders[label.name.strip().casefold()]
    yield from _circles(before, touched, _heirs)
    yield from _circles(before, touched, _above)


def _stood(before: Taxonomy, label_id: LabelId) -> bool:
    return label_id in before.labels and before.labels[label_id].in_force


def _circles(
    before: Taxonomy, touched: Mapping[LabelId, Label], onward: Callable[[Label], Iterable[LabelId]]
) -> Iterator[tuple[LabelId, LabelId]]:
    """Pairs that lead to each other when some labels are taken as they were and some as they will be."""
    ids = list({**before.labels, **touched})
    places = {label_id: place for place, label_id in enumerate(ids)}
    sides = ((each.id, onward(each)) for labels in (before.labels, touched) for each in labels.values())
    steps = [(places[one], places[other]) for one, others in sides for other in others if other in places]
    starts, ends = np.array(steps, dtype=np.int64).reshape(-1, 2).T
    graph = coo_array((np.ones(len(steps), dtype=bool), (starts, ends)), shape=(len(ids), len(ids)))
    _, circles = connected_components(graph, connection="strong")
    met: dict[int, LabelId] = {}
    for label_id in touched:
        yield met.setdefault(circles[places[label_id]], label_id), label_id


def _heirs(label: Label) -> Iterable[LabelId]:
    return label.became or ()


def _above(label: Label) -> Iterable[LabelId]:
    return () if label.parent is None or not label.in_force else (label.parent,)
