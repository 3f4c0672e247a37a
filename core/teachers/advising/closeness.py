"""Which labels may be one and the same, by four signs: documents, words, both given to a document, and mistaken.

Measured on the three sample corpora: documents of two different gold labels overlap by at most 0.74 (of 16, 11 and 13
labels, two pairs come above 0.7), random halves of one gold label by 1.0 in the middle and by less than two thirds in
one of twenty. Hence 0.75 for "one and the same", which is also where the offline teacher merges while it grows labels.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from scipy import sparse

from core.classifier.portable.vectors import StaticVectors
from core.taxonomy.label import Label, LabelId
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.advising.matter import Matter, label_of
from core.teachers.clustering import Floats
from core.teachers.grouping import Grouping
from core.teachers.groups import SMALLEST
from core.teachers.lexicon import telling_keys
from core.teachers.matching import saying
from core.teachers.regrouping import DUPLICATE

NEAREST = 5  # labels that each is compared with
AT_ONCE = 500  # rows of labels compared with all others
LEAST_WITHIN = 0.02  # how alike a label's own documents are taken to be at least
SAYING = 0.5  # what it counts that labels say the same of themselves, beside what their documents do
MISTAKEN, SHARE = 3, 0.1  # documents, and share of those judged, from which two labels are taken for one another
WORTH_ASKING = 0.4  # of the sum of all signs


class Near(NamedTuple):
    """Two labels, the one with more documents first, and the signs that they may be one."""

    first: Label
    second: Label
    overlap: float  # of their documents, as a share of how alike each one's own are
    words: float  # cosine of what they say of themselves
    together: float  # of the smaller one's documents, both labels apply to
    mistaken: int  # documents on which it is one against the other
    share: float  # of the documents that two judged and one gave either label
    same_name: bool

    @property
    def sign(self) -> float:
        return self.overlap + SAYING * self.words + self.together + self.share + self.same_name

    @property
    def one(self) -> bool:
        """Whether documents or names alone say that the two are the same."""
        return self.same_name or self.overlap >= DUPLICATE

    @property
    def confused(self) -> bool:
        """Whether those who judge take them for one another more than by accident."""
        return self.mistaken >= MISTAKEN and self.share >= SHARE


def near_pairs(matter: Matter, found: Grouping, vectors: StaticVectors, about: tuple[LabelId, ...]) -> list[Near]:
    """The pairs worth a thought, the likeliest first: of some labels with any other, or of all where none are named.

    A label and those above it are no pair: what is below is a part of what is above.
    """
    labels = [label_of(group) for group in found.groups]
    if len(labels) < 2:
        return []
    sums, scales = _centres(found)
    told = _told(labels, vectors)
    named = {pair for pair in _named_alike(labels)}
    mistaken = {pair for each in matter.disputed if len(pair := each.two) == 2}
    pairs: dict[frozenset[int], tuple[float, float]] = {}
    place = {label.id: number for number, label in enumerate(labels)}
    wanted = {place[label_id] for label_id in about if label_id in place}
    known = [*named, *mistaken, *matter.together]
    others = {frozenset((place[one], place[two])) for one, two in map(sorted, known) if one in place and two in place}
    for start in range(0, len(labels), AT_ONCE):
        rows = slice(start, start + AT_ONCE)
        overlaps = np.asarray((sums[rows] @ sums.T).todense()) / np.outer(scales[rows], scales)
        words = told[rows] @ told.T
        both = overlaps + SAYING * words
        both[np.arange(len(both)), np.arange(start, start + len(both))] = -np.inf
        for row, nearest in enumerate(np.argsort(-both, axis=1)[:, :NEAREST], start=start):
            partners = [*nearest.tolist(), *(other for pair in others if row in pair for other in pair - {row})]
            for other in set(partners) - {row}:
                pairs[frozenset((row, other))] = (float(overlaps[row - start, other]), float(words[row - start, other]))
    near = [
        _near(matter, labels, tuple(sorted(pair)), *alike, named)
        for pair, alike in pairs.items()
        if (not wanted or pair & wanted) and not _akin(matter.taxonomy, *(labels[each] for each in pair))
    ]
    told_of = sorted(near, key=lambda each: (-each.sign, each.first.id, each.second.id))
    return [each for each in told_of if each.sign >= WORTH_ASKING]


def _near(
    matter: Matter, labels: list[Label], pair: tuple[int, ...], overlap: float, words: float, named: set[frozenset[str]]
) -> Near:
    one, two = sorted((labels[each] for each in pair), key=lambda label: -matter.counts.get(label.id, 0))
    fewer = matter.counts.get(two.id, 0)
    both = matter.together.get(frozenset((one.id, two.id)), 0)
    mistaken = len(matter.mistaken(one.id, two.id))
    judged = matter.judged.get(one.id, 0) + matter.judged.get(two.id, 0) - mistaken
    return Near(
        one,
        two,
        overlap=max(overlap, 0.0),
        words=max(words, 0.0),
        together=min(both / fewer, 1.0) if fewer else 0.0,
        mistaken=mistaken,
        share=mistaken / judged if judged else 0.0,
        same_name=frozenset((one.id, two.id)) in named,
    )


def _centres(found: Grouping) -> tuple[sparse.csr_matrix, Floats]:
    """Sums of the labels' documents, and what brings products of two of them to the scale of an overlap."""
    owners = np.repeat(np.arange(len(found.groups)), [len(group.members) for group in found.groups])
    members = np.array([member for group in found.groups for member in group.members], np.intp)
    shape = (len(found.groups), len(members))
    member = sparse.csr_matrix((np.ones(len(members)), (owners, np.arange(len(members)))), shape=shape)
    rows = found.pool.traits[members]
    sums = sparse.csr_matrix(member @ rows)
    sizes = np.bincount(owners, minlength=len(found.groups))
    themselves = np.asarray(member @ np.asarray(rows.multiply(rows).sum(axis=1)).reshape(-1, 1)).ravel()
    whole = np.asarray(sums.multiply(sums).sum(axis=1)).ravel()
    within = np.clip((whole - themselves) / np.maximum(sizes * (sizes - 1), 1), LEAST_WITHIN, None)
    scales = np.where(sizes >= SMALLEST, sizes * np.sqrt(within), np.inf)  # of too few documents nothing can be told
    return sums, scales


def _told(labels: list[Label], vectors: StaticVectors) -> Floats:
    """What labels say of themselves, as rows of length one, less what all of them say."""
    rows = vectors.encode([saying(label) for label in labels]).astype(np.float64)
    rows -= rows.mean(axis=0)
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))


def _named_alike(labels: list[Label]) -> Iterator[frozenset[LabelId]]:
    """Pairs of labels whose names are the same words in another form or order: “Fee”, “Fees”."""
    by_keys: dict[frozenset[str], list[LabelId]] = {}
    for label in labels:
        keys = frozenset(telling_keys(label.name))
        if keys:
            by_keys.setdefault(keys, []).append(label.id)
    for same in by_keys.values():
        yield from (frozenset((same[0], other)) for other in same[1:])


def _akin(taxonomy: Taxonomy, one: Label, two: Label) -> bool:
    """Whether one of two labels stands somewhere below the other."""
    return one in taxonomy.path(two.id) or two in taxonomy.path(one.id)
