from datetime import date

from core.labelling.distribution import distribution, fitting_period, period_of
from core.store.labels import Count
from core.taxonomy.edits import merge, retire
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change, Taxonomy


def count(primary, value, documents, source="teacher"):
    return Count(primary=primary, source=source, value=value, documents=documents)


def taxonomy():
    labels = tuple(Label(id=name.casefold(), name=name) for name in ("Fees", "Prices", "Spam"))
    start = Taxonomy().apply(Change(labels=labels, author="human:Ana", based_on=0))
    merged = start.apply(Change(labels=merge(start, ["fees", "prices"], "fees"), author="human:Ana", based_on=1))
    return merged.apply(Change(labels=retire(merged, "spam"), author="human:Ana", based_on=2))


def test_merged_labels_count_together_and_retired_ones_not_at_all():
    counts = [count("fees", "free", 3), count("prices", "free", 2), count("spam", "free", 9), count(None, "free", 5)]
    spread = distribution(counts, taxonomy())
    assert spread.documents == {("free", "fees"): 5, ("free", None): 5}
    assert spread.totals == {"free": 10}
    assert spread.share("free", "fees").value == 0.5


def test_documents_nobody_has_judged_are_part_of_no_share():
    spread = distribution([count(None, "free", 7, source=None), count("fees", "free", 1)], taxonomy())
    assert spread.totals == {"free": 1}


def test_a_value_without_documents_has_no_share():
    assert not distribution([], taxonomy()).share("free", "fees").known


def test_values_can_be_gathered_and_what_belongs_nowhere_is_left_out():
    counts = [count("fees", "2026-03-02", 1), count("fees", "2026-03-30", 2), count("fees", "soon", 4)]
    spread = distribution(counts, taxonomy(), {"2026-03-02": "2026-03", "2026-03-30": "2026-03"})
    assert spread.totals == {"2026-03": 3}


def test_a_period_is_fine_enough_to_show_a_trend_and_no_finer():
    first = date(2026, 1, 1)
    assert fitting_period([first, date(2026, 1, 30)], 10_000) == "day"
    assert fitting_period([first, date(2026, 6, 30)], 10_000) == "week"
    assert fitting_period([first, date(2028, 6, 30)], 10_000) == "month"
    assert fitting_period([first, date(1990, 6, 30)], 10_000) == "year"
    assert fitting_period([], 0) == "day"


def test_few_documents_are_gathered_under_longer_periods():
    half_a_year = [date(2026, 1, 1), date(2026, 6, 30)]
    assert fitting_period(half_a_year, 600) == "week"
    assert fitting_period(half_a_year, 200) == "month"
    assert fitting_period(half_a_year, 20) == "year"


def test_a_day_lies_in_the_period_that_begins_before_it():
    day = date(2026, 3, 12)
    assert period_of(day, "day") == day
    assert period_of(day, "week") == date(2026, 3, 9)
    assert period_of(day, "month") == date(2026, 3, 1)
    assert period_of(day, "year") == date(2026, 1, 1)
