"""What an edit does to a workspace, foreseen, against what the workspace says once the edit is kept."""

import random

import pytest

from core.corpus.document import Document, document_id
from core.errors import InvalidTaxonomy, NotFound
from core.labelling.carry import stale_ids
from core.labelling.impact import Crossed, Moves, Rows
from core.labelling.prices import Price
from core.labelling.tally import tally
from core.store import documents, judgements, labels, ledger, projects, runs
from core.store.prices import set_price
from core.store.projects import Upload
from core.taxonomy import edits
from core.taxonomy.brief import Brief
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.work.impact import foreseen
from core.work.what_if import changes_meaning, what_if
from tests.core.labelling.judgements import annotation, verdict

PARTS = (Label(id="part-a", name="Part A"), Label(id="part-b", name="Part B"))
WORDS = [
    ["parcel", "courier", "delivery", "doorstep", "tracking"],
    ["refund", "money", "returned", "reimburse", "cheque"],
    ["password", "login", "account", "locked", "username"],
    ["invoice", "billing", "charged", "tax", "payment"],
    ["broken", "cracked", "screen", "faulty", "damaged"],
    ["holiday", "opening", "hours", "shop", "sunday"],
]
MOODS = (Label(id="calm", name="Calm"), Label(id="cross", name="Cross"))


def judge(engine, project, card, verdicts):
    run = runs.add_run(engine, project.id, card.id, "label", {}, "human:Ana")
    judgements.add_verdicts(engine, run, 1, "offline", verdicts)
    runs.finish(engine, run.id, "done")


@pytest.fixture
def project(engine):
    """Two hundred and forty short texts about six things, forty about each."""
    project = projects.add_project(engine, "Letters", "Ana")
    chance = random.Random(4)
    texts = [f"{' '.join(chance.sample(WORDS[number % 6], 3))} {number}" for number in range(240)]
    made = [Document(id=document_id(text), text=text) for text in texts]
    upload = Upload(name="letters.csv", made_by="Ana", rows=240, documents=0, duplicates=0, empty=0)
    documents.add_documents(engine, project.id, made, upload)
    return project


@pytest.fixture
def ids(engine, project):
    return documents.document_ids(engine, project.id)


@pytest.fixture
def known(engine, project, card, ids):
    """All judged by the teacher as it should be, and sixty by two people, of whom one takes two topics for another."""
    topics = tuple(Label(id=f"t{place}", name=f"About {words[0]}") for place, words in enumerate(WORDS))
    ledger.append(engine, card.id, Change(labels=topics, author="offline", based_on=0))
    given = {document: f"t{place % 6}" for place, document in enumerate(ids)}
    judge(engine, project, card, [verdict(document, label) for document, label in given.items()])
    confused = {"t0": "t1", "t1": "t0"}
    judgements.add_annotations(
        engine,
        card.id,
        [
            annotation(
                document, person, confused.get(given[document], given[document]) if person == "Ben" else given[document]
            )
            for document in ids[:60]
            for person in ("Ana", "Ben")
        ],
    )
    return ledger.taxonomy(engine, card.id)


def now(engine, card):
    taxonomy = ledger.taxonomy(engine, card.id)
    return tally(labels.counts(engine, card.project, card.id, stale=stale_ids(taxonomy)), taxonomy)


@pytest.mark.parametrize(
    "gesture",
    [
        lambda taxonomy: edits.rename(taxonomy, "t2", "Another name"),
        lambda taxonomy: edits.merge(taxonomy, ["t2"], "t3"),
        lambda taxonomy: edits.split(taxonomy, "t2", PARTS),
        lambda taxonomy: edits.retire_all(taxonomy, ["t2", "t4"]),
    ],
    ids=["rename", "merge", "split", "retire"],
)
def test_what_is_foreseen_comes_true(engine, card, known, gesture):
    touched = gesture(known)
    found = foreseen(engine, card.id, known, touched).impact
    before = now(engine, card)
    ledger.append(engine, card.id, Change(labels=touched, author="human:Ana", based_on=known.version))
    after = now(engine, card)
    assert found.documents.total == sum(before.documents(each) for each in before.by_label)
    assert found.documents.stale == after.stale
    moved = sum(max(0, after.documents(label.id) - before.documents(label.id)) for label in known.live)
    assert found.documents.moved == moved


def test_a_document_that_was_predicted_is_counted_once_whoever_judged_it_too(engine, project, card, known, ids):
    predictions = [verdict(each, "t1") for each in ids[50:70]]
    judgements.add_predictions(engine, card.id, "made", 1, predictions)
    found = foreseen(engine, card.id, known, edits.retire(known, "t1")).impact
    assert found.documents.total == found.verdicts.total == len(ids)
    assert found.predictions == Moves(total=20, moved=0, stale=20, again=0)
    again = foreseen(engine, card.id, known, edits.retire(known, "t2")).impact
    assert again.verdicts.stale > again.documents.stale  # some have a prediction that stands


def test_sorted_documents_need_not_be_asked_again(engine, card, known, ids):
    touched = edits.split(known, "t2", PARTS)
    whole = [each.document for each in judgements.verdicts(engine, card.id) if each.primary == "t2"]
    sorting = {document: PARTS[place % 2].id for place, document in enumerate(whole)}
    assert foreseen(engine, card.id, known, touched).impact.documents.stale == len(whole)
    found = foreseen(engine, card.id, known, touched, sorting).impact
    assert (found.documents.stale, found.verdicts.moved) == (0, len(whole))


def test_tables_with_other_taxonomies_are_told_where_they_change(engine, project, card, known, ids):
    mood = projects.add_taxonomy(engine, project.id, "Mood", Brief())
    projects.add_taxonomy(engine, project.id, "Empty", Brief())
    ledger.append(engine, mood.id, Change(labels=MOODS, author="offline", based_on=0))
    given = {each.document: each.primary for each in judgements.verdicts(engine, card.id)}
    gone = [document for document in ids[60:] if given[document] == "t2"]
    judge(engine, project, mood, [verdict(each, "calm") for each in gone[:3]])
    merge = foreseen(engine, card.id, known, edits.merge(known, ["t2"], "t3"))
    assert [(each.name, each.change) for each in merge.beside] == [("Mood", Crossed(2, 3, 0, 0))]
    retire = foreseen(engine, card.id, known, edits.retire(known, "t2"))
    assert [(each.name, each.change) for each in retire.beside] == [("Mood", Crossed(1, 0, 3, 0))]
    assert foreseen(engine, card.id, known, edits.rename(known, "t2", "Else")).beside == ()


def test_asking_again_costs_what_asking_a_model_about_the_stale_documents_does(engine, card, known):
    set_price(engine, Price(model="scripted", prompt=1, completion=2, as_of="2025-01-01"))
    split = foreseen(engine, card.id, known, edits.split(known, "t2", PARTS), model="scripted")
    assert split.cost.calls == split.impact.documents.stale > 0
    assert split.cost.money.amount > 0
    assert foreseen(engine, card.id, known, edits.split(known, "t2", PARTS)).cost is None
    assert foreseen(engine, card.id, known, edits.merge(known, ["t2"], "t3"), model="scripted").cost is None


def test_an_edit_that_cannot_be_made_is_refused_in_words(engine, card, known):
    with pytest.raises(InvalidTaxonomy, match="Two labels"):
        foreseen(engine, card.id, known, edits.rename(known, "t2", known["t3"].name))
    with pytest.raises(NotFound):
        foreseen(engine, card.id, known, edits.split(known, "t2", PARTS), {"some document": "no-part"})


def test_merging_what_people_confuse_raises_their_agreement(engine, project, card, known):
    found = what_if(engine, project.id, card.id, known, edits.merge(known, ["t0"], "t1"))
    assert found.people.after.value == pytest.approx(1)
    assert found.people.clear == 1
    assert found.people.change.n == 60
    assert found.classifier.change.n == 180  # what people judged blind teaches nobody
    assert found.classifier.before.value > 0.9
    assert found.others.change.known


def test_a_merge_of_labels_that_nobody_confuses_does_not_help(engine, project, card, known):
    found = what_if(engine, project.id, card.id, known, edits.merge(known, ["t2"], "t3"))
    assert found.people.change.value < 0


def test_of_parts_that_have_no_documents_nothing_is_told_until_they_are_sorted(engine, project, card, known):
    touched = edits.split(known, "t2", PARTS)
    unsorted = what_if(engine, project.id, card.id, known, touched)
    assert not unsorted.touches.change.known
    assert unsorted.others.change.known
    assert unsorted.classifier.left_out > 0
    whole = [each.document for each in judgements.verdicts(engine, card.id) if each.primary == "t2"]
    sorting = {document: PARTS[place % 2].id for place, document in enumerate(whole)}
    found = what_if(engine, project.id, card.id, known, touched, sorting)
    assert found.touches.clear == -1  # parts at random cannot be told apart
    assert found.people.left_out == unsorted.people.left_out > 0  # nobody has judged the parts


def test_too_few_documents_are_told_as_such(engine, project, card, ids):
    ledger.append(engine, card.id, Change(labels=(*PARTS, *MOODS), author="offline", based_on=0))
    judge(engine, project, card, [verdict(each, "calm") for each in ids[:20]])
    taxonomy = ledger.taxonomy(engine, card.id)
    found = what_if(engine, project.id, card.id, taxonomy, edits.merge(taxonomy, ["calm"], "cross"))
    assert not any(shift.change.known for shift in found)
    assert "two labels at least" in found.classifier.change.method


def test_only_merges_and_splits_are_worth_measuring(card, known):
    assert changes_meaning(known, edits.merge(known, ["t2"], "t3"))
    assert changes_meaning(known, edits.split(known, "t2", PARTS))
    assert changes_meaning(known, edits.retire(known, "t2", to="t3"))
    assert not changes_meaning(known, edits.retire(known, "t2"))
    assert not changes_meaning(known, edits.rename(known, "t2", "Else"))


def test_training_rows_are_those_that_training_would_use(engine, card, known):
    found = foreseen(engine, card.id, known, edits.retire(known, "t0")).impact
    taught = sum(each.primary == "t0" for each in judgements.verdicts(engine, card.id))
    assert isinstance(found.training, Rows)
    assert found.training.lost <= taught
    assert found.training.after == found.training.before - found.training.lost + found.training.gained
