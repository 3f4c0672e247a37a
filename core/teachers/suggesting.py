"""How the offline teacher words its proposals: labels from groups of texts, and a sentence on what was done."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.classifier.portable.vectors import StaticVectors
from core.taxonomy.brief import Brief
from core.taxonomy.label import DocumentId, Label
from core.taxonomy.naming import enumerated
from core.teachers.grouping import Grouping
from core.teachers.groups import Group, Pool
from core.teachers.naming import Theme, described, described_here, themes
from core.teachers.protocol import Suggestion

EXAMPLES = 16  # of a label
NEAREST = 3  # of them are the ones nearest its centre, the others spread
FEW = 6  # documents, of which all are examples
SPREAD = 0.9  # of a label's documents, from the nearest on, that examples are taken from
BETTER = 0.97  # of how well new examples would stand for a label, from which the old ones do
ENOUGH = 0.75  # of the examples a label could have
NAMED = 3  # labels named in one sentence; of more, only how many

Named = tuple[Group, Theme]


def themed(found: Grouping, vectors: StaticVectors) -> list[Named]:
    """The groups with their names and what they are about; new ones with nothing telling in common have no name."""
    labels = [group.labels[0] if group.labels else None for group in found.groups]
    about = themes(found.texts, [group.members for group in found.groups], labels, vectors)
    return list(zip(found.groups, about, strict=True))


def telling(named: Sequence[Named]) -> list[Named]:
    """The groups that have a name, or one that stands for everything."""
    some = [(group, theme) for group, theme in named if theme.name]
    return some or [(named[0][0], Theme("Everything", ("nothing in common",)))]


def suggested(brief: Brief, group: Group, theme: Theme, pool: Pool, ids: Sequence[DocumentId]) -> Suggestion:
    """A group as a label: a locked one untouched, a known one renewed where that is news, a new one with new words."""
    if not group.labels:
        return Suggestion(
            name=_short(theme.name, brief.name_words),
            description=described(theme, brief.description_words),
            examples=tuple(ids[place] for place in typical(pool, group)),
            parent=group.parent,
        )
    label = group.labels[0]
    renewed = described_here(label) and not label.locked and len(group.members) > 0
    stays = theme.name == label.name
    return Suggestion(
        name=label.name if label.locked else _tidy(theme.name if stays else _short(theme.name, brief.name_words)),
        description=described(theme, brief.description_words) if renewed else label.description,
        includes=label.includes,
        excludes=label.excludes,
        examples=label.examples if label.locked else _examples(label, group, pool, ids),
        parent=label.parent,
        replaces=tuple(one.id for one in group.labels),
    )


def _examples(label: Label, group: Group, pool: Pool, ids: Sequence[DocumentId]) -> tuple[DocumentId, ...]:
    """A label's examples; others only where they stand for its documents clearly better."""
    places = {ids[place]: place for place in group.members}
    old = [places[one] for one in label.examples if one in places]
    new = typical(pool, group)
    full = len(old) == len(label.examples) >= ENOUGH * min(EXAMPLES, len(group.members))
    if not new or (full and _likeness(pool, old, group) >= BETTER * _likeness(pool, new, group)):
        return label.examples
    return tuple(ids[place] for place in new)


def _likeness(pool: Pool, some: Sequence[int], group: Group) -> float:
    """The cosine of the mean of some texts and the mean of all of a group's."""
    mean, whole = _mean(pool, some), _mean(pool, group.members)
    return float(mean @ whole) / max(float(np.linalg.norm(mean) * np.linalg.norm(whole)), 1e-9)


def _mean(pool: Pool, places: Sequence[int]) -> NDArray[np.float64]:
    return np.asarray(pool.traits[np.array(places, np.intp)].mean(axis=0)).ravel()


def typical(pool: Pool, group: Group) -> list[int]:
    """Members (positions in the pool) to show for a group: those nearest its centre, then some spread around it."""
    if not group.members:
        return []
    members = np.array(group.members, np.intp)
    rows = pool.traits[members]
    centre = np.asarray(rows.mean(axis=0)).ravel()
    ordered = members[np.argsort(-np.asarray(rows @ centre), kind="stable")]
    kept = len(ordered) if len(ordered) <= FEW else max(FEW, round(SPREAD * len(ordered)))
    if kept <= EXAMPLES:
        return [int(place) for place in ordered[:kept]]
    last = kept - 1
    spread = np.linspace(NEAREST, last, EXAMPLES - NEAREST).round().astype(int)
    return [int(place) for place in [*ordered[:NEAREST], *ordered[spread]]]


def told(named: Sequence[Named], batch: int, dropped: Sequence[Label]) -> str:
    """What was done, in one sentence."""
    found = [(group, theme) for group, theme in named if not group.labels]
    if len(found) == len(named):
        return f"Found {counted(len(found), 'theme')} in {counted(batch, 'document')}."
    sources = dict.fromkeys(group.part_of.id for group, _ in found if group.part_of)
    split = [
        _division([named for named in found if named[0].part_of and named[0].part_of.id == each]) for each in sources
    ]
    added = [(group, theme) for group, theme in found if not group.part_of]
    merges = [
        f"merged {enumerated([f'“{label}”' for label in group.labels[1:]])} into “{group.labels[0]}”"
        for group, _ in named
        if len(group.labels) > 1
    ]
    news = [_addition(added)] if added else []
    renames = [
        f"renamed “{group.labels[0]}” to “{theme.name}”"
        for group, theme in named
        if group.labels and group.labels[0].name != theme.name
    ]
    drops = [f"dropped {enumerated([f'“{label}”' for label in dropped])} for want of support"] if dropped else []
    done = "; ".join([*news, *split, *merges, *renames, *drops])
    if done:
        return f"{done[0].upper()}{done[1:]}."
    if not batch:
        return f"Reviewed {counted(len(named), 'label')}; none had to change."
    return f"Found no new theme in {counted(batch, 'document')}."


def _addition(added: Sequence[Named]) -> str:
    names = [f"“{theme.name}”" for _, theme in added]
    what = enumerated(names) if len(names) <= NAMED else f"{len(names)} labels"
    texts = sum(len(group.members) for group, _ in added)
    return f"added {what} for {counted(texts, 'document')} that no label fitted well"


def _division(parts: Sequence[Named]) -> str:
    names = enumerated([f"“{theme.name}”" for _, theme in parts])
    return f"split “{parts[0][0].part_of}”, with {names} on {'its' if len(parts) == 1 else 'their'} own"


def _tidy(name: str) -> str:
    name = re.sub(r"\s+", " ", name).strip(" .,;:") or name
    return name[:1].upper() + name[1:]


def _short(name: str, words: int) -> str:
    kept = name.split()[:words]
    return " ".join(kept[:-1] if len(kept) > 1 and kept[-1] == "and" else kept)[:80]


def counted(number: int, noun: str) -> str:
    """How many of something there are, as a sentence says it."""
    return f"1 {noun}" if number == 1 else f"{number:,} {noun}s"
