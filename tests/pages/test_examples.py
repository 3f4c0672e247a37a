import pytest

from core.labelling.annotation import Annotation
from core.store import documents, judgements, ledger, runs
from core.taxonomy.label import Quote
from core.teachers.protocol import Verdict
from tests.pages.conftest import words
from tests.pages.curating import by_someone, label


@pytest.fixture
def judged(engine, tickets, topics):
    """Every third document is about cards, surest first; the first about the app might be about cards as well."""
    ids = documents.document_ids(engine, tickets.id)
    names = ("cards", "app", "transfers")
    run = runs.add_run(engine, tickets.id, topics, "label", {"teacher": "offline"}, "Ana")
    told = [
        Verdict(
            document=one,
            primary=names[place % 3],
            applicable=("app", "cards") if place == 1 else (names[place % 3],),
            confidence=1 - place / 100,
        )
        for place, one in enumerate(ids)
    ]
    judgements.add_verdicts(engine, run, 1, "offline", told)
    return ids


@pytest.fixture
def finding(visit, tickets, judged):
    app = visit("curate", project=tickets.id, label="cards")
    app.segmented_control(key="illustrations-cards").set_value("Find documents").run()
    return app


def offered(app):
    keys = [str(each.key) for each in app.button]
    return [key.removeprefix("example-cards-") for key in keys if key.startswith("example-cards-")]


def test_a_document_becomes_an_example_with_a_click_and_none_with_another(engine, finding, topics, judged):
    assert offered(finding) == judged[:15:3], "the surest first, five at a time"
    finding.button(key=f"example-cards-{judged[3]}").click().run()
    finding.button(key=f"example-cards-{judged[0]}").click().run()
    assert label(engine, topics).examples == (judged[0], judged[3]), "what a person picks last comes first"
    assert offered(finding)[0] == judged[6]
    finding.segmented_control(key="illustrations-cards").set_value("Examples").run()
    assert "swallowed" in words(finding)
    finding.button(key=f"remove-cards-{judged[0]}").click().run()
    assert label(engine, topics).examples == (judged[3],)


def test_what_looks_alike_is_offered_as_a_counter_example(engine, finding, topics, judged):
    said = Annotation(document=judged[3], person="Ben", primary="app", blind=True, drawn="chosen", version=1)
    judgements.add_annotations(engine, topics, [said])
    finding.segmented_control(key="kind-cards").set_value("alike").run()
    assert offered(finding) == [judged[3], judged[1]]
    finding.button(key=f"counter-cards-{judged[1]}").click().run()
    assert label(engine, topics).counter_examples == (judged[1],)
    assert offered(finding) == [judged[3]]
    finding.segmented_control(key="illustrations-cards").set_value("Counter-examples").run()
    finding.button(key=f"remove-cards-{judged[1]}").click().run()
    assert label(engine, topics).counter_examples == ()


def test_what_is_chosen_as_a_counter_example_is_not_offered_again(engine, finding, topics, judged):
    finding.button(key=f"counter-cards-{judged[0]}").click().run()
    assert (label(engine, topics).examples, label(engine, topics).counter_examples) == ((), (judged[0],))
    assert judged[0] not in offered(finding)


def test_pages_of_documents_follow_one_another(finding, judged):
    finding.button(key="find-cards-surest--more").click().run()
    assert offered(finding) == judged[15:30:3]
    finding.button(key="find-cards-surest--back").click().run()
    assert offered(finding) == judged[:15:3]


def test_documents_are_found_by_their_words_among_all(finding, judged):
    finding.segmented_control(key="kind-cards").set_value("any").run()
    finding.text_input(key="containing-cards").set_value("salary transfer number 20").run()
    assert offered(finding) == [judged[20]]
    assert "Transfers · 80 % sure" in words(finding)
    finding.text_input(key="containing-cards").set_value("no such words").run()
    assert "There is no such document." in words(finding)


def test_the_teacher_s_doubts_come_first_where_they_are_asked_for(finding, judged):
    finding.segmented_control(key="kind-cards").set_value("doubtful").run()
    assert offered(finding)[0] == judged[57]


def test_a_passage_quoted_from_an_example_stands_out(engine, visit, tickets, judged, topics):
    quote = Quote(document=judged[0], text="swallowed by the cash machine")
    by_someone(engine, topics, examples=(judged[0],), quotes=(quote,))
    app = visit("curate", project=tickets.id, label="cards")
    assert "**swallowed by the cash machine**" in words(app)


def test_a_choice_is_undone_like_any_other_step(engine, finding, topics, judged):
    finding.button(key=f"example-cards-{judged[0]}").click().run()
    assert "chose other examples for “Cards”" in finding.button(key="undo").label
    finding.button(key="undo").click().run()
    assert label(engine, topics).examples == ()
    assert len(ledger.changes(engine, topics)) == 3


def test_an_example_whose_document_is_gone_is_passed_over(engine, visit, tickets, topics):
    by_someone(engine, topics, examples=("no-such-document",))
    app = visit("curate", project=tickets.id, label="cards")
    assert not app.exception
