"""One document that a classifier had not learnt from: what it is, and what it was taken for.

Everything that is said about how good a classifier is comes from a list of these. Knows no models.
"""

from collections.abc import Iterable

from pydantic import BaseModel, Field

from core.classifier.examples import Example
from core.classifier.portable.model import Prediction
from core.taxonomy.label import DocumentId, LabelId


class Outcome(BaseModel, frozen=True, extra="forbid"):
    """A document's labels as they are, and as they were given. The primary label comes first in each.

    `actual` is empty where no label fits: a classifier always names one, so it is wrong there.
    """

    document: DocumentId  # empty where the text came without one
    actual: tuple[LabelId, ...]
    given: tuple[LabelId, ...] = Field(min_length=1)
    confidence: float  # of the first label given, 0 to 1

    @property
    def right(self) -> bool:
        """Whether the primary label was told."""
        return self.actual[:1] == self.given[:1]

    @property
    def exact(self) -> bool:
        """Whether all labels that apply were told, and no other."""
        return {*self.actual} == {*self.given}


def outcomes(judged: Iterable[tuple[Example, Prediction]]) -> tuple[Outcome, ...]:
    """An example whose primary label is empty is one that no label fits."""
    return tuple(
        Outcome(
            document=example.document,
            actual=tuple(label for label in example.labels if label),
            given=said.applicable,
            confidence=float(said.confidence),
        )
        for example, said in judged
    )
