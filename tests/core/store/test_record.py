"""The label of record in the database is the one that settling says, whatever has become of the labels since."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.dialects import postgresql

from core.corpus.document import Document
from core.labelling.annotation import Annotation
from core.labelling.carry import stale_ids
from core.labelling.examples import grouped
from core.labelling.settle import settle
from core.labelling.tally import tally
from core.store import documents, judgements, labels, ledger, projects, runs
from core.store.crossing import Meeting, Side, meetings
from core.store.labels import Elsewhere, Wanted
from core.store.record import Record
from core.store.workspace import open_workspace
from core.taxonomy import edits
from core.taxonomy.brief import Brief
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.teachers.protocol import Verdict
from tests.core.taxonomy.histories import histories

IDS = ("one", "two", "three")
LABELS = tuple(Label(id=name.lower(), name=name) for name in ("Orders", "Fees", "Charges", "Spam"))
PARTS = (Label(id="late", name="Late"), Label(id="lost", name="Lost"))


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A workspace with a project of three documents."""
    engine = open_workspace(f"sqlite:///{tmp_path_factory.mktemp('record')}/workspace.db")
    project = projects.add_project(engine, "Three", "Ana")
    upload = projects.Upload(name="three.csv", made_by="Ana", rows=3, documents=0, duplicates=0, empty=0)
    documents.add_documents(engine, project.id, [Document(id=each, text=each) for each in IDS], upload)
    yield engine, project
    engine.dispose()


@pytest.fixture
def card(place):
    engine, project = place
    card = projects.add_taxonomy(engine, project.id, "Topics", Brief())
    ledger.append(engine, card.id, Change(labels=LABELS, author="human:Ana", based_on=0))
    return card


def edit(engine, card, gesture):
    now = ledger.taxonomy(engine, card.id)
    return ledger.append(engine, card.id, Change(labels=gesture(now), author="human:Ana", based_on=now.version))


def tell(engine, card, document, primary, **more):
    run = runs.add_run(engine, card.project, card.id, "label", {}, "Ana")
    verdict = Verdict(document=document, primary=primary, confidence=0.5, **more)
    judgements.add_verdicts(engine, run, 1, "offline", [verdict])
    runs.finish(engine, run.id, "done")


def say(engine, card, document, person, primary):
    said = Annotation(document=document, person=person, primary=primary, blind=False, drawn="chosen", version=1)
    judgements.add_annotations(engine, card.id, [said])


def guess(engine, card, document, primary):
    verdict = Verdict(document=document, primary=primary, confidence=0.5)
    judgements.add_predictions(engine, card.id, "classifier", 1, [verdict])


def seen(engine, card, wanted=None):
    """What the database says of each document: its label as it was given, by whom, and whether it was unclear."""
    stale = stale_ids(ledger.taxonomy(engine, card.id))
    wanted = wanted or Wanted(judged=False)
    _, page = labels.page_of_labels(engine, card.project, card.id, wanted, 0, 10, stale=stale)
    return {row.document: (row.primary, row.source, row.needs_review) for row in page}


def test_a_stale_judgement_of_a_person_does_not_hide_what_the_teacher_said_since(place, card):
    engine, _ = place
    say(engine, card, "one", "Ana", "orders")
    tell(engine, card, "one", "orders")
    edit(engine, card, lambda now: edits.split(now, "orders", PARTS))
    stale = stale_ids(ledger.taxonomy(engine, card.id))
    assert seen(engine, card, Wanted(labels=stale)) == {"one": ("orders", "person", False)}
    tell(engine, card, "one", "late")
    assert seen(engine, card, Wanted(labels=frozenset({"late"}))) == {"one": ("late", "teacher", False)}
    assert seen(engine, card, Wanted(labels=stale)) == {}
    say(engine, card, "one", "Ana", "lost")
    assert seen(engine, card)["one"] == ("lost", "person", False)


def test_people_who_chose_labels_since_merged_outvote_the_one_who_came_last(place, card):
    engine, _ = place
    for person, label in (("Ana", "fees"), ("Ben", "charges"), ("Cleo", "orders")):
        say(engine, card, "one", person, label)
    assert seen(engine, card)["one"][0] == "orders"
    edit(engine, card, lambda now: edits.merge(now, ["charges"], "fees"))
    assert seen(engine, card)["one"][0] == "charges"
    edit(engine, card, lambda now: edits.revive(now, "charges"))
    assert seen(engine, card)["one"][0] == "orders"


def test_the_person_whose_judgement_still_stands_is_heard_where_the_latest_is_stale(place, card):
    engine, _ = place
    say(engine, card, "one", "Ana", "fees")
    say(engine, card, "one", "Ben", "orders")
    edit(engine, card, lambda now: edits.retire(now, "orders"))
    assert seen(engine, card)["one"] == ("fees", "person", False)
    say(engine, card, "one", "Ana", "spam")
    assert seen(engine, card)["one"] == ("spam", "person", False)


def test_two_taxonomies_with_stale_labels_of_the_same_name_keep_them_apart(place, card):
    engine, project = place
    other = projects.add_taxonomy(engine, project.id, "Intents", Brief())
    ledger.append(engine, other.id, Change(labels=LABELS, author="human:Ana", based_on=0))
    for each in (card, other):
        tell(engine, each, "one", "orders")
        say(engine, each, "one", "Ana", "spam")
    edit(engine, card, lambda now: edits.retire(now, "spam"))
    edit(engine, other, lambda now: edits.retire(now, "fees"))
    sides = [Side(each.id, stale_ids(ledger.taxonomy(engine, each.id))) for each in (card, other)]
    assert meetings(engine, project.id, *sides) == [Meeting("orders", "spam", 1)]
    there = Elsewhere(taxonomy=other.id, labels=frozenset({"spam"}), stale=sides[1].stale)
    assert set(seen(engine, card, Wanted(labels=frozenset({"orders"}), also=there))) == {"one"}


def test_the_stale_labels_are_sent_as_one_value_to_either_database():
    said = str(select(Record({"a", "b"}).primary()).compile(dialect=postgresql.dialect()))
    assert said.count("json_array_elements_text(CAST(") == 1


JUDGE = st.sampled_from(["Ana", "Ben", "Cleo", "teacher", "unclear", "classifier"])


@settings(max_examples=30)
@given(histories(longest=8), st.data())
def test_the_database_and_settling_agree_after_any_history(place, log, data):
    engine, project = place
    card = projects.add_taxonomy(engine, project.id, "Topics", Brief())
    predictions = {}
    for change in log:
        live = ledger.append(engine, card.id, change).live
        for judge in data.draw(st.lists(JUDGE, max_size=2)):
            document = data.draw(st.sampled_from(IDS))
            label = data.draw(st.sampled_from([*(each.id for each in live), None]))
            if judge == "teacher":
                tell(engine, card, document, label)
            elif judge == "unclear":
                tell(engine, card, document, None, needs_review=True)
            elif judge == "classifier":
                guess(engine, card, document, label)
                predictions[document] = Verdict(document=document, primary=label, confidence=0.5)
            else:
                say(engine, card, document, judge, label)
    now = ledger.taxonomy(engine, card.id)
    stale = stale_ids(now)
    said = grouped(judgements.annotations(engine, card.id))
    told = {verdict.document: verdict for verdict in judgements.verdicts(engine, card.id)}
    found = seen(engine, card)
    settled = {each: settle(now, said.get(each, ()), told.get(each), predictions.get(each)) for each in IDS}
    for document, (primary, source, unclear) in found.items():
        record = settled[document]
        if record.source is None:
            assert unclear or primary in stale or source is None
        else:
            assert (primary and now.meaning[primary], source, unclear) == (record.primary, record.source, False)
    counted = labels.counts(engine, project.id, card.id, stale=stale)
    clear = tally([each for each in counted if not each.needs_review], now)
    assert clear.stale == sum(primary in stale for primary, _, _ in found.values())
    for label in (*(each.id for each in now.live), None):
        expected = sum(each.source is not None and each.primary == label for each in settled.values())
        assert clear.documents(label) == expected
