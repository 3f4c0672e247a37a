from pathlib import Path

from sqlalchemy import Engine

from core.store import documents, projects
from core.store.projects import Project
from core.store.received import receive
from core.taxonomy.brief import Brief
from tests.pages.conftest import words

CSV = b"id,text,channel\n1,My card is lost,mail\n2,My card is lost,mail\n3,,chat\n4,The app is slow,chat\n"


def empty_project(engine: Engine) -> Project:
    project = projects.add_project(engine, "Empty", "Ana")
    projects.add_taxonomy(engine, project.id, "Topics", Brief())
    return project


def test_an_empty_corpus_asks_for_a_file(engine: Engine, visit) -> None:
    app = visit("corpus", project=empty_project(engine).id)
    assert not app.exception
    assert "There are no documents yet" in words(app)
    assert app.file_uploader


def test_a_chosen_file_is_looked_at_before_it_is_loaded(engine: Engine, visit) -> None:
    project = empty_project(engine)
    app = visit("corpus", project=project.id)
    app.file_uploader[0].set_value(("tickets.csv", CSV, "text/csv")).run()
    assert not app.exception
    assert "confirm which column holds the text" in words(app)
    assert app.multiselect[0].value == ["text"]
    assert documents.count_documents(engine, project.id) == 0
    app.button(key="load").click().run()
    assert not app.exception
    assert documents.count_documents(engine, project.id) == 2
    assert "4 rows read, 2 new documents, 1 duplicate folded, 1 row without text left out" in app.success[
        0
    ].value.replace("\\", "")


def test_a_reload_does_not_lose_the_file_that_is_looked_at(engine: Engine, tmp_path: Path, visit) -> None:
    project = empty_project(engine)
    waiting = receive(tmp_path, "tickets.csv", CSV)
    app = visit("corpus", project=project.id, file=waiting.id)
    assert app.button(key="load")
    again = visit("corpus", project=project.id, file=waiting.id)
    again.button(key="load").click().run()
    assert documents.count_documents(engine, project.id) == 2
    assert not list((tmp_path / "uploads").iterdir())


def test_other_columns_can_be_the_text(engine: Engine, tmp_path: Path, visit) -> None:
    project = empty_project(engine)
    waiting = receive(tmp_path, "tickets.csv", CSV)
    app = visit("corpus", project=project.id, file=waiting.id)
    app.multiselect[0].set_value(["channel"]).run()
    app.button(key="load").click().run()
    assert [document.text for document in documents.page_of_documents(engine, project.id, 0, 9)[1]] == ["mail", "chat"]


def test_a_file_that_cannot_be_read_is_refused_with_its_sentence(engine: Engine, tmp_path: Path, visit) -> None:
    project = empty_project(engine)
    app = visit("corpus", project=project.id, file=receive(tmp_path, "photo.csv", b"\x89PNG\r\n\x1a\n\0\0\0\0").id)
    assert not app.exception
    assert "picture" in app.error[0].value
    app.button(key="another").click().run()
    assert "There are no documents yet" in words(app)


def test_a_file_that_is_gone_is_no_trouble(engine: Engine, visit) -> None:
    app = visit("corpus", project=empty_project(engine).id, file="0" * 32)
    assert not app.exception
    assert "There are no documents yet" in words(app)


def test_documents_are_searched_and_read(engine: Engine, tickets: Project, visit) -> None:
    app = visit("corpus", project=tickets.id)
    assert not app.exception
    assert "60 documents" in words(app)
    app.text_input(key="find").set_value("passcode").run()
    assert "20 documents" in words(app)
    assert any("passcode" in text.value for text in app.text)


def test_a_search_without_hits_says_so(tickets: Project, visit) -> None:
    app = visit("corpus", project=tickets.id, find="zebra")
    assert not app.exception
    assert "No document contains that text" in words(app)


def test_what_each_file_brought_is_kept(tickets: Project, visit) -> None:
    assert "60 rows read" in words(visit("corpus", project=tickets.id))
