"""The tab "Take away": the file, what is in it, how to use it, its card, and other formats."""

from core.classifier.contents import contents
from core.classifier.portable.codec import open_model
from core.store import classifiers
from pages.parts.classifying.uses import USES, uses
from tests.pages.conftest import words


def test_what_is_downloaded_is_the_classifier_under_a_name_of_its_own(visit, engine, tickets, judged, trained):
    app = visit("classify", project=tickets.id, tab="Take away")
    assert [each.key for each in app.get("download_button")] == ["download", "download-card"]
    names = {f"{judged.id}-{one.id}.zip" for one in trained}
    assert len(names) == len(trained)
    model, _ = open_model(classifiers.bundle(engine, trained[0].id))
    assert set(model.labels) <= {"card", "app", "salary"}


def test_what_is_in_it_and_how_to_use_it_are_shown(visit, engine, tickets, judged, trained):
    app = visit("classify", project=tickets.id, tab="Take away")
    assert not app.exception
    known = contents(classifiers.bundle(engine, next(one.id for one in trained if one.in_use)))
    shown = "\n".join(each.value for each in app.code)
    assert "python predict.py texts.csv" in shown
    assert known.file in shown and known.answers in shown
    assert known.card.splitlines()[0] in shown
    app.segmented_control(key="how").set_value("Server").run()
    assert "uvicorn server:app" in "\n".join(each.value for each in app.code)


def test_every_way_to_use_it_is_shown_for_one_trained_now(engine, trained):
    inside = {each.name for each in contents(classifiers.bundle(engine, trained[0].id)).files}
    assert uses(inside) == USES


def test_an_earlier_file_is_not_said_to_hold_a_server():
    ways = uses({"predict.py", "portable/codec.py", "manifest.json"})
    assert [*ways] == ["A file", "Python", "In bulk"]
    assert "--at-least" not in ways["A file"].sentence


def test_a_format_that_cannot_say_it_exactly_is_refused_with_the_reason(visit, tickets, trained):
    words_only = next(one for one in trained if one.name.endswith("TF-IDF"))
    app = visit("classify", project=tickets.id, tab="Take away", classifier=words_only.id)
    app.session_state["formats"] = True
    app.run()
    assert not app.exception
    assert "ONNX does not count words as this classifier does" in words(app)
