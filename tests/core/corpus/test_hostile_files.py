"""What loading each of the hostile files comes to: the documents read, or the one sentence a person sees."""

# ruff: noqa: E501 - a sentence is judged by reading it whole

import re

import pytest

from tests.faults.hostile_files import make, outcome

OUTCOMES = {
    "empty.csv": "refused: The file is empty; choose one with at least one row of text.",
    "mark_only.csv": "refused: The file has no rows; choose one with at least one row of text.",
    "blank_lines.txt": "refused: The file has no rows; choose one with at least one row of text.",
    "noise.csv": "refused: This is not text but binary data; load CSV, TSV, JSONL, JSON, Parquet, XLSX, TXT or ZIP.",
    "picture.csv": "refused: This is a picture; load the text instead.",
    "report.pdf": "refused: This is a PDF; export its text as TXT or CSV and load that.",
    "old.xls": "refused: This is an old or password-protected Office file; save it as XLSX or CSV without a password.",
    "page.csv": "refused: This is a web page or XML; export its text as CSV, TSV, JSONL, JSON, Parquet, XLSX, TXT or ZIP and load that.",
    "run.exe": "refused: This is not text but binary data; load CSV, TSV, JSONL, JSON, Parquet, XLSX, TXT or ZIP.",
    "utf16.csv": "2 documents of 2 rows as 'CSV/utf-16/;'",
    "utf16_unmarked.csv": "5 documents of 5 rows as 'CSV/utf-16-le/,'",
    "utf16_odd.csv": "refused: The file says it is UTF-16 but breaks off or stops being so after 406 bytes; save it again as UTF-8.",
    "western.csv": "2 documents of 2 rows as 'CSV/cp1252/;' | The encoding looks like cp1252; if letters look wrong below, save the file again as UTF-8.",
    "mixed.csv": "refused: Line 8 is not UTF-8 although the rest of the file is; encodings are mixed, so save the whole file again as UTF-8.",
    "undecodable.csv": "refused: The file's encoding was not recognised (tried UTF-8, UTF-16, cp1252 and 14 regional ones); save it again as UTF-8.",
    "scripts.csv": "3 documents of 3 rows as 'CSV/utf-8/,'",
    "nul.csv": "5 documents of 5 rows as 'CSV/utf-8/,' | NUL characters were removed and half characters shown as � in: row 2.",
    "nuls.csv": "refused: This is not text but binary data; load CSV, TSV, JSONL, JSON, Parquet, XLSX, TXT or ZIP.",
    "megabyte_cell.csv": "2 documents of 2 rows as 'CSV/utf-8/,'",
    "endless_cell.csv": "refused: Row 3 holds a cell of more than 5,000,000 characters; look for a quote that is opened there and never closed.",
    "open_quote.csv": "refused: Row 3 opens a quote that is never closed; close it, or write a quote inside a cell twice.",
    "stray_quote.csv": "refused: In row 2 text goes on after a closing quote; write a quote inside a cell twice, or look for an unclosed quote in the rows before.",
    "backslashes.csv": "2 documents of 2 rows as 'CSV/utf-8/,' | Quotes inside cells are marked by backslashes here.",
    "lines_in_quotes.csv": "2 documents of 2 rows as 'CSV/utf-8/,'",
    "formulas.csv": "3 documents of 3 rows as 'CSV/utf-8/,'",
    "same_headers.csv": "1 documents of 1 rows as 'CSV/utf-8/,' | There is more than one column 'text'; one of them is called 'text (2)' here.",
    "header_only.csv": "refused: The file has no rows; choose one with at least one row of text.",
    "no_texts.csv": "refused: None of the 3 rows has text in 'text'; choose another column.",
    "short_rows.csv": "2 documents of 2 rows as 'CSV/utf-8/,' | Rows with fewer cells than there are columns, filled up with empty ones: row 2.",
    "long_rows.csv": "refused: Row 3 has 4 columns where the header has 2; check for an unclosed quote or an unquoted delimiter around there.",
    "headerless.csv": "2 documents of 2 rows as 'CSV/utf-8/,' | The first row does not look like a header, so the columns are numbered.",
    "wide.csv": "refused: The table has 5,000 columns where at most 2,000 can be read; remove some of them.",
    "copies.csv": "5 documents of 7 rows as 'CSV/utf-8/,'",
    "old_mac.csv": "5 documents of 5 rows as 'CSV/utf-8/,'",
    "tweets.tsv": "3 documents of 3 rows as 'CSV/utf-8/\\t' | Quotes are read as plain characters, as they do not come in pairs.",
    "deep.json": "refused: Item 1 is nested more than 100 levels deep; flatten it before loading.",
    "deep.jsonl": "refused: Line 1 is nested more than 100 levels deep; flatten it before loading.",
    "nested.json": "1 documents of 1 rows as 'JSON/utf-8'",
    "cut_off.json": "refused: The file ends in the middle of item 25; export or download it again.",
    "no_list.json": "refused: The file is one JSON object without a list in it; a list of objects or of texts is needed.",
    "numbers.json": "refused: Item 1 is neither an object nor a text; each must be one of the two.",
    "digits.jsonl": "refused: Line 1 holds a number too long to read; put it in quotes.",
    "one_bad_line.jsonl": "refused: Line 3 is not valid JSON (Unterminated string at character 19); correct or remove that line.",
    "surrogates.jsonl": "2 documents of 2 rows as 'JSONL/utf-8' | NUL characters were removed and half characters shown as � in: lines 1, 2.",
    "turns.jsonl": "1 documents of 1 rows as 'JSONL/utf-8'",
    "keys.json": "refused: The table has 5,000 columns where at most 2,000 can be read; remove some of them.",
    "lines.json": "2 documents of 2 rows as 'JSONL/utf-8'",
    "texts.zip": "2 documents of 2 rows as 'ZIP' | Left out, as they are tables, archives or not text: photo.png.",
    "bomb.zip": "refused: The file would unpack to 30 MB, which is too much or too tightly packed to be text; load its contents in smaller parts.",
    "nested.zip": "refused: The ZIP holds no text files (inner.zip); unpack it and load what is inside as CSV, TSV, JSONL, JSON, Parquet, XLSX, TXT or ZIP.",
    "climbing.zip": "2 documents of 2 rows as 'ZIP'",
    "tables.zip": "refused: The ZIP holds no text files (tickets.csv); unpack it and load what is inside as CSV, TSV, JSONL, JSON, Parquet, XLSX, TXT or ZIP.",
    "cut_off.zip": "refused: The file is damaged or cut off; export or download it again.",
    "flipped.zip": "refused: a/one.txt inside the ZIP is damaged; pack it again.",
    "word.docx": "refused: This is a Word document; save it as TXT and load that.",
    "sheets.xlsx": "2 documents of 2 rows as 'XLSX' | The workbook has 2 sheets; the first with rows is read: 'Tickets'. | Row 1 holds one cell only and was taken for a title above the table.",
    "workbook.csv": "2 documents of 2 rows as 'XLSX' | The workbook has 2 sheets; the first with rows is read: 'Tickets'. | Row 1 holds one cell only and was taken for a title above the table.",
    "cut_off.xlsx": "refused: The file is damaged or cut off; export or download it again.",
    "empty.xlsx": "refused: The workbook has no sheet with rows; save the sheet with the texts and load that.",
    "bomb.xlsx": "refused: The file would unpack to 60 MB, which is too much or too tightly packed to be text; load its contents in smaller parts.",
    "laughs.xlsx": "refused: The file is damaged or cut off; export or download it again.",
    "garbled.xlsx": "refused: The file is damaged or cut off; export or download it again.",
    "whole.parquet": "2 documents of 2 rows as 'Parquet'",
    "cut_off.parquet": "refused: The file is damaged or cut off; export or download it again.",
    "flipped.parquet": "refused: The file is damaged; export or download it again.",
    "named.parquet": "refused: The name says Parquet but the content is not; export or download the file again.",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    return folder, make(folder)


def test_every_hostile_file_has_an_outcome(folder):
    assert list(folder[1]) == list(OUTCOMES)


@pytest.mark.parametrize("name", OUTCOMES)
def test_a_hostile_file_is_read_whole_or_refused_with_one_sentence(folder, name):
    assert outcome(folder[0] / name) == OUTCOMES[name]


@pytest.mark.parametrize("name", [name for name, told in OUTCOMES.items() if told.startswith("refused")])
def test_a_refusal_is_one_sentence_that_says_what_to_do(name):
    sentence = OUTCOMES[name].removeprefix("refused: ")
    assert re.fullmatch(r"[A-Za-z][^\n!]*\.", sentence)
    assert len(re.findall(r"\. ", sentence)) == 0
    assert ";" in sentence
    assert len(sentence) < 200
