import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.corpus.table import Remarks, named, storable, table
from core.errors import BadUpload


def opened(*records, header=None, kind="CSV"):
    return table(kind, iter(enumerate(map(list, records), start=1)), Remarks(), header)


def test_the_first_row_names_the_columns():
    it = opened(("id", "text"), ("1", "it is lost"))
    assert it.columns == ("id", "text")
    assert list(it.rows) == [(2, {"id": "1", "text": "it is lost"})]


@pytest.mark.parametrize(
    "records",
    [
        (("1", "it is lost"), ("2", "it is late")),
        (("spam", "win a lot of money"), ("ham", "see you"), ("spam", "win more")),
        (("I would like to know where my new card is", "x"), ("It is late", "y")),
        (("my card is lost",), ("it has not come",)),
    ],
)
def test_a_first_row_that_looks_like_data_is_data(records):
    it = opened(*records)
    assert not it.header
    assert it.columns == tuple(f"column {n + 1}" for n in range(len(records[0])))
    assert len(list(it.rows)) == len(records)


def test_a_person_can_overrule_the_guess():
    assert opened(("1", "a"), ("2", "b"), header=True).columns == ("1", "a")
    assert opened(("id", "text"), ("2", "b"), header=False).columns == ("column 1", "column 2")


def test_headers_are_made_different_and_named():
    it = opened(("text", "text", "", " text "), ("a b", "c", "d", "e"))
    assert it.columns == ("text", "text (2)", "column 3", "text (3)")
    assert len(it.remarks.notes("row")) == 2


def test_a_title_above_the_table_is_skipped_and_said():
    it = opened(("Tickets of January",), ("id", "text"), ("1", "it is lost"))
    assert it.columns == ("id", "text")
    assert it.remarks.notes("row") == ("Row 1 holds one cell only and was taken for a title above the table.",)


def test_short_rows_are_filled_up_and_noted_but_not_in_workbooks():
    for kind, notes in (("CSV", 1), ("XLSX", 0)):
        it = opened(("id", "text", "plan"), ("1", "it is lost"), kind=kind)
        assert next(it.rows).cells == {"id": "1", "text": "it is lost", "plan": ""}
        assert len(it.remarks.notes("row")) == notes


def test_a_long_row_is_refused_by_its_number_unless_the_surplus_is_empty():
    it = opened(("id", "text"), ("1", "a", "", " "), ("2", "b", "c"))
    assert next(it.rows).cells == {"id": "1", "text": "a"}
    with pytest.raises(BadUpload, match=r"^Row 3 has 3 columns where the header has 2; check for an unclosed quote"):
        next(it.rows)


def test_blank_rows_are_skipped_but_count_for_the_numbers():
    it = opened((), ("id", "text"), ("", " "), ("1", "a"))
    assert [row.number for row in it.rows] == [4]


def test_a_table_too_wide_or_without_rows_is_refused():
    with pytest.raises(BadUpload, match="3,000 columns"):
        opened([f"c{n}" for n in range(3000)])
    with pytest.raises(BadUpload, match="no rows"):
        opened((), (" ",))


def test_notes_name_the_first_rows_and_count_the_rest():
    assert named("row", [3]) == "row 3"
    assert named("line", [3, 5, 8, 9, 12]) == "lines 3, 5, 8 and 2 more"


@given(st.text(alphabet=st.characters()))
def test_storable_text_fits_into_utf8_and_databases(text):
    stored = storable(text)
    assert "\0" not in stored
    assert stored.encode() is not None
    assert storable(stored) == stored
