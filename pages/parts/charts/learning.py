"""Accuracy against examples: what was measured, the law fitted to it with its band, and what it promises beyond."""

from collections.abc import Sequence
from math import log10

import plotly.graph_objects as go

from core.agreement.estimates import Estimate
from core.classifier.learning_curve import LearningCurve
from pages.parts.charts.drawing import SILENT, Pick, axis, draw, hover, see_through
from pages.parts.shares import percent, span

HIGH = 360  # pixels
LINE, GREY = "#2A8C8C", "#808080"
ROOM = 1.15  # times the fewest and the most examples beside the marks
WORDS = 48  # pixels for the words at the end
APART = 1.5  # times as many examples from one tick to the next


def learning_plot(found: LearningCurve, key: str) -> None:
    """Draw it; without a fitted law, only what was measured."""
    fitted = [(each.examples, each.fitted) for each in found.points if each.fitted.known]
    most = found.points[-1].examples
    beyond = round(most * found.factor)
    figure = go.Figure()
    if fitted:
        along = [*fitted, (beyond, found.then)]
        figure.add_traces([_band(along), _law(fitted, "solid"), _law(along[-2:], "dash"), _then(beyond, found.then)])
        figure.add_annotation(
            x=_power(beyond), y=100 * (found.then.value or 0), text=f"<b>{percent(found.then.value)}</b>",
            xanchor="left", xshift=10, showarrow=False,
        )  # fmt: skip
    figure.add_trace(_points(found))
    ends = [each.examples for each in found.points] + ([beyond] if fitted else [])
    figure.update_layout(
        xaxis=axis(
            "Labelled examples that taught it",
            {
                "type": "log",
                "tickvals": (ticks := _ticks(ends)),
                "ticktext": [f"{each:,}" for each in ticks],
                "range": [_power(min(ends) / ROOM), _power(max(ends) * ROOM)],
            },
        ),
        yaxis=axis("Right (%)", {"nticks": 6, "showgrid": True}),
        margin={"t": 12, "b": 52, "r": WORDS if fitted else 12},
    )
    draw(figure, HIGH, ["size"], key, _nothing, "How often it is right, by how many examples taught it.")


def _nothing(picked: Pick) -> None:
    """A click leads nowhere."""


def _power(examples: float) -> float:
    """Where it stands on an axis of powers of ten."""
    return log10(max(1.0, examples))


def _ticks(sizes: Sequence[int]) -> list[int]:
    """The largest first of all; none so near the one above that the two would touch."""
    kept: list[int] = []
    for size in sorted(sizes, reverse=True):
        if not kept or kept[-1] / size >= APART:
            kept.append(size)
    return kept[::-1]


def _band(along: Sequence[tuple[int, Estimate]]) -> go.Scatter:
    back = along[::-1]
    return go.Scatter(
        x=[size for size, _ in (*along, *back)],
        y=[*(100 * (each.high or 0) for _, each in along), *(100 * (each.low or 0) for _, each in back)],
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=see_through(LINE, 0.16),
        hoverinfo="skip",
    )


def _law(along: Sequence[tuple[int, Estimate]], dash: str) -> go.Scatter:
    return go.Scatter(
        x=[size for size, _ in along],
        y=[100 * (each.value or 0) for _, each in along],
        mode="lines",
        line={"color": LINE, "width": 2.2, "dash": dash, "shape": "spline", "smoothing": 0.6},
        hoverinfo="skip",
    )


def _then(size: int, then: Estimate) -> go.Scatter:
    return go.Scatter(
        x=[size],
        y=[100 * (then.value or 0)],
        mode="markers",
        marker={"color": LINE, "size": 9, "symbol": "circle-open", "opacity": 1, "line": {"width": 2}},
        customdata=[[str(size)]],
        hoverinfo="text",
        hovertext=[hover(f"With {size:,} examples", [("Promised", f"{percent(then.value)} ({span(then)})")])],
        unselected=SILENT,
    )


def _points(found: LearningCurve) -> go.Scatter:
    heights = [100 * (each.accuracy.value or 0) for each in found.points]
    pairs = list(zip(found.points, heights, strict=True))
    return go.Scatter(
        x=[each.examples for each in found.points],
        y=heights,
        mode="markers",
        marker={"color": LINE, "size": 8, "opacity": 1},
        error_y={
            "symmetric": False,
            "array": [100 * (each.accuracy.high or 0) - height for each, height in pairs],
            "arrayminus": [height - 100 * (each.accuracy.low or 0) for each, height in pairs],
            "color": GREY,
            "thickness": 1.2,
            "width": 0,
        },
        customdata=[[str(each.examples)] for each in found.points],
        hoverinfo="text",
        hovertext=[_on_hover(each.examples, each.accuracy) for each in found.points],
        unselected=SILENT,
    )


def _on_hover(size: int, accuracy: Estimate) -> str:
    return hover(f"Taught on {size:,} examples", [("Right", f"{percent(accuracy.value)} ({span(accuracy)})")])
