import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadUpload
from core.taxonomy import edits
from core.taxonomy.brief import Brief
from core.taxonomy.exchange import COLUMNS, from_json, to_csv, to_json, to_markdown
from core.taxonomy.history import replay
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Taxonomy
from tests.core.taxonomy.histories import grown, histories, step

BRIEF = Brief(use_case="Sort *support* mail")


def example():
    labels = (
        Label(id="orders", name="Orders", description="What was bought", includes=("a", "b"), excludes=("c",)),
        Label(id="late", name="=Late", description="@home", parent="orders"),
    )
    return [step(labels, Taxonomy())]


def rows(table):
    return list(csv.DictReader(io.StringIO(table.decode())))


@given(histories(), st.text(max_size=20), st.text(min_size=1, max_size=50))
def test_a_taxonomy_sent_out_as_json_comes_back_whole(log, name, use_case):
    brief = Brief(use_case=use_case)
    assert from_json(to_json(brief, log, name)) == (name, brief, tuple(log))


def test_the_file_also_holds_the_labels_in_force_for_other_programs():
    content = json.loads(to_json(BRIEF, example(), "Topics"))
    assert [label["name"] for label in content["labels"]] == ["Orders", "=Late"]
    assert content["format"] == "tnt-taxonomy" and content["format_version"] == 1


@pytest.mark.parametrize("text", ["", "not json", "[" * 100_000, '{"format": "tnt-taxonomy"'])
def test_what_is_not_json_is_refused_with_one_sentence(text):
    with pytest.raises(BadUpload, match=r"is not JSON|not a taxonomy"):
        from_json(text)


@pytest.mark.parametrize("text", ["{}", "[]", "3", '{"format": "something else"}'])
def test_what_is_no_taxonomy_is_refused_with_one_sentence(text):
    with pytest.raises(BadUpload, match="not a taxonomy exported by this app"):
        from_json(text)


def altered(**fields):
    return json.dumps({**json.loads(to_json(BRIEF, example(), "Topics")), **fields})


def test_a_file_of_a_later_format_is_refused():
    with pytest.raises(BadUpload, match="newer version"):
        from_json(altered(format_version=2))


def test_a_damaged_step_is_named():
    with pytest.raises(BadUpload, match="changes → 1 → author"):
        from_json(altered(changes=[{"labels": [], "based_on": 0}]))


def test_a_history_that_makes_no_sense_is_refused():
    orphan = {"labels": [{"id": "a", "name": "A", "parent": "b"}], "author": "human:Ana", "based_on": 0}
    with pytest.raises(BadUpload, match="cannot be replayed"):
        from_json(altered(changes=[orphan]))


@pytest.mark.parametrize("fields", [{"based_on": 5}, {"based_on": 0, "undoes": 1}, {"based_on": 0, "undoes": -1}])
def test_a_step_that_refers_to_the_future_is_refused(fields):
    with pytest.raises(BadUpload, match=r"Step 1 .* not before it"):
        from_json(altered(changes=[{"labels": [], "author": "human:Ana", **fields}]))


def test_the_spreadsheet_has_a_row_a_label_with_its_path():
    table = rows(to_csv(replay(example())))
    assert tuple(table[0]) == COLUMNS
    assert [row["path"] for row in table] == ["Orders", "Orders / =Late"]
    assert (table[0]["includes"], table[0]["excludes"]) == ("a\nb", "c")


@given(histories())
def test_the_spreadsheet_has_every_label_in_force_once(log):
    now = replay(log)
    assert sorted(row["id"] for row in rows(to_csv(now))) == sorted(label.id for label in now.live)


def test_no_cell_of_the_spreadsheet_is_a_formula():
    table = rows(to_csv(replay(example())))
    assert (table[1]["name"], table[1]["description"]) == ("'=Late", "'@home")


def test_the_codebook_says_what_belongs_where_and_what_became_of_the_rest():
    taxonomy = replay(example())
    taxonomy = taxonomy.apply(step(edits.add(taxonomy, "Delays"), taxonomy))
    taxonomy = taxonomy.apply(step(edits.merge(taxonomy, ["delays"], "late"), taxonomy))
    taxonomy = taxonomy.apply(step(edits.add(taxonomy, "Spam"), taxonomy))
    taxonomy = taxonomy.apply(step(edits.retire(taxonomy, "spam"), taxonomy))
    assert to_markdown("Topics", BRIEF, taxonomy) == (
        "# Topics\n\nSort \\*support\\* mail\n\n"
        "## Orders\n\nWhat was bought\n\n"
        "Belongs here:\n\n- a\n- b\n\n"
        "Does not belong here:\n\n- c\n\n"
        "### =Late\n\n@home\n\n"
        "No longer in use:\n\n- Delays \\(now =Late\\)\n- Spam \\(retired\\)\n"
    )


def test_text_in_the_codebook_is_never_markup():
    taxonomy = grown("<img src=x>", "![x](y)")
    text = to_markdown("# A\n# B", BRIEF, taxonomy)
    assert text.startswith("# \\# A \\# B\n")
    assert "\\<img src=x\\>" in text and "\\!\\[x\\]\\(y\\)" in text


def test_a_codebook_without_labels_is_only_its_heading():
    assert to_markdown("Topics", BRIEF, Taxonomy()) == "# Topics\n\nSort \\*support\\* mail\n"
