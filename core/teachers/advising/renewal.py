"""Whether advice still holds after others have changed the labels, and what it comes to then. Pure.

What others changed and what is advised go together as long as they touch different things of a label: two rules for one
label are both kept. Where both touch the same, the advice is out of date.
"""

from collections.abc import Sequence
from typing import TypeVar

from core.errors import InvalidTaxonomy
from core.taxonomy.label import Label, Labels
from core.taxonomy.taxonomy import Change, Taxonomy

_LISTS = ("includes", "excludes", "edge_cases", "examples", "counter_examples", "quotes")
_SINGLE = ("name", "description", "parent", "notation", "colour", "notes", "locked", "became")

Item = TypeVar("Item")


def renewed(base: Taxonomy, now: Taxonomy, labels: Labels) -> Labels | None:
    """The labels of a remedy, thought of for `base`, as they would be now; None where it is out of date."""
    found = [_renewed(base.labels.get(label.id), now.labels.get(label.id), label) for label in labels]
    some = tuple(label for label in found if label is not None)
    if len(some) < len(found):
        return None
    changed = tuple(label for label in some if now.labels.get(label.id) != label)
    try:
        now.apply(Change(labels=changed, author="", based_on=now.version))
    except InvalidTaxonomy:
        return None
    return changed or None


def _renewed(old: Label | None, current: Label | None, wanted: Label) -> Label | None:
    if old == current:
        return wanted
    if old is None or current is None:
        return None
    if current.in_force != old.in_force or current.locked or (not wanted.in_force and _words(current) != _words(old)):
        return None
    single = {field: _chosen(getattr(old, field), getattr(current, field), getattr(wanted, field)) for field in _SINGLE}
    if any(len(choice) > 1 for choice in single.values()):
        return None
    lists = {field: _joined(getattr(old, field), getattr(current, field), getattr(wanted, field)) for field in _LISTS}
    return current.model_copy(update={**{field: choice[0] for field, choice in single.items()}, **lists})


def _chosen(old: Item, current: Item, wanted: Item) -> list[Item]:
    """The one value that holds, or both where two different ones are wanted."""
    if current in (old, wanted):
        return [wanted]
    return [current] if wanted == old else [current, wanted]


def _joined(old: Sequence[Item], current: Sequence[Item], wanted: Sequence[Item]) -> tuple[Item, ...]:
    """What is there now, less what the advice leaves out, and with what it adds."""
    kept = [each for each in current if each in wanted or each not in old]
    return (*kept, *(each for each in wanted if each not in old and each not in kept))


def _words(label: Label) -> tuple[object, ...]:
    return label.name, label.definition
