import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadUpload
from core.taxonomy.brief import Brief
from core.taxonomy.exchange import from_json, to_json
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Taxonomy
from tests.core.taxonomy.histories import histories, step

BRIEF = Brief(use_case="Sort *support* mail")


def example():
    labels = (
        Label(id="orders", name="Orders", description="What was bought", includes=("a", "b"), excludes=("c",)),
        Label(id="late", name="=Late", description="@home", parent="orders"),
    )
    return [step(labels, Taxonomy())]


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
