"""Many at once on a real SQLite file: what is deleted stays deleted, and nobody's file is loaded by halves."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text

from core.corpus.document import Document, document_id
from core.errors import Conflict, NotFound
from core.labelling.annotation import Annotation
from core.store import classifiers, documents, judgements, ledger, projects, replies, runs
from core.store.workspace import open_workspace
from core.taxonomy.brief import Brief
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.teachers.protocol import Reply, Verdict


@pytest.fixture
def workspace(tmp_path):
    return open_workspace(f"sqlite:///{tmp_path}/workspace.db")


def upload(rows):
    return projects.Upload(name="tickets.csv", made_by="Ana", rows=rows, documents=0, duplicates=0, empty=0)


def texts(count):
    return [Document(id=document_id(f"text {n}"), text=f"text {n}") for n in range(count)]


def together(*deeds):
    """What each deed answers, or the error it raises, when all begin at the same moment."""
    start = Barrier(len(deeds))

    def begin(deed):
        start.wait(10)
        try:
            return deed()
        except (Conflict, NotFound) as error:
            return error

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(begin, deeds))


def rows_left(workspace):
    with workspace.connect() as connection:
        tables = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'setting'"))
        return {
            name: count
            for (name,) in tables.all()
            if (count := connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar())
        }


def test_what_is_written_after_a_project_was_deleted_is_refused_and_leaves_nothing(workspace):
    project = projects.add_project(workspace, "Support tickets", "Ana")
    card = projects.add_taxonomy(workspace, project.id, "Topics", Brief())
    documents.add_documents(workspace, project.id, texts(3), upload(3))
    run = runs.add_run(workspace, project.id, card.id, "label", {}, "Ana")
    projects.delete_project(workspace, project.id)
    verdict = Verdict(document=document_id("text 1"), primary="fees", confidence=1)
    said = Annotation(
        document=verdict.document, person="Ana", primary="fees", applicable=(), blind=True, drawn="random", version=1
    )
    change = Change(labels=(Label(id="fees", name="Fees"),), author="human:Ana", based_on=0)
    late = (
        lambda: documents.add_documents(workspace, project.id, texts(3), upload(3)),
        lambda: projects.add_taxonomy(workspace, project.id, "Intent", Brief()),
        lambda: runs.add_run(workspace, project.id, card.id, "label", {}, "Ana"),
        lambda: runs.chunk_done(workspace, run.id, "from 1"),
        lambda: replies.Replies(workspace, run.id).keep("key", Reply("assign", "m", "text", 1, 1)),
        lambda: judgements.add_verdicts(workspace, run, 1, "offline", [verdict]),
        lambda: judgements.add_annotations(workspace, card.id, [said]),
        lambda: judgements.add_predictions(workspace, card.id, "one", 1, [verdict]),
        lambda: classifiers.add_classifier(workspace, "one", card.id, run.id, "One", {}, b"zip"),
        lambda: ledger.append(workspace, card.id, change),
    )
    for deed in late:
        with pytest.raises(NotFound, match="deleted in the meantime"):
            deed()
    runs.beat(workspace, run.id)
    runs.finish(workspace, run.id, "failed", "gone")
    assert rows_left(workspace) == {}


def test_two_people_load_the_same_file_at_the_same_moment(workspace):
    project = projects.add_project(workspace, "Support tickets", "Ana")
    count = 3000

    def load():
        return documents.add_documents(workspace, project.id, texts(count), upload(count))

    brought = together(load, load)
    assert sorted((file.documents, file.duplicates) for file in brought) == [(0, count), (count, 0)]
    assert documents.count_documents(workspace, project.id) == count
    assert len(documents.documents_at(workspace, project.id, range(1, count + 1))) == count


def test_two_people_load_different_files_at_the_same_moment(workspace):
    project = projects.add_project(workspace, "Support tickets", "Ana")
    everything = texts(3000)

    def load(some):
        return documents.add_documents(workspace, project.id, some, upload(len(some)))

    brought = together(lambda: load(everything[:2000]), lambda: load(everything[1000:]))
    assert sum(file.documents for file in brought) == 3000
    assert sum(file.duplicates for file in brought) == 1000
    assert len(documents.documents_at(workspace, project.id, range(1, 3001))) == 3000


def test_people_who_open_the_same_sample_at_the_same_moment_get_a_project_each(workspace):
    made = together(*[lambda: projects.add_project(workspace, "Support tickets", "Ana")] * 6)
    assert len({project.id for project in made}) == 6


def test_of_two_who_ask_for_the_same_run_at_the_same_moment_one_is_told(workspace):
    project = projects.add_project(workspace, "Support tickets", "Ana")
    card = projects.add_taxonomy(workspace, project.id, "Topics", Brief())
    answers = together(*[lambda: runs.add_run(workspace, project.id, card.id, "grow", {}, "Ana")] * 2)
    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "Run"]


def test_a_project_deleted_while_many_write_leaves_nothing(workspace):
    project = projects.add_project(workspace, "Support tickets", "Ana")
    card = projects.add_taxonomy(workspace, project.id, "Topics", Brief())
    documents.add_documents(workspace, project.id, texts(500), upload(500))
    run = runs.add_run(workspace, project.id, card.id, "label", {}, "Ana")

    def write(start):
        for n in range(start, 500, 10):
            verdict = Verdict(document=document_id(f"text {n}"), primary=None, confidence=1)
            judgements.add_verdicts(workspace, run, 1, "offline", [verdict])
            runs.chunk_done(workspace, run.id, f"from {n}")

    answers = together(lambda: write(0), lambda: write(5), lambda: projects.delete_project(workspace, project.id))
    assert answers[2] is None
    assert rows_left(workspace) == {}
