from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.corpus.dates import guess_date_form, iso_date


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2026-01-02T17:12:06Z", "2026-01-02"),
        ("2026-01-02 17:12:06.123+02:00", "2026-01-02"),
        ("2026/1/2", "2026-01-02"),
        ("31.12.2025", "2025-12-31"),
        ("12/31/2025 5:30 PM", "2025-12-31"),
        ("2 January 2026", "2026-01-02"),
        ("Jan 2, 2026", "2026-01-02"),
        ("20260102", "2026-01-02"),
        ("2026-03", "2026-03-01"),
        ("March 2026", "2026-03-01"),
        ("2021", "2021-01-01"),
    ],
)
def test_the_usual_ways_of_writing_a_date_are_read(written, iso):
    form = guess_date_form([written])
    assert form is not None
    assert iso_date(written, form) == iso


def test_one_day_past_the_twelfth_settles_which_number_is_the_month():
    american = guess_date_form(["01/02/2026", "01/31/2026"])
    assert american is not None
    assert iso_date("01/02/2026", american) == "2026-01-02"


def test_a_column_of_years_is_dated_to_the_year():
    form = guess_date_form(["2021", "1999", "2025"])
    assert form is not None
    assert form.precision == "year"


def test_a_few_cells_without_a_date_do_not_hide_a_date_column():
    form = guess_date_form(["2026-01-02"] * 30 + ["unknown", ""])
    assert form is not None
    assert iso_date("unknown", form) == ""


@pytest.mark.parametrize("values", [[], [""], ["hello"], ["12", "7"], ["9999"], ["2026-02-31"], ["T0001"], ["1.5"]])
def test_what_is_not_a_date_is_not_taken_for_one(values):
    assert guess_date_form(values) is None


def test_seconds_since_1970_are_dates_only_when_asked_for():
    assert guess_date_form(["1767373926"]) is None
    form = guess_date_form(["1767373926", "1767373926000"], timestamps=True)
    assert form is not None
    assert iso_date("1767373926000", form) == "2026-01-02"


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%Y%m%d", "%b %d, %Y"]))
def test_every_day_comes_back_from_an_unambiguous_form(day, form_of_writing):
    written = day.strftime(form_of_writing)
    form = guess_date_form([written])
    assert form is not None
    assert iso_date(written, form) == day.isoformat()


@given(st.text())
def test_no_text_breaks_the_guess(text):
    form = guess_date_form([text], timestamps=True)
    assert form is None or iso_date(text, form)
