import pytest

from core.errors import BadUpload
from core.growth.seeding.objects import decoded, decoded_lines, object_entries
from core.taxonomy.gathering import Entry


def tree(content: object) -> list[tuple[str, str | None]]:
    entries = object_entries(content).entries
    return [(entry.name, None if entry.above is None else entries[entry.above].name) for entry in entries]


def test_a_list_of_names_is_a_list_of_labels():
    assert tree(["Cards", "Fees"]) == [("Cards", None), ("Fees", None)]


def test_an_object_tells_the_parts_of_a_label():
    content = [
        {"label": "Cards", "definition": "All", "includes": ["a", 3], "excludes": "b; c", "id": 7, "parent": "X"}
    ]
    assert object_entries(content).entries == [
        Entry("Cards", "All", ("a",), ("b", " c"), key="7", parent="X"),
    ]


def test_children_may_be_names_or_objects_to_any_depth():
    content = {"labels": [{"name": "Cards", "children": ["Lost", {"name": "Stolen", "children": ["Abroad"]}]}, "Fees"]}
    assert tree(content) == [
        *(("Cards", None), ("Lost", "Cards"), ("Stolen", "Cards"), ("Abroad", "Stolen"), ("Fees", None))
    ]


def test_keys_may_be_names():
    content = {"Cards": ["Lost"], "Fees": {"Yearly": "once a year", "Hidden": {"description": "x"}}, "Loans": None}
    assert tree(content) == [
        *(("Cards", None), ("Lost", "Cards"), ("Fees", None), ("Yearly", "Fees"), ("Hidden", "Fees"), ("Loans", None))
    ]
    assert [entry.description for entry in object_entries(content).entries][3:5] == ["once a year", "x"]


def test_what_is_neither_a_name_nor_an_object_is_left_out_and_said():
    assert object_entries(["A", 3, None, True]).notes == ("Left out, as they are neither names nor objects: 3.",)


def test_json_that_breaks_off_is_refused_with_its_line():
    with pytest.raises(BadUpload, match="line 2, character 1"):
        decoded("[\n")
    with pytest.raises(BadUpload, match="line 2, character 6"):
        decoded_lines('"A"\n{"a":\n')


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 300 + "1" + "}" * 300])
def test_json_nested_very_deep_is_refused(text):
    with pytest.raises(BadUpload, match="more than 100 levels"):
        object_entries(decoded(text))


def test_numbers_of_thousands_of_digits_and_endless_lists_are_refused():
    with pytest.raises(BadUpload, match="number too long"):
        decoded("9" * 5000)
    with pytest.raises(BadUpload, match="more than 20,000 labels"):
        object_entries([1] * 30_000)
