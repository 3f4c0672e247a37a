"""The tab "Quality": how good a classifier is, against people or the teacher, and where it is not."""

from core.store import classifiers, documents, runs
from core.work.doubting import to_check
from core.work.registry import detail_of
from tests.pages.conftest import words

GONE = {"documents": [], "primaries": [], "people": [], "teacher": []}


def kept_anew(engine, one, body=None, detail=None):
    """The same classifier with another report or detail."""
    bundle = classifiers.bundle(engine, one.id)
    classifiers.add_classifier(
        engine, one.id, one.taxonomy, one.run, one.name, body or one.body, bundle, detail or {**GONE}
    )


def wrong_once(engine, one):
    """One document that the teacher calls Card, of which the classifier says App."""
    kept = detail_of(engine, one.id)
    first, *rest = kept.teacher
    mistaken = first.model_copy(update={"actual": ("card",), "given": ("app",), "confidence": 0.8})
    changed = kept.model_copy(update={"teacher": (mistaken, *rest)})
    kept_anew(engine, one, detail=changed.model_dump(mode="json"))
    return first.document


def in_use(trained):
    return next(one for one in trained if one.in_use)


def test_against_people_stand_its_teacher_and_people_among_themselves_beside_it(visit, tickets, measured):
    app = visit("classify", project=tickets.id, tab="Quality", against="people")
    said = words(app)
    assert not app.exception
    assert "documents that people judged blind, none of which it has learnt from" in said
    assert "The classifier is right on" in said and "the teacher on" in said
    assert "imitates" not in said
    assert "How right is it?" in said


def test_against_the_teacher_it_is_called_imitation_and_nothing_of_people_stands_beside(visit, tickets, measured):
    app = visit("classify", project=tickets.id, tab="Quality", against="teacher")
    said = words(app)
    assert not app.exception
    assert "how well it **imitates** the teacher, not how right it is" in said
    assert "How right is it?" not in said and "judged blind, none" not in said


def test_the_side_that_is_chosen_stands_in_the_address(visit, tickets, measured):
    app = visit("classify", project=tickets.id, tab="Quality")
    assert "imitates" in words(app)
    app.segmented_control(key=f"against-{measured.id}").set_value("people").run()
    assert app.query_params["against"] in ("people", ["people"])
    assert "how **right** it is" in words(app)


def test_where_nobody_judged_it_says_why_there_is_only_the_teacher(visit, tickets, trained):
    app = visit("classify", project=tickets.id, tab="Quality")
    assert not app.exception
    assert "How right it is cannot be said: people have judged too few documents blind." in words(app)
    assert not [each for each in app.segmented_control if str(each.key).startswith("against")]


def test_a_classifier_that_could_not_be_measured_sends_to_people(visit, engine, tickets, trained):
    one = in_use(trained)
    kept_anew(engine, one, body={**one.body, "people": None, "teacher": None})
    app = visit("classify", project=tickets.id, tab="Quality")
    assert not app.exception
    assert "Too few documents have a label to say how good it is." in words(app)


def test_labels_of_which_there_were_few_examples_are_named(visit, engine, tickets, trained):
    one = in_use(trained)
    report = {**one.body, "labels": [["card", 40], ["app", 3], ["salary", 40]]}
    kept_anew(engine, one, body=report, detail=detail_of(engine, one.id).model_dump(mode="json"))
    app = visit("classify", project=tickets.id, tab="Quality")
    assert "Learnt from fewer than 10 examples, so hardly at all: App (3)." in words(app)


def test_a_mistake_opens_its_documents_and_closes_again(visit, engine, tickets, trained):
    document = wrong_once(engine, in_use(trained))
    text = documents.documents(engine, tickets.id, [document])[0].text
    app = visit("classify", project=tickets.id, tab="Quality")
    assert text not in words(app)
    app.button(key="mistake-0").click().run()
    assert not app.exception
    said = words(app)
    assert text in said and "**1 document:**" in said and "80 % sure" in said
    app.button(key="mistaken-close").click().run()
    assert text not in words(app)


def test_a_mistake_in_the_address_is_open_and_can_be_sent_to_people(visit, engine, tickets, judged, trained):
    document = wrong_once(engine, in_use(trained))
    app = visit("classify", project=tickets.id, tab="Quality", actual="card", given="app")
    app.button(key="mistaken-to-people").click().run()
    assert not app.exception
    assert [each.document for each in to_check(engine, judged.id)] == [document]


def test_a_mistake_that_is_not_there_opens_nothing(visit, tickets, trained):
    app = visit("classify", project=tickets.id, tab="Quality", actual="<b>", given="![x](http://x)")
    assert not app.exception
    assert not [button for button in app.button if button.key == "mistaken-close"]


def test_a_text_that_is_markdown_stays_a_text(visit, engine, tickets, trained):
    one = in_use(trained)
    wrong_once(engine, one)
    app = visit("classify", project=tickets.id, tab="Quality", actual="card", given="app")
    shown = [each.value for each in app.text]
    assert any("cash machine" in value or "app crashes" in value or "salary" in value for value in shown)


def test_without_kept_outcomes_the_mistakes_are_told_but_do_not_open(visit, engine, tickets, trained):
    one = in_use(trained)
    report = {**one.body, "teacher": {**one.body["teacher"], "confusions": [
        {"actual": "card", "predicted": "app", "count": 2},
    ]}}  # fmt: skip
    kept_anew(engine, one, body=report)
    app = visit("classify", project=tickets.id, tab="Quality")
    assert not app.exception
    assert app.button(key="mistake-0").disabled
    assert "Train again to open them" in words(app)


def test_numbers_kept_before_there_were_ranges_are_shown_without_them(visit, engine, tickets, trained):
    one = in_use(trained)
    bare = [
        {name: value for name, value in label.items() if not name.endswith("_range")}
        for label in one.body["teacher"]["labels"]
    ]
    kept_anew(engine, one, body={**one.body, "teacher": {**one.body["teacher"], "labels": bare}})
    app = visit("classify", project=tickets.id, tab="Quality")
    assert not app.exception
    table = app.dataframe[0].value
    assert all(str(value).endswith(" %") for value in table["precision"])


def test_parts_of_the_documents_are_held_against_the_others(visit, tickets, trained):
    app = visit("classify", project=tickets.id, tab="Quality", slice="length")
    said = words(app)
    assert not app.exception
    assert "Is it worse on some documents than on others?" in said
    assert "No part is surely worse or better than the others." in said or "surely" in said


def test_languages_are_held_against_one_another(visit, tickets, trained):
    app = visit("classify", project=tickets.id, tab="Quality", slice="language")
    assert not app.exception
    (table,) = [each.value for each in app.dataframe if "standing" in each.value]
    assert "English" in [*table["name"]]


def test_confidence_is_held_against_success_in_words(visit, tickets, trained):
    said = words(visit("classify", project=tickets.id, tab="Quality"))
    assert "When it says" in said and "it is right on" in said
    assert "The expected calibration error is" in said


def test_the_learning_curve_says_what_more_labels_would_bring_and_leads_on(visit, engine, tickets, trained):
    app = visit("classify", project=tickets.id, tab="Quality")
    said = words(app)
    assert "Would more labels help?" in said
    assert "more labels" in said.casefold()
    assert [button for button in app.button if button.key == "label-more"]


def test_without_a_learning_curve_a_button_has_it_made(visit, engine, tickets, judged, measured):
    app = visit("classify", project=tickets.id, tab="Quality")
    app.button(key="measure-curve").click().run()
    assert not app.exception
    run = runs.latest_run(engine, judged.id, "train")
    assert run is not None and run.active
    assert run.settings["curve"] is True and run.settings["profiles"] == ["fast"]
