"""Advice as a run: what is asked, what is kept, and what people decide on it."""

import asyncio

import pytest

from core.errors import Conflict, NotEnoughLabels, NotFound
from core.labelling.annotation import Annotation
from core.labelling.carry import stale_ids
from core.labelling.tally import tally
from core.store import findings, judgements, labels, ledger, replies, runs
from core.taxonomy import edits
from core.taxonomy.history import undo
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.teachers.advising.advice import Advice
from core.teachers.protocol import Verdict
from core.work import advising
from core.work.advice_cost import advice_cost
from core.work.advise import ADVICE
from core.work.here import perform_here
from core.work.matters import confused
from core.work.requests import request
from core.work.settings import AdviseSettings
from tests.scripted_server import Fail, script, sensible

WORDS = {
    "cards": ("Cards", "card"),
    "apps": ("Apps", "app"),
    "transfers": ("Transfers", "transfer"),
    "fees": ("Fees", "fee"),
}


@pytest.fixture
def filed(engine, card, documents):
    """The taxonomy with four labels, and every ticket filed by a word; most have none."""
    said = tuple(Label(id=label_id, name=name, description=f"{name}.") for label_id, (name, _) in WORDS.items())
    change(engine, card, said)
    by_word = {
        document.id: next((label_id for label_id, (_, word) in WORDS.items() if word in document.text.casefold()), None)
        for document in documents
    }
    tell(engine, card, by_word)
    return card


def change(engine, card, touched, author="human:Ana"):
    based_on = ledger.version(engine, card.id)
    return ledger.append(engine, card.id, Change(labels=touched, author=author, based_on=based_on))


def tell(engine, card, said):
    run = runs.add_run(engine, card.project, card.id, "label", {}, "Ana")
    verdicts = [
        Verdict(document=one, primary=label_id, applicable=(label_id,) if label_id else (), confidence=0.9)
        for one, label_id in said.items()
    ]
    judgements.add_verdicts(engine, run, ledger.version(engine, card.id), "offline", verdicts)
    runs.finish(engine, run.id, "done")


def asked(engine, card, question, between=lambda run: None, **more):
    run = request(engine, card.id, AdviseSettings(question=question, **more), "Ana")
    return asyncio.run(perform_here(engine, run.id, between))


def again(engine, run):
    runs.queue_again(engine, run.id)
    return asyncio.run(perform_here(engine, run.id, lambda _: None))


def waiting(engine, card):
    return advising.waiting(engine, card.id, ledger.changes(engine, card.id))


def counted(engine, card):
    now = ledger.taxonomy(engine, card.id)
    return tally(labels.counts(engine, card.project, card.id, stale=stale_ids(now)), now)


def merged(engine, card):
    """Apps and transfers as one label, which the offline teacher then takes apart again."""
    now = ledger.taxonomy(engine, card.id)
    change(engine, card, edits.merge(now, ("apps", "transfers"), "apps"))


@pytest.mark.parametrize("question", ["wording", "overlaps", "hidden topics", "uncovered", "tie-break"])
def test_every_question_is_answered_offline_and_nothing_changes_by_that(engine, filed, question):
    run = asked(engine, filed, question)
    assert (run.status, run.note) == ("done", run.note)
    assert run.done == run.total == 1
    assert len(ledger.changes(engine, filed.id)) == 1
    told = advising.told(engine, filed.id)[question]
    assert (told.run.id, told.remedies) == (run.id, len(waiting(engine, filed)))


@pytest.mark.parametrize(
    ("teacher", "question"),
    [
        *(("llm", question) for question in ("wording", "overlaps", "hidden topics", "uncovered", "tie-break")),
        *(("hybrid", question) for question in ("hidden topics", "uncovered")),
    ],
)
def test_every_question_is_answered_by_a_model(engine, filed, model, question, teacher):
    some = [each.document for each in judgements.verdicts(engine, filed.id) if each.primary == "cards"][:3]
    judged(engine, filed, dict.fromkeys(some, "fees"))
    run = asked(engine, filed, question, teacher=teacher, sample=60)
    assert run.status == "done", run.note
    assert all(each.teacher == f"{teacher}:scripted" for each in waiting(engine, filed))
    assert replies.spent(engine, run.id).calls == len(model.calls)
    count = {label.id: counted(engine, filed).documents(label.id) for label in ledger.taxonomy(engine, filed.id).live}
    settings = AdviseSettings(question=question, teacher=teacher, model="scripted", sample=60)
    everything = {**count, None: counted(engine, filed).documents(None)}
    cost = advice_cost(engine, filed.id, ledger.taxonomy(engine, filed.id), everything, settings)
    assert len(model.calls) <= cost.calls


def judged(engine, card, said):
    judgements.add_annotations(
        engine,
        card.id,
        [
            Annotation(document=one, person="Ben", primary=label_id, blind=True, drawn="chosen", version=1)
            for one, label_id in said.items()
        ],
    )


def test_an_accepted_split_sorts_the_documents_in_the_same_step_and_one_undo_takes_both_back(engine, filed):
    merged(engine, filed)
    before = counted(engine, filed).documents("apps")
    asked(engine, filed, "hidden topics", labels=("apps",))
    (found,) = waiting(engine, filed)
    after = advising.accept(engine, found.run, found.name, "Ana")
    parts = after["apps"].became
    assert len(parts) >= 2
    assert sum(counted(engine, filed).documents(part) for part in parts) == before
    assert counted(engine, filed).stale == 0
    log = ledger.changes(engine, filed.id)
    assert log[-1].author == "offline"
    assert log[-1].reason.endswith("Accepted by Ana.")
    ledger.append(engine, filed.id, undo(log, len(log), "human:Ana"))
    assert counted(engine, filed).documents("apps") == before
    assert waiting(engine, filed) == []


def test_an_accepted_new_label_has_the_documents_it_was_proposed_for(engine, filed, model):
    asked(engine, filed, "uncovered", teacher="llm", sample=60)
    found = waiting(engine, filed)[0]
    nothing = counted(engine, filed).documents(None)
    advising.accept(engine, found.run, found.name, "Ana")
    (label,) = found.remedy.labels
    assert counted(engine, filed).documents(label.id) == len(found.remedy.sorting) > 0
    assert counted(engine, filed).documents(None) == nothing - len(found.remedy.sorting)


def test_what_is_declined_is_not_shown_again_whoever_asks_next(engine, filed):
    asked(engine, filed, "tie-break", labels=("cards", "fees"))
    (found,) = waiting(engine, filed)
    advising.decline(engine, found.run, found.name, "Ana")
    assert waiting(engine, filed) == []
    asked(engine, filed, "tie-break", labels=("cards", "fees"))
    assert waiting(engine, filed) == []
    with pytest.raises(NotFound, match="already"):
        advising.accept(engine, found.run, found.name, "Ben")


def test_two_suggestions_about_one_label_are_both_accepted_where_they_go_together(engine, filed):
    for pair in (("cards", "fees"), ("cards", "transfers")):
        asked(engine, filed, "tie-break", labels=pair)
    for found in waiting(engine, filed):
        advising.accept(engine, found.run, found.name, "Ana")
    assert len(ledger.taxonomy(engine, filed.id)["cards"].edge_cases) == 2


def test_advice_that_others_have_overtaken_is_marked_and_can_be_asked_again(engine, filed):
    merged(engine, filed)
    asked(engine, filed, "hidden topics", labels=("apps",))
    change(engine, filed, edits.rename(ledger.taxonomy(engine, filed.id), "apps", "The app"))
    (found,) = waiting(engine, filed)
    assert found.outdated
    with pytest.raises(Conflict, match="Ask again"):
        advising.accept(engine, found.run, found.name, "Ana")
    settings = AdviseSettings.model_validate(found.run.settings)
    fresh = request(engine, filed.id, advising.again(found.remedy, found.question, settings), "Ana")
    asyncio.run(perform_here(engine, fresh.id, lambda _: None))
    (found,) = waiting(engine, filed)
    assert (found.run.id, found.outdated) == (fresh.id, False)


def test_a_suggestion_changed_first_is_kept_as_the_person_s_own(engine, filed):
    asked(engine, filed, "tie-break", labels=("cards", "fees"))
    (found,) = waiting(engine, filed)
    written = tuple(label.model_copy(update={"edge_cases": ("My rule.",)}) for label in found.remedy.labels)
    version = ledger.version(engine, filed.id)
    advising.accept_changed(engine, found.run, found.name, written, version, "Ana")
    last = ledger.changes(engine, filed.id)[-1]
    assert last.author == "human:Ana"
    assert "Suggested by offline, changed by Ana." in last.reason
    assert ledger.taxonomy(engine, filed.id)["fees"].edge_cases == ("My rule.",)
    assert waiting(engine, filed) == []


def test_one_that_is_changed_in_another_editor_waits_until_its_labels_have_changed(engine, filed):
    merged(engine, filed)
    asked(engine, filed, "hidden topics", labels=("apps",))
    (found,) = waiting(engine, filed)
    advising.take_up(engine, found.run, found.name, "Ana")
    assert len(waiting(engine, filed)) == 1, "the dialog may have been closed"
    change(engine, filed, edits.split(ledger.taxonomy(engine, filed.id), "apps", found.remedy.labels[1:]))
    assert waiting(engine, filed) == []


def test_accepting_twice_at_once_changes_the_labels_once(engine, filed):
    asked(engine, filed, "tie-break", labels=("cards", "fees"))
    (found,) = waiting(engine, filed)
    advising.accept(engine, found.run, found.name, "Ana")
    with pytest.raises(NotFound):
        advising.accept(engine, found.run, found.name, "Ana")
    assert len(ledger.changes(engine, filed.id)) == 2


def test_a_run_that_breaks_off_goes_on_and_pays_for_nothing_twice(engine, filed, model):
    many = tuple(Label(id=f"l{n}", name=f"Label {n}") for n in range(8))
    change(engine, filed, many)
    tell(engine, filed, {one.document: f"l{n % 8}" for n, one in enumerate(judgements.verdicts(engine, filed.id)[:80])})
    calls = []

    def breaks(request):
        calls.append(request)
        return sensible(request) if len(calls) <= 5 else Fail(401, "the key is wrong")

    model.behaviour = breaks
    run = asked(engine, filed, "wording", teacher="llm")
    assert run.status == "failed"
    paid = replies.spent(engine, run.id).calls
    assert paid == 5
    model.behaviour = sensible
    model.calls.clear()
    run = again(engine, run)
    assert (run.status, run.done, run.total) == ("done", 2, 2)
    assert len(model.calls) == replies.spent(engine, run.id).calls - paid
    kept = findings.findings(engine, run.id, ADVICE, Advice)
    assert list(kept) == ["part 1", "part 2"]


def test_a_part_that_was_kept_but_not_ticked_off_is_not_asked_again(engine, filed, model):
    run = request(engine, filed.id, AdviseSettings(question="uncovered", teacher="llm"), "Ana")
    findings.keep(engine, run.id, f"{ADVICE}part 1", Advice(based_on=1, teacher="llm:scripted"))
    assert asyncio.run(perform_here(engine, run.id, lambda _: None)).status == "done"
    assert model.calls == []


def test_labels_that_go_while_a_run_waits_are_left_out(engine, filed):
    run = request(engine, filed.id, AdviseSettings(question="wording", labels=("cards",)), "Ana")
    change(engine, filed, edits.retire(ledger.taxonomy(engine, filed.id), "cards"))
    assert asyncio.run(perform_here(engine, run.id, lambda _: None)).status == "done"
    assert waiting(engine, filed) == []


def test_a_budget_and_a_missing_model_are_said_plainly(engine, filed, monkeypatch):
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    run = asked(engine, filed, "wording", teacher="llm")
    assert (run.status, "OPENAI_API_KEY" in run.note) == ("failed", True)


def test_a_taxonomy_without_labels_is_not_asked_about(engine, card):
    with pytest.raises(NotEnoughLabels):
        request(engine, card.id, AdviseSettings(question="uncovered"), "Ana")


def test_confused_pairs_are_counted_over_everyone_s_judgements(engine, filed):
    cards = [each.document for each in judgements.verdicts(engine, filed.id) if each.primary == "cards"]
    judged(engine, filed, {cards[0]: "fees", cards[1]: "fees", cards[2]: "apps", cards[3]: "cards", cards[4]: None})
    pairs = confused(engine, filed.id, ledger.taxonomy(engine, filed.id))
    assert pairs == [(("cards", "fees"), 2), (("apps", "cards"), 1)]


def test_a_model_s_bad_answers_are_told_beside_the_good_ones(engine, filed, model):
    model.behaviour = script(["nonsense"] * 5)
    run = asked(engine, filed, "wording", teacher="llm", labels=("cards",))
    assert run.status == "done"
    assert advising.told(engine, filed.id)["wording"].notes[0].startswith("About “Cards”")
