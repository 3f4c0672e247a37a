"""A text of one's own, labelled at once, with the reasons and what it resembles."""

import json

from core.classifier.portable.outside import EncoderFailed
from core.store import classifiers, documents
from core.work.requests import request
from core.work.settings import TrainSettings
from pages.parts.classifying import trying
from tests.pages.conftest import words

SWALLOWED = "The cash machine swallowed my card"


def tried(visit, project, text=SWALLOWED):
    app = visit("classify", project=project.id, tab="Try it")
    app.text_area(key="try").set_value(text).run()
    return app


def test_a_text_is_labelled_at_once(visit, tickets, trained):
    app = tried(visit, tickets)
    assert not app.exception
    assert "Card**" in words(app)


def test_the_words_that_made_the_label_are_named_and_marked(visit, tickets, trained):
    app = tried(visit, tickets)
    said = words(app)
    assert "**Why this label?**" in said
    assert "rather than" in said and "for it speak" in said
    assert "swallowed" in said or "card" in said.split("for it speak")[1]


def test_what_takes_long_to_explain_is_explained_when_asked(visit, engine, tickets, judged, performed):
    settings = TrainSettings(heads=("trees",), features=("embeddings",), curve=False)
    performed(request(engine, judged.id, settings, "human:Ana").id)
    app = tried(visit, tickets)
    assert "rather than" not in words(app)
    app.button(key="try-explain").click().run()
    assert not app.exception
    assert "rather than" in words(app)


def test_what_is_typed_is_never_taken_for_markdown(visit, tickets, trained):
    app = tried(visit, tickets, "![card](http://example.com/x.png) <b>swallowed</b> card")
    assert not app.exception
    shown = [str(each.value) for each in (*app.markdown, *app.caption)]
    assert not any("![card]" in value or "<b>" in value for value in shown)


def test_a_document_of_the_project_is_put_in_its_place(visit, engine, tickets, trained):
    app = visit("classify", project=tickets.id, tab="Try it")
    app.button(key="try-another").click().run()
    assert not app.exception
    texts = {each.text for each in documents.page_of_documents(engine, tickets.id, 0, 100)[1]}
    assert app.text_area(key="try").value in texts
    assert "Why this label?" in words(app)


def test_what_it_learnt_from_that_is_like_it_is_shown_with_its_labels(visit, tickets, trained):
    app = tried(visit, tickets)
    app.session_state["try-like"] = True
    app.run()
    assert not app.exception
    assert "swallowed by the cash machine" in words(app)
    assert "alike" in words(app)


def test_the_words_that_tell_each_label_are_a_table(visit, tickets, trained):
    app = visit("classify", project=tickets.id, tab="Try it")
    app.session_state["try-words"] = True
    app.run()
    assert not app.exception
    assert app.dataframe
    table = json.dumps(app.dataframe[-1].value.to_dict(), default=str)
    assert "passcode" in table or "crashes" in table


def test_without_a_record_of_what_it_learnt_it_says_so(visit, engine, tickets, trained):
    one = next(each for each in trained if each.in_use)
    bundle = classifiers.bundle(engine, one.id)
    classifiers.add_classifier(engine, one.id, one.taxonomy, one.run, one.name, one.body, bundle, {})
    app = tried(visit, tickets)
    app.session_state["try-like"] = True
    app.run()
    assert not app.exception
    assert "What it learnt from was not kept." in words(app)


def test_an_encoder_that_fails_is_said_in_its_own_words(visit, tickets, trained, monkeypatch):
    def fails(*_):
        raise EncoderFailed("The server for the encoder cannot be reached.")

    monkeypatch.setattr(trying, "_judged", fails)
    app = tried(visit, tickets)
    assert not app.exception
    assert "The server for the encoder cannot be reached." in "".join(str(each.value) for each in app.error).replace(
        "\\", ""
    )
