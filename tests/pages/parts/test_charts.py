"""Charts are drawings of shares; names in them are words and nothing else."""

import json
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from core.agreement.estimates import share, unknown
from pages.parts.charts.bars import Bar, bars
from pages.parts.charts.drawing import literal, shortened
from pages.parts.charts.heat_map import Cell, heat_map
from pages.parts.charts.lines import LINE_APART, PLOT, Point, lines

EVIL = ('<a href="http://evil">x</a>', "<b>", "&lt;i&gt;", "a\n<br>b")


def drawn(chart, *given):
    """The figure that reaches the browser, as Plotly will read it."""

    def page(chart, *given):
        chart(*given, "a-chart", print)

    app = AppTest.from_function(page, args=(chart, *given)).run()
    assert not app.exception
    return json.loads(app.get("plotly_chart")[0].proto.spec)


def texts(figure):
    """Everything a figure says, of whoever wrote it and of us."""
    layout = figure["layout"]
    said = [note["text"] for note in layout["annotations"]]
    for axis in (layout["xaxis"], layout["yaxis"]):
        said += [axis["title"].get("text", ""), *axis.get("ticktext", [])]
    for trace in figure["data"]:
        said += trace.get("hovertext", [])
    return "\n".join(said)


@pytest.mark.parametrize("name", EVIL)
def test_names_are_drawn_as_they_are_written(name):
    assert "<" not in literal(name)
    assert ">" not in literal(name)


def test_an_entity_in_a_name_stays_an_entity():
    assert literal("R&amp;D") == "R&amp;amp;D"


@given(st.text(max_size=80))
def test_no_name_brings_a_tag_however_it_is_cut(name):
    assert not {"<", ">", "\n"} & {*literal(name), *shortened(name)}


@pytest.mark.parametrize("name", EVIL)
def test_no_name_or_value_becomes_a_link_or_bold_in_any_chart(name):
    seven = share(7, 20)
    days = (date(2026, 1, 1), date(2026, 1, 2))
    points = [Point("a", name, "#0072B2", day, name, 7, seven) for day in days]
    for figure in (
        drawn(bars, [Bar("a", name, "#0072B2", {"teacher": 7}, seven)], True, ""),
        drawn(heat_map, [Cell("a", name, name, 7, seven)], name, {name: 20}, {}),
        drawn(lines, points, "Days", True, {}),
    ):
        said = texts(figure)
        assert literal(name) in said
        for ours in ("<b>", "</b>", "<br>", "</span>", '<span style="color:#0072B2">'):
            said = said.replace(ours + literal(name), literal(name)).replace(ours, "")
        assert "<" not in said
        assert not [key for trace in figure["data"] for key in trace if "template" in key]


def test_a_bar_says_documents_and_share_and_one_of_a_sample_how_far_off_it_may_be():
    row = Bar("a", "Card", "#0072B2", {"person": 10, "teacher": 20}, share(30, 100))
    whole, sample = (drawn(bars, [row], ranges, "") for ranges in (False, True))
    assert whole["layout"]["annotations"][0]["text"] == "30  ·  30 %"
    assert sample["layout"]["annotations"][0]["text"] == "30  ·  30 ± 9 %"
    assert whole["data"][0]["base"] == [0, 10, 30]
    assert whole["data"][0]["x"] == [10, 20, 0]


def test_a_share_below_one_percent_is_not_taken_for_a_tag_in_a_cell():
    figure = drawn(heat_map, [Cell("a", "Card", "mail", 1, share(1, 1000))], "channel", {"mail": 1000}, {})
    assert figure["layout"]["annotations"][0]["text"] == "&lt;1 %"


def test_a_period_without_documents_leaves_a_gap_in_line_and_band():
    days = [date(2026, 1, day) for day in (1, 2, 3)]
    estimates = [share(5, 10), unknown("No documents"), share(6, 10)]
    points = [Point("a", "Card", "#0072B2", *each) for each in zip(days, "123", (5, 0, 6), estimates, strict=True)]
    band, line = drawn(lines, points, "Days", True, {})["data"]
    assert line["y"] == [50, None, 60]
    assert band["x"].count(None) == 2


def test_names_at_the_ends_of_lines_do_not_overlap():
    days = [date(2026, 1, day) for day in (1, 2)]
    points = [
        Point(str(label), f"Label {label}", "#0072B2", day, "", 5, share(5, 10)) for label in range(5) for day in days
    ]
    layout = drawn(lines, points, "Days", True, {})["layout"]
    heights = sorted(note["y"] for note in layout["annotations"])
    top = layout["yaxis"]["range"][1]
    assert all(high - low >= 0.999 * top * LINE_APART / PLOT for low, high in pairwise(heights))
    assert heights[-1] <= top


def test_a_chart_has_a_name_for_who_cannot_see_it_and_no_buttons_of_its_own():
    def page():
        from core.agreement.estimates import share
        from pages.parts.charts.bars import Bar, bars

        bars([Bar("a", "Card", "#0072B2", {"teacher": 5}, share(5, 10))], False, "", "bars", print)

    chart = AppTest.from_function(page).run().get("plotly_chart")[0].proto
    assert chart.alt == "Share of documents by label; most: Card."
    assert '"displayModeBar": false' in chart.config
