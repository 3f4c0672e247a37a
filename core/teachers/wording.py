"""What a model calls a group of documents: the form of its answer, what that has to keep, the middle one of several.

Pure; knows nothing of prompts and of how an answer is got.
"""

from collections.abc import Collection, Sequence
from typing import Annotated, NamedTuple

import numpy as np
from pydantic import BaseModel, Field, WithJsonSchema

from core.classifier.portable.vectors import StaticVectors
from core.errors import BadReply
from core.taxonomy.brief import Brief
from core.taxonomy.taxonomy import Taxonomy
from core.teachers import guards
from core.teachers.forms import Name, Words
from core.teachers.protocol import Proposal, Suggestion

Description = Annotated[Words, Field(min_length=1), WithJsonSchema({"type": "string", "maxLength": 600})]


class NameForm(BaseModel, frozen=True):
    """One group's label, in words."""

    name: Name
    description: Description


class Wording(NamedTuple):
    """What a label is called and what it means."""

    name: str
    description: str


def checked(form: NameForm, brief: Brief, taken: Collection[str], spoken: str) -> Wording:
    """What a model has answered, if it keeps what labels have to. Raises BadReply, telling every fault.

    `taken` are names that other labels have; `spoken` is the documents' language, where the brief names none.
    """
    given = Suggestion(name=form.name, description=form.description)
    guards.check(Proposal(labels=(given,)), brief, Taxonomy(), spoken)
    if is_among(form.name, taken):
        raise BadReply(f"Another label is called “{form.name}”. Find a name that tells this one from it.")
    return Wording(form.name.rstrip(" ."), form.description)


def is_among(name: str, names: Collection[str]) -> bool:
    """Whether one of some names is the same but for letter case and punctuation."""
    return guards.same(name) in map(guards.same, names)


def middle_first(answers: Sequence[Wording], vectors: StaticVectors) -> list[Wording]:
    """Answers to one question, those first that mean most nearly what all of them do (the medoid, then the others)."""
    if not answers:
        return []
    rows = vectors.encode([f"{each.name}. {each.description}" for each in answers])
    units = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    nearness = (units @ units.T).sum(axis=1)
    return [answers[place] for place in np.argsort(-nearness, kind="stable")]
