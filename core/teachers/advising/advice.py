"""What a teacher advises: remedies, each with its reason and the documents that speak for it. Pure."""

import hashlib
import json
from collections.abc import Mapping
from typing import Literal, NamedTuple

from pydantic import BaseModel, Field

from core.taxonomy.label import DocumentId, Label, LabelId, Labels

Question = Literal["wording", "overlaps", "hidden topics", "uncovered", "tie-break"]
Kind = Literal["reword", "merge", "split", "add", "tell apart"]


class Evidence(BaseModel, frozen=True, extra="forbid"):
    """A document that speaks for a remedy, what in it does so, and for which label; `note` says more where needed."""

    document: DocumentId
    quote: str = ""
    label: LabelId | None = None
    note: str = ""


class Remedy(BaseModel, frozen=True, extra="forbid"):
    """One thing that would make the labels better.

    `about` are the labels it is about, and `labels` those it touches, as they would be. `sorting` says which documents
    go to which of the new labels; of the others of a split label, `unsorted` in number, each has to be asked again.
    """

    kind: Kind
    about: tuple[LabelId, ...] = ()
    labels: Labels = Field(min_length=1)
    reason: str = Field(min_length=1)
    evidence: tuple[Evidence, ...] = ()
    sorting: Mapping[DocumentId, LabelId] = Field(default_factory=dict)
    unsorted: int = Field(default=0, ge=0)

    @property
    def gist(self) -> str:
        """A hash of what it comes to: what was declined is known again by it, whoever advises it next."""
        told = [] if self.kind == "merge" else sorted(_words(label) for label in self.labels if label.in_force)
        return hashlib.sha256(json.dumps([self.kind, sorted(self.about), told]).encode()).hexdigest()[:16]


class Advice(BaseModel, frozen=True, extra="forbid"):
    """A teacher's answer to a question, thought of at a version. `notes` say what it could not answer, and what
    else there is to say."""

    based_on: int = Field(ge=0)
    teacher: str
    remedies: tuple[Remedy, ...] = ()
    notes: tuple[str, ...] = ()
    read: int = Field(default=0, ge=0)  # documents it was given


class Answer(NamedTuple):
    """Remedies, and what there is to say besides: why a question stayed unanswered."""

    remedies: tuple[Remedy, ...]
    notes: tuple[str, ...] = ()


def _words(label: Label) -> str:
    return json.dumps([label.name.casefold(), label.description, label.includes, label.excludes, label.edge_cases])
