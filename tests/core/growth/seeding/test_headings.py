import pytest

from core.growth.seeding.headings import called, levels, parts


@pytest.mark.parametrize(
    ("column", "part"),
    [
        ("Label_Name", "name"),
        ("prefLabel@en", "name"),
        ("Bezeichnung", "name"),
        ("Scope note", "description"),
        ("altLabels", "includes"),
        ("Gehört nicht dazu", "excludes"),
        ("parent_id", "parent"),
        ("Oberbegriff", "parent"),
        ("Full path", "path"),
        ("URI", "id"),
    ],
)
def test_usual_names_of_columns_are_known_in_english_and_german(column, part):
    assert parts([column]) == {part: column}


def test_of_several_columns_for_one_part_the_likeliest_is_taken():
    assert parts(["title", "Name", "note", "definition"]) == {"name": "Name", "description": "definition"}


def test_columns_of_levels_are_put_in_order():
    assert levels(["Level 2", "text", "Level 1"]) == ["Level 1", "Level 2"]
    assert levels(["Kategorie", "Unterkategorie"]) == ["Kategorie", "Unterkategorie"]


def test_a_single_level_is_no_hierarchy():
    assert levels(["Category", "Description"]) == []


def test_case_and_signs_do_not_count():
    assert called("  alt_Labels@de ") == "alt labels"
