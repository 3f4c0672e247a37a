"""A label is split by content in one step; undone, its parts mean the whole again, and redone, the parts."""

import pytest

from core.corpus.document import Document, document_id
from core.errors import InvalidTaxonomy
from core.labelling.annotation import Annotation
from core.labelling.carry import stale_ids
from core.labelling.sorting import Part, Splitting, queries, sort
from core.labelling.tally import tally
from core.store import documents, judgements, labels, ledger, projects, runs, unfinished
from core.store.at_version import given_at
from core.taxonomy.brief import Brief
from core.taxonomy.history import undo
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.teachers.protocol import Verdict
from core.work.splitting import kept_beside, prepare, texts, whole_of

SPLITTING = Splitting(
    parts=(Part(number=1, name="Lost cards", words="lost OR stolen"), Part(number=2, name="Cards", words="-fee"))
)


def project_of(engine, said, judged):
    """A project with these documents, all of whose verdicts say “Cards”."""
    project = projects.add_project(engine, "Tickets", "Ana")
    card = projects.add_taxonomy(engine, project.id, "Topics", Brief())
    made = [Document(id=document_id(each), text=each) for each in said]
    upload = projects.Upload(name="x.csv", made_by="Ana", rows=len(made), documents=0, duplicates=0, empty=0)
    documents.add_documents(engine, project.id, made, upload)
    change = Change(labels=(Label(id="cards", name="Cards"),), author="human:Ana", based_on=0)
    ledger.append(engine, card.id, change)
    run = runs.add_run(engine, project.id, card.id, "label", {}, "Ana")
    verdicts = [Verdict(document=each.id, primary="cards", confidence=0.7) for each in made[:judged]]
    judgements.add_verdicts(engine, run, 1, "offline", verdicts)
    runs.finish(engine, run.id, "done")
    return card


@pytest.fixture
def topics(engine):
    return project_of(engine, [f"card lost in street {n}" for n in range(6)] + ["card fee", "no card yet"], 8)


def split(engine, card, splitting=SPLITTING, person="Ana", broken=None):
    now = ledger.taxonomy(engine, card.id)
    whole = whole_of(now, card.project, card.id, "cards")
    read = texts(engine, whole)
    found = sort(splitting, queries(splitting), read)
    prepared = prepare(now, "cards", splitting, found)
    beside = kept_beside(whole, now["cards"], splitting, found, prepared, read, person)

    def breaking(session, version):
        beside(session, version)
        if broken:
            raise broken

    change = Change(labels=prepared.labels, author=f"human:{person}", based_on=now.version, reason="Too broad")
    return ledger.append(engine, card.id, change, breaking)


def take_back(engine, card, version):
    log = ledger.changes(engine, card.id)
    return ledger.append(engine, card.id, undo(log, version, "human:Ben"))


def sizes(engine, card):
    now = ledger.taxonomy(engine, card.id)
    counted = tally(labels.counts(engine, card.project, card.id, stale=stale_ids(now)), now)
    return {str(label): counted.documents(label.id) for label in now.live}, counted.stale


def test_a_split_takes_its_documents_along_and_leaves_the_rest_to_be_asked_again(engine, topics):
    unfinished.put_aside(engine, topics.id, "Ana", unfinished.name_of_split("cards"), SPLITTING)
    split(engine, topics)
    assert sizes(engine, topics) == ({"Lost cards": 6, "Cards": 1}, 1)
    change = ledger.changes(engine, topics.id)[-1]
    assert (change.author, change.reason) == ("human:Ana", "Too broad")
    said = {verdict.reason for verdict in judgements.verdicts(engine, topics.id)}
    assert {"Contains “lost”", "Without “fee”"} <= said
    assert runs.latest_run(engine, topics.id, "label").note == "Sorted when “Cards” was split"
    assert unfinished.taken_up(engine, topics.id, "Ana", unfinished.name_of_split("cards"), Splitting) is None


def test_an_undone_split_lets_its_parts_mean_the_whole_again_and_redone_the_parts(engine, topics):
    after = split(engine, topics)
    later = runs.add_run(engine, topics.project, topics.id, "label", {}, "Ana")  # someone labels on, hours later
    fee = document_id("card fee")
    judgements.add_verdicts(engine, later, 2, "offline", [Verdict(document=fee, primary="cards-2", confidence=1)])
    runs.finish(engine, later.id, "done")
    assert sizes(engine, topics) == ({"Lost cards": 6, "Cards": 2}, 0)
    undone = take_back(engine, topics, after.version)
    assert sizes(engine, topics) == ({"Cards": 8}, 0)
    take_back(engine, topics, undone.version)
    assert sizes(engine, topics) == ({"Lost cards": 6, "Cards": 2}, 0)


def test_a_label_split_undone_and_split_otherwise_still_has_all_its_documents(engine, topics):
    take_back(engine, topics, split(engine, topics).version)
    other = Splitting(parts=(Part(number=1, name="Fees", words="fee"), Part(number=2, name="Others")), rest=2)
    split(engine, topics, other)
    assert sizes(engine, topics) == ({"Fees": 1, "Others": 7}, 0)


def test_what_people_sort_by_hand_is_theirs_and_what_they_said_before_is_kept(engine, topics):
    fee = document_id("card fee")
    before = Annotation(document=fee, person="Ben", primary="cards", blind=True, drawn="chosen", version=1)
    judgements.add_annotations(engine, topics.id, [before])
    after = split(engine, topics, SPLITTING.put(fee, 1), person="Cem")
    kept = judgements.annotations(engine, topics.id)
    assert [(each.person, each.primary, each.blind) for each in kept] == [
        ("Ben", "cards", True),
        ("Cem", "lost-cards", False),
    ]
    assert kept[1].version == after.version
    assert sizes(engine, topics) == ({"Lost cards": 7, "Cards": 1}, 0)
    take_back(engine, topics, after.version)
    assert sizes(engine, topics) == ({"Cards": 8}, 0)


def test_sorting_by_hand_says_nothing_while_it_is_undone_and_is_kept_all_the_same(engine, topics):
    fee = document_id("card fee")
    after = split(engine, topics, SPLITTING.put(fee, 1))
    undone = take_back(engine, topics, after.version)
    assert judgements.annotations(engine, topics.id) == []
    assert {count.source for count in labels.counts(engine, topics.project, topics.id, stale=frozenset())} == {
        "teacher"
    }
    said = Annotation(document=fee, person="Ben", primary=None, blind=True, drawn="chosen", version=3)
    judgements.add_annotations(engine, topics.id, [said])
    assert sizes(engine, topics) == ({"Cards": 7}, 0)  # nobody outvotes Ben
    take_back(engine, topics, undone.version)
    assert [each.person for each in judgements.annotations(engine, topics.id)] == ["Ana", "Ben"]


def test_verdicts_as_they_stood_at_a_version_leave_out_what_was_undone_by_then(engine, topics):
    after = split(engine, topics)
    undone = take_back(engine, topics, after.version)
    at = {
        version: {each.primary: each.documents for each in given_at(engine, topics.id, version)}
        for version in (1, 2, 3)
    }
    assert at == {1: {"cards": 8}, 2: {"lost-cards": 6, "cards-2": 1, "cards": 1}, 3: {"cards": 8}}
    take_back(engine, topics, undone.version)
    assert {each.primary for each in given_at(engine, topics.id, 4)} == {"lost-cards", "cards-2", "cards"}


def test_a_teacher_s_sorting_is_signed_by_the_teacher(engine, topics):
    fee = document_id("card fee")
    parts = tuple(part.model_copy(update={"words": ""}) for part in SPLITTING.parts)
    split(engine, topics, Splitting(parts=parts, by_teacher={fee: 1}, teacher="llm:m"))
    [verdict] = judgements.verdicts(engine, topics.id, [fee])
    assert (verdict.primary, verdict.reason) == ("lost-cards", "Sorted to it when “Cards” was split")
    assert sizes(engine, topics) == ({"Lost cards": 1, "Cards": 0}, 7)


def test_killed_at_its_last_moment_a_split_leaves_everything_as_it_was(engine, topics):
    with pytest.raises(KeyboardInterrupt):
        split(engine, topics, SPLITTING.put(document_id("card fee"), 1), broken=KeyboardInterrupt)
    assert sizes(engine, topics) == ({"Cards": 8}, 0)
    assert ledger.version(engine, topics.id) == 1
    assert judgements.annotations(engine, topics.id) == []
    assert len(runs.runs(engine, taxonomy_id=topics.id)) == 1


def test_parts_that_make_no_sense_are_refused_before_anything_is_written(engine, topics):
    for parts, said in (
        ((Part(number=1, name="A"),), "at least two"),
        ((Part(number=1, name="A"), Part(number=2, name="a")), "Two labels would be called"),
        ((Part(number=1, name="A"), Part(number=2)), "Give each part a name"),
    ):
        with pytest.raises(InvalidTaxonomy, match=said):
            split(engine, topics, Splitting(parts=parts))
    assert ledger.version(engine, topics.id) == 1


def test_more_documents_than_a_statement_holds_are_sorted_and_kept(engine):
    said = [f"{n} card {'lost' if n % 3 else 'fee'} {'größe' if n % 5 else ''}" for n in range(2100)]
    card = project_of(engine, said, 2100)
    split(engine, card)
    assert sizes(engine, card) == ({"Lost cards": 1400, "Cards": 0}, 700)
