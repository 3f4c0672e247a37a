"""How a taxonomy fits documents that it was not grown from: one label or none for each. Knows no texts."""

from collections import Counter
from collections.abc import Mapping

from pydantic import BaseModel, Field

from core.taxonomy.label import LabelId


class Fit(BaseModel, frozen=True):
    """Which label each of the measuring documents got from one version of a taxonomy, in a fixed order of documents."""

    version: int = Field(ge=0)
    labels: tuple[LabelId | None, ...]

    @property
    def covered(self) -> int:
        return sum(label is not None for label in self.labels)

    @property
    def coverage(self) -> float | None:
        """The share of the documents that got a label; None where there are none to measure with."""
        return self.covered / len(self.labels) if self.labels else None

    @property
    def sizes(self) -> Mapping[LabelId, int]:
        return Counter(label for label in self.labels if label is not None)
