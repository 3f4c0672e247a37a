"""The teacher between the two: documents are grouped by likeness, a language model only names and describes the groups.

A few short calls for each new label, none for a document: the right choice for small models, which name a group well
and divide a heap badly.
"""

import asyncio
from collections.abc import Mapping, Sequence

from core.classifier.portable.vectors import StaticVectors
from core.corpus.document import Document
from core.taxonomy.brief import Brief
from core.taxonomy.label import DocumentId, LabelId
from core.taxonomy.naming import enumerated, spoken, told_apart
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.asking import Asking
from core.teachers.group_names import Naming, name_groups
from core.teachers.grouping import grouped
from core.teachers.offline import OfflineTeacher
from core.teachers.protocol import Proposal, Suggestion, Verdict
from core.teachers.suggesting import Named, counted, suggested, telling, themed, told
from core.teachers.wording import Wording

BY_LIKENESS = "Judged by likeness; the model was not asked."


class HybridTeacher:
    """Groups and assigns documents like the offline teacher; what labels are called and mean, a model says."""

    def __init__(self, asking: Asking, vectors: StaticVectors, seed: int = 0) -> None:
        self.name = f"hybrid:{asking.settings.model}"
        self._asking = asking
        self._vectors = vectors
        self._seed = seed
        self._offline = OfflineTeacher(vectors, seed)

    async def propose(
        self,
        brief: Brief,
        taxonomy: Taxonomy,
        examples: Mapping[DocumentId, Document],
        batch: Sequence[Document],
    ) -> Proposal:
        """Group like the offline teacher, then ask for names: of new labels, and of those that mean something else now.

        A name that was changed since stays, and so does every locked label. Where the model finds no usable name, a
        label is named by its documents' own words, and the reason says so. Raises TeacherBusy and TeacherError.
        """
        found = await asyncio.to_thread(grouped, self._vectors, self._seed, brief.max_labels, taxonomy, examples, batch)
        own = await asyncio.to_thread(themed, found, self._vectors)
        async with self._asking.open() as line:
            naming = await name_groups(self._asking, line, brief, found, self._vectors)
        named = telling(_renamed(own, naming))
        worded = {wording.name: wording for wording in naming.given.values()}
        labels = [_worded(suggested(brief, *each, found.pool, found.ids), worded.get(each[1].name)) for each in named]
        done = told(named, len(batch), found.dropped([group for group, _ in named]))
        unnamed = [theme.name for place, (_, theme) in enumerate(_renamed(own, naming)) if place in naming.faults]
        return Proposal(labels=tuple(labels), reason=" ".join([done, *_excuse(unnamed, naming)]))

    async def assign(
        self,
        brief: Brief,
        taxonomy: Taxonomy,
        examples: Mapping[DocumentId, Document],
        batch: Sequence[Document],
    ) -> list[Verdict]:
        """Judge each document by its likeness to the labels' examples and descriptions, as the offline teacher does."""
        verdicts = await self._offline.assign(brief, taxonomy, examples, batch)
        return [each.model_copy(update={"reason": f"{each.reason} {BY_LIKENESS}"}) for each in verdicts]

    async def fit(
        self,
        brief: Brief,
        taxonomy: Taxonomy,
        examples: Mapping[DocumentId, Document],
        batch: Sequence[Document],
    ) -> list[LabelId | None]:
        """The primary labels that `assign` gives."""
        return await self._offline.fit(brief, taxonomy, examples, batch)

    def seeded(self, seed: int) -> "HybridTeacher":
        """The same teacher, on the same line to the model, that groups under another seed."""
        return HybridTeacher(self._asking, self._vectors, seed)


def _renamed(own: Sequence[Named], naming: Naming) -> list[Named]:
    """The groups under their names from the model; the others under their own words, told apart from those."""
    taken = {spoken(wording.name) for wording in naming.given.values()}
    renamed = []
    for place, (group, theme) in enumerate(own):
        name = naming.given[place].name if place in naming.given else theme.name and told_apart(theme.name, "", taken)
        renamed.append((group, theme._replace(name=name)))
    return renamed


def _worded(label: Suggestion, wording: Wording | None) -> Suggestion:
    return label if wording is None else label.model_copy(update=wording._asdict())


def _excuse(unnamed: Sequence[str], naming: Naming) -> list[str]:
    """What the proposal says where the model gave some groups, called so now, no usable name."""
    if not unnamed:
        return []
    names = [f"“{name}”" for name in unnamed if name]
    verb, whose = ("is", "its") if len(names) == 1 else ("are", "their")
    own = [f"{enumerated(names)} {verb} named by {whose} documents' own words."] if names else []
    nameless = len(unnamed) - len(names)
    lost = [f"{counted(nameless, 'group')} of documents got no name and no label."] if nameless else []
    return [*own, *lost, next(iter(naming.faults.values()))]
