"""A workspace of its own for every test that asks: real SQLite in a folder that goes away."""

import csv

import pytest
from hypothesis import settings

from core.corpus.document import Document, document_id
from core.store.documents import add_documents
from core.store.projects import Upload, add_project
from core.store.workspace import ROOT, database_url, open_workspace

settings.register_profile("tnt", deadline=None)  # a busy machine is no fault of the product
settings.load_profile("tnt")


@pytest.fixture
def engine(tmp_path, monkeypatch):
    monkeypatch.setenv("TNT_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    engine = open_workspace(database_url({"TNT_DATA": str(tmp_path)}))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def documents():
    """The support tickets that come with the app, as documents."""
    with (ROOT / "data/samples/support_tickets.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [Document(id=document_id(row["text"]), text=row["text"], source_id=row["id"]) for row in rows]


@pytest.fixture
def project(engine, documents):
    """A project with the support tickets in it."""
    project = add_project(engine, "Support tickets", made_by="Ann")
    name = "support_tickets.csv"
    upload = Upload(name=name, made_by="Ann", rows=len(documents), documents=0, duplicates=0, empty=0)
    add_documents(engine, project.id, documents, upload)
    return project
