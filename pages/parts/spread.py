"""How labels are spread, counted once for everyone and kept until a judgement, a document or a label changes.

Everything kept is small and keyed by what it depends on, so a page of 100,000 documents is drawn from a few numbers.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

import streamlit as st
from sqlalchemy import Engine

from core.corpus.columns import guess_date_column
from core.corpus.dates import guess_date_form, iso_date
from core.corpus.table import Row
from core.labelling.distribution import Distribution, Period, distribution, fitting_period, period_of
from core.labelling.tally import Tally, tally
from core.store import documents, labels, ledger
from core.store.labels import Count
from pages.parts.place import Working

KEPT = 300  # answers, of all projects
LOOKED_AT = 200  # documents from which a date column is guessed
FEWEST, MOST = 2, 30  # values of a column by which labels are compared
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
PERIODS: tuple[Period, ...] = ("day", "week", "month", "year")


class Ask(NamedTuple):
    """What is counted, and everything the answer depends on."""

    project: str
    taxonomy: str
    version: int
    stamp: tuple[Any, ...]
    with_classifier: bool


class Standing(NamedTuple):
    """Documents by label and source; `unclear` could not be understood by the teacher."""

    tally: Tally
    unclear: int
    by_classifier: int


class Times(NamedTuple):
    """The labels' spread over periods, by each period's first day as ISO date."""

    period: Period
    possible: tuple[Period, ...]
    spread: Distribution


def ask(here: Working, version: int, with_classifier: bool) -> Ask:
    stamp = labels.stamp(here.engine, here.project.id, here.taxonomy.id)
    return Ask(here.project.id, here.taxonomy.id, version, stamp, with_classifier)


@st.cache_data(show_spinner=False, max_entries=KEPT)
def standing(_engine: Engine, asked: Ask) -> Standing:
    found = labels.counts(_engine, asked.project, asked.taxonomy)
    unclear = sum(count.documents for count in found if count.needs_review)
    by_classifier = sum(count.documents for count in found if count.source == "classifier")
    return Standing(tally(_clear(found, asked), ledger.taxonomy(_engine, asked.taxonomy)), unclear, by_classifier)


@st.cache_data(show_spinner=False, max_entries=KEPT)
def over_values(_engine: Engine, asked: Ask, column: str) -> Distribution:
    """By the values of a column; documents without one are left out."""
    found = labels.counts(_engine, asked.project, asked.taxonomy, column)
    return distribution(_clear(found, asked), ledger.taxonomy(_engine, asked.taxonomy))


@st.cache_data(show_spinner=False, max_entries=KEPT)
def over_time(_engine: Engine, asked: Ask, column: str, period: Period | None) -> Times | None:
    """By periods of the dates in a column, by fitting ones if none is asked for; None if it holds no dates."""
    days = _days(_engine, asked.project, column)
    if not days:
        return None
    fitting = fitting_period([*days.values()])
    possible = PERIODS[max(0, PERIODS.index(fitting) - 1) :]
    chosen = period if period in possible else fitting
    groups = {value: period_of(day, chosen).isoformat() for value, day in days.items()}
    found = labels.counts(_engine, asked.project, asked.taxonomy, column)
    spread = distribution(_clear(found, asked), ledger.taxonomy(_engine, asked.taxonomy), groups)
    return Times(chosen, possible, spread)


def written_in(engine: Engine, project: str, column: str, period: Period, start: str) -> frozenset[str]:
    """The column's values whose dates lie in the period that begins on a day, as they were written."""
    days = _days(engine, project, column)
    return frozenset(value for value, day in days.items() if period_of(day, period).isoformat() == start)


@st.cache_data(show_spinner=False, max_entries=KEPT)
def columns_to_compare(_engine: Engine, project: str, last_position: int) -> list[tuple[str, list[str]]]:  # noqa: ARG001
    """Metadata columns of two to thirty values, with these, the most frequent first; numbers in their order."""
    found = []
    for column in documents.metadata_columns(_engine, project):
        values = [value for value, _ in labels.column_values(_engine, project, column) if value]
        if FEWEST <= len(values) <= MOST:
            numbers = all(NUMBER.fullmatch(value) for value in values)
            found.append((column, sorted(values, key=float) if numbers else values))
    return found


@st.cache_data(show_spinner=False, max_entries=KEPT)
def date_column(_engine: Engine, project: str, last_position: int) -> str:
    """The column with the documents' dates; empty if there is none."""
    sample = documents.documents_at(_engine, project, range(1, min(LOOKED_AT, last_position) + 1))
    rows = [Row(place, document.metadata) for place, document in enumerate(sample)]
    return guess_date_column(documents.metadata_columns(_engine, project), rows)


def _days(engine: Engine, project: str, column: str) -> Mapping[str, date]:
    values = [value for value, _ in labels.column_values(engine, project, column) if value]
    sample = values[:LOOKED_AT]
    form = guess_date_form(sample) or guess_date_form(sample, timestamps=True)
    if form is None:
        return {}
    days = {value: iso_date(value, form) for value in values}
    return {value: date.fromisoformat(day) for value, day in days.items() if day}


def _clear(counts: Iterable[Count], asked: Ask) -> Iterable[Count]:
    """Without what says nothing, and without the classifier's if so asked."""
    return [
        count for count in counts if not count.needs_review and (asked.with_classifier or count.source != "classifier")
    ]
