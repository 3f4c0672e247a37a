"""A workspace of its own for every test that asks: real SQLite in a folder that goes away."""

import csv

import pytest
from hypothesis import settings

from core.corpus.document import Document, document_id
from core.store.documents import add_documents
from core.store.projects import Upload, add_project
from core.store.workspace import ROOT
from tests.kept import workspace_in

settings.register_profile("tnt", deadline=None)  # a busy machine is no fault of the product
settings.load_profile("tnt")


@pytest.fixture(scope="session")
def beginning(tmp_path_factory):
    """What a test's workspace is a copy of: an empty one. A module may begin with another."""
    folder = tmp_path_factory.mktemp("beginning")
    with workspace_in(folder):
        return folder / "workspace.db"


@pytest.fixture
def engine(tmp_path, monkeypatch, beginning):
    monkeypatch.setenv("TNT_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with workspace_in(tmp_path, beginning) as engine:
        yield engine


@pytest.fixture(scope="session")
def documents():
    """The support tickets that come with the app, as documents."""
    with (ROOT / "data/samples/support_tickets.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [Document(id=document_id(row["text"]), text=row["text"], source_id=row["id"]) for row in rows]


@pytest.fixture
def project(engine, documents):
    """A project with the support tickets in it."""
    return loaded(engine, documents)


def loaded(engine, documents):
    """A new project with these documents in it."""
    project = add_project(engine, "Support tickets", made_by="Ann")
    name = "support_tickets.csv"
    upload = Upload(name=name, made_by="Ann", rows=len(documents), documents=0, duplicates=0, empty=0)
    add_documents(engine, project.id, documents, upload)
    return project
