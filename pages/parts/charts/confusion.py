"""A confusion matrix: documents by the label they have (rows) and the one they were given (columns)."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from pages.parts.charts.drawing import ROW, SILENT, Pick, axis, draw, hover, literal, rows_of, see_through, shortened
from pages.parts.plain import counted
from pages.parts.shares import percent

RIGHT, WRONG = "#0D9488", "#D55E00"
PALEST, STRONGEST = 0.10, 0.62  # the theme's own text reads well on anything up to here, in light and dark
GREY = "rgba(128,128,128,0.07)"
ABOVE = 40  # pixels above the cells, without the names
RISE = 4.9  # pixels a letter of a name takes up, and to the right, that stands aslant
APART = 20  # pixels between two columns, at least
NAME = 20  # letters of a name above its column
CROWDED = 16  # columns from which on numbers are set smaller


class Cell(NamedTuple):
    """So many documents of one label were given another, or the same."""

    actual: str
    given: str
    documents: int


class Side(NamedTuple):
    """A row or a column: a label, and how many documents it has."""

    id: str
    name: str
    documents: int


def confusion_matrix(
    cells: Sequence[Cell],
    rows: Sequence[Side],
    columns: Sequence[Side],
    chosen: Mapping[str, str],
    key: str,
    on_pick: Callable[[Pick], None],
) -> None:
    """Draw the cells that have a row and a column, coloured by their share of the row. A click picks one."""
    row, column = ({side.id: place for place, side in enumerate(sides)} for sides in (rows, columns))
    drawn = [each for each in cells if each.actual in row and each.given in column]
    picked = [chosen == {"actual": each.actual, "given": each.given} for each in drawn]
    figure = go.Figure(
        go.Bar(
            x=[column[each.given] for each in drawn],
            y=[0.94] * len(drawn),
            base=[row[each.actual] - 0.47 for each in drawn],
            width=0.94,
            marker={
                "color": [_colour(each, rows[row[each.actual]]) for each in drawn],
                "line": {"width": [3 if one else 0 for one in picked], "color": WRONG},
                "cornerradius": 3,
            },
            customdata=[[each.actual, each.given] for each in drawn],
            hoverinfo="text",
            hovertext=[_on_hover(each, rows[row[each.actual]], columns[column[each.given]]) for each in drawn],
            unselected=SILENT,
        )
    )
    figure.add_shape(
        type="rect", layer="below", x0=-0.5, x1=len(columns) - 0.5, y0=-0.5, y1=len(rows) - 0.5, fillcolor=GREY,
        line={"width": 0},
    )  # fmt: skip
    size = 10 if len(columns) >= CROWDED else 13
    head = ABOVE + int(RISE * max(min(len(side.name), NAME) for side in columns))
    figure.update_layout(
        barmode="overlay",
        annotations=[
            {
                "x": column[each.given],
                "y": row[each.actual],
                "text": f"<b>{each.documents:,}</b>" if one else f"{each.documents:,}",
                "showarrow": False,
                "font": {"size": size},
            }
            for each, one in zip(drawn, picked, strict=True)
        ],
        yaxis=rows_of([side.name for side in rows]),
        xaxis=axis(
            literal("taken for"),
            {
                "side": "top",
                "tickvals": list(range(len(columns))),
                "ticktext": [shortened(side.name, NAME) for side in columns],
                "range": [-0.5, len(columns) - 0.5],
                "tickangle": -45,
            },
        ),
        margin={"t": head, "b": 4, "r": _beyond(columns)},
    )
    says = "Documents by the label they have, in rows, and the label they were given, in columns."
    draw(figure, ROW * len(rows) + head, ["actual", "given"], key, on_pick, says)


def _beyond(columns: Sequence[Side]) -> int:
    """Pixels by which the last names reach beyond the cells: Plotly leaves out a name that has no room."""
    from_right = enumerate(reversed(columns))
    reach = [RISE * min(len(side.name), NAME) - APART * place for place, side in from_right]
    return int(max(reach)) + 4


def _colour(cell: Cell, row: Side) -> str:
    share = cell.documents / max(1, row.documents)
    return see_through(RIGHT if cell.actual == cell.given else WRONG, PALEST + (STRONGEST - PALEST) * share)


def _on_hover(cell: Cell, row: Side, column: Side) -> str:
    facts = [
        ("Taken for", column.name),
        ("Documents", f"{cell.documents:,} of {counted(row.documents, 'document')}"),
        ("Share", percent(cell.documents / max(1, row.documents))),
    ]
    return hover(row.name, facts)
