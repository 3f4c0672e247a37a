"""A heat map: which part of the documents with each value of a column has each label."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from core.agreement.estimates import Estimate
from pages.parts.charts.drawing import (
    ROW,
    SILENT,
    Pick,
    axis,
    draw,
    hover,
    literal,
    rows_of,
    see_through,
    shortened,
)
from pages.parts.plain import counted
from pages.parts.shares import percent, span

FEW = 10  # documents below which a value's shares are not coloured
SPACIOUS = 8  # columns whose values stand level, and whose numbers have room for a percent sign
CROWDED = 16  # columns from which on numbers are set smaller
HEAD = 80  # pixels above the cells, where the values stand level
RISE = 4.5  # pixels a letter of one that has no room to and stands aslant
VALUE = 18  # letters of a value above its column
COLOUR = "#0D9488"
PALEST, STRONGEST = 0.05, 0.7  # the theme's own text reads well (4.5 to 1) on anything up to here, in light and dark


class Cell(NamedTuple):
    """A label's part of the documents with one value of a column."""

    id: str
    name: str
    value: str
    documents: int
    share: Estimate


def heat_map(
    cells: Sequence[Cell], column: str, sizes: dict[str, int], chosen: Pick, key: str, on_pick: Callable[[Pick], None]
) -> None:
    """A row a label, a column a value, in the order in which they come; `sizes` holds each value's documents."""
    names = {cell.id: cell.name for cell in cells}
    row, place = ({each: at for at, each in enumerate(known)} for known in (names, sizes))
    most = max([0.01, *(cell.share.value or 0 for cell in cells if sizes[cell.value] >= FEW)])
    picked = [chosen == {"id": cell.id, "value": cell.value} for cell in cells]
    figure = go.Figure(
        go.Bar(
            x=[place[cell.value] for cell in cells],
            y=[0.94] * len(cells),
            base=[row[cell.id] - 0.47 for cell in cells],
            width=0.97,
            marker={
                "color": [see_through(COLOUR, _strength(cell, sizes[cell.value], most)) for cell in cells],
                "line": {"width": [3 if each else 0 for each in picked], "color": COLOUR},
                "cornerradius": 3,
            },
            customdata=[[cell.id, cell.value] for cell in cells],
            hoverinfo="text",
            hovertext=[_on_hover(cell, column, sizes[cell.value]) for cell in cells],
            unselected=SILENT,
        )
    )
    numbers = [
        {
            "x": place[cell.value],
            "y": row[cell.id],
            "text": f"<b>{_number(cell, len(sizes))}</b>" if chosen_one else _number(cell, len(sizes)),
            "showarrow": False,
        }
        for cell, chosen_one in zip(cells, picked, strict=True)
    ]
    aslant = len(sizes) > SPACIOUS
    head = 50 + int(RISE * (7 + max(min(len(value), VALUE) for value in sizes))) if aslant else HEAD
    below = " " if aslant else "<br>"
    heads = [f"{shortened(value, VALUE)}{below}n = {size:,}" for value, size in sizes.items()]
    figure.update_layout(
        barmode="overlay",
        annotations=[{**number, "font": {"size": 10 if len(sizes) >= CROWDED else 13}} for number in numbers],
        yaxis=rows_of(list(names.values())),
        xaxis=axis(
            f"{literal(column)} (% of its documents)",
            {
                "side": "top",
                "tickvals": list(range(len(heads))),
                "ticktext": heads,
                "range": [-0.5, len(heads) - 0.5],
                "autotickangles": [40, 90] if aslant else [0],
            },
        ),
        margin={"t": head, "b": 4},
    )
    says = "Share of documents of every value that have each label."
    draw(figure, ROW * len(names) + head, ["id", "value"], key, on_pick, says)


def _strength(cell: Cell, size: int, most: float) -> float:
    share = (cell.share.value or 0) if size >= FEW else 0
    return PALEST + (STRONGEST - PALEST) * share / most


def _number(cell: Cell, columns: int) -> str:
    """“<” has to be written as an entity here, like everything that Plotly could take for a tag."""
    if not cell.documents:
        return "·"
    return literal(percent(cell.share.value).replace(" %", " %" if columns <= SPACIOUS else ""))


def _on_hover(cell: Cell, column: str, size: int) -> str:
    facts = [
        (column, cell.value),
        ("Have it", f"{cell.documents:,} of {counted(size, 'document')}"),
        ("Share", percent(cell.share.value)),
        ("95 % range", span(cell.share)),
    ]
    return hover(cell.name, facts)
