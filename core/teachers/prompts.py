"""Prompts are files: prompts/*.md, a TOML header between two `+++` lines, then a strict Jinja template.

A line `---` parts what the system says from what the user says. A prompt's version is the hash of its file,
so an answer can be traced to the exact wording, and an edited prompt never reuses answers to the old one.
Knows nothing of models and of the form of their replies.
"""

import hashlib
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, TypedDict

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import SandboxedEnvironment
from pydantic import BaseModel, Field

FOLDER = Path(__file__).parents[2] / "prompts"
CHARACTERS_A_WORD = 8  # what a word may take before a text is cut by characters: bounds pasted code, and Chinese

_TAG = re.compile(r"<(?=\s*/?\s*(?:documents?|labels?|taxonomy|use_case|guidance|contrast)\b)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Message(TypedDict):
    """One turn of a conversation, in the words of the protocol."""

    role: Literal["system", "user", "assistant"]
    content: str


class Header(BaseModel, frozen=True, extra="forbid"):
    """What a prompt is for, and the settings it was written for."""

    purpose: str
    temperature: float = Field(default=0.0, ge=0, le=2)
    top_p: float = Field(default=1.0, gt=0, le=1)
    document_words: int = Field(default=600, ge=1)  # where a document's text is cut
    example_words: int = Field(default=30, ge=1)  # where a label's example is cut


class Prompt(NamedTuple):
    """One prompt file, read and checked."""

    name: str
    version: str
    header: Header
    system: str
    user: str

    @property
    def signature(self) -> str:
        return f"{self.name}@{self.version}"

    def render(self, values: dict[str, object]) -> tuple[Message, ...]:
        """The conversation's first two messages. Raises jinja2.UndefinedError for a value that is missing."""
        return (
            {"role": "system", "content": _template(self.system).render(values).strip()},
            {"role": "user", "content": _template(self.user).render(values).strip()},
        )


@cache
def load(name: str) -> Prompt:
    return read(name, (FOLDER / f"{name}.md").read_text(encoding="utf-8"))


def read(name: str, text: str) -> Prompt:
    """Take a prompt file's text apart."""
    _, header, template = re.split(r"^\+\+\+\n", text, maxsplit=2, flags=re.MULTILINE)
    system, user = re.split(r"^---\n", template, maxsplit=1, flags=re.MULTILINE)
    version = hashlib.sha256(text.encode()).hexdigest()[:12]
    return Prompt(name, version, Header.model_validate(tomllib.loads(header)), system, user)


def data(text: str) -> str:
    """Text as material: it cannot close the tags that stand round it, nor open others."""
    return _TAG.sub("‹", _CONTROL.sub("", text.encode("utf-8", "replace").decode()))


def shorten(text: str, words: int) -> str:
    """The first words of a text, with a mark where it was cut."""
    whole = text.strip()
    start = whole[: words * CHARACTERS_A_WORD]
    ends = [found.end() for found in re.finditer(r"\S+", start)][:words]
    head = start[: ends[-1]] if ends else ""
    return whole if head == whole else f"{head} […]"


@cache
def _template(source: str) -> Template:
    environment = SandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["data"] = data
    return environment.from_string(source)
