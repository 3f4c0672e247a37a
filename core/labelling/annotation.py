"""A person's judgement of one document, with what is needed to say later what it may prove."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from core.taxonomy.label import DocumentId, LabelId


class Annotation(BaseModel, frozen=True, extra="forbid"):
    """What a person said of a document. `primary` is None where they found that no label fits.

    `blind` says that they had not seen the teacher's label, `probability` how likely a random draw was to pick the
    document, `version` which version of the taxonomy they judged against. A judgement revised after the reveal is
    a further annotation with `changed_after_reveal`; the first one stays as it was.
    """

    document: DocumentId
    person: str = Field(min_length=1)
    primary: LabelId | None
    applicable: tuple[LabelId, ...] = ()
    blind: bool
    drawn: Literal["random", "doubtful", "chosen"]
    probability: float | None = Field(default=None, gt=0, le=1)
    version: int = Field(ge=0)
    at: datetime | None = None  # when it was kept; the store says so
    seconds: float | None = Field(default=None, ge=0)
    note: str = ""
    changed_after_reveal: bool = False
    with_step: bool = False  # said as part of the step that made its version, and taken back if that is undone

    @property
    def counts(self) -> bool:
        """Whether statistics may use it: judged blind, of a document that chance picked."""
        return self.blind and self.drawn == "random" and not self.changed_after_reveal
