"""Confidence held against success: a point for as many documents each, with its range, and a line for honesty."""

from collections.abc import Sequence
from math import floor

import plotly.graph_objects as go

from core.classifier.reliability import Bin
from pages.parts.charts.drawing import SILENT, Pick, axis, draw, hover
from pages.parts.shares import percent, span

HIGH = 380  # pixels
LINE, GREY = "#2A8C8C", "#808080"
ROOM = 2  # percent beside the ends of the axes, so that no mark is cut


def reliability_plot(bins: Sequence[Bin], key: str) -> None:
    """Draw it. Points below the dotted line are surer than they should be."""
    lows = [100 * min(each.confidence, each.right.low or 0) for each in bins]
    bottom = max(0, floor(min(lows) / 10) * 10)
    figure = go.Figure([_honest(bottom), _points(bins)])
    figure.add_annotation(
        x=bottom + 0.8 * (100 - bottom), y=bottom + 0.8 * (100 - bottom), text="as often right as it says",
        xanchor="right", yanchor="bottom", xshift=-6, showarrow=False,
    )  # fmt: skip
    ends = {"range": [bottom - ROOM, 100 + ROOM], "nticks": 8}
    figure.update_layout(
        xaxis=axis("How sure it is (%)", ends),
        yaxis=axis("Of these, right (%)", {**ends, "showgrid": True}),
        margin={"t": 8, "b": 52, "r": 12},
    )
    draw(figure, HIGH, ["bin"], key, _nothing, "How often it is right, by how sure it is.")


def _nothing(picked: Pick) -> None:
    """A click leads nowhere."""


def _honest(bottom: int) -> go.Scatter:
    return go.Scatter(
        x=[bottom, 100],
        y=[bottom, 100],
        mode="lines",
        line={"color": GREY, "width": 1.5, "dash": "dot"},
        customdata=[[""], [""]],
        hoverinfo="skip",
    )


def _points(bins: Sequence[Bin]) -> go.Scatter:
    heights = [100 * (each.right.value or 0) for each in bins]
    return go.Scatter(
        x=[100 * each.confidence for each in bins],
        y=heights,
        mode="lines+markers",
        line={"color": LINE, "width": 1.4},
        marker={"color": LINE, "size": 9, "opacity": 1},
        error_y={
            "symmetric": False,
            "array": [100 * (each.right.high or 0) - height for each, height in zip(bins, heights, strict=True)],
            "arrayminus": [height - 100 * (each.right.low or 0) for each, height in zip(bins, heights, strict=True)],
            "color": LINE,
            "thickness": 1.5,
            "width": 0,
        },
        customdata=[[str(number)] for number in range(len(bins))],
        hoverinfo="text",
        hovertext=[_on_hover(each) for each in bins],
        unselected=SILENT,
    )


def _on_hover(found: Bin) -> str:
    return hover(
        f"{percent(found.low)} to {percent(found.high)} sure",
        [
            ("On average sure", percent(found.confidence)),
            ("Right", f"{percent(found.right.value)} ({span(found.right)})"),
            ("Documents", f"{found.right.n:,}"),
        ],
    )
