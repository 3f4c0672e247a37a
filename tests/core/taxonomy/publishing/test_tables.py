import csv
import io

import pytest
from hypothesis import given

from core.errors import InvalidTaxonomy
from core.taxonomy.history import replay
from core.taxonomy.label import Label
from core.taxonomy.publishing.tables import columns, to_csv, to_xlsx
from core.taxonomy.taxonomy import Taxonomy
from tests.core.taxonomy.histories import histories, step
from tests.core.taxonomy.publishing_cases import edition, hard


def rows(log, **fields):
    return list(csv.DictReader(io.StringIO(to_csv(edition(log, **fields)).decode(), newline="")))


def of(*labels):
    return [step(labels, Taxonomy())]


def test_a_row_a_label_with_its_path_in_a_column_a_level():
    table = rows(of(Label(id="a", name="A"), Label(id="c", name="C"), Label(id="b", name="B", parent="a")))
    assert [(row["Label ID"], row["Level 1"], row["Level 2"]) for row in table] == [
        ("a", "A", ""),
        ("b", "A", "B"),
        ("c", "C", ""),
    ]
    assert "Level 3" not in table[0]


@given(histories())
def test_every_label_ever_issued_has_a_row_and_those_gone_come_last(log):
    now, table = replay(log), rows(log)
    assert sorted(row["Label ID"] for row in table) == sorted(now.labels)
    assert [row["Status"] == "in use" for row in table] == sorted(row["Status"] == "in use" for row in table)[::-1]


def test_what_became_of_a_label_stands_beside_it():
    table = {row["Label ID"]: row for row in rows(hard())}
    assert [(table[each]["Status"], table[each]["Became"]) for each in ("fees", "mixed", "old", "old-2")] == [
        ("merged", "gebühren"),
        ("split", "m1\nm2"),
        ("retired", ""),
        ("in use", ""),
    ]
    assert table["old"]["Stood under"] == "gebühren"


def test_no_cell_can_be_run_as_a_formula():
    cells = [cell for row in rows(hard()) for cell in row.values()]
    assert "'=Cards / cash" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+M", "-L"))]


def test_texts_of_documents_have_columns_only_where_they_go_along():
    assert {"Quotes", "Examples"}.isdisjoint(columns(edition(hard())))
    (first, *_) = rows(hard(), texts={"d1": "What does it cost?", "d3": "No"})
    assert (first["Examples"], first["Counter-examples"]) == ("What does it cost?", "No")


def test_a_text_longer_than_a_cell_is_refused_rather_than_cut():
    with pytest.raises(InvalidTaxonomy, match=r"“Description” of “a” has 40,000 characters"):
        to_xlsx(edition(of(Label(id="a", name="A", description="x" * 40_000))))


def test_a_taxonomy_without_labels_is_only_its_headings():
    assert to_csv(edition([])).decode().startswith("Label ID,Level 1,Level 2,Notation,Description")
