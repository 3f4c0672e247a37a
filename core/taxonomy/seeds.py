"""Seeds: labels given as a list, before any document is read, and how they go into a taxonomy. Knows no files."""

from collections import Counter
from collections.abc import Callable, Collection
from typing import Final, NamedTuple

from core.taxonomy.edits import new_id
from core.taxonomy.label import DocumentId, Label, LabelId, Labels, Quote
from core.taxonomy.naming import spoken
from core.taxonomy.taxonomy import Taxonomy


class Further(NamedTuple):
    """The rest of a label's contract, of which few lists but our own say anything."""

    edge_cases: tuple[str, ...] = ()
    examples: tuple[DocumentId, ...] = ()
    counter_examples: tuple[DocumentId, ...] = ()
    quotes: tuple[Quote, ...] = ()
    notation: str = ""
    colour: str = ""
    notes: str = ""
    locked: bool = False


NOTHING_FURTHER: Final = Further()


class Seed(NamedTuple):
    """A label to start from. `parent` is the place, in the same list, of the label above it, always an earlier one.

    `id` is what the list calls it; of a list of our own, the label's id.
    """

    name: str
    description: str = ""
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    parent: int | None = None
    id: str = ""
    further: Further = NOTHING_FURTHER


class Gone(NamedTuple):
    """A label that a list says is no longer in use, with what the list calls those it became and the one above it."""

    seed: Seed
    became: tuple[str, ...]
    under: str = ""


class Seeds(NamedTuple):
    """A whole list with names that differ, parents before children, and what was odd about it, a sentence each.

    `says` names the fields of which an empty one means that nothing is there; of all others the list says nothing then.
    `own` is true of what this app wrote, whose ids are those of labels.
    """

    labels: tuple[Seed, ...]
    notes: tuple[str, ...]
    gone: tuple[Gone, ...] = ()
    says: frozenset[str] = frozenset()
    own: bool = False


EVERYTHING: Final = frozenset({"description", "includes", "excludes", "parent", *Further._fields})


def held(taxonomy: Taxonomy) -> Seeds:
    """All labels of a taxonomy, whole, as the list that would make it anew."""
    order = tuple(taxonomy.below(None))
    places = {label.id: place for place, label in enumerate(order)}
    return Seeds(
        tuple(_seed(label, None if label.parent is None else places[label.parent]) for label in order),
        (),
        tuple(
            Gone(_seed(label, None), label.became or (), label.parent or "")
            for label in taxonomy.labels.values()
            if not label.in_force
        ),
        EVERYTHING,
        own=True,
    )


def as_labels(taxonomy: Taxonomy, seeds: Seeds) -> Labels:
    """The labels to touch so that a taxonomy comes to hold a list.

    A label whose name is in force already stays as it is, but for an empty description, which is filled in.
    """
    standing = {spoken(label.name): label for label in taxonomy.live}
    issue = issuing(taxonomy)
    ids: list[LabelId] = []
    touched: dict[LabelId, Label] = {}
    for seed in seeds.labels:
        old = standing.get(spoken(seed.name))
        if old is not None:
            ids.append(old.id)
            if seed.description and not old.description:
                touched[old.id] = old.model_copy(update={"description": seed.description})
            continue
        label_id = issue(seed.name)
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


def issuing(taxonomy: Taxonomy, reserved: Collection[LabelId] = ()) -> Callable[[str], LabelId]:
    """A way to give out ids by name, each once, that no label has or ever had and that are not reserved."""
    stems: Counter[str] = Counter()
    taken = set(reserved)

    def issue(name: str) -> LabelId:
        stem = new_id(Taxonomy(), name)
        stems[stem] += 1  # numbered here, as thousands of names may share a stem
        label_id = new_id(taxonomy, stem if stems[stem] == 1 else f"{stem}-{stems[stem]}", taken)
        taken.add(label_id)
        return label_id

    return issue


def _seed(label: Label, parent: int | None) -> Seed:
    return Seed(
        name=label.name,
        description=label.description,
        includes=label.includes,
        excludes=label.excludes,
        parent=parent,
        id=label.id,
        further=Further(**{field: getattr(label, field) for field in Further._fields}),
    )
