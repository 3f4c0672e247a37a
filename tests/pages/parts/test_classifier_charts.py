"""The charts of a classifier's quality: names in them are words and nothing else, and every number has its place."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from core.classifier.learning_curve import Measured, learning_curve
from core.classifier.outcomes import Outcome
from core.classifier.reliability import reliability
from pages.parts.charts.confusion import Cell, Side, confusion_matrix
from pages.parts.charts.learning import learning_plot
from pages.parts.charts.reliability import reliability_plot
from tests.pages.parts.test_charts import EVIL, texts

SIZES = [(20, 10), (40, 18), (80, 24), (160, 29)]  # examples, and how many of forty documents were then told


def drawn(chart, *given):
    """The figure that reaches the browser."""

    def page(chart, *given):
        chart(*given)

    app = AppTest.from_function(page, args=(chart, *given)).run()
    assert not app.exception
    return json.loads(app.get("plotly_chart")[0].proto.spec)


def matrix(cells, sides):
    return drawn(confusion_matrix, cells, sides, sides, {}, "a-chart", print)


@pytest.mark.parametrize("name", EVIL)
def test_no_label_becomes_a_link_or_bold_in_the_matrix(name):
    said = texts(matrix([Cell("a", "b", 3)], [Side("a", name, 5), Side("b", name, 2)]))
    assert "<a" not in said and "<i>" not in said
    assert said.count("<b>") == said.count("</b>") == 1


def test_only_cells_of_drawn_labels_are_in_the_matrix_and_lead_to_their_pair():
    figure = matrix([Cell("a", "a", 4), Cell("a", "b", 1), Cell("c", "a", 9)], [Side("a", "A", 5), Side("b", "B", 0)])
    assert figure["data"][0]["customdata"] == [["a", "a"], ["a", "b"]]
    assert [note["text"] for note in figure["layout"]["annotations"]] == ["4", "1"]


def test_the_last_column_has_room_for_its_name():
    sides = [Side("a", "A", 1), Side("b", "A label with a long name", 1)]
    assert matrix([Cell("a", "b", 1)], sides)["layout"]["margin"]["r"] > 90


def test_points_of_confidence_stand_where_they_were_measured():
    found = [
        Outcome(document=str(at), actual=("a",), given=("a" if at % 2 else "b",), confidence=0.5 + at / 200)
        for at in range(60)
    ]
    bins = reliability(found).bins
    honest, points = drawn(reliability_plot, bins, "a-chart")["data"]
    assert len(points["customdata"]) == len(bins)
    assert honest["x"] == honest["y"] and honest["x"][1] == 100
    assert honest["x"][0] <= 100 * min(each.right.low for each in bins)


def test_a_learning_curve_is_drawn_beyond_what_was_tried():
    steps = [Measured(size, tuple(place < right for place in range(40))) for size, right in SIZES]
    figure = drawn(learning_plot, learning_curve(steps), "a-chart")
    assert max(figure["data"][0]["x"]) == 320
    assert figure["layout"]["annotations"]


def test_without_a_law_only_what_was_measured_is_drawn():
    steps = [Measured(size, tuple(place < right for place in range(40))) for size, right in SIZES[:2]]
    figure = drawn(learning_plot, learning_curve(steps), "a-chart")
    assert [each["mode"] for each in figure["data"]] == ["markers"]
