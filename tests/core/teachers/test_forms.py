import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadReply
from core.teachers.forms import (
    ChoiceForm,
    CreateForm,
    FitForm,
    JudgementForm,
    SummaryForm,
    UpdateForm,
    read_form,
    strict_schema,
    unbounded,
)

GOOD = {"summary": "Asks for a card."}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(GOOD),
        f"```json\n{json.dumps(GOOD, indent=1)}\n```",
        f"Here it is:\n```\n{json.dumps(GOOD)}\n```\nAnything else?",
        f"Sure {{not json}}: {json.dumps(GOOD)} and {{more}}",
        f'<think>maybe {{"summary": 3}}?</think>{json.dumps(GOOD)}',
        f"[{json.dumps(GOOD)}]",
        json.dumps({**GOOD, "extra": 1}),
        '{"summary": "Asks\nfor a   card."}',
    ],
)
def test_a_usable_answer_is_found_in_whatever_stands_round_it(text):
    assert read_form(text, SummaryForm).summary == "Asks for a card."


@pytest.mark.parametrize(
    "text", ["", "no", "{", "[" * 100_000, '{"a":' * 20_000, '{"summary": ""}', '{"summary": ', "3"]
)
def test_an_unusable_answer_is_a_bad_reply(text):
    with pytest.raises(BadReply):
        read_form(text, SummaryForm)


@given(st.text())
def test_no_text_whatever_breaks_the_reading(text):
    try:
        read_form(text, JudgementForm)
    except BadReply as error:
        assert str(error).endswith(".")


def test_what_is_wrong_is_told_by_field():
    with pytest.raises(BadReply, match=r"labels\.0\.name: Field required"):
        read_form('{"reason": "x", "labels": [{"description": "d"}]}', CreateForm)


def test_no_more_faults_are_told_than_can_be_mended_at_once():
    with pytest.raises(BadReply) as told:
        read_form(json.dumps({"labels": [{}] * 50}), CreateForm)
    assert str(told.value).count("Field required") == 5


@pytest.mark.parametrize(("said", "meant"), [(0.8, 0.8), (80, 0.8), ("0.8", 0.8), (1, 1), (0, 0)])
def test_a_confidence_in_per_cent_is_understood(said, meant):
    judgement = read_form(json.dumps({"primary_id": None, "confidence": said}), JudgementForm)
    assert judgement.confidence == meant


@pytest.mark.parametrize("said", [-1, 101, "high", None, float("nan")])
def test_a_confidence_that_is_none_is_refused(said):
    with pytest.raises(BadReply):
        read_form(json.dumps({"primary_id": None, "confidence": said}), JudgementForm)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (["document 3", 4, "5"], [(3, ""), (4, ""), (5, "")]),
        ("3, 4", [(3, ""), (4, "")]),
        (7, [(7, "")]),
        ([{"number": 3, "quote": " I paid\n40 euros "}], [(3, "I paid 40 euros")]),
        ([{"document": "document 3", "quote": None}, {"number": "4"}], [(3, ""), (4, "")]),
        (["3: I paid 40 euros"], [(3, "")]),
        ([{"quote": "nobody said this"}, None, [], True], []),
        (None, []),
    ],
)
def test_examples_are_read_however_they_are_written(said, meant):
    form = read_form(json.dumps({"labels": [{"name": "A", "examples": said}]}), CreateForm)
    assert [(example.number, example.quote) for example in form.labels[0].examples] == meant


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda part: st.lists(part, max_size=3)))
def test_an_example_that_cannot_be_read_never_costs_a_table(said):
    assert read_form(json.dumps({"labels": [{"name": "A", "examples": said}]}), CreateForm).labels[0].name == "A"


def test_quotes_are_asked_for_only_where_there_is_something_to_copy():
    def examples(**chosen):
        return strict_schema(CreateForm, most_rows=5, **chosen)["properties"]["labels"]["items"]["properties"][
            "examples"
        ]

    assert examples()["items"] == {"type": "integer"}
    assert [*examples(quotes=True)["items"]["properties"]] == ["number", "quote"]


@pytest.mark.parametrize("said", [2, "2", "Taxonomy 2", "No. 2"])
def test_a_choice_is_understood_with_its_number_in_words(said):
    assert read_form(json.dumps({"best": said}), ChoiceForm).best == 2


def strictness(node):
    if isinstance(node, list):
        return all(map(strictness, node))
    if not isinstance(node, dict):
        return True
    if node.get("type") == "object":
        whole = node["additionalProperties"] is False and node["required"] == [*node["properties"]]
        return whole and all(map(strictness, node["properties"].values()))
    return not {"$ref", "$defs", "default", "minLength", "format"} & {*node} and all(map(strictness, node.values()))


@pytest.mark.parametrize("form", [SummaryForm, CreateForm, UpdateForm, JudgementForm, FitForm, ChoiceForm])
def test_a_schema_is_one_that_strict_servers_take(form):
    assert strictness(strict_schema(form, ["a", "b"], 5, quotes=True))
    assert strictness(strict_schema(form))


def test_a_schema_offers_the_labels_there_are_and_none_besides():
    schema = strict_schema(JudgementForm, ["a", "b"])
    assert schema["properties"]["primary_id"]["anyOf"] == [{"type": "string", "enum": ["a", "b"]}, {"type": "null"}]
    ids = {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}, "maxItems": 2}
    assert schema["properties"]["applicable_ids"] == ids


def test_every_text_and_list_of_a_schema_has_an_end_for_models_that_come_to_none():
    def ends(node):
        if isinstance(node, list):
            return all(map(ends, node))
        if not isinstance(node, dict):
            return True
        bound = {"string": {"maxLength", "enum"}, "array": {"maxItems"}}.get(node.get("type"))
        return (bound is None or bool(bound & {*node})) and all(map(ends, node.values()))

    assert ends(strict_schema(SummaryForm))
    assert ends(strict_schema(CreateForm, most_rows=5))
    assert ends(strict_schema(UpdateForm, ["a"], most_rows=5))
    assert ends(strict_schema(UpdateForm, ["a"], most_rows=5, quotes=True))
    assert ends(strict_schema(JudgementForm, ["a"]))
    assert ends(strict_schema(FitForm, ["a"], most_rows=5))
    assert ends(strict_schema(ChoiceForm))


def test_a_schema_can_do_without_its_bounds():
    text = json.dumps(unbounded(strict_schema(UpdateForm, ["a"], most_rows=5)))
    assert "max" not in text and "min" not in text and '"enum": ["a"]' in text


def test_reasoning_comes_before_the_choice():
    assert [*strict_schema(JudgementForm, [])["properties"]][:2] == ["reasoning", "primary_id"]
    assert [*strict_schema(ChoiceForm)["properties"]] == ["reason", "best"]
    assert [*strict_schema(UpdateForm, [])["properties"]] == ["score", "explanation", "suggestions", "labels"]
