"""From documents to groups of documents: what the teachers that group by likeness have in common. Knows no wording."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.classifier.portable.vectors import StaticVectors
from core.corpus.document import Document
from core.errors import TeacherError
from core.taxonomy.label import DocumentId, Label
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.groups import Group, Pool
from core.teachers.likeness import Likeness
from core.teachers.matching import saying
from core.teachers.regrouping import regrouped
from core.teachers.words import language, usual_languages

STAYS = 0.6  # of a label's examples: with fewer, or with so many more of others, it means something else


class Grouping(NamedTuple):
    """Documents in groups. `known` holds each label in force with its examples alone, as it was before."""

    documents: Sequence[Document]  # in the order of the pool
    pool: Pool
    known: Sequence[Group]
    groups: Sequence[Group]

    @property
    def texts(self) -> list[str]:
        return [document.text for document in self.documents]

    @property
    def ids(self) -> list[DocumentId]:
        return [document.id for document in self.documents]

    def dropped(self, groups: Sequence[Group]) -> list[Label]:
        """The labels in force that none of some groups stands for."""
        kept = {label.id for group in groups for label in group.labels}
        return [label for old in self.known for label in old.labels if label.id not in kept]

    def changed(self, group: Group) -> bool:
        """Whether much of what a group's label stood for has gone, or much of what others stood for has come to it."""
        inside = set(group.members)
        own = group.labels[0].id
        before = {label.id: set(old.members) for old in self.known for label in old.labels}
        stayed = len(before[own] & inside)
        come = sum(len(members & inside) for label_id, members in before.items() if label_id != own)
        return stayed < STAYS * max(len(before[own]), stayed + come)


def grouped(
    vectors: StaticVectors,
    seed: int,
    most: int,
    taxonomy: Taxonomy,
    examples: Mapping[DocumentId, Document],
    batch: Sequence[Document],
) -> Grouping:
    """A batch and the labels' examples in at most `most` groups. Raises TeacherError where there is nothing at all."""
    live = taxonomy.live
    shown = {one: examples[one] for label in live for one in label.examples if one in examples}
    documents = list({**shown, **{document.id: document for document in batch}}.values())
    if not documents and not live:
        raise TeacherError("There are no documents to find themes in. Add some, then try again.")
    places = {document.id: place for place, document in enumerate(documents)}
    texts = [document.text for document in documents]
    likeness = Likeness(vectors, texts)
    fresh = [place for one, place in places.items() if one not in shown]
    pool = Pool(likeness.traits(texts), foreign(texts, texts), np.array(fresh, np.intp))
    known = [Group((label,), tuple(places[one] for one in label.examples if one in places)) for label in live]
    sayings = likeness.traits([saying(label) for label in live])
    return Grouping(documents, pool, known, regrouped(pool, known, sayings, most, seed))


def foreign(texts: Sequence[str], background: Sequence[str]) -> NDArray[np.bool_]:
    """Which texts are in a language that is rare in the background; none are where there is no background."""
    usual = usual_languages(background)
    return np.array([bool(background) and language(text) not in usual for text in texts], np.bool_)
