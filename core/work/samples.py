"""The samples that come with the app, and how one becomes a project of its own."""

from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine

from core.corpus.reading import read
from core.errors import NotFound
from core.store import documents, projects
from core.store.projects import Project, Upload
from core.store.workspace import ROOT
from core.taxonomy.brief import Brief

FOLDER = ROOT / "data" / "samples"


class Sample(NamedTuple):
    """A file with the columns that hold text and id, and the taxonomies it is meant for, by name."""

    name: str
    file: str
    about: str
    text: tuple[str, ...]
    id_column: str
    taxonomies: dict[str, Brief]

    @property
    def path(self) -> Path:
        return FOLDER / self.file


SAMPLES = (
    Sample(
        name="Support tickets",
        file="support_tickets.csv",
        about="600 messages to a bank's help desk. What do customers need?",
        text=("text",),
        id_column="id",
        taxonomies={
            "Topics": Brief(
                use_case="Find out what customers contact support about, so that each ticket can go to the team that "
                "can solve it and the most frequent problems can be put right.",
                max_labels=16,
            )
        },
    ),
    Sample(
        name="Paper abstracts",
        file="paper_abstracts.csv",
        about="200 research papers. Which fields do they belong to?",
        text=("title", "abstract"),
        id_column="id",
        taxonomies={
            "Fields": Brief(
                use_case="Find out which field of research each paper belongs to, so that it can be sent to a reviewer "
                "who knows that field.",
                max_labels=14,
            )
        },
    ),
    Sample(
        name="Assistant conversations",
        file="assistant_conversations.jsonl",
        about="300 talks with an AI assistant. What do people want, and about what?",
        text=("messages",),
        id_column="id",
        taxonomies={
            "Intent": Brief(
                use_case="Find out what the person wants the assistant to do for them, whatever the subject: each "
                "label names a kind of request, such as finding a fact or rewriting a text.",
                max_labels=12,
            ),
            "Domain": Brief(
                use_case="Find out which area of life or knowledge each conversation is about, whatever the person "
                "wants done: each label names a subject, such as health or travel.",
                max_labels=16,
            ),
        },
    ),
)


def sample_project(engine: Engine, sample: Sample, made_by: str) -> Project:
    """A new project with the sample's documents and its taxonomies, which have a brief and no labels yet."""
    if not sample.path.is_file():
        raise NotFound(f"The file of the sample “{sample.name}” is not in this installation.")
    loaded = read(sample.file, sample.path.read_bytes(), sample.text, sample.id_column)
    project = projects.add_project(engine, sample.name, made_by)
    upload = Upload.of(sample.file, loaded, made_by)
    documents.add_documents(engine, project.id, loaded.documents, upload)
    for name, brief in sample.taxonomies.items():
        projects.add_taxonomy(engine, project.id, name, brief)
    return project
