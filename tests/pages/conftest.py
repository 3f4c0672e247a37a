"""A visitor to the app: the frame run by Streamlit's own test client on a workspace of the test's own."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from core.corpus.document import Document, document_id
from core.store import documents, ledger, projects
from core.store.projects import Project, Upload
from core.store.runs import Run
from core.taxonomy.brief import Brief
from core.taxonomy.label import Labels
from core.taxonomy.taxonomy import Change
from core.work.here import perform_here
from tests.kept import workspace_in
from tests.pages.curating import LABELS

FRAME = Path(__file__).resolve().parents[2] / "pages" / "frame.py"

Visit = Callable[..., AppTest]


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, beginning: Path) -> Iterator[Engine]:
    """The workspace that the pages see as well."""
    monkeypatch.setenv("TNT_DATA", str(tmp_path))
    monkeypatch.setenv("TNT_WORKER", "external")
    for name in ("DATABASE_URL", "OPENAI_API_KEY", "OPENAI_BASE_URL", "TNT_MODEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(type(st.context), "cookies", {})  # Streamlit's test client has none, and answers with a mock
    st.cache_resource.clear()
    st.cache_data.clear()
    with workspace_in(tmp_path, beginning) as engine:
        yield engine


@pytest.fixture
def visit(engine: Engine) -> Visit:
    """`visit("corpus", project=…, taxonomy=…)` opens a page as Ana does who follows a link."""

    def open_page(page: str = "home", person: str = "Ana", **address: str) -> AppTest:
        app = AppTest.from_file(str(FRAME), default_timeout=30)
        if person:
            app.session_state["person"] = person
        if page != "home":
            app.switch_page(str(FRAME.with_name(f"{page}.py")))
        for name, value in address.items():
            app.query_params[name] = value
        return app.run()

    return open_page


@pytest.fixture
def tickets(engine: Engine) -> Project:
    """A project with one empty taxonomy and sixty short documents about three things."""
    project = projects.add_project(engine, "Tickets", "Ana")
    projects.add_taxonomy(engine, project.id, "Topics", Brief(max_labels=6))
    said = (
        "My card was swallowed by the cash machine in {} street",
        "The app crashes when I log in with my passcode on phone {}",
        "When will the salary transfer number {} arrive in my account",
    )
    texts = [said[number % 3].format(number) for number in range(60)]
    made = [
        Document(id=document_id(text), text=text, metadata={"channel": "mail"}, source_id=f"T{place}")
        for place, text in enumerate(texts)
    ]
    upload = Upload(name="tickets.csv", made_by="Ana", rows=60, documents=0, duplicates=0, empty=0)
    documents.add_documents(engine, project.id, made, upload)
    return project


@pytest.fixture
def labels() -> Labels:
    """Three; a module that needs others has a fixture of this name."""
    return LABELS


@pytest.fixture
def topics(engine: Engine, tickets: Project, labels: Labels) -> str:
    """The tickets' taxonomy, with labels by the offline teacher."""
    taxonomy_id = projects.taxonomies(engine, tickets.id)[0].id
    ledger.append(engine, taxonomy_id, Change(labels=labels, author="offline", based_on=0))
    return taxonomy_id


@pytest.fixture
def performed(engine: Engine) -> Callable[[str], Run]:
    """Do what a worker would do with a run, here and now."""
    return lambda run_id: asyncio.run(perform_here(engine, run_id, lambda _: None))


def words(app: AppTest) -> str:
    """Everything a page says in running text."""
    parts = (*app.title, *app.subheader, *app.markdown, *app.caption, *app.text, *app.info, *app.warning, *app.error)
    return "\n".join(str(part.value) for part in parts)
