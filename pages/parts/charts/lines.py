"""Lines over time, a label each, with its name at the end and soft bands for what its share may be."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

import plotly.graph_objects as go

from core.agreement.estimates import Estimate
from pages.parts.charts.drawing import LETTER, SILENT, Pick, axis, draw, hover, see_through, shortened
from pages.parts.plain import counted
from pages.parts.shares import percent, span

HIGH = 380  # pixels, with the axis
PLOT = 310  # pixels, without
MOST_TICKS = 8
LONGEST = 24  # letters of a name at the end of its line
LINE_APART = 18  # pixels between two of them
MOST_BANDS = 2  # more bands make mud; the ranges are then read by pointing at a line


class Point(NamedTuple):
    """A label's part of the documents of one period."""

    id: str
    name: str
    colour: str
    start: date
    words: str
    documents: int
    share: Estimate


def lines(
    points: Sequence[Point], every: str, shares: bool, chosen: Pick, key: str, on_pick: Callable[[Pick], None]
) -> None:
    """A line a label, its points in order of time; points without documents leave a gap in shares."""
    by_label = [list(group) for _, group in groupby(points, key=lambda point: point.id)]
    banded = shares and len(by_label) <= MOST_BANDS
    heights = [_height(point, shares) or 0 for point in points]
    highs = [100 * (point.share.high or 0) for point in points] if banded else []
    top = max([1.0, *(1.08 * height for height in heights), *highs])
    starts = sorted({point.start for point in points})
    figure = go.Figure([_band(line) for line in by_label] if banded else [])
    figure.add_traces([_line(line, shares, chosen) for line in by_label])
    for line, height in _ends(by_label, shares, top):
        figure.add_annotation(
            x=starts[-1], y=height, xanchor="left", xshift=10, showarrow=False,
            text=f'<span style="color:{line[0].colour}"><b>{shortened(line[0].name, LONGEST)}</b></span>',
        )  # fmt: skip
    ticks = starts[:: -(-len(starts) // MOST_TICKS)]
    room = (starts[-1] - starts[0]) * 0.015
    longest = max(min(len(line[0].name), LONGEST) for line in by_label)
    figure.update_layout(
        xaxis=axis(
            every,
            {
                "type": "date",
                "range": [starts[0] - room, starts[-1] + room],
                "tickvals": ticks,
                "autotickangles": [0, -45],
                "ticktext": [_said(start, (starts[1] - starts[0]).days) for start in ticks],
            },
        ),
        yaxis=axis(
            "Share of documents (%)" if shares else "Documents",
            {"range": [-0.02 * top, top], "nticks": 6, "showgrid": True},
        ),
        margin={"t": 8, "b": HIGH - PLOT - 8, "r": int(LETTER * longest) + 16},
    )
    draw(figure, HIGH, ["id", "period"], key, on_pick, "How the labels change over time.")


def _line(line: Sequence[Point], shares: bool, chosen: Pick) -> go.Scatter:
    picked = [chosen == {"id": point.id, "period": point.start.isoformat()} for point in line]
    return go.Scatter(
        x=[point.start for point in line],
        y=[_height(point, shares) for point in line],
        mode="lines+markers",
        line={"color": line[0].colour, "width": 2.2},
        marker={"color": line[0].colour, "size": [14 if each else 6 for each in picked], "opacity": 1},
        customdata=[[point.id, point.start.isoformat()] for point in line],
        hoverinfo="text",
        hovertext=[_on_hover(point) for point in line],
        unselected=SILENT,
    )


def _band(line: Sequence[Point]) -> go.Scatter:
    """A shape for every stretch without a gap: along the high ends, and back along the low ones."""
    starts: list[date | None] = []
    ends: list[float | None] = []
    for known, group in groupby(line, key=lambda point: point.share.known):
        stretch = list(group)
        if known:
            back = stretch[::-1]
            starts += [*(point.start for point in stretch), *(point.start for point in back), None]
            ends += [*(100 * (point.share.high or 0) for point in stretch)]
            ends += [*(100 * (point.share.low or 0) for point in back), None]
    return go.Scatter(
        x=starts, y=ends, mode="lines", line={"width": 0}, fill="toself", hoverinfo="skip",
        fillcolor=see_through(line[0].colour, 0.16),
    )  # fmt: skip


def _height(point: Point, shares: bool) -> float | None:
    if not shares:
        return point.documents
    return None if point.share.value is None else 100 * point.share.value


def _ends(by_label: Sequence[Sequence[Point]], shares: bool, top: float) -> list[tuple[Sequence[Point], float]]:
    """Where each line's name stands: at its last point, moved up or down until no two overlap."""
    last = [
        (line, [height for point in line if (height := _height(point, shares)) is not None][-1:]) for line in by_label
    ]
    ordered = sorted(((line, heights[0]) for line, heights in last if heights), key=lambda each: each[1])
    apart = top * LINE_APART / PLOT
    room = top - apart * len(ordered)
    placed: list[tuple[Sequence[Point], float]] = []
    for line, height in ordered:
        lowest = placed[-1][1] + apart if placed else 0.0
        placed.append((line, max(lowest, min(height, room + apart * (len(placed) + 1)))))
    return placed


def _on_hover(point: Point) -> str:
    facts = [
        ("When", point.words),
        ("Have it", f"{point.documents:,} of {counted(point.share.n, 'document')}"),
        ("Share", percent(point.share.value)),
        ("95 % range", span(point.share)),
    ]
    return hover(point.name, facts)


def _said(start: date, apart: int) -> str:
    """A period's first day, as finely as periods are days apart."""
    if apart > 300:
        return f"{start:%Y}"
    return f"{start:%b %Y}" if apart > 27 else f"{start.day} {start:%b}"
