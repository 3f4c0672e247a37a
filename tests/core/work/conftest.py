"""What runs are tried on: a taxonomy of the support tickets, and a language model for the time of a test."""

import pytest

from core.store import projects
from core.taxonomy.brief import Brief
from tests.scripted_server import scripted_server


@pytest.fixture
def card(engine, project):
    return projects.add_taxonomy(engine, project.id, "Topics", Brief(max_labels=8))


@pytest.fixture
def model(monkeypatch):
    with scripted_server() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        monkeypatch.setenv("TNT_MODEL", "scripted")
        yield server
