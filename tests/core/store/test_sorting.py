"""What was sorted when a label was split is written beside the change: all of it, or nothing."""

import pytest
from sqlalchemy import text
from sqlmodel import Session

from core.corpus.document import Document, document_id
from core.labelling.annotation import Annotation
from core.labelling.carry import origins, stale_ids
from core.store import documents, judgements, ledger, projects, runs, unfinished
from core.store.labels import Wanted, all_labels
from core.store.sorting import Assigned, Whole, keep_chosen, keep_sorted, texts_of
from core.taxonomy import edits
from core.taxonomy.brief import Brief
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.teachers.protocol import Verdict

SAID = ["lost card", "stolen card", "card abroad", "login fails"]
IDS = [document_id(each) for each in SAID]
LOST, STOLEN, ABROAD, LOGIN = IDS
PARTS = (Label(id="lost", name="Lost cards"), Label(id="other", name="Other cards"))


@pytest.fixture
def topics(engine):
    """Three documents about cards, one about the app; the teacher is least sure of the second."""
    project = projects.add_project(engine, "Tickets", "Ana")
    card = projects.add_taxonomy(engine, project.id, "Topics", Brief())
    made = [Document(id=each, text=said) for each, said in zip(IDS, SAID, strict=True)]
    upload = projects.Upload(name="x.csv", made_by="Ana", rows=4, documents=0, duplicates=0, empty=0)
    documents.add_documents(engine, project.id, made, upload)
    labels = (Label(id="cards", name="Cards"), Label(id="app", name="App"))
    ledger.append(engine, card.id, Change(labels=labels, author="human:Ana", based_on=0))
    run = runs.add_run(engine, project.id, card.id, "label", {"teacher": "llm", "model": "m"}, "Ana")
    judged = [
        Verdict(document=each, primary="app" if each == LOGIN else "cards", confidence=sure, quote="card"[:4])
        for each, sure in zip(IDS, (0.9, 0.3, 0.6, 0.8), strict=True)
    ]
    judged[0] = judged[0].model_copy(update={"applicable": ("cards", "app")})
    judgements.add_verdicts(engine, run, 1, "llm:m", judged)
    runs.finish(engine, run.id, "done")
    return card


def whole(engine, card):
    now = ledger.taxonomy(engine, card.id)
    return Whole(card.project, card.id, origins(now)["cards"], stale_ids(now))


def split(engine, card, beside):
    now = ledger.taxonomy(engine, card.id)
    labels = edits.split(now, "cards", PARTS)
    return ledger.append(engine, card.id, Change(labels=labels, author="human:Ana", based_on=now.version), beside)


def record(engine, card):
    now = ledger.taxonomy(engine, card.id)
    rows = all_labels(engine, card.project, card.id, Wanted(judged=False), stale=stale_ids(now))
    return {row.document: (row.primary, row.source) for row in rows}


def refund(part="lost"):
    return Assigned(part, "query", "Contains “lost”", "lost")


def test_the_documents_of_a_label_come_the_most_doubtful_first(engine, topics):
    assert [document for document, _ in texts_of(engine, whole(engine, topics))] == [STOLEN, ABROAD, LOST]


def test_what_was_sorted_becomes_verdicts_of_a_finished_run_that_keep_further_labels(engine, topics):
    cards = whole(engine, topics)

    def beside(session, version):
        assert keep_sorted(session, cards, version, "Ana", "Sorted", {LOST: refund(), ABROAD: refund("other")}) == 2

    split(engine, topics, beside)
    [lost] = judgements.verdicts(engine, topics.id, [LOST])
    assert (lost.primary, lost.applicable, lost.confidence) == ("lost", ("lost", "app"), 0.9)
    assert (lost.reason, lost.quote) == ("Contains “lost”", "lost")
    run = runs.latest_run(engine, topics.id, "label")
    assert (run.status, run.note, run.done, run.made_by) == ("done", "Sorted", 2, "Ana")
    assert run.settings == {"teacher": "llm", "model": "m"}  # asking again asks the same teacher
    assert record(engine, topics) == {
        LOST: ("lost", "teacher"),
        ABROAD: ("other", "teacher"),
        STOLEN: ("cards", "teacher"),  # left over, so it is asked again
        LOGIN: ("app", "teacher"),
    }


def test_a_document_that_has_left_the_label_meanwhile_is_left_alone(engine, topics):
    cards = whole(engine, topics)
    again = runs.add_run(engine, topics.project, topics.id, "label", {}, "Ben")
    judgements.add_verdicts(engine, again, 1, "llm:m", [Verdict(document=LOST, primary="app", confidence=1)])
    runs.finish(engine, again.id, "done")
    split(engine, topics, lambda session, version: keep_sorted(session, cards, version, "Ana", "", {LOST: refund()}))
    assert record(engine, topics)[LOST] == ("app", "teacher")
    assert len(runs.runs(engine, taxonomy_id=topics.id)) == 2  # nothing was sorted, so there is no run


def said(person, primary, version=1):
    return Annotation(document=LOST, person=person, primary=primary, blind=True, drawn="random", probability=0.5,
                      version=version)  # fmt: skip


def test_what_people_said_is_never_overwritten_and_gives_way_to_what_is_sorted_by_hand(engine, topics):
    judgements.add_annotations(engine, topics.id, [said("Ben", "cards"), said("Cem", "cards")])
    cards, now = whole(engine, topics), ledger.taxonomy(engine, topics.id)
    after = now.apply(Change(labels=edits.split(now, "cards", PARTS), author="human:Ana", based_on=1))
    split(engine, topics, lambda session, _: keep_chosen(session, cards, after, "Ana", {LOST: "lost"}))
    kept = judgements.annotations(engine, topics.id)
    assert [(each.person, each.primary) for each in kept] == [("Ben", "cards"), ("Cem", "cards"), ("Ana", "lost")]
    assert (kept[2].blind, kept[2].drawn, kept[2].version, kept[2].counts) == (False, "chosen", 2, False)
    assert record(engine, topics)[LOST] == ("lost", "person")


def test_a_person_s_judgement_of_the_whole_stays_beside_the_verdict_that_words_give(engine, topics):
    judgements.add_annotations(engine, topics.id, [said("Ben", "cards")])
    cards = whole(engine, topics)
    split(engine, topics, lambda session, version: keep_sorted(session, cards, version, "Ana", "", {LOST: refund()}))
    assert [each.primary for each in judgements.annotations(engine, topics.id)] == ["cards"]
    [verdict] = judgements.verdicts(engine, topics.id, [LOST])
    assert verdict.primary == "lost"


def test_where_writing_breaks_off_there_is_neither_split_nor_sorting(engine, topics):
    cards, before = whole(engine, topics), record(engine, topics)
    unfinished.put_aside(engine, topics.id, "Ana", "split cards", Label(id="x", name="X"))

    def beside(session: Session, version):
        keep_sorted(session, cards, version, "Ana", "", {LOST: refund()})
        unfinished.forget(session, topics.id, "Ana", "split cards")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        split(engine, topics, beside)
    assert ledger.version(engine, topics.id) == 1
    assert record(engine, topics) == before
    assert len(runs.runs(engine, taxonomy_id=topics.id)) == 1
    assert unfinished.taken_up(engine, topics.id, "Ana", "split cards", Label) is not None
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM verdict")).scalar() == 4


def test_what_is_put_aside_is_one_person_s_and_goes_with_the_project(engine, topics):
    for name in ("First", "Second"):
        unfinished.put_aside(engine, topics.id, "Ana", "split cards", Label(id="x", name=name))
    found = unfinished.taken_up(engine, topics.id, "Ana", "split cards", Label)
    assert found.name == "Second"
    assert unfinished.taken_up(engine, topics.id, "Ben", "split cards", Label) is None
    projects.delete_project(engine, topics.project)
    assert unfinished.taken_up(engine, topics.id, "Ana", "split cards", Label) is None
