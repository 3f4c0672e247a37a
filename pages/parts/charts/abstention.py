"""How right a classifier is against how much it labels by itself: the more it leaves out, the surer the rest."""

from collections.abc import Callable, Sequence

import plotly.graph_objects as go

from core.classifier.automation import FEWEST_AUTOMATIC, Point
from pages.parts.charts.drawing import SILENT, Pick, axis, draw, hover, see_through
from pages.parts.shares import percent, span

HIGH = 360  # pixels
LINE, CHOSEN, GREY = "#2A8C8C", "#D55E00", "#808080"
ROOM, TOP = 2, 104  # percent beside the ends of the axes, so that no mark is cut
ROOM_FOR_WORDS = 75  # percent of the axis; further on they stand left of the mark


def abstention(
    points: Sequence[Point], chosen: Point | None, wanted: float | None, key: str, on_pick: Callable[[Pick], None]
) -> None:
    """Draw the curve with its range, `wanted` as a line across, `chosen` marked. A click picks a threshold."""
    shown = sorted((point for point in points if point.accuracy.n >= FEWEST_AUTOMATIC), key=_across)
    bottom = max(0.0, min([100 * (point.accuracy.low or 0) for point in shown] + [100 * (wanted or 1)]) - 3)
    figure = go.Figure([_band(shown), _line(shown)])
    if wanted is not None:
        figure.add_hline(y=100 * wanted, line={"color": GREY, "width": 1, "dash": "dot"})
        figure.add_annotation(
            x=100, y=100 * wanted, text=f"wanted {percent(wanted)}", xanchor="right", yanchor="bottom", showarrow=False
        )
    if chosen is not None and chosen.accuracy.known:
        figure.add_trace(_mark(chosen))
        across = _across(chosen)
        figure.add_shape(
            type="line",
            x0=across,
            x1=across,
            y0=bottom,
            y1=_up(chosen),
            line={"color": CHOSEN, "width": 1, "dash": "dot"},
        )
        far = across > ROOM_FOR_WORDS
        figure.add_annotation(
            x=across,
            y=bottom,
            text=f'<span style="color:{CHOSEN}"><b>{percent(chosen.automatic.value)} by itself</b></span>',
            xanchor="right" if far else "left",
            xshift=-6 if far else 6,
            yanchor="bottom",
            showarrow=False,
        )
    figure.update_layout(
        xaxis=axis("Labelled automatically (%)", {"range": [-ROOM, 100 + ROOM], "nticks": 6}),
        yaxis=axis("Of these, right (%)", {"range": [bottom, TOP], "tickvals": _ticks(bottom), "showgrid": True}),
        margin={"t": 8, "b": 52, "r": 12},
    )
    says = "How often automatic labels are right, by how many documents are labelled automatically."
    draw(figure, HIGH, ["threshold"], key, on_pick, says)


def _across(point: Point) -> float:
    return 100 * (point.automatic.value or 0)


def _up(point: Point) -> float:
    return 100 * (point.accuracy.value or 0)


def _ticks(bottom: float) -> list[int]:
    apart = 5 if bottom > 70 else 10 if bottom > 40 else 20
    return [tick for tick in range(0, 101, apart) if tick >= bottom]


def _band(points: Sequence[Point]) -> go.Scatter:
    back = points[::-1]
    return go.Scatter(
        x=[_across(point) for point in (*points, *back)],
        y=[
            *(100 * (point.accuracy.high or 0) for point in points),
            *(100 * (point.accuracy.low or 0) for point in back),
        ],
        mode="lines",
        line={"width": 0},
        fill="toself",
        hoverinfo="skip",
        fillcolor=see_through(LINE, 0.16),
    )


def _line(points: Sequence[Point]) -> go.Scatter:
    return go.Scatter(
        x=[_across(point) for point in points],
        y=[_up(point) for point in points],
        mode="lines+markers",
        line={"color": LINE, "width": 2.2},
        marker={"color": LINE, "size": 5, "opacity": 1},
        customdata=[[point.threshold] for point in points],
        hoverinfo="text",
        hovertext=[_on_hover(point) for point in points],
        unselected=SILENT,
    )


def _mark(point: Point) -> go.Scatter:
    return go.Scatter(
        x=[_across(point)],
        y=[_up(point)],
        mode="markers",
        marker={"color": CHOSEN, "size": 14, "opacity": 1},
        customdata=[[point.threshold]],
        hoverinfo="text",
        hovertext=[_on_hover(point)],
        unselected=SILENT,
    )


def _on_hover(point: Point) -> str:
    return hover(
        f"At least {percent(point.threshold)} sure",
        [
            ("Labelled automatically", f"{percent(point.automatic.value)} ({span(point.automatic)})"),
            ("Of these, right", f"{percent(point.accuracy.value)} ({span(point.accuracy)})"),
            ("Judged by people", f"{point.accuracy.n:,} of {point.automatic.n:,}"),
        ],
    )
