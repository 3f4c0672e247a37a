"""The teacher that needs neither key nor network: static vectors, clusters, and names from what sets clusters apart.

It is the embedding baseline that language models are compared with: it groups by wording and likeness of meaning,
and understands nothing.
"""

import asyncio
from collections.abc import Mapping, Sequence

import numpy as np

from core.classifier.portable.vectors import StaticVectors
from core.corpus.document import Document
from core.taxonomy.brief import Brief
from core.taxonomy.label import DocumentId, LabelId
from core.taxonomy.naming import enumerated
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.grouping import foreign, grouped
from core.teachers.likeness import Likeness
from core.teachers.matching import Floats, match
from core.teachers.protocol import Proposal, Verdict
from core.teachers.quoting import closest_sentences
from core.teachers.suggesting import suggested, telling, themed, told

APPLICABLE = 0.5  # of the primary label's probability, from which another label fits too
MOST_APPLICABLE = 3
SHARED = 3  # words named as a reason
CLOSE = "Close in meaning to the label."
STRANGE = 2.0  # times closer a text has to be if it is in another language
OTHER_LANGUAGE = "In another language than the labels' examples."
NOT_CLOSE = "No label is close enough."
NO_LABELS = "There are no labels yet."


class OfflineTeacher:
    """Groups documents by likeness and names each group by what sets it apart."""

    name = "offline"

    def __init__(self, vectors: StaticVectors, seed: int = 0) -> None:
        self._vectors = vectors
        self._seed = seed

    async def propose(
        self,
        brief: Brief,
        taxonomy: Taxonomy,
        examples: Mapping[DocumentId, Document],
        batch: Sequence[Document],
    ) -> Proposal:
        """Join what fits to its label, make themes of what is left, merge duplicates and split what is too broad.

        Without documents it reviews: near-duplicate labels become one and names are tidied. Labels keep their
        names, contracts and examples unless others would say clearly more of their documents.
        """
        return await asyncio.to_thread(self._propose, brief, taxonomy, examples, batch)

    async def assign(
        self,
        brief: Brief,  # noqa: ARG002  a likeness does not depend on the use case
        taxonomy: Taxonomy,
        examples: Mapping[DocumentId, Document],
        batch: Sequence[Document],
    ) -> list[Verdict]:
        """Give each document the label whose examples and description it is most like, or none.

        The confidence is a softmax over the labels and "no label", at the temperature at which half of each label's
        examples best predict the other half: it says how clear the choice is, not how often people would agree.
        """
        return await asyncio.to_thread(self._assign, taxonomy, examples, batch)

    async def fit(
        self,
        brief: Brief,
        taxonomy: Taxonomy,
        examples: Mapping[DocumentId, Document],
        batch: Sequence[Document],
    ) -> list[LabelId | None]:
        """The primary labels that `assign` gives: its look is quick enough."""
        return [verdict.primary for verdict in await self.assign(brief, taxonomy, examples, batch)]

    def _propose(
        self,
        brief: Brief,
        taxonomy: Taxonomy,
        examples: Mapping[DocumentId, Document],
        batch: Sequence[Document],
    ) -> Proposal:
        found = grouped(self._vectors, self._seed, brief.max_labels, taxonomy, examples, batch)
        named = telling(themed(found, self._vectors))
        suggestions = [suggested(brief, group, theme, found.pool, found.ids) for group, theme in named]
        dropped = found.dropped([group for group, _ in named])
        return Proposal(labels=tuple(suggestions), reason=told(named, len(batch), dropped))

    def _assign(
        self, taxonomy: Taxonomy, examples: Mapping[DocumentId, Document], batch: Sequence[Document]
    ) -> list[Verdict]:
        live = taxonomy.live
        if not live:
            return [Verdict(document=one.id, primary=None, confidence=1, reason=NO_LABELS) for one in batch]
        shown = {one: examples[one].text for label in live for one in label.examples if one in examples}
        background = [shown[one] for one in sorted(shown)]
        likeness = Likeness(self._vectors, background)
        judge = match(likeness, live, examples)
        texts = [document.text for document in batch]
        strange = foreign(texts, background)
        traits = likeness.traits(texts)
        scores = judge.scores(traits)
        chances = judge.probabilities(scores)
        best = scores.argmax(axis=1)
        quotes = closest_sentences(likeness, texts, judge.prototypes, best)
        verdicts = []
        for row, document in enumerate(batch):
            floor = judge.floor * (STRANGE if strange[row] else 1)
            if scores[row, best[row]] < floor:
                reason = OTHER_LANGUAGE if strange[row] else NOT_CLOSE
                none = float(chances[row, -1])
                verdicts.append(Verdict(document=document.id, primary=None, confidence=none, reason=reason))
                continue
            words = likeness.shared_words(traits[row], judge.prototypes[best[row]], SHARED)
            fitting = _fitting(scores[row], chances[row], floor)
            verdicts.append(
                Verdict(
                    document=document.id,
                    primary=live[fitting[0]].id,
                    applicable=tuple(live[label].id for label in fitting),
                    confidence=float(chances[row, fitting[0]]),
                    reason=f"Mentions {enumerated(words)}, as the label does." if words else CLOSE,
                    quote=quotes[row],
                )
            )
        return verdicts


def _fitting(scores: Floats, chances: Floats, floor: float) -> list[int]:
    """The labels that fit one text, the best first."""
    order = np.argsort(-scores, kind="stable")[:MOST_APPLICABLE]
    enough = APPLICABLE * chances[order[0]]
    return [int(label) for label in order if scores[label] >= floor and chances[label] >= enough]
