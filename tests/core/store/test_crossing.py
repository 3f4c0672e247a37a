"""How the labels of record of two taxonomies meet, counted in the database."""

import pytest

from core.labelling.annotation import Annotation
from core.store import documents, judgements, labels, projects, runs
from core.store.crossing import Meeting, Side, meetings
from core.store.labels import Elsewhere, Wanted
from core.taxonomy.brief import Brief
from core.teachers.protocol import Verdict


def judge(engine, project, card, verdicts):
    run = runs.add_run(engine, project.id, card.id, "label", {}, "human:Ana")
    judgements.add_verdicts(engine, run, 1, "offline", verdicts)
    runs.finish(engine, run.id, "done")


@pytest.fixture
def cards(engine, project):
    """Topics of five documents and intents of four of them; the last could not be understood."""
    topics, intents = (projects.add_taxonomy(engine, project.id, name, Brief()) for name in ("Topics", "Intent"))
    ids = documents.document_ids(engine, project.id)[:5]
    given = ("fees", "fees", "cards", None, "cards")
    judge(
        engine,
        project,
        topics,
        [Verdict(document=each, primary=said, confidence=1) for each, said in zip(ids, given, strict=True)],
    )
    said = [Verdict(document=each, primary="ask", confidence=1) for each in ids[:3]]
    judge(engine, project, intents, [*said, Verdict(document=ids[3], primary=None, confidence=0, needs_review=True)])
    return topics, intents


def sides(*cards):
    return [Side(card.id, frozenset()) for card in cards]


def there(card, label):
    return Elsewhere(taxonomy=card.id, labels=frozenset({label}), stale=frozenset())


def test_only_documents_judged_clearly_in_both_are_counted(engine, project, cards):
    topics, intents = cards
    assert sorted(meetings(engine, project.id, *sides(topics, intents))) == [
        Meeting("cards", "ask", 1),
        Meeting("fees", "ask", 2),
    ]


def test_a_persons_word_goes_before_the_teachers_on_either_side(engine, project, cards):
    topics, intents = cards
    last = documents.document_ids(engine, project.id)[3]
    said = Annotation(document=last, person="Ana", primary="complain", blind=False, drawn="chosen", version=1)
    judgements.add_annotations(engine, intents.id, [said])
    assert Meeting(None, "complain", 1) in meetings(engine, project.id, *sides(topics, intents))


def test_the_documents_where_two_labels_meet_can_be_read(engine, project, cards):
    topics, intents = cards
    ids = documents.document_ids(engine, project.id)
    wanted = Wanted(labels=frozenset({"fees"}), also=there(intents, "ask"))
    total, rows = labels.page_of_labels(engine, project.id, topics.id, wanted, 0, 10, stale=frozenset())
    assert (total, [row.document for row in rows]) == (2, ids[:2])
    apart = Wanted(labels=frozenset({"fees"}), also=there(intents, "complain"))
    assert labels.page_of_labels(engine, project.id, topics.id, apart, 0, 10, stale=frozenset())[0] == 0
