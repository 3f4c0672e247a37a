import pytest

from core.labelling.annotation import Annotation
from core.labelling.batches import random_batch
from core.store import documents, judgements, ledger, projects, runs
from core.taxonomy import edits
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change, Taxonomy
from core.teachers.protocol import Verdict
from core.work.doubting import send_to_check
from pages.parts import annotator

LABELS = (Label(id="cards", name="Cards"), Label(id="app", name="App"), Label(id="transfers", name="Transfers"))


@pytest.fixture
def topics(engine, tickets):
    """Labels, and the offline teacher's verdicts: all right but for the last documents."""
    taxonomy_id = projects.taxonomies(engine, tickets.id)[0].id
    ledger.append(engine, taxonomy_id, Change(labels=LABELS, author="offline", based_on=0))
    run = runs.add_run(engine, tickets.id, taxonomy_id, "label", {}, "human:Ana")
    ids = documents.document_ids(engine, tickets.id)
    said = [
        Verdict(document=document, primary="cards" if place > 50 else LABELS[place % 3].id, confidence=0.9)
        for place, document in enumerate(ids)
    ]
    judgements.add_verdicts(engine, run, 1, "offline", said)
    runs.finish(engine, run.id, "done")
    return taxonomy_id


def judge(engine, project_id, taxonomy_id, person, count, **given):
    """As many random documents judged blind as asked for, and rightly."""
    ids = documents.document_ids(engine, project_id)
    drawn = random_batch(ids, 0, count, 0)
    said = [
        Annotation(
            **{
                "document": each.document,
                "person": person,
                "primary": LABELS[ids.index(each.document) % 3].id,
                "blind": True,
                "drawn": "random",
                "probability": each.probability,
                "version": 1,
                **given,
            }
        )
        for each in drawn
    ]
    judgements.add_annotations(engine, taxonomy_id, said)


def metrics(app):
    return {metric.label: metric.value for metric in app.metric}


def said(app):
    return " ".join(element.value for kind in (app.markdown, app.caption, app.info) for element in kind)


def test_without_labels_the_page_leads_to_growing_them(visit, tickets):
    assert visit("check", project=tickets.id).button(key="to-grow").label == "Grow the labels"


def test_a_batch_is_opened_in_the_address_so_that_it_survives_a_reload(visit, tickets, topics):
    app = visit("check", project=tickets.id)
    app.number_input(key="batch-size").set_value(20).run()
    app.button(key="begin").click().run()
    address = {name: app.query_params[name] for name in ("draw", "from", "size")}
    assert address == {"draw": "random", "from": "0", "size": "20"}
    again = visit("check", project=tickets.id, **address)
    assert "documents 1 to 20 of the queue" in said(again)
    assert not again.exception


def test_the_next_batch_begins_where_this_person_left_off(engine, visit, tickets, topics):
    judge(engine, tickets.id, topics, "Ana", 10)
    app = visit("check", project=tickets.id)
    app.button(key="begin").click().run()
    assert app.query_params["from"] == "10"


def test_a_finished_batch_offers_the_next_one_and_the_statistics(engine, visit, tickets, topics):
    judge(engine, tickets.id, topics, "Ana", 10)
    app = visit("check", project=tickets.id, draw="random", size="10", **{"from": "0"})
    assert metrics(app)["Documents judged"] == "10"
    app.button(key="more").click().run()
    assert app.query_params["from"] == "10"
    assert not app.metric


def test_few_judgements_are_said_to_be_too_few(engine, visit, tickets, topics):
    judge(engine, tickets.id, topics, "Ana", 10)
    assert "too few to judge the teacher by" in said(visit("check", project=tickets.id))


def test_agreement_is_given_with_kappa_and_intervals_for_teacher_and_for_people(engine, visit, tickets, topics):
    judge(engine, tickets.id, topics, "Ana", 60)
    judge(engine, tickets.id, topics, "Ben", 40)
    app = visit("check", project=tickets.id)
    assert metrics(app) == {"They agree on": "90 %", "Cohen's kappa": "0.85", "Documents judged": "60"}
    assert "80 to 95 %, n = 60" in said(app)
    assert "**Ana** and **Ben** agree on 100 %" in said(app)
    assert "cannot be compared" not in said(app)
    assert "too few" not in said(app)


def test_a_number_of_documents_below_that_of_those_judged_is_explained(engine, visit, tickets, topics):
    judge(engine, tickets.id, topics, "Ana", 40)
    judge(engine, tickets.id, topics, "Ben", 40, primary="cards")
    app = visit("check", project=tickets.id)
    assert "40 random documents judged blind by 2 people" in said(app)
    assert "of the 40 judged blind cannot be compared: people tie on" in said(app)


def test_what_was_seen_or_picked_never_enters_the_statistics(engine, visit, tickets, topics):
    judge(engine, tickets.id, topics, "Ana", 20, blind=False)
    judge(engine, tickets.id, topics, "Ben", 20, drawn="doubtful", probability=None)
    judge(engine, tickets.id, topics, "Carla", 20, changed_after_reveal=True)
    app = visit("check", project=tickets.id)
    assert "Nothing can be said yet" in said(app) and not app.metric


def test_doubtful_documents_can_be_judged_too(visit, tickets, topics):
    app = visit("check", project=tickets.id)
    app.segmented_control(key="kind").set_value("doubtful").run()
    assert "never enter the statistics" in said(app)
    app.button(key="begin").click().run()
    assert app.query_params["draw"] == "doubtful" and not app.exception


def test_what_has_to_be_judged_again_is_a_kind_of_its_own_once_there_is_any(engine, visit, tickets, topics):
    judge(engine, tickets.id, topics, "Ana", 9)
    app = visit("check", project=tickets.id)
    assert app.segmented_control(key="kind").options == ["Drawn at random", "Where the teacher is least sure"]
    now = ledger.taxonomy(engine, topics)
    ledger.append(engine, topics, Change(labels=edits.retire(now, "cards"), author="human:Ben", based_on=1))
    said_before = judgements.annotations(engine, topics, "Ana")
    mine = [each for each in said_before if each.primary == "cards"]
    standing = {each.document for each in said_before} - {each.document for each in mine}
    told = judgements.judged(engine, topics)
    waiting = {document for document, label in told.items() if label == "cards"} - standing
    app = visit("check", project=tickets.id)
    assert app.segmented_control(key="kind").options[-1] == f"To be judged again ({len(waiting)})"
    app.segmented_control(key="kind").set_value("again").run()
    assert "Yours come first" in said(app)
    app.number_input(key="batch-size").set_value(20).run()
    app.button(key="begin").click().run()
    assert app.query_params["draw"] == "again" and not app.exception
    asked = app.session_state["asked-again"][1]
    assert {each.document for each in asked.drawn[: len(mine)]} == {each.document for each in mine}
    assert {each.drawn for each in asked.drawn[: len(mine)]} == {"random"}
    assert asked.again[mine[0].document].earlier == mine[0]


def test_a_batch_that_is_judged_again_stays_as_it_was_opened(engine, visit, tickets, topics):
    now = ledger.taxonomy(engine, topics)
    ledger.append(engine, topics, Change(labels=edits.retire(now, "cards"), author="human:Ben", based_on=1))
    app = visit("check", project=tickets.id, draw="again", size="10", **{"from": "0"})
    opened = app.session_state["asked-again"][1]
    for person in ("Ben", "Ana"):
        for each in opened.drawn:
            kept = Annotation(
                document=each.document, person=person, primary="app", blind=True, drawn="chosen", version=2
            )
            judgements.add_annotations(engine, topics, [kept])
        app.run()
        assert app.session_state["asked-again"][1] == opened
    assert app.button(key="more").label == "Judge 10 more"
    app.button(key="more").click().run()
    following = app.session_state["asked-again"][1]
    assert {each.document for each in following.drawn}.isdisjoint({each.document for each in opened.drawn})


def sent(**given):
    return {
        "client": "c", "seq": 1, "document": "d", "primary": "cards", "applicable": ["cards"], "note": "",
        "seconds": 2.5,
    } | given  # fmt: skip


def test_judgements_from_a_browser_are_taken_in_order_and_only_of_the_batch_and_its_labels():
    taxonomy = Taxonomy().apply(Change(labels=LABELS, author="offline", based_on=0))
    events = [
        sent(seq=3, primary=None, applicable=[]), sent(), sent(seq=2, document="other"), sent(seq=4, primary="spam"),
        sent(seq=5, applicable=["cards", "spam"]), sent(seq=6, seconds=-1), {"seq": 7}, None,
    ]  # fmt: skip
    taken = annotator.judgements(events, ["d"], taxonomy)
    assert [(each.seq, each.primary) for each in taken] == [(1, "cards"), (3, None)]
    assert annotator.judgements("nonsense", ["d"], taxonomy) == []


def test_a_judgement_sent_twice_is_recognised():
    taxonomy = Taxonomy().apply(Change(labels=LABELS, author="offline", based_on=0))
    [judgement] = annotator.judgements([sent()], ["d"], taxonomy)
    kept = Annotation(
        document="d", person="Ana", primary="cards", applicable=("cards",), blind=True, drawn="random", version=1
    )
    assert judgement.repeats(kept)
    assert not judgement.repeats(kept.model_copy(update={"note": "unsure"}))


def test_what_a_classifier_doubts_is_judged_as_a_kind_of_its_own(engine, visit, tickets, topics):
    run = runs.add_run(engine, tickets.id, topics, "train", {}, "human:Ana")
    runs.finish(engine, run.id, "done")
    sent = documents.document_ids(engine, tickets.id)[:3]
    send_to_check(engine, run.id, sent, "human:Ana")
    app = visit("check", project=tickets.id, kind="sent")
    assert app.segmented_control(key="kind").options[-1] == "Sent by the classifier (3)"
    assert app.button(key="begin").label == "Judge 3 documents"
    app.button(key="begin").click().run()
    assert app.query_params["draw"] == "sent" and not app.exception
    assert "documents it doubts or was not sure of" in said(app)
    assert {each.document for each in app.session_state["asked-again"][1].drawn} == {*sent}
