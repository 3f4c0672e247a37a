"""A taxonomy as lossless JSON, with its brief and its whole log, out and in. It knows texts, not files."""

import json
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, Field, ValidationError

from core.errors import BadUpload, InvalidTaxonomy
from core.taxonomy.brief import Brief
from core.taxonomy.history import checked, replay
from core.taxonomy.taxonomy import Change


class Exchanged(NamedTuple):
    """What a file says: the taxonomy's name, what it is for, and everything that led to it."""

    name: str
    brief: Brief
    changes: tuple[Change, ...]


class _Exchange(BaseModel, frozen=True, extra="forbid"):
    format: Literal["tnt-taxonomy"]
    format_version: Literal[1]
    name: str
    brief: Brief
    labels: list[Any] = Field(default_factory=list)  # for whoever only wants the labels; the log decides
    changes: tuple[Change, ...]


def to_json(brief: Brief, changes: Sequence[Change], name: str) -> str:
    """The log with its brief, and the labels in force for programs that need no history."""
    content = {
        "format": "tnt-taxonomy",
        "format_version": 1,
        "name": name,
        "brief": brief.model_dump(mode="json"),
        "labels": [label.model_dump(mode="json") for label in replay(changes).live],
        "changes": [change.model_dump(mode="json") for change in changes],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def from_json(text: str) -> Exchanged:
    """Read what to_json wrote. Raises BadUpload where it is something else, or its log makes no sense."""
    try:
        content = _Exchange.model_validate_json(text)
    except ValidationError as error:
        raise BadUpload(_said_of(error)) from error
    for version, change in enumerate(content.changes):
        if change.based_on > version or (change.undoes is not None and not 1 <= change.undoes <= version):
            raise BadUpload(f"Step {version + 1} of the taxonomy's history refers to a step that is not before it.")
    try:
        checked(content.changes)
    except InvalidTaxonomy as error:
        raise BadUpload(f"The taxonomy's history cannot be replayed. {error}") from error
    return Exchanged(content.name, content.brief, content.changes)


def _said_of(error: ValidationError) -> str:
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return "This file is not JSON, or only a part of it. Export the taxonomy again."
    if first["loc"][:1] in (("format",), ("format_version",)) or not first["loc"]:
        return "This file is not a taxonomy exported by this app, or by a newer version of it."
    place = " → ".join(str(part + 1) if isinstance(part, int) else part for part in first["loc"])
    return f"This taxonomy cannot be read at {place}: {first['msg'].rstrip('.')}."
