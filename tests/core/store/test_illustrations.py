import pytest

from core.corpus.document import Document
from core.labelling.annotation import Annotation
from core.store import documents, judgements, ledger, projects, runs
from core.store.illustrations import Sought, candidates
from core.store.projects import Upload
from core.store.workspace import open_workspace
from core.taxonomy.brief import Brief
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.teachers.protocol import Verdict

UPLOAD = Upload(name="made.csv", made_by="Ana", rows=8, documents=0, duplicates=0, empty=0)
TOLD = {  # document: primary, all that apply, confidence
    "d0": ("cards", ("cards",), 0.9),
    "d1": ("cards", ("cards", "fees"), 0.4),
    "d2": ("fees", ("fees", "cards"), 0.8),
    "d3": ("fees", ("fees",), 0.7),
    "d4": ("cards", ("cards",), 0.6),
    "d5": ("old cards", ("old cards",), 0.5),
    "d6": (None, (), 0.3),
}


@pytest.fixture
def asked(tmp_path):
    engine = open_workspace(f"sqlite:///{tmp_path / 'workspace.db'}")
    project = projects.add_project(engine, "Tickets", "Ana")
    card = projects.add_taxonomy(engine, project.id, "Topics", Brief())
    made = [Document(id=f"d{number}", text=f"Text {number} on paper") for number in range(8)]
    documents.add_documents(engine, project.id, made, UPLOAD)
    names = ("cards", "fees", "old cards", "gone")
    labels = tuple(Label(id=name, name=name) for name in names)
    ledger.append(engine, card.id, Change(labels=labels, author="offline", based_on=0))
    run = runs.add_run(engine, project.id, card.id, "label", {"teacher": "offline"}, "Ana")
    told = [
        Verdict(document=one, primary=primary, applicable=applicable, confidence=sure)
        for one, (primary, applicable, sure) in TOLD.items()
    ]
    judgements.add_verdicts(engine, run, 1, "offline", told)
    said = Annotation(document="d4", person="Ana", primary="fees", blind=True, drawn="chosen", version=1)
    judgements.add_annotations(engine, card.id, [said])

    def ask(kind, labels=("cards", "old cards"), offset=0, limit=9, **more):
        sought = Sought(kind, frozenset(labels), frozenset({"gone"}), **more)
        found = candidates(engine, project.id, card.id, sought, offset, limit)
        return [each.document for each in found]

    yield ask
    engine.dispose()


def test_a_label_s_documents_come_surest_first_whatever_they_were_called(asked):
    assert asked("surest") == ["d0", "d5", "d1"]
    assert asked("doubtful") == ["d1", "d5", "d0"]
    assert asked("surest", ("fees",)) == ["d4", "d2", "d3"], "what a person said is surest"


def test_what_looks_alike_is_under_another_label(asked):
    assert asked("alike") == ["d4", "d2"], "first what a person took away from the teacher's label"
    assert asked("alike", ("fees",)) == ["d1"]


def test_any_document_is_found_by_its_words_and_nobody_has_to_have_judged_it(asked):
    assert asked("any", containing="TEXT 7") == ["d7"]
    assert asked("any", containing="100%") == []
    assert asked("surest", containing="text 5") == ["d5"]


def test_pages_follow_one_another_and_what_is_chosen_is_left_out(asked):
    assert asked("any", limit=3) == ["d0", "d1", "d2"]
    assert asked("any", offset=3, limit=3) == ["d3", "d4", "d5"]
    assert asked("surest", without=("d0", "d1")) == ["d5"]


def test_a_candidate_says_how_it_is_filed(asked, tmp_path):
    engine = open_workspace(f"sqlite:///{tmp_path / 'workspace.db'}")
    sought = Sought("any", frozenset({"cards"}), frozenset())
    found = {each.document: each for each in candidates(engine, "tickets", "tickets-topics", sought, 0, 9)}
    assert (found["d4"].primary, found["d4"].source, found["d4"].confidence) == ("fees", "person", None)
    assert (found["d0"].primary, found["d0"].source, found["d0"].confidence) == ("cards", "teacher", 0.9)
    assert (found["d7"].primary, found["d7"].source) == (None, None)
    engine.dispose()


def test_an_id_in_any_script_is_found_among_labels_that_apply(tmp_path):
    engine = open_workspace(f"sqlite:///{tmp_path / 'other.db'}")
    project = projects.add_project(engine, "Tickets", "Ana")
    card = projects.add_taxonomy(engine, project.id, "Topics", Brief())
    documents.add_documents(engine, project.id, [Document(id="d", text="Überweisung")], UPLOAD)
    run = runs.add_run(engine, project.id, card.id, "label", {"teacher": "offline"}, "Ana")
    told = Verdict(document="d", primary="karten", applicable=("karten", "gebühren"), confidence=1)
    judgements.add_verdicts(engine, run, 1, "offline", [told])
    sought = Sought("alike", frozenset({"gebühren"}), frozenset())
    assert [each.document for each in candidates(engine, project.id, card.id, sought, 0, 5)] == ["d"]
    engine.dispose()
