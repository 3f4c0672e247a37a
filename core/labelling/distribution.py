"""How labels are spread over the values of a metadata column, or over time. Pure counting over counts.

Documents that nobody has judged, and those whose label was split or retired since, are not part of any share.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple, Protocol

from core.agreement.estimates import Estimate, share
from core.labelling.tally import Counted
from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Taxonomy

Period = Literal["day", "week", "month", "year"]

FEWEST_A_POINT = 20  # documents on average; with fewer, chance draws the line
MOST_POINTS = 40  # more points than this a line chart does not need to show a trend


class CountedByValue(Counted, Protocol):
    """So many documents with this value of the column were given this label."""

    @property
    def value(self) -> str | None: ...


class Distribution(NamedTuple):
    """Documents by value and label in force (None: no label fits). `totals` holds the judged documents of a value."""

    documents: Mapping[tuple[str, LabelId | None], int]
    totals: Mapping[str, int]

    def share(self, value: str, label_id: LabelId | None) -> Estimate:
        """What part of a value's judged documents has the label, with the interval of a sample of that size."""
        return share(self.documents.get((value, label_id), 0), self.totals.get(value, 0))


def distribution(
    counts: Iterable[CountedByValue], taxonomy: Taxonomy, groups: Mapping[str, str] | None = None
) -> Distribution:
    """Count documents by value, following each label to what it means now.

    `groups` maps values to what they are gathered under, such as dates to months; a value it lacks is left out.
    """
    documents: dict[tuple[str, LabelId | None], int] = {}
    totals: dict[str, int] = {}
    for count in counts:
        value = count.value or ""
        group = value if groups is None else groups.get(value, "")
        meant = None if count.primary is None else taxonomy.meaning.get(count.primary)
        stale = count.primary is not None and meant is None
        if count.source is None or stale or not group:
            continue
        documents[group, meant] = documents.get((group, meant), 0) + count.documents
        totals[group] = totals.get(group, 0) + count.documents
    return Distribution(documents, totals)


def fitting_period(days: Sequence[date], documents: int) -> Period:
    """The finest period that divides the time from first to last day into at most forty with enough documents each."""
    span = (max(days) - min(days)).days + 1 if days else 1
    most = min(MOST_POINTS, max(2, documents / FEWEST_A_POINT))
    lengths: tuple[tuple[Period, int], ...] = (("day", 1), ("week", 7), ("month", 30), ("year", 365))
    return next((period for period, length in lengths if span / length <= most), "year")


def period_of(day: date, period: Period) -> date:
    """The first day of the period in which a day lies; weeks begin on Monday."""
    if period == "day":
        return day
    if period == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if period == "month" else day.replace(month=1, day=1)
