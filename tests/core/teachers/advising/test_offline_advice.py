"""The offline teacher's advice on tickets whose right labels are known."""

import asyncio
import random

import pytest

from core.taxonomy.label import Label
from core.teachers.advising.matter import Disputed
from core.teachers.advising.offline import OfflineAdviser
from tests.core.teachers.advising.conftest import changed, merged, without


@pytest.fixture
def ask(vectors):
    def advise(question, matter, about=(), parts=3):
        return asyncio.run(OfflineAdviser(vectors).advise(question, matter, about, parts))

    return advise


def test_good_labels_get_no_advice(ask, tickets):
    assert ask("overlaps", tickets).remedies == ()
    assert ask("hidden topics", tickets, ("app_login", "fees_pricing", "limits")).remedies == ()
    assert ask("wording", tickets).remedies == ()


def test_a_label_of_two_topics_is_split_with_all_of_its_documents_sorted(ask, tickets):
    matter = merged(tickets, "card_delivery", "fees_pricing")
    (remedy,) = ask("hidden topics", matter, ("card_delivery",)).remedies
    assert (remedy.kind, remedy.about) == ("split", ("card_delivery",))
    whole, *parts = remedy.labels
    assert whole.became == tuple(part.id for part in parts)
    assert len(parts) == 2
    assert len(remedy.sorting) + remedy.unsorted == 90
    fees = {document.id for document in tickets.filed["fees_pricing"]}
    by_part = {part.id: {one for one, into in remedy.sorting.items() if into == part.id} for part in parts}
    shares = sorted(len(some & fees) / len(some) for some in by_part.values())
    assert shares[0] < 0.25 and shares[1] > 0.75
    texts = matter.documents
    assert remedy.evidence
    assert all(each.quote in texts[each.document].text for each in remedy.evidence)
    after = matter.taxonomy.apply(_change(remedy, matter))
    assert not after["card_delivery"].in_force


def test_a_label_that_someone_asks_about_by_name_is_cut_and_said_to_be_unclear(ask, tickets):
    (remedy,) = ask("hidden topics", tickets._replace(by_name=True), ("app_login",)).remedies
    assert remedy.kind == "split"
    assert "not clearly apart" in remedy.reason


def test_a_sample_finds_the_groups_and_every_document_is_sorted(ask, tickets):
    matter = merged(tickets, "card_delivery", "fees_pricing")._replace(sample=80)
    (remedy,) = ask("hidden topics", matter, ("card_delivery",)).remedies
    assert len(remedy.sorting) + remedy.unsorted == 90


def test_a_locked_label_is_left_alone(ask, tickets):
    matter = merged(tickets, "card_delivery", "fees_pricing")
    locked = matter.taxonomy["card_delivery"].model_copy(update={"locked": True})
    held = changed(matter, (locked,), matter.filed)
    assert ask("hidden topics", held, ("card_delivery",)).remedies == ()
    assert ask("wording", held, ("card_delivery",)).remedies == ()


def test_one_label_under_two_names_is_merged_into_the_larger(ask, tickets):
    some = random.Random(0).sample(tickets.filed["app_login"], 30)
    filed = {**tickets.filed, "signin": some}
    filed["app_login"] = [document for document in filed["app_login"] if document not in some]
    matter = changed(tickets, (Label(id="signin", name="Trouble signing in"),), filed)
    (remedy,) = ask("overlaps", matter).remedies
    assert (remedy.kind, remedy.about) == ("merge", ("app_login", "signin"))
    assert "of cases; 50 % is chance" in remedy.reason


def test_names_of_the_same_words_are_one_label(ask, tickets):
    few = {**tickets.filed, "limit": tickets.filed["limits"][:2]}
    matter = changed(tickets, (Label(id="limit", name="The limit"),), few)
    remedies = [each.about for each in ask("overlaps", matter).remedies]
    assert [set(about) for about in remedies] == [{"limit", "limits"}]


def test_names_of_the_same_words_are_two_labels_where_their_documents_say_so(ask, tickets):
    other = {**tickets.filed, "limit": tickets.filed["card_delivery"], "card_delivery": ()}
    assert ask("overlaps", changed(tickets, (Label(id="limit", name="The limit"),), other)).remedies == ()


def test_of_two_labels_that_are_one_the_locked_one_stays_untouched(ask, tickets):
    some = tickets.filed["app_login"][:40]
    filed = {**tickets.filed, "signin": some, "app_login": tickets.filed["app_login"][40:]}
    locked = Label(id="signin", name="Trouble signing in", locked=True)
    (remedy,) = ask("overlaps", changed(tickets, (locked,), filed)).remedies
    assert remedy.about == ("signin", "app_login")
    assert [label.id for label in remedy.labels] == ["app_login"]


def test_missing_labels_come_up_among_what_no_label_fits(ask, tickets):
    answer = ask("uncovered", without(tickets, "card_delivery", "statements_tax"))
    covered = [{*remedy.sorting} for remedy in answer.remedies]
    for lost in ("card_delivery", "statements_tax"):
        ids = {document.id for document in tickets.filed[lost]}
        assert any(len(some & ids) > 0.7 * len(some) and len(some) >= 5 for some in covered), lost
    assert all(remedy.kind == "add" and remedy.labels[0].examples for remedy in answer.remedies)
    assert all(f"{len(some)} of the" in each.reason for some, each in zip(covered, answer.remedies, strict=True))


def test_single_odd_documents_are_no_label(ask, tickets):
    odd = [some[0] for some in tickets.filed.values()]
    filed = {label_id: some[1:] for label_id, some in tickets.filed.items()}
    assert ask("uncovered", tickets._replace(filed=filed, unfiled=odd)).remedies == ()


def test_more_labels_than_the_brief_asks_for_are_said_to_be_so(ask, tickets):
    brief = tickets.brief.model_copy(update={"max_labels": 5})
    answer = ask("uncovered", without(tickets, "card_delivery")._replace(brief=brief))
    assert "the brief asks for at most 5" in answer.notes[0]


def test_a_rule_names_words_of_both_labels_and_both_get_it(ask, tickets):
    (remedy,) = ask("tie-break", tickets, ("card_delivery", "fees_pricing")).remedies
    assert remedy.kind == "tell apart"
    lines = [label.edge_cases for label in remedy.labels]
    assert lines[0] == lines[1]
    names = [tickets.taxonomy[each].name for each in ("card_delivery", "fees_pricing")]
    assert lines[0][0].startswith("If it speaks of ")
    assert all(f": {name}" in lines[0][0] for name in names)
    assert "fee" in lines[0][0]


def test_the_pairs_that_are_most_often_confused_get_their_rules(ask, tickets):
    wrong = [
        Disputed(document, "fees_pricing", "card_delivery", True) for document in tickets.filed["card_delivery"][:4]
    ]
    (remedy,) = ask("tie-break", tickets._replace(disputed=wrong)).remedies
    assert set(remedy.about) == {"fees_pricing", "card_delivery"}
    assert "differ on 4 documents" in remedy.reason
    assert "A person: “Fees and pricing”" in remedy.evidence[0].note
    assert ask("tie-break", tickets).remedies == ()


def test_labels_that_judges_take_for_one_another_get_a_rule_among_the_overlaps(ask, tickets):
    wrong = [
        Disputed(document, "card_not_working", "card_delivery", True) for document in tickets.filed["card_delivery"][:6]
    ]
    judged = {"card_not_working": 10, "card_delivery": 10}
    answer = ask("overlaps", tickets._replace(disputed=wrong, judged=judged))
    assert [each.kind for each in answer.remedies] == ["tell apart"]


def test_a_label_without_a_description_gets_one_and_its_name_stays(ask, tickets):
    bare = tickets.taxonomy["fees_pricing"].model_copy(update={"description": ""})
    (remedy,) = ask("wording", changed(tickets, (bare,), tickets.filed)).remedies
    (label,) = remedy.labels
    assert label.name == bare.name
    assert label.description.startswith("Texts that mention ")
    assert "There is no description yet." in remedy.reason


def test_a_name_of_its_own_that_says_little_gives_way_to_a_telling_one(ask, tickets):
    own = Label(id="parrots", name="Parrots", description="Texts that mention parrots.")
    filed = {**tickets.filed, "parrots": tickets.filed["fees_pricing"], "fees_pricing": ()}
    matter = changed(tickets, (own,), filed)
    (remedy,) = ask("wording", matter, ("parrots",)).remedies
    assert remedy.labels[0].name != "Parrots"
    assert "fee" in remedy.labels[0].description
    assert "none use one of “Parrots”" in remedy.reason
    assert ask("wording", matter._replace(theirs=frozenset({"parrots"})), ("parrots",)).remedies[0].labels[0].name == (
        "Parrots"
    ), "a name that people chose is theirs"


def _change(remedy, matter):
    from core.taxonomy.taxonomy import Change

    return Change(labels=remedy.labels, author="offline", based_on=matter.taxonomy.version)
