import csv
import threading
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.corpus.delimited import Dialect, dialect_of, open_delimited
from core.errors import BadUpload

CELL = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=30)


def cells(content, header=None):
    return [list(row.cells.values()) for row in open_delimited(BytesIO(content.encode()), header).rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_gives_even_rows(delimiter):
    rows = ["id,text,when", "1,Hello; you | there,10:00", "2,Yes; yes,11:00"]
    written = "\n".join(f'"{delimiter}"'.join(row.split(",")).join('""') for row in rows)
    assert dialect_of(written, whole=True) == Dialect(delimiter)


def test_decimal_commas_do_not_hide_the_semicolon():
    assert dialect_of("id;price;text\n1;2,50;gone\n2;3,75;late\n", whole=True).delimiter == ";"


def test_one_column_of_texts_with_commas_stays_one_column():
    assert cells("text\nHello, I lost it\nYes, me too, sadly\n") == [["Hello, I lost it"], ["Yes, me too, sadly"]]


def test_a_column_called_text_is_not_a_title_over_its_commas():
    assert cells("text\nHello, you\nHi, there\nplain\n") == [["Hello, you"], ["Hi, there"], ["plain"]]


def test_a_title_line_does_not_hide_the_delimiter():
    assert cells("Tickets of January\nid,text\n1,it is lost\n2,it is late\n") == [
        ["1", "it is lost"],
        ["2", "it is late"],
    ]


def test_quoted_cells_keep_newlines_and_delimiters():
    assert cells('id,text\r\n1,"Dear all,\r\nit is ""gone"""\r\n') == [["1", 'Dear all,\r\nit is "gone"']]


def test_backslashed_quotes_are_read_and_plain_backslashes_kept():
    assert cells('id,text\n1,"He said \\"no\\", and left"\n2,ok\n') == [["1", 'He said "no", and left'], ["2", "ok"]]
    assert cells('id,text\n1,C:\\new\n2,"C:\\temp, too"\n') == [["1", "C:\\new"], ["2", "C:\\temp, too"]]


def test_lone_quotes_in_tabbed_files_are_characters():
    assert cells('id\ttext\n1\t"My card\n2\t5" screen\n') == [["1", '"My card'], ["2", '5" screen']]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('id,text\n1,a\n2,"b\n3,c\n', "Row 3 opens a quote that is never closed"),
        ('id,text\n1,"a" b\n', "In row 2 text goes on after a closing quote"),
        ('id,text\n1,a\n2,"b\n3,"c"\n', "In row 3 text goes on after a closing quote"),
        ("id,text\n1,a,b,c\n", "Row 2 has 4 columns where the header has 2"),
    ],
)
def test_broken_rows_are_refused_by_their_number(content, sentence):
    with pytest.raises(BadUpload) as refusal:
        cells(content)
    assert str(refusal.value).startswith(sentence)


def test_a_broken_row_far_down_is_named_too():
    content = "id,text\n" + "1,it is a ticket like any other\n" * 20_000 + '2,"open\n'
    with pytest.raises(BadUpload, match=r"^Row 20002 opens a quote"):
        cells(content)


def test_two_files_with_long_cells_can_be_read_at_once():
    content = f"id,text\n1,{'x' * 400_000}\n".encode()
    read: list[int] = []
    threads = [
        threading.Thread(
            target=lambda: read.extend(len(row.cells["text"]) for row in open_delimited(BytesIO(content), None).rows)
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert read == [400_000] * 4


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8), st.sampled_from([",", ";", "\t", "|"]))
def test_whatever_a_csv_writer_writes_reads_back(rows, delimiter):
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([("id", "text"), *rows])
    filled = [list(row) for row in rows if any(cell.strip() for cell in row)]
    if filled:
        assert cells(text.getvalue()) == filled
