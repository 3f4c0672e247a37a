"""What a list would change in a taxonomy that is there: the labels to touch so that it comes to read like the list.

What the list does not say is left alone, and so is what says the same in other spaces. It knows seeds, not files.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from core.taxonomy.cells import passages, whole
from core.taxonomy.edits import rehome
from core.taxonomy.gathering import listed
from core.taxonomy.label import Label, LabelId, Labels, Quote
from core.taxonomy.naming import spoken, told_apart
from core.taxonomy.seeds import Gone, Seed, Seeds, issuing
from core.taxonomy.taxonomy import Taxonomy

T = TypeVar("T")


class Incoming(NamedTuple):
    """The labels that a list touches, as they would be, and what could not be as the list has it, a sentence each.

    `missing` counts the labels in force that the list does not have.
    """

    labels: Labels
    notes: tuple[str, ...]
    missing: int


class _Places(NamedTuple):
    """For each label of a list, in use or not, the one that it is here, and the id that it has or will have."""

    labels: list[Label | None]
    gone: list[Label | None]
    ids: list[LabelId]
    gone_ids: list[LabelId]


def incoming(taxonomy: Taxonomy, seeds: Seeds, retire_missing: bool = False) -> Incoming:
    """What a list would change. A label is the one of its id, else of its notation, else of its name; or it is new.

    Labels that the list does not have stay, unless they are to be retired. A name that another label keeps is told
    apart from it, and a label that would become itself has no heirs; both are said.
    """
    seeds = _without_old_names(taxonomy, seeds)
    places = _places(taxonomy, seeds)
    known = {label.id for label in (*places.labels, *places.gone) if label is not None}
    missing = [label for label in taxonomy.live if label.id not in known]
    staying = {} if retire_missing else {spoken(label.name): label for label in missing}
    names, renamed = _names(seeds, staying)
    touched = {
        label_id: _as_listed(label or Label(id=label_id, name=name), seed, seeds, name, places.ids)
        for seed, name, label, label_id in zip(seeds.labels, names, places.labels, places.ids, strict=True)
    }
    left, circular = _left(taxonomy, seeds, places, touched.keys())
    touched |= left
    touched |= {label.id: label.turned_into() for label in missing if retire_missing}
    notes = (
        *([f"Other labels here have these names, so they were told apart: {listed(renamed)}."] if renamed else []),
        *([f"Would have become themselves, and are retired instead: {listed(circular)}."] if circular else []),
    )
    changed = tuple(label for label in touched.values() if taxonomy.labels.get(label.id) != label)
    return Incoming(rehome(taxonomy, changed) if changed else (), notes, len(missing))


def _without_old_names(taxonomy: Taxonomy, seeds: Seeds) -> Seeds:
    """A table of our own without those parents that only stand in the paths of others, by a name they had.

    Whoever renames a label in its own row may leave the old name in the rows below it, which mean the same label.
    """
    if not seeds.own:
        return seeds
    rows = {seed.id: place for place, seed in enumerate(seeds.labels) if seed.id in taxonomy.labels}
    names = {_on_one_line(label.name): rows[label.id] for label in taxonomy.live if label.id in rows}
    above = {seed.parent for seed in seeds.labels}
    meant = {
        place: names[said]
        for place, seed in enumerate(seeds.labels)
        if place in above and seed == Seed(seed.name, parent=seed.parent) and (said := _on_one_line(seed.name)) in names
    }
    if not meant:
        return seeds
    kept = [place for place in range(len(seeds.labels)) if place not in meant]
    new = {place: number for number, place in enumerate(kept)}
    parents = {place: new[meant.get(place, place)] for place in above if place is not None}
    labels = (seeds.labels[place] for place in kept)
    moved = (seed._replace(parent=None if seed.parent is None else parents[seed.parent]) for seed in labels)
    return seeds._replace(labels=tuple(moved))


def _places(taxonomy: Taxonomy, seeds: Seeds) -> _Places:
    """Find every label of a list: all by id first, as a name may have gone from one label to another."""
    sought = [*seeds.labels, *(gone.seed for gone in seeds.gone)]
    found: list[Label | None] = [None] * len(sought)
    met: set[LabelId] = set()
    for ways in _ways(taxonomy, seeds, sought):
        for place, label in ways:
            if found[place] is None and label.id not in met:
                found[place] = label
                met.add(label.id)
    own = [seed.id if seeds.own and seed.id not in taxonomy.labels else "" for seed in sought]
    issue = issuing(taxonomy, own)
    given: set[LabelId] = set()
    ids: list[LabelId] = []
    for seed, there, wanted in zip(sought, found, own, strict=True):
        if there is not None:
            ids.append(there.id)
            continue
        ids.append(wanted if wanted and wanted not in given else issue(seed.name))
        given.add(ids[-1])
    in_use = len(seeds.labels)
    return _Places(found[:in_use], found[in_use:], ids[:in_use], ids[in_use:])


def _ways(taxonomy: Taxonomy, seeds: Seeds, sought: Sequence[Seed]) -> Iterator[Iterable[tuple[int, Label]]]:
    """The ways in which labels of a list are found, the surest first, each with what it finds by their places."""
    ids = {label.id: label for label in taxonomy.labels.values() if seeds.own or label.in_force}
    yield ((place, ids[seed.id]) for place, seed in enumerate(sought) if seed.id in ids)
    here = _once((label.notation.strip(), label) for label in taxonomy.live)
    there = _once((seed.further.notation, seed) for seed in seeds.labels)
    yield (
        (place, here[notation])
        for place, seed in enumerate(seeds.labels)
        if (notation := seed.further.notation) in here and notation in there
    )
    names = {_on_one_line(label.name): label for label in taxonomy.live}
    yield ((place, names[said]) for place, seed in enumerate(sought) if (said := _on_one_line(seed.name)) in names)


def _once(pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
    """What has a notation that nothing else has."""
    every = list(pairs)
    times = Counter(notation for notation, _ in every)
    return {notation: value for notation, value in every if notation and times[notation] == 1}


def _names(seeds: Seeds, staying: Mapping[str, Label]) -> tuple[list[str], list[str]]:
    """The names that a list's labels will have, and those of them that another label keeps for itself."""
    said = [spoken(seed.name) for seed in seeds.labels]
    if staying.keys().isdisjoint(said):
        return [seed.name for seed in seeds.labels], []
    taken = {*staying, *said}
    names, renamed = [], []
    for seed, own in zip(seeds.labels, said, strict=True):
        name = seed.name
        if own in staying:
            above = "" if seed.parent is None else seeds.labels[seed.parent].name
            name = told_apart(seed.name, above, taken)
            taken.add(spoken(name))
            renamed.append(name)
        names.append(name)
    return names, renamed


def _as_listed(label: Label, seed: Seed, seeds: Seeds, name: str, ids: Sequence[LabelId]) -> Label:
    """A label as the list has it, in force."""
    parent = None if seed.parent is None else ids[seed.parent]
    moved = {"parent": parent} if "parent" in seeds.says or parent is not None else {}
    renamed = {} if _on_one_line(label.name) == _on_one_line(name) else {"name": name}
    return label.model_copy(update={**_contract(label, seed, seeds.says), **renamed, **moved, "became": None})


def _contract(label: Label, seed: Seed, says: frozenset[str]) -> dict[str, object]:
    """The fields in which a list has something else to say. One that only a path names, without an id, says no more."""
    said = {"description": seed.description, "includes": seed.includes, "excludes": seed.excludes}
    return {
        field: value
        for field, value in {**said, **seed.further._asdict()}.items()
        if (value or (seed.id and field in says))
        and value != (old := getattr(label, field))
        and _read(value) != _read(old)
    }


def _left(
    taxonomy: Taxonomy, seeds: Seeds, places: _Places, in_use: Iterable[LabelId]
) -> tuple[dict[LabelId, Label], list[str]]:
    """The labels that a list says are no longer in use, and the names of those that would have become themselves.

    Those that are not there are added if the list is our own: old judgements may name them.
    """
    called = {gone.seed.id: label_id for gone, label_id in zip(seeds.gone, places.gone_ids, strict=True)}
    called |= {seed.id: label_id for seed, label_id in zip(seeds.labels, places.ids, strict=True)}
    called.pop("", None)  # rows that people have added have no id
    coming = {*taxonomy.labels, *called.values()}
    left = {
        label_id: _out_of_use(label or Label(id=label_id, name=gone.seed.name), gone, seeds, called, coming)
        for gone, label, label_id in zip(seeds.gone, places.gone, places.gone_ids, strict=True)
        if label is not None or seeds.own
    }
    heirs = {label.id: label.became or () for label in taxonomy.labels.values()}
    heirs |= {label_id: () for label_id in in_use} | {label.id: label.became or () for label in left.values()}
    circular = _open_rings(heirs, left)
    left |= {label_id: left[label_id].turned_into() for label_id in circular}
    return left, [left[label_id].name for label_id in circular]


def _out_of_use(label: Label, gone: Gone, seeds: Seeds, called: Mapping[str, LabelId], coming: set[LabelId]) -> Label:
    """A label out of force. Heirs that the list names and does not have leave what is known of it here alone."""
    heirs = dict.fromkeys(called.get(key, key) for key in gone.became)
    known = tuple(heir for heir in heirs if heir in coming and heir != label.id)
    same = not label.in_force and (len(known) < len(heirs) or {*known} == {*(label.became or ())})
    fields = _contract(label, gone.seed, seeds.says) if seeds.own else {}
    if seeds.own and _on_one_line(label.name) != _on_one_line(gone.seed.name):
        fields["name"] = gone.seed.name
    under = called.get(gone.under, gone.under) or None
    if seeds.own and "parent" in seeds.says and (under is None or under in coming):
        fields["parent"] = under
    return label.model_copy(update={**fields, "became": label.became if same else known})


def _open_rings(heirs: dict[LabelId, tuple[LabelId, ...]], left: Collection[LabelId]) -> list[LabelId]:
    """Take the heirs, in `heirs`, from the first of those `left` in each ring of labels that become each other."""
    order = {label_id: place for place, label_id in enumerate(left)}
    straight: set[LabelId] = set()
    opened = []
    for start in order:
        while ring := _ring(heirs, start, straight):
            first = min(ring & order.keys(), key=lambda label_id: order[label_id])
            heirs[first] = ()
            opened.append(first)
    return opened


def _ring(heirs: Mapping[LabelId, Sequence[LabelId]], start: LabelId, straight: set[LabelId]) -> frozenset[LabelId]:
    """A ring that a label leads to, if it does; those that lead to none are added to `straight`."""
    path = {} if start in straight else {start: iter(heirs[start])}
    while path:
        last = next(reversed(path))
        heir = next(path[last], None)
        if heir is None:
            straight.add(last)
            path.popitem()
        elif heir in path:
            way = list(path)
            return frozenset(way[way.index(heir) :])
        elif heir not in straight:
            path[heir] = iter(heirs.get(heir, ()))
    return frozenset()


def _read(value: object) -> object:
    """A field's value as a file can say it."""
    if isinstance(value, str):
        return whole(value).strip()
    if isinstance(value, tuple):
        quotes = [(each.document, whole(each.text).strip()) for each in value if isinstance(each, Quote)]
        return quotes or passages(each for each in value if isinstance(each, str))
    return value


def _on_one_line(name: str) -> str:
    return spoken(" ".join(whole(name).split()))
