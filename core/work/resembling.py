"""The documents a classifier learnt from, by likeness to a text: what a label it gives rests on.

Likeness is that of the vectors that come with the app, whatever the classifier itself looks at.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sqlalchemy import Engine

from core.classifier.embeddings import packaged
from core.classifier.examples import Example
from core.classifier.explaining import Neighbour, neighbours
from core.growth.minibatches import sample
from core.store import classifiers, documents, projects
from core.work.registry import detail_of

MOST_COMPARED = 5000  # documents: a second of work


class Learnt(NamedTuple):
    """What a classifier learnt from, ready to be compared with any text."""

    examples: Sequence[Example]
    vectors: npt.NDArray[np.float32]  # [examples, dimensions]

    def like(self, text: str, most: int = 5) -> tuple[Neighbour, ...]:
        """The likest documents first, each with the label that taught it."""
        return neighbours(packaged().encode([text])[0], self.vectors, self.examples, most)


def learnt_by(engine: Engine, classifier_id: str, seed: int = 0) -> Learnt | None:
    """None for a classifier that did not keep what it learnt from. Of very many a sample. Raises NotFound."""
    detail = detail_of(engine, classifier_id)
    if detail is None or not detail.documents:
        return None
    known = dict(zip(detail.documents, detail.primaries, strict=True))
    project = projects.taxonomy_card(engine, classifiers.classifier(engine, classifier_id).taxonomy).project
    found = documents.documents(engine, project, sample(detail.documents, MOST_COMPARED, seed))
    examples = [Example(one.text, known[one.id], document=one.id) for one in found]
    return Learnt(examples, packaged().encode([example.text for example in examples]))
