"""One version of a taxonomy with all that a file for others says of it. Knows no form of file."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property

from pydantic import BaseModel, ConfigDict

from core.taxonomy.brief import Brief
from core.taxonomy.history import replay
from core.taxonomy.label import DocumentId, Label, LabelId
from core.taxonomy.naming import enumerated
from core.taxonomy.taxonomy import Change, Taxonomy


class Edition(BaseModel):
    """A taxonomy as it was after `changes`, to be published.

    `address` is what the addresses of its labels begin with, `language` the tag of what they are written in, `called`
    the name that people gave the version. `texts` are those of examples, where they may leave the house; None keeps
    them in, and quotes with them, and tells documents by their ids. `colours` are those of labels that nobody coloured.
    """

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    name: str
    brief: Brief
    changes: tuple[Change, ...]
    address: str = "urn:tnt-studio:taxonomy"
    language: str = "en"
    called: str = ""
    texts: Mapping[DocumentId, str] | None = None
    colours: Mapping[LabelId, str] | None = None

    @cached_property
    def taxonomy(self) -> Taxonomy:
        return replay(self.changes)

    @property
    def version(self) -> int:
        return len(self.changes)

    @property
    def at(self) -> datetime | None:
        """When its last change was kept."""
        return next((change.at for change in reversed(self.changes) if change.at), None)

    @cached_property
    def authors(self) -> tuple[str, ...]:
        """Who made the changes, the first first; models by their names."""
        return tuple(dict.fromkeys(named(change.author) for change in self.changes))

    @cached_property
    def gone(self) -> tuple[Label, ...]:
        """The labels no longer in use, in the order in which they were issued."""
        return tuple(label for label in self.taxonomy.labels.values() if not label.in_force)


def named(author: str) -> str:
    """“Ana” of “human:Ana”, the model of “llm:MODEL”."""
    if author == "offline":
        return "the offline teacher"
    return author.removeprefix("human:").removeprefix("llm:")


def fate(label: Label, taxonomy: Taxonomy) -> str:
    """“Retired”, “Merged into “A””, “Split into “A” and “B””: what became of a label no longer in use."""
    heirs = [f"“{taxonomy[heir]}”" for heir in label.became or ()]
    if not heirs:
        return "Retired"
    if len(heirs) == 1:
        return f"Merged into {heirs[0]}"
    return f"Split into {enumerated(heirs)}"
