"""What a classifier learnt from, read again: the documents like a text, and the words that tell each label.

Both take a second or several, so whoever asks keeps the answer. Likeness is that of the vectors that come with the app,
whatever the classifier itself looks at.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sqlalchemy import Engine

from core.classifier.embeddings import packaged
from core.classifier.encoders import told_as_ours
from core.classifier.examples import Example, in_stable_order
from core.classifier.explaining import Neighbour, neighbours
from core.classifier.label_terms import LabelTerms, label_terms
from core.classifier.portable.codec import open_model
from core.growth.minibatches import sample
from core.store import classifiers, documents, projects
from core.taxonomy.label import LabelId
from core.work.registry import detail_of

MOST_COMPARED = 5000  # documents


class Learnt(NamedTuple):
    """What a classifier learnt from, ready to be compared with any text."""

    examples: Sequence[Example]
    vectors: npt.NDArray[np.float32]  # [examples, dimensions]

    def like(self, text: str, most: int = 5) -> tuple[Neighbour, ...]:
        """The likest documents first, each with the label that taught it."""
        return neighbours(packaged().encode([text])[0], self.vectors, self.examples, most)


def learnt_by(engine: Engine, classifier_id: str) -> Learnt | None:
    """None for a classifier that did not keep what it learnt from. Of very many a sample. Raises NotFound."""
    examples = _examples(engine, classifier_id, MOST_COMPARED)
    return Learnt(examples, packaged().encode([example.text for example in examples])) if examples else None


def telling_words(engine: Engine, classifier_id: str, most: int = 8) -> Mapping[LabelId, LabelTerms]:
    """The words that speak for each label and against it; none where it is not known what taught it. Raises NotFound.

    About five seconds for a thousand documents, which is as many as are looked at. Raises TeacherError where a sentence
    encoder outside does not answer.
    """
    texts = [example.text for example in in_stable_order(_examples(engine, classifier_id, MOST_COMPARED))]
    if not texts:
        return {}
    model, _ = open_model(classifiers.bundle(engine, classifier_id))
    with told_as_ours():
        return label_terms(model, texts, most)


def _examples(engine: Engine, classifier_id: str, most: int) -> list[Example]:
    detail = detail_of(engine, classifier_id)
    if detail is None or not detail.documents:
        return []
    known = dict(zip(detail.documents, detail.primaries, strict=True))
    project = projects.taxonomy_card(engine, classifiers.classifier(engine, classifier_id).taxonomy).project
    found = documents.documents(engine, project, sample(detail.documents, most, seed=0))
    return [Example(one.text, known[one.id], document=one.id) for one in found]
