"""What a question is about: the labels with their documents, and what is known of who mistook what for what."""

import random
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from core.classifier.portable.vectors import StaticVectors
from core.corpus.document import Document
from core.taxonomy.brief import Brief
from core.taxonomy.label import DocumentId, Label, LabelId
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.grouping import Grouping, foreign
from core.teachers.groups import Group, Pool
from core.teachers.likeness import Likeness

Two = frozenset[LabelId]


class Disputed(NamedTuple):
    """A document that two judge differently; None where one of them says that no label fits."""

    document: Document
    one: LabelId | None
    other: LabelId | None
    by_teacher: bool  # the other is the teacher, not a second person

    @property
    def two(self) -> Two:
        return frozenset(each for each in (self.one, self.other) if each is not None)


class Matter(NamedTuple):
    """The labels in force with documents of each, by label of record.

    `filed` holds all documents of the labels that a question is about where it has to sort them, and a sample of the
    others'; `counts` says how many each label has. `unfiled` are documents that no label fits. `disputed` are
    documents that a person and the teacher, or two people, judge differently; `judged` counts, for each label, those
    that two judged and one gave it. `together` counts the
    documents to which both of two labels apply. `theirs` are labels whose words people have written. `by_name`
    says that someone chose the labels that the question is about.
    """

    brief: Brief
    taxonomy: Taxonomy
    filed: Mapping[LabelId, Sequence[Document]]
    counts: Mapping[LabelId, int]
    unfiled: Sequence[Document]
    disputed: Sequence[Disputed]
    judged: Mapping[LabelId, int]
    together: Mapping[Two, int]
    theirs: frozenset[LabelId]
    sample: int
    seed: int
    by_name: bool = False

    def mistaken(self, first: LabelId, second: LabelId) -> list[Disputed]:
        """The documents on which it is one of two labels against the other, each once."""
        between = {each.document.id: each for each in self.disputed if each.two == {first, second}}
        return [*between.values()]

    def most_mistaken(self, most: int, about: Collection[LabelId] = ()) -> list[tuple[LabelId, LabelId]]:
        """The pairs of labels that are mistaken for one another most often, of some labels or of all."""
        between = {(each.document.id, *sorted(each.two)) for each in self.disputed if len(each.two) == 2}
        pairs = Counter(tuple(pair) for _, *pair in sorted(between))
        wanted = [
            pair
            for pair, times in pairs.most_common()
            if times > 1 and (not about or not set(about).isdisjoint(pair))  # once is an accident
        ]
        return [(pair[0], pair[1]) for pair in wanted[:most]]

    def drawn(self, documents: Sequence[Document]) -> list[Document]:
        """As many of some documents as may be read, at random, in random order."""
        return random.Random(self.seed).sample(list(documents), min(self.sample, len(documents)))

    def names_besides(self, *label_ids: LabelId) -> list[str]:
        """The names that no label of a remedy may take."""
        return [label.name for label in self.taxonomy.live if label.id not in label_ids]

    @property
    def documents(self) -> dict[DocumentId, Document]:
        some = (*self.filed.values(), self.unfiled, [each.document for each in self.disputed])
        return {document.id: document for documents in some for document in documents}

    def untouchable(self, label_id: LabelId) -> bool:
        """Whether a person has settled a label, so that no teacher proposes other words for it."""
        return self.taxonomy[label_id].locked


def gathered(matter: Matter, vectors: StaticVectors) -> Grouping:
    """All documents of a matter in a group for each label in force, in their order; the unfiled are in none."""
    documents = [*matter.documents.values()]
    places = {document.id: place for place, document in enumerate(documents)}
    texts = [document.text for document in documents]
    unfiled = np.array([places[document.id] for document in matter.unfiled], np.intp)
    pool = Pool(Likeness(vectors, texts).traits(texts), foreign(texts, texts), unfiled)
    groups = [
        Group((label,), tuple(places[document.id] for document in matter.filed.get(label.id, ())))
        for label in matter.taxonomy.live
    ]
    return Grouping(documents, pool, groups, groups)


def group_of(found: Grouping, label_id: LabelId) -> Group:
    """The documents of a label in force."""
    return next(group for group in found.groups if group.labels and group.labels[0].id == label_id)


def label_of(group: Group) -> Label:
    return group.labels[0]
