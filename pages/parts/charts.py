"""Charts that answer a question and lead to documents: bars, a heat map and lines. They know shares, not judgements.

Names of labels and values reach the browser as data of the drawing, never as Markdown or HTML.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

import altair as alt
import pandas as pd
import streamlit as st

from core.agreement.estimates import Estimate
from pages.parts.plain import counted

NONE = "-"  # stands for “no label fits” in addresses and picks
ROW = 26  # pixels a bar or a row of cells takes
FEW = 10  # documents below which a value's shares are not coloured
SPACIOUS = 8  # columns of a heat map whose numbers have room for a percent sign
NEW_LINE = "\n"
LEVEL = 8  # columns of a heat map whose heads stand level
LINES_HIGH = 340
MOST_TICKS = 12
LINE_APART = 17  # pixels between two names at the ends of lines
MOST_BANDS = 2  # more bands than lines' own make mud; the ranges are then read by pointing at a line
STRENGTH = {"person": 1.0, "teacher": 0.72, "classifier": 0.36}

Pick = dict[str, str]


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


class Cell(NamedTuple):
    """A label's part of the documents with one value of a column."""

    id: str
    name: str
    value: str
    documents: int
    share: Estimate


class Point(NamedTuple):
    """A label's part of the documents of one period."""

    id: str
    name: str
    colour: str
    start: date
    words: str
    documents: int
    share: Estimate


def percent(part: float | None) -> str:
    """“19 %”; what is more than nothing never looks like nothing."""
    if part is None:
        return "–"
    return "<1 %" if 0 < part < 0.005 else f"{part:.0%}".replace("%", " %")


def span(estimate: Estimate) -> str:
    """“16 to 22 %”."""
    if estimate.low is None or estimate.high is None:
        return "–"
    return f"{estimate.low:.0%} to {estimate.high:.0%}".replace("%", "", 1).replace("%", " %")


def give_or_take(estimate: Estimate) -> str:
    """“19 ± 3 %”: half of the range, which is exact on hover."""
    half = ((estimate.high or 0) - (estimate.low or 0)) / 2
    return f"{percent(estimate.value).removesuffix(' %')} ± {percent(half)}"


def bars(rows: Sequence[Bar], ranges: bool, chosen: str, key: str, on_pick: Callable[[Pick], None]) -> None:
    """A bar a label, in the order given; who gave the label shows in its strength. `ranges` draws intervals."""
    total = rows[0].share.n if rows else 0
    segments = pd.DataFrame(
        {
            "name": row.name,
            "colour": row.colour,
            "start": before / max(1, total),
            "end": (before + row.by.get(source, 0)) / max(1, total),
            "strength": strength * _dimmed(row.id, chosen),
        }
        for row in rows
        for source, before, strength in _stacked(row)
    )
    whole = pd.DataFrame(
        {
            "id": row.id,
            "name": row.name,
            "share": row.share.value,
            "low": row.share.low,
            "high": row.share.high,
            "end": max(row.share.high or 0, row.share.value or 0) if ranges else row.share.value,
            "said": f"{row.documents:,}  ·  {give_or_take(row.share) if ranges else percent(row.share.value)}",
            "documents": f"{row.documents:,} of {total:,}",
            "part": percent(row.share.value),
            "range": span(row.share),
        }
        for row in rows
    )
    widest = max((row.share.high or 0) if ranges else (row.share.value or 0) for row in rows)
    scale = alt.Scale(domain=[0, max(0.01, widest) * 1.28], nice=False)
    y = alt.Y("name:N", sort=[row.name for row in rows], axis=_names())
    tooltip = [("name", "Label"), ("documents", "Documents"), ("part", "Share"), ("range", "95 % range")]
    picked = alt.selection_point("picked", fields=["id"], on="click")
    field = alt.Chart(whole).mark_bar(opacity=0, cursor="pointer").encode(y=y, tooltip=_tooltip(tooltip))
    layers = [
        field.encode(x=alt.XDatum(scale.domain[1], scale=scale, axis=None)).add_params(picked),
        alt.Chart(segments)
        .mark_bar(height=ROW - 10)
        .encode(
            y=y,
            x=alt.X("start:Q", scale=scale, axis=None),
            x2="end:Q",
            color=alt.Color("colour:N", scale=None),
            opacity=alt.Opacity("strength:Q", scale=None),
        ),
        alt.Chart(whole)
        .mark_text(align="left", dx=8, color=_ink())
        .encode(y=y, x=alt.X("end:Q", scale=scale, axis=None), text="said:N"),
    ]
    if ranges:
        rule = alt.Chart(whole).mark_rule(color=_ink(), strokeWidth=1.5)
        layers.insert(2, rule.encode(y=y, x=alt.X("low:Q", scale=scale, axis=None), x2="high:Q"))
    chart = alt.layer(*layers).properties(height=alt.Step(ROW))
    _draw(chart, key, on_pick, f"Share of documents by label; most have “{rows[0].name}”.")


def heat_map(
    cells: Sequence[Cell], sizes: dict[str, int], chosen: Pick, key: str, on_pick: Callable[[Pick], None]
) -> None:
    """A row a label, a column a value, in the order in which they come; `sizes` holds each value's documents."""
    steep = len(sizes) > LEVEL
    heads = {value: f"{value}{' ' if steep else NEW_LINE}n = {size:,}" for value, size in sizes.items()}
    most = max(((cell.share.value or 0) for cell in cells if sizes[cell.value] >= FEW), default=1.0)
    short = len(sizes) > SPACIOUS
    table = pd.DataFrame(
        {
            "id": cell.id,
            "name": cell.name,
            "value": cell.value,
            "head": heads[cell.value],
            "share": (cell.share.value or 0) if sizes[cell.value] >= FEW else 0,
            "said": percent(cell.share.value).replace(" %", "" if short else " %") if cell.documents else "·",
            "strong": (cell.share.value or 0) > 0.55 * most and sizes[cell.value] >= FEW,
            "chosen": chosen == {"id": cell.id, "value": cell.value},
            "documents": f"{cell.documents:,} of {counted(sizes[cell.value], 'document')}",
            "part": percent(cell.share.value),
            "range": span(cell.share),
        }
        for cell in cells
    )
    dark = _dark()
    y = alt.Y("name:N", sort=list(dict.fromkeys(cell.name for cell in cells)), axis=_names())
    head = alt.Axis(
        orient="top", title=None, labelExpr="split(datum.label, '\\n')", labelLimit=150, domain=False, ticks=False,
        labelColor=_ink(), labelAngle=-40 if steep else 0, labelAlign="left" if steep else "center",
        labelPadding=6 if steep else 22, labelOverlap=False,
    )  # fmt: skip
    x = alt.X("head:N", sort=list(heads.values()), axis=head)
    tooltip = [("name", "Label"), ("value", "Documents with"), ("documents", "Have it"), ("part", "Share")]
    picked = alt.selection_point("picked", fields=["id", "value"], on="click")
    base = alt.Chart(table).encode(x=x, y=y)
    colours = ["#1D2326", "#2BA99C"] if dark else ["#F4F6F6", "#0F766E"]
    cell = base.mark_rect(cursor="pointer", cornerRadius=3, strokeWidth=2).encode(
        color=alt.Color("share:Q", scale=alt.Scale(domain=[0, max(most, 0.01)], range=colours), legend=None),
        stroke=alt.condition("datum.chosen", alt.value(_ink()), alt.value("transparent")),
        tooltip=_tooltip([*tooltip, ("range", "95 % range")]),
    )
    ink = alt.condition("datum.strong", alt.value("#14181A" if dark else "#FFFFFF"), alt.value(_ink()))
    numbers = base.mark_text(fontSize=12).encode(text="said:N", color=ink)
    chart = alt.layer(cell.add_params(picked), numbers).properties(height=alt.Step(ROW + 2))
    _draw(chart, key, on_pick, "Share of documents of every value that have each label.")


def lines(points: Sequence[Point], shares: bool, chosen: Pick, key: str, on_pick: Callable[[Pick], None]) -> None:
    """A line a label with its name at the end; points without documents leave a gap in shares."""
    rows = pd.DataFrame(_line_row(point, shares, chosen) for point in points)
    top = max(0.01, float(rows["height"].max()) * 1.08)
    banded = shares and rows["id"].nunique() <= MOST_BANDS
    if banded:
        top = max(top, float(rows["high"].max()))
    scale = alt.Scale(domain=[0, top], nice=False)
    said = "format(100 * datum.value, 'd') + ' %'" if shares else "format(datum.value, ',d')"
    x = alt.X("start:T", scale=alt.Scale(type="utc"), axis=_calendar(sorted({point.start for point in points})))
    y = alt.Y("height:Q", scale=scale, axis=alt.Axis(title=None, labelExpr=said, tickCount=5, labelColor=_ink()))
    colour = alt.Color("colour:N", scale=None)
    base = alt.Chart(rows).encode(x=x, color=colour, detail="id:N")
    tooltip = [("name", "Label"), ("words", "When"), ("documents", "Have it"), ("part", "Share")]
    picked = alt.selection_point("picked", fields=["id", "period"], on="click")
    layers: list[alt.Chart] = []
    if banded:
        band = base.mark_area(opacity=0.16).encode(y=alt.Y("low:Q", scale=scale), y2="high:Q")
        layers.append(band)
    layers += [
        base.mark_line(strokeWidth=2.2).encode(y=y),
        base.mark_circle(opacity=1, stroke=_ink()).encode(
            y=y, size=alt.condition("datum.chosen", alt.value(110), alt.value(22)),
            strokeWidth=alt.condition("datum.chosen", alt.value(2), alt.value(0)),
        ),
        base.mark_circle(size=260, opacity=0, cursor="pointer")
        .encode(y=y, tooltip=_tooltip([*tooltip, ("range", "95 % range")]))
        .add_params(picked),
        alt.Chart(_ends(rows, top))
        .mark_text(align="left", dx=10, fontWeight=600)
        .encode(x=x, y=y, color=colour, text="name:N"),
    ]  # fmt: skip
    chart = alt.layer(*layers).properties(height=LINES_HIGH)
    _draw(chart, key, on_pick, "How the labels change over time.")


def _line_row(point: Point, shares: bool, chosen: Pick) -> dict[str, Any]:
    period = point.start.isoformat()
    return {
        "id": point.id,
        "name": point.name,
        "colour": point.colour,
        "period": period,
        "start": pd.Timestamp(point.start, tz="UTC"),
        "words": point.words,
        "height": point.share.value if shares else point.documents,
        "low": point.share.low,
        "high": point.share.high,
        "documents": f"{point.documents:,} of {counted(point.share.n, 'document')}",
        "part": percent(point.share.value),
        "range": span(point.share),
        "chosen": chosen == {"id": point.id, "period": period},
    }


def _ends(rows: pd.DataFrame, top: float) -> pd.DataFrame:
    """Where each line's name stands: at its last point, moved up or down until no two overlap."""
    last = rows.dropna(subset=["height"]).groupby("id", sort=False).tail(1).sort_values("height")
    apart = top * LINE_APART / LINES_HIGH
    room = top - apart * len(last)
    placed: list[float] = []
    for height in last["height"]:
        lowest = placed[-1] + apart if placed else 0.0
        placed.append(max(lowest, min(float(height), room + apart * (len(placed) + 1))))
    return last.assign(height=placed, start=rows["start"].max())


def _stacked(row: Bar) -> list[tuple[str, int, float]]:
    """Source, documents of the sources before it, strength; people first."""
    before = 0
    segments = []
    for source, strength in STRENGTH.items():
        segments.append((source, before, strength))
        before += row.by.get(source, 0)
    return segments


def _dimmed(label_id: str, chosen: str) -> float:
    return 1.0 if chosen in ("", label_id) else 0.4


def _names() -> alt.Axis:
    return alt.Axis(
        title=None, labelLimit=260, ticks=False, domain=False, labelColor=_ink(), labelPadding=8, labelFlush=False
    )


def _calendar(starts: Sequence[date]) -> alt.Axis:
    """Ticks at the first days of periods and nowhere else, said as finely as these are apart."""
    apart = (starts[1] - starts[0]).days
    said = "%Y" if apart > 300 else "%b %Y" if apart > 27 else "%-d %b"
    ticks = [start.isoformat() for start in starts[:: -(-len(starts) // MOST_TICKS)]]
    return alt.Axis(title=None, grid=False, labelColor=_ink(), values=ticks, format=said)


def _tooltip(fields: Sequence[tuple[str, str]]) -> list[alt.Tooltip]:
    return [alt.Tooltip(f"{field}:N", title=title) for field, title in fields]


def _dark() -> bool:
    return st.context.theme.type == "dark"


def _ink() -> str:
    return "#E5EAEA" if _dark() else "#1B2326"


def _draw(chart: alt.LayerChart, key: str, on_pick: Callable[[Pick], None], says: str) -> None:
    def take() -> None:
        found = st.session_state[key].selection.get("picked") or []
        if found:
            on_pick({field: str(value) for field, value in found[0].items()})

    st.altair_chart(
        chart.configure_view(strokeWidth=0).configure_axis(labelFontSize=13, gridOpacity=0.5),
        key=key,
        on_select=take,
        selection_mode="picked",
        alt=says,
    )
