from io import BytesIO

import pytest

from core.corpus.delimited import open_delimited
from core.errors import BadUpload
from core.growth.seeding.tables import passages, table_entries
from core.taxonomy.gathering import Entry, Listed, gathered


def read(text: str) -> Listed:
    return table_entries(lambda header: open_delimited(BytesIO(text.encode()), header))


def tree(text: str) -> list[tuple[str, str | None]]:
    seeds = gathered(read(text)).labels
    return [(seed.name, None if seed.parent is None else seeds[seed.parent].name) for seed in seeds]


def test_columns_are_known_by_their_names():
    text = "Code;Bezeichnung;Beschreibung;Umfasst;Oberbegriff\n1;Karten;Über Karten;a|b;\n2;Verlust;;;Karten\n"
    assert read(text).entries == [
        Entry("Karten", "Über Karten", ("a", "b"), ("",), key="1"),
        Entry("Verlust", "", ("",), ("",), key="2", parent="Karten"),
    ]


def test_a_title_above_the_table_is_no_label():
    assert tree("Our labels,,\nname,description,parent\nCards,x,\nLost,y,Cards\n") == [
        ("Cards", None),
        ("Lost", "Cards"),
    ]


def test_a_list_without_headings_loses_no_label():
    assert tree("Fees\nLost or stolen cards\n") == [("Fees", None), ("Lost or stolen cards", None)]
    listed = read("7,Cards,All about cards\n8,Fees,What it costs\n")
    assert [(entry.name, entry.description) for entry in listed.entries] == [
        ("Cards", "All about cards"),
        ("Fees", "What it costs"),
    ]
    assert "the first is read as names and the second as descriptions" in listed.notes[0]


def test_a_column_of_another_name_is_taken_for_the_names_and_said():
    assert read("Anliegen;Beschreibung\nKarten;x\n").notes == (
        "No column is called “name”; “Anliegen” was taken for it.",
    )


def test_parents_that_have_no_row_of_their_own_are_added_and_said():
    text = "name,parent\nLost,Cards\nStolen,cards\n"
    assert tree(text) == [("Cards", None), ("Lost", "Cards"), ("Stolen", "Cards")]
    assert read(text).notes == ("Added, as labels stand under them: “Cards”.",)


def test_parents_told_by_id_are_not_taken_for_names():
    assert tree("id,name,parent_id\n1,A,\n2,B,1\n3,C,9\n") == [("A", None), ("B", "A"), ("C", None)]


@pytest.mark.parametrize("step", [" / ", " > ", "::", "→"])
def test_paths_make_a_hierarchy_and_what_is_only_in_them_is_added(step):
    text = f"path,description\n{step.join('ABC')},x\n{step.join('AD')},y\n"
    assert tree(text) == [("A", None), ("B", "A"), ("C", "B"), ("D", "A")]


def test_a_path_may_end_with_the_label_above():
    assert tree("name,path\nLost,Cards\nCards,Cards\n") == [("Cards", None), ("Lost", "Cards")]


def test_a_name_with_the_sign_of_the_steps_in_it_is_one_name_where_its_path_is_known():
    text = "name,path\nCards / cash,Cards / cash\nLost / stolen,Cards / cash / Lost / stolen\n"
    assert tree(text) == [("Cards / cash", None), ("Lost / stolen", "Cards / cash")]


def test_a_column_a_level_makes_a_hierarchy_and_empty_cells_are_those_above():
    text = "Level 1,Level 2,Level 3\nCards,Lost,\n,,Abroad\n,Stolen,\nFees,,\n"
    assert tree(text) == [("Cards", None), ("Lost", "Cards"), ("Abroad", "Lost"), ("Stolen", "Cards"), ("Fees", None)]


def test_the_apostrophe_that_keeps_formulas_from_running_is_no_part_of_a_name():
    assert [entry.name for entry in read("name\n'=Late\n'tis\n").entries] == ["=Late", "'tis"]


def test_a_cell_lists_one_entry_a_line_or_between_semicolons():
    assert passages("- a, b\n- c; d") == ("a, b", "c; d")
    assert passages("a, b; c") == ("a, b", " c")


def test_a_row_that_cannot_be_read_and_a_very_deep_path_are_refused():
    with pytest.raises(BadUpload, match="never closed"):
        read('name\n"Cards\n')
    with pytest.raises(BadUpload, match="more than 30 levels deep"):
        read("path\n" + "a/" * 100_000 + "\n")
