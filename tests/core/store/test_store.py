"""The workspace on a real SQLite file: what goes in comes out, for everyone, and nothing twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from core.corpus.document import Document, document_id
from core.errors import Conflict, NotFound
from core.labelling.annotation import Annotation
from core.store import classifiers, documents, judgements, labels, ledger, projects, replies, runs
from core.store.overview import overview
from core.store.workspace import open_workspace
from core.taxonomy.brief import Brief
from core.taxonomy.edits import add, merge, rename
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.teachers.protocol import Reply, Verdict


@pytest.fixture
def workspace(tmp_path):
    return open_workspace(f"sqlite:///{tmp_path}/workspace.db")


def upload(rows: int) -> projects.Upload:
    return projects.Upload(name="tickets.csv", made_by="Ana", rows=rows, documents=0, duplicates=0, empty=0)


def written(count: int) -> list[Document]:
    plans = ("free", "plus")
    return [
        Document(id=document_id(f"text {n}"), text=f"text {n}", metadata={"plan": plans[n % 2]}) for n in range(count)
    ]


@pytest.fixture
def place(workspace):
    project = projects.add_project(workspace, "Support tickets", "Ana")
    documents.add_documents(workspace, project.id, written(10), upload(10))
    return project, projects.add_taxonomy(workspace, project.id, "Topics", Brief(max_labels=7))


def edit(workspace, card, edited, based_on=None, author="human:Ana", batch=""):
    version = ledger.version(workspace, card.id) if based_on is None else based_on
    return ledger.append(workspace, card.id, Change(labels=edited, author=author, based_on=version, batch=batch))


def test_loading_the_same_file_twice_changes_nothing(workspace, place):
    project, _ = place
    again = documents.add_documents(workspace, project.id, written(10), upload(10))
    assert (again.documents, again.duplicates) == (0, 10)
    assert documents.shape(workspace, project.id).documents == 10
    assert documents.shape(workspace, project.id).copies == 0


def test_a_file_that_breaks_off_leaves_nothing_behind(workspace, place):
    project, _ = place

    def broken():
        yield from (Document(id=document_id(f"more {n}"), text=f"more {n}") for n in range(2000))
        raise RuntimeError("the file ended in the middle")

    with pytest.raises(RuntimeError):
        documents.add_documents(workspace, project.id, broken(), upload(2001))
    assert documents.count_documents(workspace, project.id) == 10
    assert len(projects.uploads(workspace, project.id)) == 1


def test_documents_are_found_by_id_by_place_and_by_text(workspace, place):
    project, _ = place
    ids = documents.document_ids(workspace, project.id)
    assert [found.id for found in documents.documents(workspace, project.id, [ids[3], "gone", ids[1]])] == [
        ids[3],
        ids[1],
    ]
    assert [found.text for found in documents.documents_at(workspace, project.id, [2, 1])] == ["text 1", "text 0"]
    assert documents.page_of_documents(workspace, project.id, 0, 5, "TEXT 7")[0] == 1
    assert documents.page_of_documents(workspace, project.id, 0, 5, "%")[0] == 0, "a search is not a pattern"
    assert documents.metadata_columns(workspace, project.id) == ["plan"]


def test_projects_of_one_name_get_ids_of_their_own(workspace):
    made = [projects.add_project(workspace, "Support tickets", "Ana").id for _ in range(2)]
    assert made == ["support-tickets", "support-tickets-2"]


def test_what_is_not_there_is_said_in_words(workspace):
    with pytest.raises(NotFound, match="no project “gone”"):
        projects.project(workspace, "gone")
    with pytest.raises(NotFound, match="no taxonomy “gone”"):
        projects.taxonomy_card(workspace, "gone")


def test_deleting_a_project_leaves_nothing_of_it(workspace, place):
    project, card = place
    edit(workspace, card, (Label(id="fees", name="Fees"),))
    run = runs.add_run(workspace, project.id, card.id, "label", {}, "Ana")
    ids = documents.document_ids(workspace, project.id)
    judgements.add_verdicts(workspace, run, 1, "offline", [Verdict(document=ids[0], primary="fees", confidence=1)])
    replies.Replies(workspace, run.id).keep("k", Reply("p", "m", "t", 1, 1))
    runs.chunk_done(workspace, run.id, "from 1")
    projects.delete_project(workspace, project.id)
    with workspace.connect() as connection:
        for table in ("project", "upload", "document", "taxonomy", "change", "run", "chunk", "reply", "verdict"):
            assert connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar() == 0, table


def test_edits_of_different_labels_pass_and_of_the_same_label_conflict(workspace, place):
    _, card = place
    edit(workspace, card, (Label(id="a", name="A"),), based_on=0)
    edit(workspace, card, (Label(id="b", name="B"),), based_on=0, author="human:Bo")
    with pytest.raises(Conflict, match="“A”: changed by Ana in the meantime"):
        edit(workspace, card, (Label(id="a", name="Alpha"),), based_on=0, author="human:Bo")


def test_a_batch_enters_the_log_once_however_often_it_is_offered(workspace, place):
    _, card = place
    for _ in range(3):
        edit(workspace, card, (Label(id="a", name="A"),), based_on=0, batch="run/batch 1")
    assert ledger.version(workspace, card.id) == 1
    assert ledger.has_batch(workspace, card.id, "run/batch 1")


def test_many_writers_at_once_lose_nothing(workspace, place):
    _, card = place

    def write(person: str) -> None:
        for n in range(10):
            edit(workspace, card, (Label(id=f"{person}-{n}", name=f"{person} {n}"),), author=f"human:{person}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, ["Ana", "Bo", "Cy", "Di"]))
    taxonomy = ledger.taxonomy(workspace, card.id)
    assert (taxonomy.version, len(taxonomy.live)) == (40, 40)


def test_when_a_change_was_made_is_kept_with_its_zone(workspace, place):
    _, card = place
    edit(workspace, card, (Label(id="a", name="A"),))
    assert ledger.changes(workspace, card.id)[0].at.tzinfo is not None
    assert projects.projects(workspace)[0].at.tzinfo is not None


def label_all(workspace, project, card, given: dict[int, str | None], stage="label"):
    run = runs.add_run(workspace, project.id, card.id, stage, {}, "Ana")
    ids = documents.document_ids(workspace, project.id)
    verdicts = [
        Verdict(document=ids[n], primary=label, applicable=(label,) if label else (), confidence=n / 10)
        for n, label in given.items()
    ]
    judgements.add_verdicts(workspace, run, 1, "offline", verdicts)
    runs.finish(workspace, run.id, "done")
    return run, ids


def test_a_later_run_takes_the_place_of_an_earlier_verdict(workspace, place):
    project, card = place
    label_all(workspace, project, card, {0: "a", 1: "a"})
    label_all(workspace, project, card, {1: "b"})
    run, ids = label_all(workspace, project, card, {})
    assert judgements.judged(workspace, card.id) == {ids[0]: "a", ids[1]: "b"}
    assert judgements.judged_in_run(workspace, run.id) == frozenset()


def test_standing_verdicts_are_counted_and_the_least_confident_found(workspace, place):
    project, card = place
    _, ids = label_all(workspace, project, card, {0: "a", 1: "a", 2: None})
    assert sorted(judgements.count_verdicts(workspace, card.id), key=str) == [("a", False, 2), (None, False, 1)]
    assert judgements.least_confident(workspace, card.id, 2) == {ids[0]: 0.0, ids[1]: 0.1}


def test_a_person_comes_before_the_teacher_and_the_teacher_before_the_classifier(workspace, place):
    project, card = place
    _, ids = label_all(workspace, project, card, {0: "a", 1: "a"})
    said = Annotation(document=ids[0], person="Ana", primary=None, blind=True, drawn="random", version=1)
    judgements.add_annotations(workspace, card.id, [said])
    guesses = [Verdict(document=ids[n], primary="c", confidence=0.5) for n in range(3)]
    judgements.add_predictions(workspace, card.id, "classifier", 1, guesses)
    total, page = labels.page_of_labels(workspace, project.id, card.id, labels.Wanted(), 0, 10, stale=frozenset())
    assert total == 3
    assert [(row.source, row.primary) for row in page] == [("person", None), ("teacher", "a"), ("classifier", "c")]
    none = labels.Wanted(labels=frozenset())
    assert labels.page_of_labels(workspace, project.id, card.id, none, 0, 10, stale=frozenset())[0] == 1
    everything = labels.Wanted(judged=False)
    assert labels.page_of_labels(workspace, project.id, card.id, everything, 0, 3, stale=frozenset())[0] == 10


def test_a_verdict_that_could_not_be_understood_gives_way_to_the_classifier(workspace, place):
    project, card = place
    run = runs.add_run(workspace, project.id, card.id, "label", {}, "Ana")
    ids = documents.document_ids(workspace, project.id)
    unclear = [Verdict(document=ids[n], primary=None, confidence=0, needs_review=True) for n in range(2)]
    judgements.add_verdicts(workspace, run, 1, "llm:m", unclear)
    judgements.add_predictions(workspace, card.id, "c", 1, [Verdict(document=ids[1], primary="a", confidence=0.6)])
    _, page = labels.page_of_labels(workspace, project.id, card.id, labels.Wanted(), 0, 10, stale=frozenset())
    said = [(row.source, row.primary, row.needs_review) for row in page]
    assert said == [("teacher", None, True), ("classifier", "a", False)]


def test_the_label_of_record_is_what_most_people_say_and_the_latest_where_they_tie(workspace, place):
    project, card = place
    ids = documents.document_ids(workspace, project.id)

    def say(person: str, label: str | None) -> str | None:
        said = Annotation(document=ids[0], person=person, primary=label, blind=True, drawn="random", version=1)
        judgements.add_annotations(workspace, card.id, [said])
        return labels.page_of_labels(workspace, project.id, card.id, labels.Wanted(), 0, 10, stale=frozenset())[1][
            0
        ].primary

    assert [say("Ana", "a"), say("Bo", "b"), say("Cy", "a"), say("Bo", "c"), say("Cy", "c")] == [
        "a",
        "b",
        "a",
        "a",
        "c",
    ]


def test_labels_are_filtered_sorted_and_counted_in_the_database(workspace, place):
    project, card = place
    label_all(workspace, project, card, {n: "a" if n < 6 else "b" for n in range(10)})
    wanted = labels.Wanted(labels=frozenset({"a"}), details=(("plan", "free"),), most_confidence=0.3)
    total, page = labels.page_of_labels(
        workspace, project.id, card.id, wanted, 0, 10, "confident first", stale=frozenset()
    )
    assert (total, [row.text for row in page]) == (2, ["text 2", "text 0"])
    counted = {
        (row.primary, row.value): row.documents
        for row in labels.counts(workspace, project.id, card.id, "plan", stale=frozenset())
    }
    assert counted == {("a", "free"): 3, ("a", "plus"): 3, ("b", "free"): 2, ("b", "plus"): 2}
    assert labels.column_values(workspace, project.id, "plan") == [("free", 5), ("plus", 5)]


def test_a_run_pins_the_documents_there_were(workspace, place):
    project, card = place
    run = runs.add_run(workspace, project.id, card.id, "grow", {}, "Ana")
    documents.add_documents(workspace, project.id, [Document(id="new", text="new")], upload(1))
    assert run.documents == 10
    assert documents.count_documents(workspace, project.id) == 11


def test_a_part_ticked_off_twice_counts_once(workspace, place):
    project, card = place
    run = runs.add_run(workspace, project.id, card.id, "grow", {}, "Ana")
    runs.start(workspace, run.id, total=3)
    for chunk in ("one", "one", "two"):
        runs.chunk_done(workspace, run.id, chunk)
    assert (runs.run(workspace, run.id).done, runs.run(workspace, run.id).total) == (2, 3)


def test_a_reply_is_kept_once_and_paid_for_by_the_run_that_asked(workspace, place):
    project, card = place
    first, second = (runs.add_run(workspace, project.id, card.id, stage, {}, "Ana") for stage in ("grow", "label"))
    replies.Replies(workspace, first.id).keep("key", Reply("update", "m", "text", 100, 20))
    replies.Replies(workspace, second.id).keep("key", Reply("update", "m", "other", 1, 1))
    assert replies.Replies(workspace, second.id).recall("key") == "text"
    assert replies.spent(workspace, first.id) == replies.Spent(calls=1, prompt_tokens=100, completion_tokens=20)
    assert replies.spent(workspace, second.id).calls == 0


def test_one_classifier_is_in_use(workspace, place):
    _, card = place
    for name in ("one", "two"):
        classifiers.add_classifier(workspace, name, card.id, "run", name, {"accuracy": 0.5}, b"zip")
        classifiers.put_in_use(workspace, card.id, name)
    assert {kept.name: kept.in_use for kept in classifiers.classifiers(workspace, card.id)} == {
        "one": False,
        "two": True,
    }
    assert classifiers.bundle(workspace, "one") == b"zip"


def test_the_overview_counts_what_there_is(workspace, place):
    project, card = place
    edit(workspace, card, add(ledger.taxonomy(workspace, card.id), "Fees"))
    label_all(workspace, project, card, {0: "fees"})
    runs.add_run(workspace, project.id, card.id, "label", {}, "Ana")
    seen = overview(workspace, project.id, card.id)
    assert (seen.documents, seen.labels, seen.labelled, seen.annotated, len(seen.active)) == (10, 1, 1, 0, 1)
    assert overview(workspace, project.id, None).documents == 10


def test_opening_a_workspace_again_finds_everything(tmp_path):
    url = f"sqlite:///{tmp_path}/workspace.db"
    card = projects.add_taxonomy(
        engine := open_workspace(url), projects.add_project(engine, "P", "Ana").id, "T", Brief(use_case="why")
    )
    ledger.append(
        engine, card.id, Change(labels=(Label(id="a", name="A"), Label(id="b", name="B")), author="x", based_on=0)
    )
    engine.dispose()
    again = open_workspace(url)
    now = ledger.taxonomy(again, card.id)
    ledger.append(again, card.id, Change(labels=rename(now, "a", "Alpha"), author="x", based_on=1))
    ledger.append(
        again, card.id, Change(labels=merge(ledger.taxonomy(again, card.id), ["a", "b"], "b"), author="x", based_on=2)
    )
    assert [label.name for label in ledger.taxonomy(again, card.id).live] == ["B"]
    assert projects.taxonomy_card(again, card.id).brief.use_case == "why"
