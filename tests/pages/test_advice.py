"""The Advice tab: a teacher is asked, and people decide on what it suggests."""

import pytest

from core.labelling.annotation import Annotation
from core.store import documents, findings, judgements, ledger, projects, runs
from core.taxonomy import edits
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.teachers.advising.advice import Advice, Evidence, Remedy
from core.teachers.protocol import Verdict
from core.work import requests
from core.work.advise import ADVICE
from core.work.settings import AdviseSettings
from tests.pages.conftest import words
from tests.scripted_server import scripted_server

LABELS = (
    Label(id="cards", name="Cards", description="Lost cards"),
    Label(id="app", name="App", description="The app fails"),
    Label(id="pay", name="Pay", description="Late pay"),
)
KINDS = {"card": "cards", "app": "app", "salary": "pay"}


@pytest.fixture
def topics(engine, tickets):
    """Three labels, and every document filed under one of them, or under none where it is a multiple of ten."""
    topics = projects.taxonomies(engine, tickets.id)[0].id
    ledger.append(engine, topics, Change(labels=LABELS, author="human:Ana", based_on=0))
    run = runs.add_run(engine, tickets.id, topics, "label", {}, "Ana")
    verdicts = []
    for document in documents.documents_at(engine, tickets.id, range(1, 61)):
        label = next(label for word, label in KINDS.items() if word in document.text)
        fits = int(document.source_id[1:]) % 10 != 0
        verdicts.append(
            Verdict(document=document.id, primary=label if fits else None, applicable=(label,) * fits, confidence=0.9)
        )
    judgements.add_verdicts(engine, run, 1, "offline", verdicts)
    runs.finish(engine, run.id, "done")
    return topics


def advice(visit, tickets, **query):
    return visit("curate", project=tickets.id, tab="Advice", **query)


def suggest(engine, topics, *remedies, question="wording", notes=()):
    """As if a run had brought these."""
    run = requests.request(engine, topics, AdviseSettings(question=question), "Ana")
    version = ledger.version(engine, topics)
    told = Advice(based_on=version, teacher="llm:wise", remedies=remedies, notes=notes)
    findings.keep(engine, run.id, f"{ADVICE}part 1", told)
    runs.finish(engine, run.id, "done")
    return run


def reworded(evidence=()):
    label = LABELS[0].model_copy(update={"name": "Bank cards", "description": "Lost bank cards"})
    return Remedy(
        kind="reword",
        about=("cards",),
        labels=(label,),
        reason="They are all of the bank. [x](http://evil)",
        evidence=evidence,
    )


def now(engine, topics):
    return ledger.taxonomy(engine, topics)


def pressed(app, key):
    found = app.button(key=key).click().run()
    assert not found.exception
    return found


def only(app, beginning):
    (button,) = [button for button in app.button if button.key and button.key.startswith(beginning)]
    return button.key


def test_without_labelled_documents_it_says_what_to_do_first(engine, visit, tickets):
    ledger.append(
        engine,
        projects.taxonomies(engine, tickets.id)[0].id,
        Change(labels=LABELS, author="human:Ana", based_on=0),
    )
    app = advice(visit, tickets)
    assert "none has been labelled yet" in words(app)
    assert not [button for button in app.button if button.key and button.key.startswith("ask-now")]


def test_each_question_has_a_row_with_one_button(visit, tickets, topics):
    app = advice(visit, tickets)
    asked = [button.label for button in app.button if button.key and button.key.startswith("ask-now")]
    assert asked == [
        "Look at the words",
        "Find overlaps",
        "Find hidden topics",
        "Look at what is left",
        "Write rules",
    ]
    assert "Nothing changes until you accept it" in words(app)


def test_a_question_is_asked_followed_and_answered_in_place(engine, visit, tickets, topics, performed):
    app = pressed(advice(visit, tickets), "ask-now-overlaps")
    (run,) = runs.runs(engine, taxonomy_id=topics, stage="advise")
    assert (run.settings["question"], run.status) == ("overlaps", "waiting")
    assert app.button(key="ask-now-wording").disabled
    performed(run.id)
    app = advice(visit, tickets)
    assert "No two labels overlap clearly." in words(app)
    assert not app.button(key="ask-now-wording").disabled


def test_a_suggestion_is_shown_word_by_word_with_its_reason_and_evidence(engine, visit, tickets, topics):
    (document,) = documents.documents_at(engine, tickets.id, [1])
    shown = (Evidence(document=document.id, quote="swallowed by the cash machine", note="A person: “Cards”."),)
    suggest(engine, topics, reworded(shown))
    app = advice(visit, tickets)
    said = words(app).replace("\\", "")
    assert "1 suggestion waits for you" in said
    assert "Rename “Cards” to “Bank cards”" in said
    assert "Lost :green-background[bank] cards" in said
    assert "**swallowed by the cash machine**" in said
    assert "A person: “Cards”." in said
    assert ":material/smart_toy: wise" in said
    assert "[x](http" not in words(app), "what a model says is no link"


def test_an_accepted_suggestion_is_the_teacher_s_and_can_be_undone(engine, visit, tickets, topics):
    suggest(engine, topics, reworded())
    app = advice(visit, tickets)
    app = pressed(app, only(app, "accept-"))
    last = ledger.changes(engine, topics)[-1]
    assert (last.author, last.labels[0].name) == ("llm:wise", "Bank cards")
    assert last.reason.endswith("Accepted by Ana.")
    assert "suggestion waits" not in words(app)
    pressed(app, "undo")
    assert now(engine, topics)["cards"].name == "Cards"


def test_a_declined_suggestion_does_not_come_back(engine, visit, tickets, topics):
    suggest(engine, topics, reworded())
    app = advice(visit, tickets)
    app = pressed(app, only(app, "decline-"))
    assert "waits for you" not in words(app)
    suggest(engine, topics, reworded())
    assert "waits for you" not in words(advice(visit, tickets))
    assert now(engine, topics)["cards"].name == "Cards"


def test_the_words_of_a_suggestion_can_be_changed_before_it_is_accepted(engine, visit, tickets, topics):
    run = suggest(engine, topics, reworded())
    app = advice(visit, tickets)
    app = pressed(app, only(app, "change-"))
    app.text_input(key=f"change-{run.id}-part 1, 1-cards-name").set_value("Debit cards")
    pressed(app, "change-keep")
    last = ledger.changes(engine, topics)[-1]
    assert (last.author, last.labels[0].name) == ("human:Ana", "Debit cards")
    assert "Suggested by llm:wise, changed by Ana." in last.reason


def test_a_name_that_is_taken_is_said_in_the_dialog_and_nothing_is_kept(engine, visit, tickets, topics):
    run = suggest(engine, topics, reworded())
    app = advice(visit, tickets)
    app = pressed(app, only(app, "change-"))
    app.text_input(key=f"change-{run.id}-part 1, 1-cards-name").set_value("App")
    app = pressed(app, "change-keep")
    assert any("Two labels would be called" in error.value for error in app.error)
    assert len(ledger.changes(engine, topics)) == 1


def test_a_merge_is_changed_in_the_merge_panel(engine, visit, tickets, topics):
    merge = Remedy(
        kind="merge",
        about=("cards", "app"),
        labels=edits.merge(now(engine, topics), ("cards", "app"), "cards"),
        reason="One thing.",
    )
    suggest(engine, topics, merge, question="overlaps")
    app = advice(visit, tickets)
    assert "Merge “App” into “Cards”" in words(app).replace("\\", "")
    app = pressed(app, only(app, "change-"))
    assert app.query_params["label"] == ["cards", "app"]
    assert "2 labels chosen" in words(app)


def test_a_split_is_changed_in_the_split_dialog(engine, visit, tickets, topics):
    parts = (Label(id="one", name="Swallowed"), Label(id="two", name="Stolen"))
    ids = [each.document for each in judgements.verdicts(engine, topics) if each.primary == "cards"]
    sorting = {one: parts[place % 2].id for place, one in enumerate(ids)}
    split = Remedy(
        kind="split",
        about=("cards",),
        labels=edits.split(now(engine, topics), "cards", parts),
        reason="Two topics.",
        sorting=sorting,
        unsorted=2,
    )
    suggest(engine, topics, split, question="hidden topics")
    app = advice(visit, tickets)
    said = words(app).replace("\\", "")
    assert "Split “Cards” into “Swallowed” and “Stolen”" in said
    assert "2 documents could not be sorted and will be asked again." in said
    app = pressed(app, only(app, "change-"))
    assert [field.value for field in app.text_input if field.value in ("Swallowed", "Stolen")] == [
        "Swallowed",
        "Stolen",
    ]


def test_an_overtaken_suggestion_says_so_and_is_asked_again(engine, visit, tickets, topics):
    suggest(engine, topics, reworded())
    change = Change(labels=edits.rename(now(engine, topics), "cards", "Plastic"), author="human:Ben", based_on=1)
    ledger.append(engine, topics, change)
    app = advice(visit, tickets)
    assert "Someone has changed these labels since" in words(app)
    assert not [button for button in app.button if button.key and button.key.startswith("accept-")]
    pressed(app, only(app, "again-"))
    run = runs.latest_run(engine, topics, "advise")
    assert (run.settings["labels"], run.status) == (["cards"], "waiting")


def test_what_it_would_do_is_told_when_the_fold_is_opened(engine, visit, tickets, topics):
    suggest(engine, topics, Remedy(kind="reword", about=("cards",), labels=reworded().labels, reason="Better."))
    app = advice(visit, tickets)
    assert [fold.label for fold in app.expander if fold.label == "What it would do"]


def test_the_most_confused_pairs_are_offered_and_any_two_can_be_chosen(engine, visit, tickets, topics, performed):
    ids = [each.document for each in judgements.verdicts(engine, topics) if each.primary == "cards"][:2]
    said = [Annotation(document=one, person="Ben", primary="pay", blind=True, drawn="chosen", version=1) for one in ids]
    judgements.add_annotations(engine, topics, said)
    app = advice(visit, tickets)
    pressed(app, "rule-cards-pay")
    run = runs.latest_run(engine, topics, "advise")
    assert run.settings["labels"] == ["cards", "pay"]
    performed(run.id)
    app = advice(visit, tickets)
    said = words(app).replace("\\", "")
    assert "Tell “Cards” and “Pay” apart" in said
    assert said.count("If it speaks of") == 1, "a rule for both is shown once"
    pressed(app, only(app, "accept-"))
    assert now(engine, topics)["pay"].edge_cases == now(engine, topics)["cards"].edge_cases != ()


def test_a_language_model_s_cost_is_told_before_it_is_asked(engine, visit, tickets, topics, monkeypatch):
    with scripted_server() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        monkeypatch.setenv("TNT_MODEL", "scripted")
        app = advice(visit, tickets)
        said = words(app).replace("\\", "")
        assert "At most 3 calls" in said
        assert "tokens" in said
        assert server.calls == []


def test_notes_of_an_answer_and_decided_suggestions_are_told(engine, visit, tickets, topics):
    suggest(engine, topics, reworded(), notes=("About “App”: it was not understood.",))
    app = advice(visit, tickets)
    assert "it was not understood" in words(app).replace("\\", "")
    app = pressed(app, only(app, "accept-"))
    assert "all suggestions are decided." in words(app)


def test_nothing_is_asked_about_missing_labels_where_every_document_has_one(engine, visit, tickets, topics):
    none = [each for each in judgements.verdicts(engine, topics) if each.primary is None]
    run = runs.add_run(engine, tickets.id, topics, "label", {}, "Ana")
    judgements.add_verdicts(
        engine, run, 1, "offline", [each.model_copy(update={"primary": "pay", "applicable": ("pay",)}) for each in none]
    )
    runs.finish(engine, run.id, "done")
    assert advice(visit, tickets).button(key="ask-now-uncovered").disabled
