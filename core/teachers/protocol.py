"""What a teacher is, and the words it speaks: proposals for a taxonomy, verdicts on documents."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from pydantic import BaseModel, Field

from core.corpus.document import Document
from core.taxonomy.brief import Brief
from core.taxonomy.label import DocumentId, LabelId, Quote
from core.taxonomy.taxonomy import Taxonomy


class Suggestion(BaseModel, frozen=True, extra="forbid"):
    """A label as a teacher would like it. `replaces` are ids it saw; empty for a new label."""

    name: str = Field(min_length=1)
    description: str = ""
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    examples: tuple[DocumentId, ...] = ()
    quotes: tuple[Quote, ...] = ()  # of its examples, word for word
    parent: LabelId | None = None
    replaces: tuple[LabelId, ...] = ()


class Proposal(BaseModel, frozen=True, extra="forbid"):
    """The whole taxonomy as a teacher would like it, after seeing some documents."""

    labels: tuple[Suggestion, ...] = Field(min_length=1)
    reason: str = ""
    score: float | None = Field(default=None, ge=0, le=100)  # its mark for the taxonomy it found


class Verdict(BaseModel, frozen=True, extra="forbid"):
    """A teacher's judgement of one document. `primary` is None when no label fits.

    `applicable` holds every fitting label, the primary one first. `needs_review` says that the teacher could
    not be understood: a person should look, and nothing may be concluded from the missing label.
    """

    document: DocumentId
    primary: LabelId | None
    applicable: tuple[LabelId, ...] = ()
    confidence: float = Field(ge=0, le=1)
    reason: str = ""
    quote: str = ""
    needs_review: bool = False


class Teacher(Protocol):
    """Anything that can propose labels and assign them."""

    name: str  # how it signs its changes: "offline", "llm:MODEL"

    async def propose(
        self,
        brief: Brief,
        taxonomy: Taxonomy,
        examples: Mapping[DocumentId, Document],
        batch: Sequence[Document],
    ) -> Proposal:
        """Improve a taxonomy in the light of a batch. From nothing, start one; given no documents, review it.

        `examples` are the documents that labels in force name as theirs. Raises TeacherError.
        """

    async def assign(
        self,
        brief: Brief,
        taxonomy: Taxonomy,
        examples: Mapping[DocumentId, Document],
        batch: Sequence[Document],
    ) -> list[Verdict]:
        """Judge each document, in order, one verdict each. Raises TeacherError."""

    async def fit(
        self,
        brief: Brief,
        taxonomy: Taxonomy,
        examples: Mapping[DocumentId, Document],
        batch: Sequence[Document],
    ) -> list[LabelId | None]:
        """The label that fits each document best, or none: a quick look, to measure a taxonomy while it grows.

        Raises TeacherError.
        """


class Preference(BaseModel, frozen=True, extra="forbid"):
    """Which of several candidates a judge found best, by its place in the order it was shown them, from 0."""

    best: int = Field(ge=0)
    reason: str = ""


class Judge(Protocol):
    """Whoever can tell which of several taxonomies serves a use case best (paper section 3.1)."""

    async def prefer(self, brief: Brief, candidates: Sequence[Taxonomy], batch: Sequence[Document]) -> Preference:
        """The best of the candidates, seen beside documents they were not grown from. Raises TeacherError."""


class Reply(NamedTuple):
    """One answer of a language model with what it took."""

    prompt: str  # name and version of the prompt file
    model: str
    text: str
    prompt_tokens: int
    completion_tokens: int


class Memory(Protocol):
    """Where replies are kept under the hash of everything they depend on, so that none is paid for twice."""

    def recall(self, key: str) -> str | None: ...

    def allow(self) -> None:
        """Asked before each call. Raises BudgetSpent where no more may be spent."""

    def keep(self, key: str, reply: Reply) -> None: ...
