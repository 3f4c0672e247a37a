"""A bar a label: its share of the documents, who gave it, and how far off the share may be."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from core.agreement.estimates import Estimate
from pages.parts.charts.drawing import (
    LETTER,
    ROW,
    SILENT,
    Pick,
    axis,
    draw,
    hover,
    rows_of,
    see_through,
)
from pages.parts.shares import give_or_take, percent, span

THICK = 0.6  # of a row
AXIS = 52  # pixels below the bars
STRENGTH = {"person": 1.0, "teacher": 0.72, "classifier": 0.36}
DIMMED = 0.4
UNSEEN, GREY = "rgba(0,0,0,0)", "#808080"


class Bar(NamedTuple):
    """One label's part of the documents, and how it divides by who gave it (source to documents)."""

    id: str
    name: str
    colour: str
    by: dict[str, int]
    share: Estimate

    @property
    def documents(self) -> int:
        return sum(self.by.values())


def bars(rows: Sequence[Bar], ranges: bool, chosen: str, key: str, on_pick: Callable[[Pick], None]) -> None:
    """A bar a label, in the order given; who gave the label shows in its strength. `ranges` draws intervals."""
    widest = max(0.01, *(_end(row, ranges) for row in rows))
    said = [f"{row.documents:,}  ·  {give_or_take(row.share) if ranges else percent(row.share.value)}" for row in rows]
    figure = go.Figure([_segments(rows, chosen), _touched(rows, widest)])
    for place, row in enumerate(rows):
        figure.add_annotation(
            x=100 * _end(row, ranges), y=place, text=said[place], xanchor="left", xshift=4, showarrow=False
        )
    if ranges:
        figure.add_trace(_ranges(rows))
    figure.update_layout(
        barmode="overlay",
        yaxis=rows_of([row.name for row in rows]),
        xaxis=axis("Share of documents (%)", {"range": [0, 100 * widest], "nticks": 6}),
        margin={"t": 4, "b": AXIS, "r": int(LETTER * max(map(len, said))) + 8},
    )
    draw(figure, ROW * len(rows) + AXIS, ["id"], key, on_pick, f"Share of documents by label; most: {rows[0].name}.")


def _segments(rows: Sequence[Bar], chosen: str) -> go.Bar:
    """The part of each source beside that of the one before it; people first."""
    total = max(1, rows[0].share.n)
    parts = [
        (place, sum(row.by.get(each, 0) for each in list(STRENGTH)[:before]), row.by.get(source, 0), row, source)
        for place, row in enumerate(rows)
        for before, source in enumerate(STRENGTH)
    ]
    return go.Bar(
        orientation="h",
        y=[place for place, *_ in parts],
        base=[100 * before / total for _, before, *_ in parts],
        x=[100 * documents / total for _, _, documents, *_ in parts],
        width=THICK,
        marker={
            "color": [
                see_through(row.colour, STRENGTH[source] * (1 if chosen in ("", row.id) else DIMMED))
                for *_, row, source in parts
            ],
            "line": {"width": 0},
        },
        hoverinfo="skip",
        unselected=SILENT,
    )


def _touched(rows: Sequence[Bar], widest: float) -> go.Bar:
    """Unseen bars as wide as the chart, so that even the smallest label can be pointed at and clicked."""
    return go.Bar(
        orientation="h",
        y=list(range(len(rows))),
        x=[100 * widest] * len(rows),
        width=1,
        marker={"color": UNSEEN, "line": {"width": 0}},
        customdata=[[row.id] for row in rows],
        hoverinfo="text",
        hovertext=[
            hover(
                row.name,
                [
                    ("Documents", f"{row.documents:,} of {row.share.n:,}"),
                    ("Share", percent(row.share.value)),
                    ("95 % range", span(row.share)),
                ],
            )
            for row in rows
        ],
        unselected=SILENT,
    )


def _ranges(rows: Sequence[Bar]) -> go.Scatter:
    """A thin line a row, from the low to the high end."""
    shares = [100 * (row.share.value or 0) for row in rows]
    return go.Scatter(
        x=shares,
        y=list(range(len(rows))),
        mode="markers",
        marker={"color": UNSEEN},
        error_x={
            "symmetric": False,
            "array": [100 * (row.share.high or 0) - share for row, share in zip(rows, shares, strict=True)],
            "arrayminus": [share - 100 * (row.share.low or 0) for row, share in zip(rows, shares, strict=True)],
            "color": GREY,
            "thickness": 1.5,
            "width": 0,
        },
        hoverinfo="skip",
        unselected=SILENT,
    )


def _end(row: Bar, ranges: bool) -> float:
    return max(row.share.value or 0, (row.share.high or 0) if ranges else 0)
