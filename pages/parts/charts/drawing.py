"""What all charts have in common: words that are safe in a drawing, axes without ornament, and a click taken.

Plotly reads a little HTML in every text it draws, links too. So whatever comes from documents, models or people
passes `literal` first, and no template of Plotly's ever holds it.
"""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go
import streamlit as st

NONE = "-"  # stands for “no label fits” in addresses and picks
ROW = 28  # pixels a bar or a row of cells takes
LONGEST = 34  # letters of a name; the whole of it is on hover
LETTER = 7.5  # pixels, about
CONFIG = {"displayModeBar": False, "doubleClick": False, "showTips": False, "typesetMath": False}
FONT = {"size": 13}
SILENT = {"marker": {"opacity": 1}}  # a click leads on; it does not fade what was not clicked
INK = """<style>
.stPlotlyChart text {fill: currentColor !important}
.stPlotlyChart .xerror {stroke: currentColor !important; stroke-opacity: 1 !important}
</style>"""  # the theme's text, also when it turns dark by itself; its grey for charts is too pale on white (3.7 to 1)

Pick = dict[str, str]


def literal(text: str) -> str:
    """The text as it is: no bold, no links, no new lines in a drawing."""
    return escape(" ".join(text.split()), quote=False)


def shortened(text: str, longest: int = LONGEST) -> str:
    """As `literal`, cut where it would take room from what is drawn."""
    return literal(text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…")


def hover(title: str, facts: Sequence[tuple[str, str]]) -> str:
    """What appears beside the pointer: a title and a line a fact."""
    lines = [f"{literal(name)}: {literal(said)}" for name, said in facts]
    return "<br>".join([f"<b>{literal(title)}</b>", *lines])


def see_through(colour: str, strength: float) -> str:
    """A colour (#RRGGBB) that lets the page shine through, so that it is as pale in light as in dark."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{strength:.3f})"


def axis(title: str, settings: Mapping[str, Any]) -> dict[str, Any]:
    """An axis that cannot be dragged or zoomed and draws nothing but what `settings` (Plotly's) say."""
    quiet = {"fixedrange": True, "zeroline": False, "showgrid": False, "tickfont": FONT}
    return {**quiet, "title": {"text": title, "standoff": 14, "font": FONT}, **settings}


def rows_of(names: Sequence[str]) -> dict[str, Any]:
    """The axis of rows with names, the first at the top. Rows are counted from 0."""
    texts = [shortened(name) for name in names]
    return axis("", {"tickvals": list(range(len(texts))), "ticktext": texts, "range": [len(texts) - 0.5, -0.5]})


def draw(
    figure: go.Figure, height: int, fields: Sequence[str], key: str, on_pick: Callable[[Pick], None], says: str
) -> None:
    """Draw it as wide as there is room. A click hands `on_pick` the mark's customdata by `fields`."""

    def take() -> None:
        points = st.session_state[key].selection.points
        if points:
            on_pick({field: str(value) for field, value in zip(fields, points[0]["customdata"], strict=True)})

    hoverlabel = {"align": "left", "font": FONT}
    figure.update_layout(height=height, font=FONT, hoverlabel=hoverlabel, showlegend=False, hovermode="closest")
    st.html(INK)
    st.plotly_chart(
        figure, key=key, theme="streamlit", on_select=take, selection_mode="points", config=CONFIG, alt=says
    )
