"""Which labels may be one and the same, by their documents, their words, and how they are given and mistaken.

Two labels are one where their documents overlap and cannot be told apart: a document is no nearer to the others of its
own label than to those of the other. Measured: random halves of one label are told apart in 50 % of cases in the
middle, and in 64 to 70 % at their 95th percentile. Of different labels that people made, no two of the sample corpora
that mean something overlap by 0.6 and are told apart in less than 70 %; of the 84 pairs of BANKING77 that overlap so,
five are, among them those known for mistakes (two ways to verify an identity, two to order a card).
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy import sparse

from core.classifier.portable.vectors import StaticVectors
from core.taxonomy.label import Label, LabelId
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.advising.matter import Matter, Two, group_of, label_of
from core.teachers.clustering import Floats
from core.teachers.grouping import Grouping
from core.teachers.groups import COMPARED, SMALLEST
from core.teachers.lexicon import telling_keys
from core.teachers.matching import saying

NEAREST = 5  # labels that each is compared with
AT_ONCE = 500  # rows of labels compared with all others
LEAST_WITHIN = 0.02  # how alike a label's own documents are taken to be at least
OVERLAPPING = 0.6  # overlap of two labels, from which they may be one
APART = 0.7  # share of documents told apart, from which they are two
SAME_NAME_APART = 0.8  # where their names are the same words
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
    apart: float | None  # share of their documents that are nearer to their own label; None where that tells nothing

    @property
    def sign(self) -> float:
        return self.overlap + SAYING * self.words + self.together + self.share + self.same_name

    @property
    def one(self) -> bool:
        """Whether documents say that the two are the same, or names, where the documents do not say otherwise."""
        if self.apart is None:  # too few documents, or too little alike
            return self.same_name
        return self.overlap >= OVERLAPPING and self.apart < (SAME_NAME_APART if self.same_name else APART)

    @property
    def confused(self) -> bool:
        """Whether those who judge take them for one another more than by accident."""
        return self.mistaken >= MISTAKEN and self.share >= SHARE


def near_pairs(matter: Matter, found: Grouping, vectors: StaticVectors, about: tuple[LabelId, ...]) -> list[Near]:
    """The pairs worth a thought, the likeliest first: of some labels with any other, or of all where none are named.

    A label and those above it are no pair: what is below is a part of what is above.
    """
    labels = [label_of(group) for group in found.groups]
    signs = _Signs.of(matter, labels)
    place = {label.id: number for number, label in enumerate(labels)}
    wanted = {place[label_id] for label_id in about if label_id in place}
    near = [
        _near(matter, found, signs, labels[one], labels[two], *alike)
        for (one, two), alike in _alike(found, labels, vectors, signs).items()
        if (not wanted or not wanted.isdisjoint((one, two))) and not _akin(matter.taxonomy, labels[one], labels[two])
    ]
    told_of = sorted(near, key=lambda each: (-each.sign, each.first.id, each.second.id))
    return [each for each in told_of if each.sign >= WORTH_ASKING]


class _Signs(NamedTuple):
    """Pairs of labels that anything but likeness speaks for."""

    named: frozenset[Two]
    mistaken: Mapping[Two, int]
    partners: Mapping[LabelId, frozenset[LabelId]]  # of each label, in some of these pairs or given together

    @classmethod
    def of(cls, matter: Matter, labels: Sequence[Label]) -> "_Signs":
        named = frozenset(_named_alike(labels))
        mistaken = Counter(
            two for _, two in {(each.document.id, each.two) for each in matter.disputed} if len(two) == 2
        )
        partners: dict[LabelId, set[LabelId]] = {}
        for two in (*named, *mistaken, *matter.together):
            for label_id in two:
                partners.setdefault(label_id, set()).update(two - {label_id})
        return cls(named, mistaken, {label_id: frozenset(others) for label_id, others in partners.items()})


def _alike(
    found: Grouping, labels: Sequence[Label], vectors: StaticVectors, signs: _Signs
) -> dict[tuple[int, int], tuple[float, float]]:
    """How alike documents and words of two labels are, by their places: of the nearest, and those with signs."""
    sums, scales = _centres(found)
    told = _told(labels, vectors)
    place = {label.id: number for number, label in enumerate(labels)}
    pairs: dict[tuple[int, int], tuple[float, float]] = {}
    for start in range(0, len(labels), AT_ONCE):
        rows = slice(start, start + AT_ONCE)
        overlaps = np.asarray((sums[rows] @ sums.T).todense()) / np.outer(scales[rows], scales)
        words = told[rows] @ told.T
        ranked = np.argsort(-(overlaps + SAYING * words), axis=1)[:, : NEAREST + 1]
        for row, nearest in enumerate(ranked, start=start):
            known = (place[other] for other in signs.partners.get(labels[row].id, ()) if other in place)
            for other in {*nearest.tolist(), *known} - {row}:
                alike = float(overlaps[row - start, other]), float(words[row - start, other])
                pairs[min(row, other), max(row, other)] = alike
    return pairs


def _near(
    matter: Matter, found: Grouping, signs: _Signs, one: Label, other: Label, overlap: float, words: float
) -> Near:
    first, second = sorted((one, other), key=lambda label: -matter.counts.get(label.id, 0))
    two = frozenset((one.id, other.id))
    fewer = matter.counts.get(second.id, 0)
    mistaken = signs.mistaken.get(two, 0)
    judged = sum(matter.judged.get(label_id, 0) for label_id in two) - mistaken
    return Near(
        first,
        second,
        overlap=max(overlap, 0.0),
        words=max(words, 0.0),
        together=min(matter.together.get(two, 0) / fewer, 1.0) if fewer else 0.0,
        mistaken=mistaken,
        share=mistaken / judged if judged else 0.0,
        same_name=two in signs.named,
        apart=told_apart(found, first.id, second.id) if overlap >= OVERLAPPING or two in signs.named else None,
    )


def told_apart(found: Grouping, first: LabelId, second: LabelId) -> float | None:
    """The share of two labels' documents that are nearer to the others of their own, both labels counting the same.

    None where one of them has too few to say.
    """
    rows = [found.pool.traits[np.array(group_of(found, each).members[:COMPARED], np.intp)] for each in (first, second)]
    if min(some.shape[0] for some in rows) < SMALLEST:
        return None
    sums = [np.asarray(some.sum(axis=0)).ravel() for some in rows]
    lengths = [max(float(np.linalg.norm(total)) / some.shape[0], 1e-9) for total, some in zip(sums, rows, strict=True)]
    shares = []
    for own, other in ((0, 1), (1, 0)):
        themselves = np.asarray(rows[own].multiply(rows[own]).sum(axis=1)).ravel()
        to_own = (rows[own] @ sums[own] - themselves) / (rows[own].shape[0] - 1) / lengths[own]
        to_other = rows[own] @ sums[other] / rows[other].shape[0] / lengths[other]
        shares.append(float((to_own > to_other).mean()))
    return sum(shares) / 2


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


def _told(labels: Sequence[Label], vectors: StaticVectors) -> Floats:
    """What labels say of themselves, as rows of length one, less what all of them say."""
    rows = vectors.encode([saying(label) for label in labels]).astype(np.float64)
    rows -= rows.mean(axis=0)
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))


def _named_alike(labels: Sequence[Label]) -> Iterator[Two]:
    """Pairs of labels whose names are the same words in another form or order: “Fee”, “Fees”."""
    by_keys: dict[frozenset[str], list[LabelId]] = {}
    for label in labels:
        keys = frozenset((*telling_keys(label.name), *re.findall(r"\d+", label.name)))
        if keys:
            by_keys.setdefault(keys, []).append(label.id)
    for same in by_keys.values():
        yield from (frozenset((same[0], other)) for other in same[1:])


def _akin(taxonomy: Taxonomy, one: Label, two: Label) -> bool:
    """Whether one of two labels stands somewhere below the other."""
    return one in taxonomy.path(two.id) or two in taxonomy.path(one.id)
