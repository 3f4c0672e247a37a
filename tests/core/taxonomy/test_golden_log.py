"""A log written by hand in the first format. It must replay to the same taxonomy for ever."""

import json
from pathlib import Path

from core.taxonomy.history import Versions, describe, replay, standing
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change

GOLDEN = Path(__file__).parents[2] / "golden"
LOG = [Change.model_validate_json(line) for line in (GOLDEN / "changes-v1.jsonl").read_text("utf-8").splitlines()]
LATER = {"edge_cases", "counter_examples", "notation", "colour", "notes"}  # than the first format
EXPECTED = json.loads((GOLDEN / "changes-v1-taxonomy.json").read_text("utf-8"))


def test_the_first_log_replays_to_the_same_labels():
    taxonomy = replay(LOG)
    assert [*taxonomy.labels.values()] == [Label.model_validate(label) for label in EXPECTED["labels"]]
    assert [label.id for label in taxonomy.live] == EXPECTED["live"]
    assert taxonomy.version == EXPECTED["version"]
    assert dict(taxonomy.meaning) == EXPECTED["meaning"]


def test_the_first_log_tells_the_same_story():
    told = [list(describe(before, change)) for before, change in zip(Versions(LOG), LOG, strict=False)]
    assert told == EXPECTED["described"]
    assert standing(LOG) == EXPECTED["standing"]


def test_the_first_log_uses_every_field_there_was():
    used = {field for change in LOG for field in change.model_fields_set}
    assert used == set(Change.model_fields)
    labels = {field for change in LOG for label in change.labels for field in label.model_fields_set}
    assert labels == set(Label.model_fields) - LATER


def test_fields_that_came_later_are_empty_in_the_first_log():
    empty = Label(id="new", name="New")
    for label in replay(LOG).labels.values():
        assert {getattr(label, field) for field in LATER} == {getattr(empty, field) for field in LATER}
