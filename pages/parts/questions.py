"""The three questions of Explore, each with its chart, its table to take away, and the documents behind a click."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

import streamlit as st

from core.agreement.estimates import Estimate, share_of_whole
from core.labelling.carry import origins
from core.labelling.distribution import Distribution, Period
from core.labelling.settle import Source
from core.spreadsheet import write_csv
from core.store.labels import Wanted
from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.charts.bars import Bar, bars
from pages.parts.charts.drawing import NONE, Pick
from pages.parts.charts.heat_map import FEW, Cell, heat_map
from pages.parts.charts.lines import Point, lines
from pages.parts.colours import colour_of, dotted_name
from pages.parts.documents_table import labelled_documents
from pages.parts.marks import CLASSIFIER, PERSON, TEACHER
from pages.parts.picks import chart_key, forget, pick, picked_label
from pages.parts.place import Working
from pages.parts.plain import counted, plain
from pages.parts.spread import Ask, Standing, Times, over_time, over_values, written_in

MOST_ROWS = 25
MOST_VALUES = 16  # columns of the heat map
LINES = 5
VISIBLE = 0.01  # ranges narrower than this are not drawn
NO_LABEL = "No label fits"
SOURCES: dict[Source, str] = {
    "person": f"{PERSON} people",
    "teacher": f"{TEACHER} the teacher",
    "classifier": f"{CLASSIFIER} the classifier",
}
EVERY: dict[Period, str] = {"day": "Days", "week": "Weeks", "month": "Months", "year": "Years"}
WRITTEN: dict[Period, str] = {"day": "%d %B %Y", "week": "week of %d %B %Y", "month": "%B %Y", "year": "%Y"}


class Exploring(NamedTuple):
    """Where, in which labels, what is counted, and what was clicked."""

    here: Working
    now: Taxonomy
    asked: Ask
    picked: Pick

    def name(self, label_id: LabelId | None) -> str:
        return self.now[label_id].name if label_id else NO_LABEL


def what(at: Exploring, standing: Standing, documents: int) -> list[LabelId | None]:
    """How many documents have each label. Answers the labels in that order."""
    st.subheader("What are the documents about?", anchor=False)
    counts = standing.tally
    judged = sum(counts.documents(label_id) for label_id in counts.by_label)
    drawn = at.now.children(None) if at.asked.gathered else at.now.live
    labels = sorted((label.id for label in drawn), key=lambda label_id: -counts.documents(label_id))
    order: list[LabelId | None] = [*labels, *([None] if counts.documents(None) else [])]
    rows = [
        Bar(
            label_id or NONE,
            at.name(label_id),
            colour_of(at.now, label_id),
            {source: counts.by(label_id, source) for source in SOURCES},
            share_of_whole(counts.documents(label_id), judged, documents),
        )
        for label_id in order
    ]
    present = [said for source, said in SOURCES.items() if any(row.by[source] for row in rows)]
    if len(present) > 1:
        st.caption(f"From strong to pale: labelled by {', '.join(present)}.")
    is_sample = any((row.share.high or 0) - (row.share.low or 0) >= VISIBLE for row in rows)
    if is_sample:
        st.caption(
            f"Shares are of the {judged:,} labelled documents. The thin lines show where the share of all "
            f"{documents:,} lies (95 % range), provided that the labelled ones were drawn at random."
        )
    shown = rows if _all(len(rows), "bars") else rows[:MOST_ROWS]
    chosen = at.picked["id"] if at.picked.keys() == {"id"} else ""
    bars(shown, is_sample, chosen, chart_key("bars", at.here.taxonomy.id), partial(pick, "bars"))
    if at.picked and at.picked.keys() == {"id"}:
        _behind(at, "bars", _wanted(at), "")
    table = [{"label": row.name, **row.by, "documents": row.documents, **_numbers(row.share)} for row in rows]
    _download(at, "labels", table)
    return order


def differs(at: Exploring, columns: Sequence[tuple[str, list[str]]], order: Sequence[LabelId | None]) -> None:
    """The labels' shares among the documents with each value of a column."""
    names = [name for name, _ in columns]
    with st.container(horizontal=True, vertical_alignment="center", key="differs"):
        st.subheader("How does it differ by", anchor=False, width="content")
        column = st.selectbox(
            "Column",
            names,
            key="column",
            bind="query-params",
            width=220,
            on_change=forget,
            label_visibility="collapsed",
        )
    spread = over_values(at.here.engine, at.asked, column)
    sizes = {value: spread.totals[value] for value in dict(columns)[column] if value in spread.totals}
    few = any(size < FEW for size in sizes.values())
    st.caption(
        "Each column sums to 100 %: the share of its documents with each label. Point at a number for its range, "
        "click it for its documents."
        + (f" Columns of fewer than {FEW} documents stay pale: they say little." if few else "")
    )
    if not sizes:
        st.write("None of these documents is labelled yet.")
        return
    with st.container(horizontal=True, gap="medium"):
        rows = order if _all(len(order), "map") else order[:MOST_ROWS]
        every = _all(len(sizes), "values", MOST_VALUES, "values")
        commonest = sorted(sizes, key=lambda value: -sizes[value])[: None if every else MOST_VALUES]
        values = [value for value in sizes if value in commonest]
    cells = [
        Cell(label_id or NONE, at.name(label_id), value, spread.documents.get((value, label_id), 0),
             spread.share(value, label_id))
        for label_id in rows
        for value in values
    ]  # fmt: skip
    drawn = {value: sizes[value] for value in values}
    heat_map(cells, column, drawn, at.picked, chart_key("map", at.here.taxonomy.id), partial(pick, "map"))
    value = at.picked.get("value")
    if value in sizes:
        _behind(at, "map", _wanted(at).model_copy(update={"details": ((column, value),)}), f"{column}: {value}")
    _download(at, f"by-{column}", _table(at, spread, order, {value: value for value in sizes}, column))


def changes(at: Exploring, column: str, order: Sequence[LabelId | None]) -> None:
    """The labels' shares or numbers over time."""
    st.subheader("How does it change over time?", anchor=False)
    asked: Period | None = st.query_params.get("every")  # type: ignore[assignment]  # over_time falls back
    times = over_time(at.here.engine, at.asked, column, asked)
    if times is None or not times.spread.totals:
        st.write("None of the dated documents is labelled yet.")
        return
    starts = _periods(times)
    if len(starts) < 2:
        st.write(f"All labelled documents are from the {_said(starts[0], times.period)}.")
        return
    line = st.container(horizontal=True, vertical_alignment="bottom")
    options = [label_id or NONE for label_id in order]
    chosen = line.multiselect(
        "Labels", options, default=options[:LINES], format_func=lambda each: at.name(None if each == NONE else each),
        key=f"lines-of-{at.here.taxonomy.id}", width=480,
    )  # fmt: skip
    line.segmented_control(
        "Every", times.possible, default=times.period, format_func=EVERY.__getitem__, required=True, key="every",
        bind="query-params", on_change=forget,
    )  # fmt: skip
    shares = line.segmented_control(
        "Show", ["Share", "Documents"], default="Share", required=True, key="as", bind="query-params"
    )
    labels = [None if each == NONE else each for each in chosen]
    if not labels:
        st.write("Choose labels to draw.")
        return
    points = [
        Point(label_id or NONE, at.name(label_id), colour_of(at.now, label_id), start, _said(start, times.period),
              times.spread.documents.get((start.isoformat(), label_id), 0),
              times.spread.share(start.isoformat(), label_id))
        for label_id in labels
        for start in starts
    ]  # fmt: skip
    key = chart_key("lines", at.here.taxonomy.id)
    lines(points, EVERY[times.period], shares == "Share", at.picked, key, partial(pick, "lines"))
    period = at.picked.get("period")
    if period in times.spread.totals:
        values = written_in(at.here.engine, at.asked.project, column, times.period, period)
        about = _said(date.fromisoformat(period), times.period)
        _behind(at, "lines", _wanted(at).model_copy(update={"among": ((column, values),)}), about)
    written = {start.isoformat(): start.isoformat() for start in starts}
    _download(at, "over-time", _table(at, times.spread, order, written, times.period))


def _periods(times: Times) -> list[date]:
    """The first day of every period from the first to the last, those without documents too."""
    first, last = (date.fromisoformat(end(times.spread.totals)) for end in (min, max))
    if times.period in ("day", "week"):
        step = timedelta(days=1 if times.period == "day" else 7)
        return [first + step * place for place in range((last - first) // step + 1)]
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month, 12 if times.period == "year" else 1)
    return [date(month // 12, month % 12 + 1, 1) for month in months]


def _said(start: date, period: Period) -> str:
    return start.strftime(WRITTEN[period]).replace(" 0", " ").removeprefix("0")


def _all(count: int, section: str, most: int = MOST_ROWS, of: str = "labels") -> bool:
    return count <= most or st.toggle(f"Show all {count} {of}", key=f"all-{section}", bind="query-params")


def _wanted(at: Exploring) -> Wanted:
    label_id = picked_label(at.picked)
    meaning = origins(at.now)
    of_label = [] if label_id is None else [label_id]
    if at.asked.gathered:
        of_label += [label.id for label in at.now.below(label_id) if label_id is not None]
    ids = frozenset(given for each in of_label for given in meaning[each])
    return Wanted(labels=ids, not_by=None if at.asked.with_classifier else "classifier")


def _behind(at: Exploring, section: str, wanted: Wanted, about: str) -> None:
    with st.container(border=True, key=f"behind-{section}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{dotted_name(at.now, picked_label(at.picked))}**  {plain(about)}", width="stretch")
            st.button("Close", key=f"close-{section}", icon=":material/close:", type="tertiary", on_click=forget)
        labelled_documents(at.here, at.now, wanted, "arrival", section)


def _table(
    at: Exploring, spread: Distribution, order: Sequence[LabelId | None], values: dict[str, str], column: str
) -> list[dict[str, object]]:
    return [
        {
            column: said,
            "label": at.name(label_id),
            "documents": spread.documents.get((value, label_id), 0),
            "of": spread.totals.get(value, 0),
            **_numbers(spread.share(value, label_id)),
        }
        for value, said in values.items()
        for label_id in order
    ]


def _numbers(estimate: Estimate) -> dict[str, object]:
    named = {"share": estimate.value, "low": estimate.low, "high": estimate.high}
    return {name: None if part is None else round(part, 4) for name, part in named.items()}


def _download(at: Exploring, name: str, rows: Sequence[dict[str, object]]) -> None:
    st.download_button(
        "Download these numbers",
        data=lambda: write_csv(rows, list(rows[0])),
        file_name=f"{at.here.taxonomy.id}-{name}.csv",
        mime="text/csv",
        key=f"download-{name}",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        help=f"{counted(len(rows), 'row')}, with ranges",
    )
