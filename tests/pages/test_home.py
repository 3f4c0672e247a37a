import pytest
from sqlalchemy import Engine

from core.store import documents, ledger, projects
from core.store.projects import Project
from core.taxonomy.edits import add
from core.taxonomy.taxonomy import Change
from core.work.samples import SAMPLES
from tests.pages.conftest import words


def test_an_empty_workspace_explains_itself_and_offers_a_file_and_samples(visit) -> None:
    app = visit()
    assert not app.exception
    assert "classifier you can deploy" in words(app)
    assert app.button(key="create").label == "Create the project"
    assert all(app.button(key=f"sample-{sample.file}") for sample in SAMPLES)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.file)
def test_a_sample_is_one_click_away(engine: Engine, visit, sample) -> None:
    app = visit()
    app.button(key=f"sample-{sample.file}").click().run()
    assert not app.exception
    (project,) = projects.projects(engine)
    assert project.name == sample.name
    assert documents.count_documents(engine, project.id)
    assert app.title[0].value == "Grow"


def test_a_new_project_starts_with_a_look_at_its_file(engine: Engine, visit) -> None:
    app = visit()
    app.file_uploader(key="new-file").set_value(("my_reviews.csv", b"id,review\n1,Good soup\n2,Bad soup\n", "text/csv"))
    app.button(key="create").click().run()
    assert not app.exception
    (project,) = projects.projects(engine)
    assert project.name == "My reviews"
    assert "my\\_reviews\\.csv" in words(app)
    assert documents.count_documents(engine, project.id) == 0


def test_without_a_file_no_project_is_made(engine: Engine, visit) -> None:
    app = visit()
    app.button(key="create").click().run()
    assert "Choose a file first" in words(app)
    assert not projects.projects(engine)


def test_a_card_leads_into_its_project_and_to_the_next_step(engine: Engine, tickets: Project, visit) -> None:
    app = visit()
    assert "60 documents · 0 labels" in words(app)
    app.button(key=f"open-{tickets.id}").click().run()
    assert not app.exception
    assert app.title[0].value == "Tickets"
    assert app.button(key="next-step").label == "Grow the labels"


def test_the_next_step_follows_what_is_there(engine: Engine, tickets: Project, visit) -> None:
    (card,) = projects.taxonomies(engine, tickets.id)
    taxonomy = ledger.taxonomy(engine, card.id)
    ledger.append(engine, card.id, Change(labels=add(taxonomy, "Cards"), author="offline", based_on=0))
    assert visit(project=tickets.id).button(key="next-step").label == "Curate the labels"
    taxonomy = ledger.taxonomy(engine, card.id)
    ledger.append(engine, card.id, Change(labels=add(taxonomy, "Logins"), author="human:Ana", based_on=1))
    assert visit(project=tickets.id).button(key="next-step").label == "Label the documents"


def test_a_project_is_renamed_from_its_card(engine: Engine, tickets: Project, visit) -> None:
    app = visit()
    app.text_input(key=f"name-{tickets.id}").set_value("Help desk").run()
    app.button(key=f"rename-{tickets.id}").click().run()
    assert projects.project(engine, tickets.id).name == "Help desk"


def test_deleting_a_project_asks_first(engine: Engine, tickets: Project, visit) -> None:
    app = visit()
    app.button(key=f"delete-{tickets.id}").click().run()
    assert "There is no way back" in words(app)
    assert projects.projects(engine)
    app.button(key="delete-for-good").click().run()
    assert not app.exception
    assert not projects.projects(engine)


def test_many_projects_are_shown_a_page_at_a_time(engine: Engine, visit) -> None:
    for number in range(14):
        projects.add_project(engine, f"Project {number}", "Ana")
    app = visit()
    assert sum(button.key.startswith("open-") for button in app.button) == 12
