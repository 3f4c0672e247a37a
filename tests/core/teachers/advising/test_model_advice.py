"""A language model's advice, asked for over a real connection and read from what it replies."""

import asyncio
import json

import pytest

from core.corpus.document import Document
from core.errors import TeacherBusy
from core.taxonomy.label import Label
from core.teachers.advising.matter import Disputed
from core.teachers.advising.model import PAIRS, ModelAdviser
from core.teachers.asking import Asking
from core.teachers.settings import ModelSettings
from tests.core.teachers.advising.conftest import changed, made, merged, without
from tests.scripted_model import kind
from tests.scripted_server import Fail, Say, script


@pytest.fixture
def ask(vectors, model, shelf):
    def advise(question, matter, about=(), parts=3, hybrid=False):
        settings = ModelSettings(model="scripted", base_url=model.base_url, patience=1)
        adviser = ModelAdviser(Asking(settings, shelf), vectors, groups_by_likeness=hybrid)
        return asyncio.run(adviser.advise(question, matter, about, parts))

    return advise


@pytest.fixture
def small():
    """Two labels of a few short documents."""
    said = {"cards": "My card {} has not come yet", "fees": "Why was I charged fee number {}"}
    filed = {
        label_id: [Document(id=f"{label_id}{n}", text=text.format(n)) for n in range(12)]
        for label_id, text in said.items()
    }
    labels = {
        "cards": Label(id="cards", name="Cards", description="Cards on their way."),
        "fees": Label(id="fees", name="Fees", description="What things cost.", excludes=("refunds",)),
    }
    return made(filed, labels=labels)


WORDS = {"name": "Card delivery", "description": "Cards that have not come.", "includes": [], "excludes": []}
NO_WORDS = {"name": "", "description": "", "includes": [], "excludes": []}


def test_better_words_come_with_their_evidence_word_for_word(ask, model, small):
    shown = [{"number": 1, "quote": "has not come"}, {"number": 2, "quote": "never said"}, {"number": 99, "quote": ""}]
    model.behaviour = script([{"reason": "All wait.", "keep": False, **WORDS, "evidence": shown}])
    (remedy,) = ask("wording", small, ("cards",)).remedies
    assert (remedy.kind, remedy.reason) == ("reword", "All wait.")
    assert remedy.labels[0].name == "Card delivery"
    assert [each.quote for each in remedy.evidence] == ["has not come", ""]
    asked = json.dumps(model.calls[0])
    assert "Names that other labels have, and that you cannot give: Fees" in asked
    assert "Why was I charged fee" in asked, "documents of the neighbours are shown as a contrast"


def test_words_that_are_to_stay_are_no_remedy(ask, model, small):
    model.behaviour = script([{"reason": "Good.", "keep": True, **NO_WORDS, "evidence": []}])
    assert ask("wording", small, ("cards",)).remedies == ()
    same = {"name": "Cards", "description": "Cards on their way.", "includes": [], "excludes": []}
    model.behaviour = script([{"reason": "Better.", "keep": False, **same, "evidence": []}])
    assert ask("wording", small._replace(seed=1), ("cards",)).remedies == ()


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"name": "Fees"}, "Another label is called"),
        ({"name": "Other"}, "leftovers"),
        ({"name": "A name that is much longer than the brief allows for it"}, "longer than 6 words"),
        ({"description": "word " * 60}, "longer than 30 words"),
    ],
)
def test_words_that_break_what_labels_keep_are_sent_back(ask, model, small, bad, told):
    reply = {"reason": "", "keep": False, **WORDS, "evidence": []}
    model.behaviour = script([{**reply, **bad}, reply])
    (remedy,) = ask("wording", small, ("cards",)).remedies
    assert remedy.labels[0].name == "Card delivery"
    assert told in model.calls[1]["messages"][-1]["content"]


def test_an_answer_that_stays_unusable_costs_only_its_own_label(ask, model, small):
    good = {"reason": "All wait.", "keep": False, **WORDS, "evidence": []}

    def behave(request):
        return Say(json.dumps(good) if request["messages"][1]["content"].startswith('<label id="cards"') else "no idea")

    model.behaviour = behave
    answer = ask("wording", small)
    assert [each.about for each in answer.remedies] == [("cards",)]
    assert answer.notes[0].startswith("About “Fees”: The model's answer could not be used")


def test_two_labels_that_are_one_are_merged_under_the_model_s_words(ask, model, small):
    merge = {"reason": "One thing.", "choice": "merge", "name": "Card costs", "description": "Costs of cards."}
    model.behaviour = script([{**merge, "evidence": [{"number": 1, "quote": "card"}, {"number": 9, "quote": "fee"}]}])
    (remedy,) = ask("overlaps", _confused(small)).remedies
    assert (remedy.kind, remedy.about) == ("merge", ("cards", "fees"))
    assert [label.name for label in remedy.labels if label.in_force] == ["Card costs"]
    assert [each.label for each in remedy.evidence] == ["cards", "fees"]


def test_two_labels_to_be_told_apart_get_a_rule_by_a_second_question(ask, model, small):
    apart = {"reason": "Near.", "choice": "tell apart", "name": "", "description": "", "evidence": []}
    rule = {
        "reason": "Both speak of cards.",
        "rule": "If it has not come: Cards; if it costs: Fees.",
        "cases": [{"case": "A fee for a lost card", "label": "fees"}],
        "first_excludes": ["what a card costs: Fees"],
        "second_excludes": [],
        "evidence": [{"number": 1, "quote": "not come"}],
    }
    model.behaviour = script([apart, rule])
    (remedy,) = ask("overlaps", _confused(small)).remedies
    assert model.kinds == {"overlaps": 1, "tie_break": 1}
    cards, fees = remedy.labels
    assert cards.edge_cases == (rule["rule"],)
    assert fees.edge_cases == (rule["rule"], "A fee for a lost card: Fees")
    assert (cards.excludes, fees.excludes) == (("what a card costs: Fees",), ("refunds",))
    disputed = json.dumps(model.calls[1]["messages"][1])
    assert "those who judged differ" in disputed


def test_two_labels_that_are_well_as_they_are_are_left(ask, model, small):
    model.behaviour = script([{"reason": "", "choice": "leave", "name": "", "description": "", "evidence": []}])
    assert ask("overlaps", _confused(small)).remedies == ()


def test_a_case_of_a_third_label_is_sent_back(ask, model, small):
    rule = {"reason": "", "rule": "A rule.", "first_excludes": [], "second_excludes": [], "evidence": []}
    wrong = {**rule, "cases": [{"case": "A loan", "label": "loans"}]}
    model.behaviour = script([wrong, {**rule, "cases": []}])
    (remedy,) = ask("tie-break", small, ("cards", "fees")).remedies
    assert remedy.labels[0].edge_cases == ("A rule.",)
    assert "neither “cards” nor “fees”" in model.calls[1]["messages"][-1]["content"]


def test_a_model_splits_a_label_and_sorts_a_sample_of_its_documents(ask, model, tickets):
    matter = merged(tickets, "atm_cash", "statements_tax")._replace(sample=40)
    (remedy,) = ask("hidden topics", matter, ("atm_cash",)).remedies
    parts = [label for label in remedy.labels if label.in_force]
    assert {part.name for part in parts} >= {"Cash and machines", "Statements and tax papers"}
    assert len(remedy.sorting) + remedy.unsorted == 54
    assert remedy.unsorted >= 14, "what was not read is left"
    assert "Of 40 documents read" in remedy.reason
    assert all(quote.text in matter.documents[quote.document].text for part in parts for quote in part.quotes)
    assert model.kinds["fit"] == 1


def test_a_label_that_a_model_finds_to_be_of_one_topic_is_left(ask, model, tickets):
    model.behaviour = script([{"reason": "One topic.", "topics": []}])
    assert ask("hidden topics", tickets, ("atm_cash",)).remedies == ()
    assert model.kinds == {"split": 1}


def test_a_part_that_hardly_any_document_bears_is_no_part(ask, model, tickets):
    ids = ["cash", "odd"]
    topics = [{**NO_WORDS, "name": name, "description": "d", "examples": []} for name in ids]

    def behave(request):
        if kind(request) == "split":
            return Say(json.dumps({"reason": "", "topics": topics}))
        count = json.dumps(request["messages"][1]).count("<document id")
        return Say(json.dumps({"documents": [{"number": n, "label": ids[n == 1]} for n in range(1, count + 1)]}))

    model.behaviour = behave
    assert ask("hidden topics", tickets, ("atm_cash",)).remedies == ()


def test_missing_labels_are_written_and_their_documents_counted(ask, model, tickets):
    matter = without(tickets, "card_delivery", "statements_tax")
    answer = ask("uncovered", matter)
    names = {remedy.labels[0].name for remedy in answer.remedies}
    assert {"Card delivery", "Statements and tax papers"} <= names
    assert all(len(remedy.sorting) >= 3 and remedy.evidence for remedy in answer.remedies)


def test_the_hybrid_teacher_groups_by_likeness_and_asks_for_names_only(ask, model, tickets):
    matter = merged(tickets, "card_delivery", "fees_pricing")
    names = iter(["Posted cards", "What it costs"] * 3)
    model.behaviour = lambda _: Say(json.dumps({"name": next(names), "description": "Told by the model."}))
    (remedy,) = ask("hidden topics", matter, ("card_delivery",), hybrid=True).remedies
    assert model.kinds == {"name": 6}
    assert len(remedy.sorting) + remedy.unsorted == 90
    parts = [label for label in remedy.labels if label.in_force]
    assert all(part.description == "Told by the model." for part in parts)


def test_where_the_hybrid_teacher_s_model_has_no_usable_name_the_documents_own_words_do(ask, model, tickets):
    model.behaviour = lambda _: Say("I would rather not.")
    answer = ask("hidden topics", merged(tickets, "card_delivery", "fees_pricing"), ("card_delivery",), hybrid=True)
    (remedy,) = answer.remedies
    assert all(label.description.startswith("Texts that mention") for label in remedy.labels if label.in_force)
    assert "own words" in answer.notes[0]


def test_pairs_are_asked_about_only_up_to_a_number(ask, model, tickets):
    model.behaviour = lambda request: Say(
        json.dumps({"reason": "", "choice": "leave", "name": "", "description": "", "evidence": []})
    )
    ask("overlaps", tickets)
    assert 0 < len(model.calls) <= PAIRS


def test_what_was_answered_once_is_not_asked_again(ask, model, small, shelf):
    ask("wording", small)
    calls = len(model.calls)
    ask("wording", small)
    assert len(model.calls) == calls == len(shelf)


def test_a_server_that_is_busy_is_told_of_and_what_was_answered_is_kept(ask, model, small, shelf):
    model.behaviour = script([{"reason": "Good.", "keep": True, **NO_WORDS, "evidence": []}], lambda _: Fail(503))
    with pytest.raises(TeacherBusy):
        ask("wording", small)
    assert len(shelf) == 1


def test_a_locked_label_is_not_asked_about(ask, model, small):
    locked = small.taxonomy["cards"].model_copy(update={"locked": True})
    held = changed(small, (locked,), small.filed)
    assert ask("wording", held, ("cards",)).remedies == ()
    assert ask("hidden topics", held, ("cards",)).remedies == ()
    assert model.calls == []


def _confused(matter):
    """The labels of a matter with enough documents on which it was one against the other."""
    wrong = [Disputed(document, "fees", "cards", True) for document in matter.filed["cards"][:5]]
    return matter._replace(disputed=wrong, judged={"cards": 6, "fees": 6})
