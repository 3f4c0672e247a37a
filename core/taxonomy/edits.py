"""The gestures by which people and teachers change a taxonomy.

Each takes a taxonomy and answers which labels to touch, as they will be; wrap the answer in a Change to say
who did it and why. Children never lose their parent: they move to where it went, or one level up.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from itertools import count

from core.errors import InvalidTaxonomy
from core.taxonomy.label import DocumentId, Label, LabelId, Labels
from core.taxonomy.taxonomy import Taxonomy


def new_id(taxonomy: Taxonomy, name: str, taken: Collection[LabelId] = ()) -> LabelId:
    """A readable id that no label has or ever had; the same each time for the same taxonomy and name."""
    stem = re.sub(r"\W+", "-", name.casefold()).strip("-") or "label"
    numbered = (stem if n == 1 else f"{stem}-{n}" for n in count(1))
    return next(label_id for label_id in numbered if label_id not in taxonomy.labels and label_id not in taken)


def add(taxonomy: Taxonomy, name: str, description: str = "", parent: LabelId | None = None) -> Labels:
    name = _usable(name)
    return (Label(id=new_id(taxonomy, name), name=name, description=description, parent=parent),)


def rename(taxonomy: Taxonomy, label_id: LabelId, name: str) -> Labels:
    return (_revised(taxonomy[label_id], {"name": _usable(name)}),)


def rewrite(taxonomy: Taxonomy, written: Label) -> Labels:
    """Everything that a person may write in a label's contract, in one gesture. Nothing where nothing would change.

    Of `written` its lock and what became of it are left aside.
    """
    label = taxonomy[written.id]
    settled = {"name": _usable(written.name), "locked": label.locked, "became": label.became}
    trimmed = {"description": written.description.strip(), "notes": written.notes.strip()}
    revised = _revised(written, {**settled, **trimmed, "notation": written.notation.strip()})
    return () if revised == label else (revised,)


def rewrite_all(taxonomy: Taxonomy, written: Iterable[Label]) -> Labels:
    """The same for several labels at once."""
    return tuple(label for each in written for label in rewrite(taxonomy, each))


def choose_examples(taxonomy: Taxonomy, label_id: LabelId, examples: Iterable[DocumentId]) -> Labels:
    """Say which documents show best what a label means; a document named twice counts once.

    One that was a counter-example until now is none any more.
    """
    label, chosen = taxonomy[label_id], tuple(dict.fromkeys(examples))
    others = tuple(each for each in label.counter_examples if each not in chosen)
    return (_revised(label, {"examples": chosen, "counter_examples": others}),)


def choose_counter_examples(taxonomy: Taxonomy, label_id: LabelId, examples: Iterable[DocumentId]) -> Labels:
    """Say which documents look as if they belonged to a label and do not."""
    label, chosen = taxonomy[label_id], tuple(dict.fromkeys(examples))
    others = tuple(each for each in label.examples if each not in chosen)
    return (_revised(label, {"counter_examples": chosen, "examples": others}),)


def lock(taxonomy: Taxonomy, label_id: LabelId, locked: bool = True) -> Labels:
    return (_revised(taxonomy[label_id], {"locked": locked}),)


def lock_all(taxonomy: Taxonomy, label_ids: Iterable[LabelId], locked: bool = True) -> Labels:
    """Lock or unlock several; those that are so already are not touched."""
    changed = (label_id for label_id in dict.fromkeys(label_ids) if taxonomy[label_id].locked != locked)
    return tuple(label for label_id in changed for label in lock(taxonomy, label_id, locked))


def move(taxonomy: Taxonomy, label_id: LabelId, parent: LabelId | None) -> Labels:
    """Put a label under another, or at the top for None."""
    return (_revised(taxonomy[label_id], {"parent": parent}),)


def move_all(taxonomy: Taxonomy, label_ids: Iterable[LabelId], parent: LabelId | None) -> Labels:
    """Put several labels under one; those that stand below another of them go along with it."""
    moving = dict.fromkeys(label_ids)
    topmost = (
        label_id for label_id in moving if moving.keys().isdisjoint(each.id for each in taxonomy.path(label_id)[:-1])
    )
    changed = (label_id for label_id in topmost if taxonomy[label_id].parent != parent)
    return tuple(label for label_id in changed for label in move(taxonomy, label_id, parent))


def merge(taxonomy: Taxonomy, label_ids: Iterable[LabelId], into: LabelId, surviving: Label | None = None) -> Labels:
    """Send the documents, examples and children of some labels to one that stays.

    `surviving` is how the one that stays is to read; without it, it keeps its contract and gains the others' examples.
    """
    gone = [taxonomy[label_id] for label_id in dict.fromkeys(label_ids) if label_id != into]
    if not gone:
        raise InvalidTaxonomy("Choose at least two labels to merge.")
    kept = _risen(taxonomy, into, gone)
    if not kept.in_force:
        raise InvalidTaxonomy(f"“{kept}” is no longer in force. Merge into a label that is.")
    survivor = _gathered(kept, gone)
    if surviving is not None:
        if surviving.id != into:
            raise InvalidTaxonomy(f"“{surviving}” is not the label that stays.")
        survivor = next(iter(rewrite(taxonomy, surviving)), kept).model_copy(update={"parent": kept.parent})
    return rehome(taxonomy, (survivor, *(label.turned_into(into) for label in gone)))


def _gathered(kept: Label, gone: Iterable[Label]) -> Label:
    """A label with the examples of others added, and their counter-examples where they are nobody's example."""
    labels = [kept, *gone]
    examples = dict.fromkeys(each for label in labels for each in label.examples)
    counter = dict.fromkeys(each for label in labels for each in label.counter_examples if each not in examples)
    return kept.model_copy(update={"examples": tuple(examples), "counter_examples": tuple(counter)})


def split(taxonomy: Taxonomy, label_id: LabelId, parts: Labels) -> Labels:
    """Replace a label by its parts. Which documents go where has to be asked again."""
    if len({part.id for part in parts}) < 2:
        raise InvalidTaxonomy("A label is split into at least two.")
    if any(part.id == label_id for part in parts):
        raise InvalidTaxonomy(f"“{taxonomy[label_id]}” cannot be one of its own parts. Give that part a new label.")
    return rehome(taxonomy, (taxonomy[label_id].turned_into(*(part.id for part in parts)), *parts))


def retire(taxonomy: Taxonomy, label_id: LabelId, to: LabelId | None = None) -> Labels:
    """Take a label out of force; its documents go to `to`, or have no label."""
    return retire_all(taxonomy, [label_id], to)


def retire_all(taxonomy: Taxonomy, label_ids: Iterable[LabelId], to: LabelId | None = None) -> Labels:
    """Take several labels out of force in one gesture. Those that stay stand as if it had been one after the other."""
    gone = {label_id: taxonomy[label_id] for label_id in dict.fromkeys(label_ids)}
    if to is None:
        return rehome(taxonomy, tuple(label.turned_into() for label in gone.values()))
    if not taxonomy[to].in_force or to in gone:
        names = _listed([*gone.values()])
        raise InvalidTaxonomy(f"The documents of {names} cannot go to “{taxonomy[to]}”. Choose a label in force.")
    heir = _risen(taxonomy, to, gone.values())
    moved = () if heir == taxonomy[to] else (heir,)
    return rehome(taxonomy, (*(label.turned_into(to) for label in gone.values()), *moved))


def revive(taxonomy: Taxonomy, label_id: LabelId, name: str = "") -> Labels:
    """Bring a label back, at the top if its parent is gone, under another name if its own is taken meanwhile."""
    label = taxonomy[label_id]
    parent = label.parent if label.parent and taxonomy[label.parent].in_force else None
    return (label.model_copy(update={"became": None, "parent": parent, "name": _usable(name or label.name)}),)


def rehome(taxonomy: Taxonomy, labels: Labels) -> Labels:
    """The same labels, and with them every child whose parent they take out of force.

    A child follows its parent to a single heir; where there is none or several it moves one level up.
    """
    after = {**taxonomy.labels, **{label.id: label for label in labels}}
    touched = {label.id: label for label in labels}
    for label in after.values():
        if not label.in_force or label.parent is None or label.parent not in after:
            continue
        parent = _standing(after, label.parent, below=label.id)
        if parent != label.parent:
            touched[label.id] = label.model_copy(update={"parent": parent})
    return tuple(touched.values())


def _risen(taxonomy: Taxonomy, label_id: LabelId, gone: Iterable[Label]) -> Label:
    """A label that takes the place of the topmost of its ancestors that go, so that it never stands under itself."""
    label = taxonomy[label_id]
    leaving = {leaver.id for leaver in gone}
    topmost = next((ancestor for ancestor in taxonomy.path(label_id)[:-1] if ancestor.id in leaving), None)
    return label if topmost is None else label.model_copy(update={"parent": topmost.parent})


def _listed(labels: list[Label]) -> str:
    return f"“{labels[0]}”" if len(labels) == 1 else f"{len(labels)} labels"


def _usable(name: str) -> str:
    name = name.strip()
    if not name:
        raise InvalidTaxonomy("A label needs a name.")
    if len(name) > 80:
        raise InvalidTaxonomy(f"“{name[:40]}…” is too long for a name: at most 80 characters.")
    return name


def _standing(labels: dict[LabelId, Label], parent: LabelId | None, below: LabelId) -> LabelId | None:
    seen: set[LabelId] = {below}
    while parent is not None and parent not in seen:
        seen.add(parent)
        label = labels[parent]
        if label.became is None:
            return parent
        parent = label.became[0] if len(label.became) == 1 else label.parent
    return None


def _revised(label: Label, fields: Mapping[str, object]) -> Label:
    return Label.model_validate({**label.model_dump(), **fields})
