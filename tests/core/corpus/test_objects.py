import json
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.corpus.objects import cells_of, open_objects
from core.errors import BadUpload

TURNS = [{"role": "user", "content": "Hi"}]
OBJECTS = st.lists(st.dictionaries(st.text("abc", min_size=1), st.text('xyz é\\"[]{},:\n')), min_size=1, max_size=6)


def rows(content, kind="JSON"):
    return [(row.number, row.cells) for row in open_objects(BytesIO(content.encode()), kind).rows]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ('{"text": "a"}\n\n{"text": "b"}\n', "JSONL"),
        ('{"text": "a"}\n\n{"text": "b"}', "JSON"),
        ('"a"\n\n"b"\n', "JSONL"),
    ],
)
def test_a_line_is_a_row_with_the_lines_number(content, kind):
    assert rows(content, kind) == [(1, {"text": "a"}), (3, {"text": "b"})]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ('[{"text": "a"}, {"text": "b"}]', "JSON"),
        ('\n [\n"a",\n"b"\n]\n', "JSON"),
        ('["a", "b"]', "JSONL"),
        ('{"page": 1, "data": ["a", "b"], "next": []}', "JSON"),
        ('{"data": [{"text": "a"}, {"text": "b"}], "columns": ["text"]}', "JSON"),
    ],
)
def test_lists_are_found_bare_or_in_an_object(content, kind):
    assert rows(content, kind) == [(1, {"text": "a"}), (2, {"text": "b"})]


def test_a_conversation_alone_is_one_document():
    assert rows(json.dumps({"id": "c", "messages": TURNS})) == [(1, {"id": "c", "messages": "User: Hi"})]


def test_nested_values_are_flattened_and_lists_stay_json():
    item = {"a": {"b": 1, "c": {"d": True}}, "tags": ["x", 2], "no": None, "talk": TURNS, "price": 1.10, "empty": []}
    assert cells_of(item) == {
        "a.b": "1",
        "a.c.d": "true",
        "tags": '["x",2]',
        "no": "",
        "talk": "User: Hi",
        "price": "1.1",
        "empty": "",
    }


def test_deep_values_stay_compact_json():
    assert cells_of({"a": {"b": {"c": {"d": {"e": 1}}}}}) == {"a.b.c.d": '{"e":1}'}


@pytest.mark.parametrize(
    ("content", "kind", "sentence"),
    [
        ('{"text": "a"}\n{"text": "b"\n', "JSONL", "Line 2 is not valid JSON"),
        ('[{"text": "a"}, {"text": "b"', "JSON", "The file ends in the middle of item 2; export or download it again."),
        ('[{"text": "a"}, {"text": oops}, 3]', "JSON", "Item 2 is not valid JSON"),
        ('[{"text": "a"} {"text": "b"}]', "JSON", "The list does not go on properly after item 1"),
        ('[{"text": "a"}] and more', "JSON", "Something follows the end of the list after item 1"),
        ('["a", ["b"]]', "JSON", "Item 2 is neither an object nor a text"),
        (
            '{"a": ["x"], "b": ["y"]}',
            "JSON",
            "The file holds several lists ('a', 'b'); keep the one with the documents.",
        ),
        ('{"a": 1}', "JSON", "The file is one JSON object without a list in it"),
        ("7", "JSON", "The file is a single JSON value"),
        ('{"a": ', "JSON", "The file is not valid JSON"),
        (" \n ", "JSON", "The file has no rows"),
        ('[{"n": ' + "9" * 5000 + "}]", "JSON", "Item 1 holds a number too long to read"),
        ("[" + '{"a":' * 200 + "1" + "}" * 200 + "]", "JSON", "Item 1 is nested more than 100 levels deep"),
        ("[" * 100_000, "JSON", "Item 1 is nested more than 100 levels deep"),
    ],
)
def test_broken_json_is_refused_with_its_place(content, kind, sentence):
    with pytest.raises(BadUpload) as refusal:
        rows(content, kind)
    assert str(refusal.value).startswith(sentence)


def test_items_longer_than_the_window_are_read():
    items = [{"text": "x" * 700_000}, {"text": "y"}, {"text": "z" * 300_000}]
    assert [cells for _, cells in rows(json.dumps(items, indent=1))] == items


@settings(max_examples=50)
@given(OBJECTS, st.sampled_from([None, 0, 4]))
def test_lists_and_lines_of_the_same_objects_are_the_same_rows(objects, indent):
    as_list = rows(json.dumps(objects, indent=indent))
    as_lines = rows("\n".join(json.dumps(item) for item in objects), "JSONL")
    assert as_list == as_lines == list(enumerate(objects, start=1))
