"""The forms in which a language model replies: their JSON schemas, and reading a reply leniently. Pure.

What the fields mean stands in the prompts. A fault is a BadReply whose sentence serves the person and the model alike.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, Field, ValidationError, WithJsonSchema

from core.errors import BadReply

Schema = dict[str, object]
Form = TypeVar("Form", bound=BaseModel)

FAULTS_TOLD = 5  # a model mends a few things at a time; the rest shows at the next try
BRACES_TRIED = 50  # where an object may begin; past that a reply is noise
LABEL_ID = "label-id"

_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_THOUGHT = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)
_FENCE = re.compile(r"```(?:json)?\s*\n(.*?)```", re.DOTALL)
_DROPPED = frozenset({"title", "description", "default", "minLength", "minItems"})
_BOUNDS = frozenset({"maxLength", "maxItems", "minimum", "maximum"})


def _tidy(value: object) -> object:
    return " ".join(_CONTROL.sub(" ", value).split()) if isinstance(value, str) else value


def _nothing(value: object) -> object:
    return "" if value is None else value


def _share(value: object) -> object:
    """Models that are told 0 to 1 sometimes give per cent."""
    return value / 100 if isinstance(value, int | float) and 1 < value <= 100 else value


def _several(value: object) -> object:
    if value is None:
        return ()
    return (value,) if isinstance(value, str | int) else value


def _examples(value: object) -> object:
    """Documents by their numbers, with or without a quote, also where a model writes “document 3”."""
    given = value if isinstance(value, list | tuple) else [value]
    return [example for part in given for example in _example(part)]


def _example(value: object) -> Iterator[dict[str, object]]:
    """What cannot be read is left out: an example is a courtesy."""
    known = value if isinstance(value, dict) else {"number": value}
    said = next((str(known[key]) for key in ("number", "document", "id") if key in known), "")
    quote = known.get("quote")
    numbers = re.findall(r"\d{1,6}", said)
    several = re.fullmatch(r"[\d\s,;]*", said)  # “3: I paid 40 euros” is one document, “3, 40” are two
    for number in numbers if several else numbers[:1]:
        yield {"number": int(number), "quote": quote if isinstance(quote, str) else ""}


def _number(value: object) -> object:
    """The number in “taxonomy 3”."""
    found = re.search(r"-?\d{1,6}", value) if isinstance(value, str) else None
    return int(found.group()) if found else value


def _at_most(letters: int) -> WithJsonSchema:
    """A bound for models that come to no end. The server is asked to keep it; what is longer is read all the same."""
    return WithJsonSchema({"type": "string", "maxLength": letters})


Words = Annotated[str, BeforeValidator(_tidy)]
MaybeWords = Annotated[Words, BeforeValidator(_nothing)]
Name = Annotated[str, Field(min_length=1), BeforeValidator(_tidy), _at_most(100)]
Sentence = Annotated[MaybeWords, _at_most(400)]
Phrase = Annotated[Words, _at_most(120)]
Phrases = Annotated[tuple[Phrase, ...], BeforeValidator(_several), Field(json_schema_extra={"maxItems": 4})]
Number = Annotated[int, BeforeValidator(_number)]
SomeLabelId = Annotated[Words, WithJsonSchema({"type": "string", "format": LABEL_ID})]
LabelIds = Annotated[tuple[SomeLabelId, ...], BeforeValidator(_several)]


class SummaryForm(BaseModel, frozen=True):
    """One document in a few words."""

    summary: Annotated[str, Field(min_length=1), BeforeValidator(_tidy), _at_most(300)]


class ExampleForm(BaseModel, frozen=True):
    """A document by its number in the batch the model saw, and what in it shows the label's meaning."""

    number: Number
    quote: Annotated[MaybeWords, _at_most(120)] = ""


Examples = Annotated[tuple[ExampleForm, ...], BeforeValidator(_examples), Field(json_schema_extra={"maxItems": 3})]


class NewLabel(BaseModel, frozen=True):
    """A label as the model writes it."""

    name: Name
    description: Annotated[MaybeWords, _at_most(1000)] = ""
    includes: Phrases = ()
    excludes: Phrases = ()
    examples: Examples = ()


class NextLabel(NewLabel, frozen=True):
    """A label that may continue older ones."""

    replaces: LabelIds = ()


class CreateForm(BaseModel, frozen=True):
    """A first taxonomy."""

    reason: Sentence = ""
    labels: tuple[NewLabel, ...] = Field(min_length=1)


class UpdateForm(BaseModel, frozen=True):
    """The critique of a taxonomy, and the taxonomy as it should be."""

    score: float = Field(ge=0, le=100, allow_inf_nan=False)
    explanation: Sentence = ""
    suggestions: Sentence = ""
    labels: tuple[NextLabel, ...] = Field(min_length=1)


class JudgementForm(BaseModel, frozen=True):
    """What the model makes of one document: the reasoning first, so that it comes before the choice."""

    reasoning: Sentence = ""
    primary_id: SomeLabelId | None
    primary_name: Phrase | None = None
    applicable_ids: LabelIds = ()
    confidence: Annotated[float, BeforeValidator(_share)] = Field(ge=0, le=1, allow_inf_nan=False)
    quote: Sentence = ""


class PlacedForm(BaseModel, frozen=True):
    """Where one of many documents belongs."""

    number: Number
    label: SomeLabelId | None = None


class FitForm(BaseModel, frozen=True):
    """Where many documents belong, at a first look."""

    documents: tuple[PlacedForm, ...]


class ChoiceForm(BaseModel, frozen=True):
    """Which of several taxonomies is the best: the reason first, so that it comes before the choice."""

    reason: Sentence = ""
    best: Number


def strict_schema(
    form: type[BaseModel], label_ids: Sequence[str] = (), most_rows: int = 0, quotes: bool = False
) -> Schema:
    """A form's JSON schema as strict servers want it: every field required, none besides, ids from a list.

    `most_rows` bounds the form's table, its list of labels or documents; 0 leaves it unbounded. Without `quotes`
    examples are bare numbers, which is less for a model to write.
    """
    whole = form.model_json_schema()
    definitions = whole.pop("$defs", {})
    if not quotes:
        definitions[ExampleForm.__name__] = {"type": "integer"}
    for field in whole["properties"].values():
        if most_rows and "$ref" in field.get("items", {}):
            field["maxItems"] = most_rows
    strict = _strict(whole, definitions, label_ids)
    assert isinstance(strict, dict)
    return strict


def unbounded(schema: Schema) -> Schema:
    """The same schema without limits on lengths, which some strict servers refuse."""
    return json.loads(json.dumps(schema), object_hook=_without_bounds)  # type: ignore[no-any-return]


def _without_bounds(node: Schema) -> Schema:
    return {key: value for key, value in node.items() if key not in _BOUNDS}


def _strict(node: object, definitions: dict[str, object], label_ids: Sequence[str]) -> object:
    if isinstance(node, list):
        return [_strict(item, definitions, label_ids) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _strict(definitions[str(node["$ref"]).rpartition("/")[2]], definitions, label_ids)
    if node.get("format") == LABEL_ID:
        return {"type": "string", "enum": [*label_ids]} if label_ids else {"type": "string"}
    if "properties" not in node:
        kept = {key: _strict(value, definitions, label_ids) for key, value in node.items() if key not in _DROPPED}
        items = kept.get("items")
        return {**kept, "maxItems": len(label_ids)} if isinstance(items, dict) and "enum" in items else kept
    fields = {name: _strict(field, definitions, label_ids) for name, field in node["properties"].items()}
    return {"type": "object", "properties": fields, "required": [*fields], "additionalProperties": False}


def read_form(text: str, form: type[Form]) -> Form:
    """A reply as its form: the whole text, or what stands in a code fence, or the first object in it that fits.

    Raises BadReply, saying which fields of the first object are wrong.
    """
    fault: ValidationError | None = None
    for found in _objects(text):
        try:
            return form.model_validate(found)
        except ValidationError as error:
            fault = fault or error
    if fault is None:
        raise BadReply("The reply holds no JSON object.")
    raise BadReply(_told(fault)) from fault


def _objects(text: str) -> Iterator[dict[str, object]]:
    bare = _THOUGHT.sub("", text)
    for part in (bare, *_FENCE.findall(bare)):
        found = _decoded(part.strip(), 0)
        if found is not None:
            yield found
    for brace in [match.start() for match in re.finditer(r"\{", bare)][:BRACES_TRIED]:
        found = _decoded(bare, brace)
        if found is not None:
            yield found


def _decoded(text: str, start: int) -> dict[str, object] | None:
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(text, start)
    except (ValueError, RecursionError):  # RecursionError: a reply of nothing but opening brackets
        return None
    return value if isinstance(value, dict) else None


def _told(error: ValidationError) -> str:
    faults = error.errors(include_url=False, include_input=False, include_context=False)
    told = [f"{'.'.join(map(str, fault['loc'])) or 'reply'}: {fault['msg']}" for fault in faults[:FAULTS_TOLD]]
    return f"The reply does not have the form asked for: {'; '.join(told)}."
