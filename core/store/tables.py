"""Every table, in one file, so that whoever opens the database has them all.

Rows are for storage: they check nothing and hold no behaviour.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Index, LargeBinary, TypeDecorator, UniqueConstraint
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class Moment(TypeDecorator[datetime]):
    """A point in time, always aware and in UTC; SQLite alone would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


class Table(SQLModel, registry=registry()):
    """With a registry of its own: a reloading server imports this file again."""


class ProjectRow(Table, table=True):
    """A corpus and all that is learned about it."""

    __tablename__ = "project"
    id: str = Field(primary_key=True)
    name: str
    made_by: str
    at: datetime = Field(sa_type=Moment)


class UploadRow(Table, table=True):
    """What one file brought."""

    __tablename__ = "upload"
    id: int | None = Field(default=None, primary_key=True)
    project: str = Field(index=True)
    name: str
    made_by: str
    at: datetime = Field(sa_type=Moment)
    rows: int
    documents: int
    duplicates: int
    empty: int
    notes: list[str] = Field(sa_type=JSON)


class DocumentRow(Table, table=True):
    """One text; `position` is its place in the order of arrival, from 1."""

    __tablename__ = "document"
    __table_args__ = (Index("document_by_position", "project", "position", unique=True),)
    project: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    position: int
    text: str
    details: dict[str, str] = Field(sa_type=JSON)
    source_id: str
    copies: int


class TaxonomyRow(Table, table=True):
    """A set of labels under one brief; its labels are the fold of its changes.

    A draft belongs to the taxonomy it was made for: what one trial of a run has come to, until a person chooses.
    """

    __tablename__ = "taxonomy"
    id: str = Field(primary_key=True)
    project: str = Field(index=True)
    name: str
    brief: dict[str, Any] = Field(sa_type=JSON)
    at: datetime = Field(sa_type=Moment)
    draft_of: str | None = Field(default=None, index=True)
    frozen: int | None = None  # the version by which documents are labelled, while people go on editing


class NamedVersionRow(Table, table=True):
    """A version of a taxonomy that someone gave a name, such as “agreed with legal”."""

    __tablename__ = "named_version"
    taxonomy: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    name: str
    made_by: str
    at: datetime = Field(sa_type=Moment)


class BriefRow(Table, table=True):
    """One wording of a taxonomy's brief; the latest is in force."""

    __tablename__ = "brief"
    taxonomy: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    body: dict[str, Any] = Field(sa_type=JSON)
    made_by: str
    at: datetime = Field(sa_type=Moment)


class ChangeRow(Table, table=True):
    """One step of a taxonomy's log, append-only. A batch's change is there at most once."""

    __tablename__ = "change"
    __table_args__ = (UniqueConstraint("taxonomy", "batch"),)
    taxonomy: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    batch: str | None = None
    body: dict[str, Any] = Field(sa_type=JSON)


class RunRow(Table, table=True):
    """One execution of a stage, with how far it has got."""

    __tablename__ = "run"
    id: str = Field(primary_key=True)
    project: str = Field(index=True)
    taxonomy: str = Field(index=True)
    stage: str
    settings: dict[str, Any] = Field(sa_type=JSON)
    documents: int
    made_by: str
    status: str = Field(index=True)
    note: str
    done: int
    total: int
    attempts: int
    stop: bool
    created: datetime = Field(sa_type=Moment)
    started: datetime | None = Field(default=None, sa_type=Moment)
    ended: datetime | None = Field(default=None, sa_type=Moment)
    heartbeat: datetime | None = Field(default=None, sa_type=Moment)


class ChunkRow(Table, table=True):
    """A part of a run that has been done, and when."""

    __tablename__ = "chunk"
    run: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)


class TrialRow(Table, table=True):
    """One of the tries a run makes side by side, and the taxonomy it writes its changes to."""

    __tablename__ = "trial"
    run: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    taxonomy: str = Field(index=True)


class FindingRow(Table, table=True):
    """What a run has found out besides its changes: its plan, how labels fit, votes, what waits for a person."""

    __tablename__ = "finding"
    run: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    body: dict[str, Any] = Field(sa_type=JSON)
    at: datetime = Field(sa_type=Moment)


class PriceRow(Table, table=True):
    """What a model's tokens cost, as someone of this workspace has put it right."""

    __tablename__ = "price"
    model: str = Field(primary_key=True)
    body: dict[str, Any] = Field(sa_type=JSON)
    at: datetime = Field(sa_type=Moment)


class ReplyRow(Table, table=True):
    """A language model's answer under the hash of everything it depends on; `run` paid for it."""

    __tablename__ = "reply"
    key: str = Field(primary_key=True)
    run: str = Field(index=True)
    prompt: str
    model: str
    text: str
    prompt_tokens: int
    completion_tokens: int
    at: datetime = Field(sa_type=Moment)


class VerdictRow(Table, table=True):
    """A teacher's judgement; `standing` is the latest of its document."""

    __tablename__ = "verdict"
    __table_args__ = (
        Index("verdict_by_label", "taxonomy", "standing", "primary", "needs_review"),
        # standing is in it, or SQLite joins by the index above: ten minutes instead of one second for 100,000
        # documents; what counting and sorting ask for is in it too, which halves that second again
        Index("verdict_by_document", "taxonomy", "document", "standing", "primary", "needs_review", "confidence"),
    )
    run: str = Field(primary_key=True)
    document: str = Field(primary_key=True)
    taxonomy: str
    version: int
    teacher: str
    primary: str | None = None
    applicable: list[str] = Field(sa_type=JSON)
    confidence: float
    reason: str
    quote: str
    needs_review: bool
    standing: bool
    at: datetime = Field(sa_type=Moment)


class AnnotationRow(Table, table=True):
    """A person's judgement; `standing` is the latest of its document."""

    __tablename__ = "annotation"
    __table_args__ = (Index("annotation_by_document", "taxonomy", "document"),)
    id: int | None = Field(default=None, primary_key=True)
    taxonomy: str
    document: str
    person: str
    primary: str | None = None
    applicable: list[str] = Field(sa_type=JSON)
    body: dict[str, Any] = Field(sa_type=JSON)
    standing: bool
    at: datetime = Field(sa_type=Moment)


class PredictionRow(Table, table=True):
    """A classifier's judgement; a later run of scoring replaces it."""

    __tablename__ = "prediction"
    taxonomy: str = Field(primary_key=True)
    document: str = Field(primary_key=True)
    classifier: str
    version: int
    primary: str | None = None
    applicable: list[str] = Field(sa_type=JSON)
    confidence: float


class ClassifierRow(Table, table=True):
    """A trained classifier with its scores, and as the file people download."""

    __tablename__ = "classifier"
    id: str = Field(primary_key=True)
    taxonomy: str = Field(index=True)
    run: str
    name: str
    body: dict[str, Any] = Field(sa_type=JSON)
    detail: dict[str, Any] | None = Field(sa_type=JSON)  # what is only read when someone looks closely
    bundle: bytes = Field(sa_type=LargeBinary)
    in_use: bool
    at: datetime = Field(sa_type=Moment)


class PromotionRow(Table, table=True):
    """That a classifier was put in use: by whom, when, and why."""

    __tablename__ = "promotion"
    id: int | None = Field(default=None, primary_key=True)
    taxonomy: str = Field(index=True)
    classifier: str
    author: str
    reason: str
    at: datetime = Field(sa_type=Moment)


class VectorRow(Table, table=True):
    """What a sentence encoder made of a text, so that no text is sent or paid for twice."""

    __tablename__ = "vector"
    key: str = Field(primary_key=True)  # SHA-256 of the encoder's name and the text
    numbers: bytes = Field(sa_type=LargeBinary)  # float32, little-endian


class SettingRow(Table, table=True):
    """What the workspace itself remembers, such as the version of its tables."""

    __tablename__ = "setting"
    name: str = Field(primary_key=True)
    value: str


class UnfinishedRow(Table, table=True):
    """What a person has begun and not kept yet, such as the parts of a label they are splitting."""

    __tablename__ = "unfinished"
    taxonomy: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    body: dict[str, Any] = Field(sa_type=JSON)
    at: datetime = Field(sa_type=Moment)
