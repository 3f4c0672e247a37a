"""Two versions of a taxonomy beside one another: what a reader would want to know, an entry a label.

The versions may be far apart, and either may be the later one. It knows labels, not how anything is shown.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

from core.taxonomy.label import Label, LabelId, Labels
from core.taxonomy.taxonomy import Taxonomy

Kind = Literal[
    "added",
    "removed",
    "brought back",
    "merged",
    "split",
    "renamed",
    "moved",
    "redefined",
    "other examples",
    "locked or unlocked",
    "renumbered",
    "recoloured",
    "noted",
    "in between",  # came and went again, or what is gone changed: in force in neither version
]
KINDS: tuple[Kind, ...] = get_args(Kind)  # what tells most comes first

FIELDS: Mapping[str, Kind] = {  # of a label's contract, each with what it is to find it different
    "name": "renamed",
    "parent": "moved",
    "description": "redefined",
    "includes": "redefined",
    "excludes": "redefined",
    "edge_cases": "redefined",
    "examples": "other examples",
    "counter_examples": "other examples",
    "quotes": "other examples",
    "locked": "locked or unlocked",
    "notation": "renumbered",
    "colour": "recoloured",
    "notes": "noted",
}


class Difference(NamedTuple):
    """One field of a label as it reads in either version, an item a text; () where nothing is there.

    A parent reads as its path of names, an example as the document's id.
    """

    field: str
    before: tuple[str, ...]
    after: tuple[str, ...]


class Entry(NamedTuple):
    """What became of one label between two versions; `kinds` begins with what tells most.

    `old` and `new` are the label where it is in force. `heirs` are the labels of the new version to which its
    documents went, `origins` those of the old version from which they came, both without the label itself.
    """

    id: LabelId
    kinds: tuple[Kind, ...]
    old: Label | None
    new: Label | None
    differences: tuple[Difference, ...]
    heirs: Labels = ()
    origins: Labels = ()


class Comparison(NamedTuple):
    """Every label that differs, in the order of their first kind and then in that in which they were issued."""

    entries: tuple[Entry, ...]

    def of(self, kind: Kind) -> tuple[Entry, ...]:
        """The entries that are of a kind, among other kinds or alone."""
        return tuple(entry for entry in self.entries if kind in entry.kinds)

    @property
    def kinds(self) -> dict[Kind, int]:
        """How many labels are of each kind that occurs."""
        counts = Counter(kind for entry in self.entries for kind in entry.kinds)
        return {kind: counts[kind] for kind in KINDS if counts[kind]}


def compare(old: Taxonomy, new: Taxonomy) -> Comparison:
    """What tells the new version from the old one; an entry for every label whose Label differs, and for no other."""
    forth, back = _whereabouts(old, new), _whereabouts(new, old)
    entries = [
        _entry(old, new, label_id, forth.get(label_id, ()), back.get(label_id, ()))
        for label_id in {**old.labels, **new.labels}
        if _differs(old.labels.get(label_id), new.labels.get(label_id))
    ]
    return Comparison(tuple(sorted(entries, key=lambda entry: KINDS.index(entry.kinds[0]))))


def _entry(old: Taxonomy, new: Taxonomy, label_id: LabelId, heirs: Labels, origins: Labels) -> Entry:
    before, after = _in_force(old, label_id), _in_force(new, label_id)
    differences = _differences(old, new, before, after)
    kinds = _kinds(old, new, label_id, heirs, differences)
    return Entry(label_id, kinds, before, after, differences, heirs, origins)


def _kinds(
    old: Taxonomy, new: Taxonomy, label_id: LabelId, heirs: Labels, differences: tuple[Difference, ...]
) -> tuple[Kind, ...]:
    before, after = _in_force(old, label_id), _in_force(new, label_id)
    if before is not None and after is not None:
        return tuple(dict.fromkeys(FIELDS[each.field] for each in differences))
    if before is not None:
        if not heirs:
            return ("removed",)
        # one heir is not enough: it may be all that is left of several parts
        means_one = len(heirs) == 1 and new.meaning.get(label_id, heirs[0].id) is not None
        return ("merged",) if means_one else ("split",)
    if after is not None:
        return ("brought back",) if label_id in old.labels else ("added",)
    return ("in between",)


def _whereabouts(here: Taxonomy, there: Taxonomy) -> dict[LabelId, Labels]:
    """For labels in force here but not there, under which labels in force there their documents are.

    Where the label is known there, that says what has become of it. Where it is not, because `there` is the earlier
    version, they are the labels that have become it since.
    """
    found: dict[LabelId, list[Label]] = {}
    for label in here.live:
        if label.id in there.labels and not there.labels[label.id].in_force:
            found[label.id] = list(there.trace(label.id))
    for label in there.live:
        if label.id not in here.labels or here.labels[label.id].in_force:
            continue
        for end in here.trace(label.id):
            if end.id not in there.labels:
                found.setdefault(end.id, []).append(label)
    return {label_id: tuple(labels) for label_id, labels in found.items()}


def _differs(before: Label | None, after: Label | None) -> bool:
    return before is not after and before != after  # versions of one log share what no change between them touches


def _in_force(taxonomy: Taxonomy, label_id: LabelId) -> Label | None:
    label = taxonomy.labels.get(label_id)
    return label if label is not None and label.in_force else None


def _differences(old: Taxonomy, new: Taxonomy, before: Label | None, after: Label | None) -> tuple[Difference, ...]:
    return tuple(
        Difference(field, _read(old, before, field), _read(new, after, field))
        for field in FIELDS
        if _held(before, field) != _held(after, field)
    )


def _held(label: Label | None, field: str) -> object:
    """What a label holds in a field; of one that is not there nothing is told from a field left empty."""
    return (getattr(label, field) or None) if label is not None else None


def _read(taxonomy: Taxonomy, label: Label | None, field: str) -> tuple[str, ...]:
    if label is None:
        return ()
    if field == "parent":
        return tuple(above.name for above in taxonomy.path(label.id)[:-1])
    if field == "quotes":
        return tuple(quote.text for quote in label.quotes)
    held = getattr(label, field)
    if isinstance(held, bool):
        return (field,) if held else ()
    if isinstance(held, str):
        return (held,) if held else ()
    return tuple(held)
