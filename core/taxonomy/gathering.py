"""A list of labels as its file says it, mended into seeds that a taxonomy can hold.

What cannot be held as it stands is put right and said: entries without a name, names too long or given twice, labels
that stand under themselves. Knows no file formats.
"""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeVar

from core.errors import BadUpload
from core.taxonomy.cells import passages, whole
from core.taxonomy.naming import NAME_CHARACTERS, cut, spoken, told_apart
from core.taxonomy.seeds import NOTHING_FURTHER, Further, Gone, Seed, Seeds

T = TypeVar("T")

MOST: Final = 20_000  # labels; the largest lists in use have half as many, and no page shows more
DEPTH: Final = 30  # levels; library classifications stay below twenty
DESCRIPTION: Final = 4_000  # characters of a description; a teacher reads it with every batch
PASSAGES: Final = 100  # entries of what belongs to a label, or does not
PASSAGE: Final = 500  # characters of one
_NOTATION: Final = 40  # characters
_ALIKE: Final = 29  # first characters by which the names of parents differ once they are cut
_NAMED: Final = 3  # names in a note; the rest are counted
_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")


class Entry(NamedTuple):
    """A label as a file says it. What it stands under is known by its place in the list, or by its key or name."""

    name: str
    description: str = ""
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    key: str = ""  # what other entries may call it
    parent: str = ""  # the key or name of the entry above
    above: int | None = None  # the place of the entry above, from 0, where the file's form tells it
    top: bool = False  # said to stand at the top: where labels stand under each other in a ring, it is opened here
    further: Further = NOTHING_FURTHER
    became: tuple[str, ...] | None = None  # None while in use; else the keys of what took its place


class Listed(NamedTuple):
    """The labels of a file as it says them, those no longer in use behind the others; and what was odd, in sentences.

    `says` and `own` are as in Seeds.
    """

    entries: Sequence[Entry]
    notes: tuple[str, ...] = ()
    says: frozenset[str] = frozenset()
    own: bool = False


def gathered(found: Listed) -> Seeds:
    """Mend a list so that a taxonomy can hold it. Raises BadUpload where it is empty, too long or nested too deep.

    Labels no longer in use need no mending: their names are nobody's any more. Lists of our own are not shortened.
    """
    every = [_cleaned(entry) for entry in bounded(found.entries)]
    cleaned = [entry for entry in every if entry.became is None]
    gone = [entry for entry in every if entry.became is not None and entry.name]
    if not gone and not any(entry.name for entry in cleaned):
        raise BadUpload("No names of labels were found in this file; give each label a name, such as one a line.")
    parents, strangers = _parents(cleaned)
    looped = _open_rings(cleaned, parents)
    kept = _told_apart(cleaned, _past_nameless(cleaned, parents), found.own)
    nameless = sum(not entry.name for entry in cleaned)
    odd = (
        *([f"Left out, as they have no name: {nameless:,}."] if nameless else []),
        *_note("More than one entry had the same name; they were taken together", kept.twins),
        *_note("Labels of one name in different places were told apart", kept.renamed),
        *_note(f"Names were cut at {NAME_CHARACTERS} characters", kept.cut),
        *_note("Very long descriptions or lists were shortened", kept.shortened),
        *_note("What these stand under is not in the list, so they were put at the top", strangers),
        *_note("Labels stood under themselves; these were put at the top", looped),
    )
    left = tuple(Gone(_joined(_named(entry), entry, found.own), entry.became or (), entry.parent) for entry in gone)
    labels = _in_order(kept.labels, kept.parents)
    return Seeds(labels, (*found.notes, *odd), left, found.says | _placed(labels), found.own)


def bounded(items: Iterable[T]) -> Iterator[T]:
    """The same items, of which there may be as many as there may be labels. Raises BadUpload at the first too many."""
    for number, item in enumerate(items):
        if number == MOST:
            raise BadUpload(f"The list has more than {MOST:,} labels, the most that can be read; leave some out.")
        yield item


def listed(names: Sequence[str]) -> str:
    """The first few names in quotes, and how many are left."""
    more = len(names) - _NAMED
    return ", ".join(f"“{cut(name, 40)}”" for name in names[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _cleaned(entry: Entry) -> Entry:
    """Text that a label can hold: no control characters, no halves of characters, names on one line."""
    further = entry.further
    if further is not NOTHING_FURTHER:
        colour = further.colour.strip()
        further = further._replace(
            edge_cases=passages(further.edge_cases),
            notation=cut(whole(further.notation).strip(), _NOTATION),
            colour=colour if _COLOUR.fullmatch(colour) else "",
            notes=whole(further.notes).strip(),
        )
    return entry._replace(
        name=" ".join(whole(entry.name).split()),
        description=whole(entry.description).strip(),
        includes=passages(entry.includes),
        excludes=passages(entry.excludes),
        further=further,
    )


def _placed(labels: Iterable[Seed]) -> frozenset[str]:
    """Whether a list says what stands where: any of its labels stands under another."""
    return frozenset({"parent"} if any(seed.parent is not None for seed in labels) else ())


def _parents(entries: Sequence[Entry]) -> tuple[list[int | None], list[str]]:
    """For each entry the place of the one above it, and the names of those whose parent is not there."""
    keys: dict[str, int] = {}
    names: dict[str, int] = {}
    for place, entry in enumerate(entries):
        keys.setdefault(entry.key, place)
        names.setdefault(spoken(entry.name), place)
    parents: list[int | None] = []
    strangers = []
    for entry in entries:
        wanted = entry.parent.strip()
        found = keys.get(wanted, names.get(spoken(wanted))) if wanted else None
        parents.append(entry.above if entry.above is not None else found)
        if parents[-1] is None and wanted and entry.name:
            strangers.append(entry.name)
    return parents, strangers


def _open_rings(entries: Sequence[Entry], parents: list[int | None]) -> list[str]:
    """Cut every ring of parents in `parents` at one of its entries, and say which."""
    settled: set[int] = set()
    opened = []
    for start in range(len(parents)):
        path: dict[int, None] = {}
        place: int | None = start
        while place is not None and place not in settled and place not in path:
            path[place] = None
            place = parents[place]
        settled.update(path)
        if place is None or place not in path:
            continue
        way = list(path)
        ring = way[way.index(place) :]
        cut_at = min(ring, key=lambda each: (not entries[each].top, each))
        parents[cut_at] = None
        opened.append(entries[cut_at].name or "an entry without a name")
    return opened


def _past_nameless(entries: Sequence[Entry], parents: Sequence[int | None]) -> list[int | None]:
    """Parents again, with those that have no name passed over. Of no use before rings are opened."""
    named: dict[int, int | None] = {}
    for start in range(len(parents)):
        path: list[int] = []
        place: int | None = start
        while place is not None and place not in named:
            path.append(place)
            place = parents[place]
        for each in reversed(path):
            above = parents[each]
            named[each] = above if above is None or entries[above].name else named[above]
    return [named[place] for place in range(len(parents))]


class _Kept(NamedTuple):
    """The entries that become labels, by their places, with the places of their parents; and what was done to them."""

    labels: dict[int, Seed]
    parents: dict[int, int | None]
    twins: list[str]
    renamed: list[str]
    cut: list[str]
    shortened: list[str]


def _told_apart(entries: Sequence[Entry], parents: Sequence[int | None], entire: bool) -> _Kept:
    """Entries of one name become one label under one parent, and are told apart under different ones.

    Labels near the top keep their plain names.
    """
    below: dict[int | None, list[int]] = {}
    for place, entry in enumerate(entries):
        if entry.name:
            below.setdefault(parents[place], []).append(place)
    kept = _Kept({}, {}, [], [], [], [])
    siblings: dict[tuple[int | None, str], int] = {}
    taken: set[str] = set()
    again: Counter[tuple[str, str]] = Counter()
    waiting: deque[tuple[int, int | None, int]] = deque((place, None, 1) for place in below.get(None, []))
    while waiting:
        place, parent, depth = waiting.popleft()
        entry, own = entries[place], spoken(entries[place].name)
        like_parent = parent is not None and spoken(entries[parent].name) == own
        twin = parent if like_parent else siblings.get((parent, own))
        if twin is not None:
            kept.labels[twin] = _joined(kept.labels[twin], entry, entire)
            kept.twins.append(entry.name)
        else:
            if depth > DEPTH:
                raise BadUpload(f"“{cut(entry.name, 40)}” lies more than {DEPTH} levels deep; flatten the list.")
            name = cut(entry.name)
            if spoken(name) in taken:
                above = "" if parent is None else kept.labels[parent].name
                like = (above[:_ALIKE], spoken(name))  # thousands of such names must not be tried one by one each
                again[like] += 1
                name = told_apart(entry.name, above, taken, first=again[like] + (not above))
                kept.renamed.append(name)
            taken.add(spoken(name))
            siblings[parent, own] = place
            kept.labels[place] = _joined(_named(entry, name), entry, entire)
            kept.parents[place] = parent
            if len(entry.name) > NAME_CHARACTERS:
                kept.cut.append(entry.name)
        if not entire and _is_long(entry):
            kept.shortened.append(entry.name)
        home = place if twin is None else twin
        waiting.extend((child, home, depth + (twin is None)) for child in below.get(place, []))
    return kept


def _named(entry: Entry, name: str = "") -> Seed:
    return Seed(name or cut(entry.name), id=entry.key, further=entry.further)


def _joined(seed: Seed, entry: Entry, entire: bool) -> Seed:
    """A label with what one more entry of its name says: the first description there is, and every passage."""
    includes, excludes = (
        tuple(dict.fromkeys((*known, *more)))
        for known, more in ((seed.includes, entry.includes), (seed.excludes, entry.excludes))
    )
    description = seed.description or entry.description
    if not entire:
        includes, excludes = (
            tuple(dict.fromkeys(cut(text, PASSAGE) for text in texts))[:PASSAGES] for texts in (includes, excludes)
        )
        description = cut(description, DESCRIPTION)
    return seed._replace(description=description, includes=includes, excludes=excludes)


def _is_long(entry: Entry) -> bool:
    lists = (entry.includes, entry.excludes)
    return len(entry.description) > DESCRIPTION or any(
        len(passages) > PASSAGES or any(len(text) > PASSAGE for text in passages) for passages in lists
    )


def _in_order(labels: Mapping[int, Seed], parents: Mapping[int, int | None]) -> tuple[Seed, ...]:
    """Every label behind the one it stands under, otherwise in the order in which the file comes to speak of them."""
    below: dict[int | None, list[int]] = {}
    met: set[int] = set()
    for start in sorted(labels):
        place: int | None = start
        while place is not None and place not in met:
            met.add(place)
            below.setdefault(parents[place], []).append(place)
            place = parents[place]
    found: dict[int, int] = {}
    seeds: list[Seed] = []
    waiting = below.get(None, [])[::-1]
    while waiting:
        place = waiting.pop()
        parent = parents[place]
        found[place] = len(seeds)
        seeds.append(labels[place]._replace(parent=None if parent is None else found[parent]))
        waiting.extend(reversed(below.get(place, [])))
    return tuple(seeds)


def _note(what: str, names: Sequence[str]) -> tuple[str, ...]:
    return (f"{what}: {listed(names)}.",) if names else ()
