"""A person's judgement of one document, and how the document came before them."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from core.taxonomy.label import DocumentId, LabelId

Drawn = Literal["random", "doubtful", "chosen"]


class Annotation(BaseModel, frozen=True, extra="forbid"):
    """What a person said of a document. `primary` is None when no label fits.

    Only blind annotations of randomly drawn documents may enter statistics; `probability` is the chance with
    which the document was drawn, `version` the taxonomy's version that was judged against.
    """

    document: DocumentId
    person: str
    primary: LabelId | None
    applicable: tuple[LabelId, ...] = ()
    blind: bool
    drawn: Drawn
    probability: float | None = None
    version: int
    at: datetime | None = None
    seconds: float | None = None
    note: str = ""
    changed_after_reveal: bool = False
