"""One document that a classifier had not learnt from: what it is, and what it was taken for.

Everything that is said about how good a classifier is comes from a list of these. Knows no models.
"""

from collections.abc import Iterable

from pydantic import BaseModel

from core.classifier.examples import Example
from core.classifier.portable.model import Prediction
from core.taxonomy.label import DocumentId, LabelId


class Outcome(BaseModel, frozen=True, extra="forbid"):
    """A document's labels as they are, and as they were given. The primary label comes first in each."""

    document: DocumentId  # empty where the text came without one
    actual: tuple[LabelId, ...]
    given: tuple[LabelId, ...]
    confidence: float  # of the first label given, 0 to 1

    @property
    def right(self) -> bool:
        """Whether the primary label was told."""
        return self.actual[0] == self.given[0]


def outcomes(judged: Iterable[tuple[Example, Prediction]]) -> tuple[Outcome, ...]:
    return tuple(
        Outcome(
            document=example.document, actual=example.labels, given=said.applicable, confidence=float(said.confidence)
        )
        for example, said in judged
    )
