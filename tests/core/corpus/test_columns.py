from pathlib import Path

import pytest

from core.corpus.columns import guess_date_column, guess_id, guess_text
from core.corpus.reading import look
from core.corpus.table import Row

SAMPLES = Path(__file__).parents[3] / "data" / "samples"


def rows(**columns):
    return [
        Row(n, dict(zip(columns, cells, strict=True))) for n, cells in enumerate(zip(*columns.values(), strict=True))
    ]


@pytest.mark.parametrize(
    ("sample", "text", "id_column", "date"),
    [
        ("support_tickets.csv", ("text",), "id", "created_at"),
        ("paper_abstracts.csv", ("title", "abstract"), "id", "year"),
        ("assistant_conversations.jsonl", ("messages",), "id", "created_at"),
    ],
)
def test_the_samples_columns_are_guessed(sample, text, id_column, date):
    preview = look(sample, SAMPLES / sample)
    assert (preview.text, preview.id_column, preview.date_column) == (text, id_column, date)


def test_the_text_is_found_by_its_content_when_its_name_says_nothing():
    table = rows(a=["7", "8"], b=["red", "blue"], c=["My card has not come yet", "I was charged twice for it"])
    assert guess_text(("a", "b", "c"), table) == ("c",)


def test_long_addresses_are_not_the_text():
    table = rows(
        link=["https://example.org/" + "x" * 90, "https://example.org/" + "y" * 90], words=["it is lost", "it is late"]
    )
    assert guess_text(("link", "words"), table) == ("words",)


def test_texts_without_spaces_between_words_are_found():
    table = rows(kind=["credit card", "debit card"], body2=["カードが届きません。確認してください", "口座が開けません"])
    assert guess_text(("kind", "body2"), table) == ("body2",)


def test_a_subject_goes_before_its_body():
    table = rows(body=["It has not come. " * 5, "I lost it. " * 9], subject=["My new card please", "A lost card"])
    assert guess_text(("body", "subject"), table) == ("subject", "body")


def test_columns_of_empty_texts_are_still_known_by_name():
    assert guess_text(("id", "text"), rows(id=["1", "2"], text=["", ""])) == ("text",)


def test_an_id_is_unique_and_preferably_named():
    table = rows(n=["1", "2"], ticket_id=["T1", "T2"], plan=["free", "free"], text=["a b c", "d e f"])
    assert guess_id(("n", "ticket_id", "plan", "text"), table, ("text",)) == "ticket_id"
    assert guess_id(("n", "plan", "text"), table, ("text",)) == "n"
    assert guess_id(("plan", "text"), table, ("text",)) == ""


def test_ids_that_come_twice_or_are_missing_are_no_ids():
    assert guess_id(("id",), rows(id=["1", "1"]), ()) == ""
    assert guess_id(("id",), rows(id=["1", ""]), ()) == ""


def test_the_named_and_finest_date_is_the_date():
    table = rows(year=["2021", "2022"], createdAt=["2026-01-02", "2026-01-03"], score=["1999", "2001"])
    assert guess_date_column(("year", "createdAt", "score"), table) == "createdAt"
    assert guess_date_column(("year", "score"), table) == "year"
    assert guess_date_column(("score",), table) == ""
