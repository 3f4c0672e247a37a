"""A taxonomy on its way in or out: lossless JSON with its whole log, CSV for spreadsheets, Markdown for people.

Only the JSON can be read back. It knows texts, not files.
"""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, Field, ValidationError

from core.errors import BadUpload, InvalidTaxonomy
from core.spreadsheet import write_csv
from core.taxonomy.brief import Brief
from core.taxonomy.history import checked, replay
from core.taxonomy.label import Label, LabelId
from core.taxonomy.taxonomy import Change, Taxonomy

COLUMNS = ("id", "name", "path", "description", "includes", "excludes")


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


def to_csv(taxonomy: Taxonomy) -> bytes:
    """One row a label in force, parents before children, safe to open in a spreadsheet."""
    return write_csv((_row(taxonomy, label) for label in taxonomy.below(None)), COLUMNS)


def _row(taxonomy: Taxonomy, label: Label) -> dict[str, str]:
    return {
        "id": label.id,
        "name": label.name,
        "path": " / ".join(ancestor.name for ancestor in taxonomy.path(label.id)),
        "description": label.description,
        "includes": "\n".join(label.includes),
        "excludes": "\n".join(label.excludes),
    }


def to_markdown(name: str, brief: Brief, taxonomy: Taxonomy) -> str:
    """The codebook that annotators are handed: a heading a label, deeper for the labels below it."""
    lines = [f"# {_plain(name)}", "", _plain(brief.use_case), ""]
    for label in taxonomy.below(None):
        depth = min(len(taxonomy.path(label.id)) + 1, 6)
        lines += [f"{'#' * depth} {_plain(label.name)}", ""]
        lines += [_plain(label.description), ""] if label.description else []
        lines += _listed("Belongs here:", label.includes)
        lines += _listed("Does not belong here:", label.excludes)
    lines += _listed("No longer in use:", tuple(_fate(label, taxonomy) for label in _gone(taxonomy)))
    return "\n".join(lines).rstrip() + "\n"


def _said_of(error: ValidationError) -> str:
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return "This file is not JSON, or only a part of it. Export the taxonomy again."
    if first["loc"][:1] in (("format",), ("format_version",)) or not first["loc"]:
        return "This file is not a taxonomy exported by this app, or by a newer version of it."
    place = " → ".join(str(part + 1) if isinstance(part, int) else part for part in first["loc"])
    return f"This taxonomy cannot be read at {place}: {first['msg'].rstrip('.')}."


def _plain(text: str) -> str:
    """Text that means itself in Markdown, on one line."""
    return re.sub(r"([\\`*_{}\[\]<>()#+\-.!|~&$:])", r"\\\1", " ".join(text.split()))


def _listed(heading: str, entries: Sequence[str]) -> list[str]:
    return [heading, "", *(f"- {_plain(entry)}" for entry in entries), ""] if entries else []


def _gone(taxonomy: Taxonomy) -> Iterable[Label]:
    return (label for label in taxonomy.labels.values() if not label.in_force)


def _fate(label: Label, taxonomy: Taxonomy) -> str:
    return f"{label} (now {_all(taxonomy, label.id)})" if taxonomy.trace(label.id) else f"{label} (retired)"


def _all(taxonomy: Taxonomy, label_id: LabelId) -> str:
    return ", ".join(heir.name for heir in taxonomy.trace(label_id))
