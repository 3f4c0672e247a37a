"""How labels are spread, counted once for everyone and kept until a judgement, a document or a label changes.

Everything kept is small and keyed by what it depends on, so a page of 100,000 documents is drawn from a few numbers.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

import streamlit as st

from core.corpus.columns import guess_date_column
from core.corpus.dates import guess_date_form, iso_date
from core.corpus.table import Row
from core.labelling.carry import stale_ids
from core.labelling.distribution import Distribution, Period, distribution, fitting_period, period_of
from core.labelling.tally import Tally, tally
from core.store import documents, labels, ledger
from core.store.labels import Count, Stamp
from core.store.workspace import Workspace
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.place import Working

COUNTING = "Counting the labels…"
KEPT = 300  # answers, of all projects
LOOKED_AT = 200  # documents from which a date column is guessed
FEWEST, MOST = 2, 30  # values of a column by which labels are compared
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
PERIODS: dict[Period, int] = {"day": 1, "week": 7, "month": 30, "year": 365}
MOST_PERIODS = 400


class Ask(NamedTuple):
    """What is counted, and everything the answer depends on. `gathered` counts labels as the topmost above them."""

    project: str
    taxonomy: str
    version: int
    stamp: Stamp
    with_classifier: bool
    gathered: bool


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


def ask(here: Working, version: int, gathered: bool = False) -> Ask:
    stamp = labels.stamp(here.engine, here.project.id, here.taxonomy.id)
    return Ask(here.project.id, here.taxonomy.id, version, stamp, with_classifier=True, gathered=gathered)


@st.cache_data(show_spinner=COUNTING, max_entries=KEPT)
def standing(_engine: Workspace, asked: Ask) -> Standing:
    taxonomy = ledger.taxonomy(_engine, asked.taxonomy)
    found = labels.counts(_engine, asked.project, asked.taxonomy, stale=stale_ids(taxonomy))
    unclear = sum(count.documents for count in found if count.needs_review)
    by_classifier = sum(count.documents for count in found if count.source == "classifier")
    return Standing(tally(_counted(found, asked, taxonomy), taxonomy), unclear, by_classifier)


@st.cache_data(show_spinner=COUNTING, max_entries=KEPT)
def over_values(_engine: Workspace, asked: Ask, column: str) -> Distribution:
    """By the values of a column; documents without one are left out."""
    taxonomy = ledger.taxonomy(_engine, asked.taxonomy)
    found = labels.counts(_engine, asked.project, asked.taxonomy, column, stale=stale_ids(taxonomy))
    return distribution(_counted(found, asked, taxonomy), taxonomy)


@st.cache_data(show_spinner=COUNTING, max_entries=KEPT)
def over_time(_engine: Workspace, asked: Ask, column: str, period: Period | None) -> Times | None:
    """By periods of the dates in a column, by fitting ones if none is asked for; None if it holds no dates."""
    days = _days(_engine, asked.project, column)
    if not days:
        return None
    taxonomy = ledger.taxonomy(_engine, asked.taxonomy)
    found = labels.counts(_engine, asked.project, asked.taxonomy, column, stale=stale_ids(taxonomy))
    counted = _counted(found, asked, taxonomy)
    dated = sum(count.documents for count in counted if count.source is not None and count.value in days)
    fitting = fitting_period([*days.values()], dated)
    longest = max(days.values()) - min(days.values())
    possible = tuple(period for period, length in PERIODS.items() if 1 < longest.days / length < MOST_PERIODS)
    possible = possible if fitting in possible else (fitting,)
    chosen = period if period in possible else fitting
    groups = {value: period_of(day, chosen).isoformat() for value, day in days.items()}
    return Times(chosen, possible, distribution(counted, taxonomy, groups))


def written_in(engine: Workspace, project: str, column: str, period: Period, start: str) -> frozenset[str]:
    """The column's values whose dates lie in the period that begins on a day, as they were written."""
    days = _days(engine, project, column)
    return frozenset(value for value, day in days.items() if period_of(day, period).isoformat() == start)


@st.cache_data(show_spinner=COUNTING, max_entries=KEPT)
def columns_to_compare(_engine: Workspace, project: str, last_position: int) -> list[tuple[str, list[str]]]:
    """Metadata columns of two to thirty values, with these, the most frequent first; numbers in their order."""
    sample = documents.documents_at(_engine, project, range(1, min(LOOKED_AT, last_position) + 1))
    found = []
    for column in documents.metadata_columns(_engine, project):
        if len({document.metadata.get(column) for document in sample}) > MOST:
            continue  # ids and dates: counting their values would take long for nothing
        values = [value for value, _ in labels.column_values(_engine, project, column) if value]
        if FEWEST <= len(values) <= MOST:
            numbers = all(NUMBER.fullmatch(value) for value in values)
            found.append((column, sorted(values, key=float) if numbers else values))
    return found


@st.cache_data(show_spinner=COUNTING, max_entries=KEPT)
def date_column(_engine: Workspace, project: str, last_position: int) -> str:
    """The column with the documents' dates; empty if there is none."""
    sample = documents.documents_at(_engine, project, range(1, min(LOOKED_AT, last_position) + 1))
    rows = [Row(place, document.metadata) for place, document in enumerate(sample)]
    return guess_date_column(documents.metadata_columns(_engine, project), rows)


def _days(engine: Workspace, project: str, column: str) -> Mapping[str, date]:
    values = [value for value, _ in labels.column_values(engine, project, column) if value]
    sample = values[:LOOKED_AT]
    form = guess_date_form(sample) or guess_date_form(sample, timestamps=True)
    if form is None:
        return {}
    days = {value: iso_date(value, form) for value in values}
    return {value: date.fromisoformat(day) for value, day in days.items() if day}


def _counted(counts: Iterable[Count], asked: Ask, taxonomy: Taxonomy) -> list[Count]:
    """Without what says nothing, without the classifier's if so asked, and gathered if so asked."""
    kept = [
        count for count in counts if not count.needs_review and (asked.with_classifier or count.source != "classifier")
    ]
    if not asked.gathered:
        return kept
    top = {given: taxonomy.path(meant)[0].id if meant else given for given, meant in taxonomy.meaning.items()}
    return [count if count.primary is None else count._replace(primary=top[count.primary]) for count in kept]
