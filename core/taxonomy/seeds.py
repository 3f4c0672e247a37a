"""Seeds: labels given as a list, before any document is read, and how they go into a taxonomy. Knows no files."""

from collections import Counter
from typing import NamedTuple

from core.taxonomy.edits import new_id
from core.taxonomy.label import Label, LabelId, Labels
from core.taxonomy.naming import spoken
from core.taxonomy.taxonomy import Taxonomy


class Seed(NamedTuple):
    """A label to start from. `parent` is the place, in the same list, of the label above it, always an earlier one."""

    name: str
    description: str = ""
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    parent: int | None = None


class Seeds(NamedTuple):
    """A whole list with names that differ, parents before children, and what was odd about it, a sentence each."""

    labels: tuple[Seed, ...]
    notes: tuple[str, ...]


def as_labels(taxonomy: Taxonomy, seeds: Seeds) -> Labels:
    """The labels to touch so that a taxonomy comes to hold a list.

    A label whose name is in force already stays as it is, but for an empty description, which is filled in.
    """
    standing = {spoken(label.name): label for label in taxonomy.live}
    stems: Counter[str] = Counter()
    ids: list[LabelId] = []
    touched: dict[LabelId, Label] = {}
    for seed in seeds.labels:
        old = standing.get(spoken(seed.name))
        if old is not None:
            ids.append(old.id)
            if seed.description and not old.description:
                touched[old.id] = old.model_copy(update={"description": seed.description})
            continue
        stem = new_id(Taxonomy(), seed.name)
        stems[stem] += 1  # numbered here, as thousands of names may share a stem
        label_id = new_id(taxonomy, stem if stems[stem] == 1 else f"{stem}-{stems[stem]}", touched)
        ids.append(label_id)
        touched[label_id] = Label(
            id=label_id,
            name=seed.name,
            description=seed.description,
            includes=seed.includes,
            excludes=seed.excludes,
            parent=None if seed.parent is None else ids[seed.parent],
        )
    return tuple(touched.values())
