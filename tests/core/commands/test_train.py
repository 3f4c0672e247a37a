"""`tnt train`: labelled files of every sort, to a classifier and an honest report."""

import csv
import io
import json
import os
import random

import openpyxl
import pytest

from core.__main__ import main
from core.classifier import bundle
from core.commands import train as command
from tests.core.classifier.cases import colours

WORDS = {example.text: example.primary for example in colours(8)}


def table(path, rows, columns=("text", "label")):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([columns, *rows])
    return path


def trained(file, tmp_path, *more, label="label", text="text"):
    """The exit code, and the report where there is one."""
    out = tmp_path / "out"
    code = main(["train", str(file), "--text", text, "--label", label, "--profile", "fast", "--out", str(out), *more])
    report = out / "report.json"
    return code, json.loads(report.read_text(encoding="utf-8")) if report.exists() else None


def test_a_table_with_labels_becomes_a_classifier_with_a_report_and_a_card(tmp_path, capsys):
    code, report = trained(table(tmp_path / "a.csv", WORDS.items()), tmp_path)
    made = bundle.read(tmp_path / "out" / "classifier.zip")
    assert code == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"classifier.zip", "report.json", "MODEL_CARD.md"}
    assert made.model.predict(["ruby rose"])[0].primary == "red"
    assert (report["rows"], report["examples"], report["without_label"], report["without_text"]) == (24, 24, 0, 0)
    assert report["labels"] == [{"label": name, "examples": 8} for name in ("blue", "green", "red")]
    assert report["against"] == "the labels in the file"
    scores = report["cross_validated"]
    assert scores["accuracy"]["low"] <= scores["accuracy"]["value"] <= scores["accuracy"]["high"]
    assert (report["profile"], report["seed"], report["checksum"]) == ("fast", 0, made.checksum)
    assert report["fingerprint"] == made.manifest.training.fingerprint
    assert made.checksum in (tmp_path / "out" / "MODEL_CARD.md").read_text(encoding="utf-8")
    said = capsys.readouterr().err
    assert "24 examples from 24 rows." in said
    assert "against the labels in the file" in said


def test_the_same_file_and_seed_give_the_same_classifier(tmp_path):
    file = table(tmp_path / "a.csv", WORDS.items())
    first, second = (trained(file, tmp_path / name, "--seed", "3")[1]["checksum"] for name in ("one", "two"))
    assert first == second


def test_rows_without_a_label_or_a_text_and_repeated_texts_are_counted_and_told(tmp_path, capsys):
    rows = [*WORDS.items(), ("no label", ""), ("blank label", " | "), ("", "red"), next(iter(WORDS.items()))]
    _, report = trained(table(tmp_path / "a.csv", rows), tmp_path)
    assert (report["examples"], report["without_label"], report["without_text"], report["duplicates"]) == (24, 2, 1, 1)
    told = "left out: 1 without text, 2 without a label, 1 with the text of an earlier row"
    assert told in capsys.readouterr().err


def test_several_labels_of_a_cell_are_told_apart_and_the_first_is_the_primary(tmp_path):
    rows = [(text, f"{label}; warm" if label == "red" else label) for text, label in WORDS.items()]
    _, report = trained(table(tmp_path / "a.csv", rows), tmp_path, "--labels-sep", ";")
    assert [each["label"] for each in report["labels"]] == ["blue", "green", "red"]
    assert report["only_additional"] == ["warm"]


def test_the_labels_of_a_list_are_told_apart(tmp_path):
    file = tmp_path / "a.jsonl"
    lines = (json.dumps({"text": text, "label": [label, "warm"]}) for text, label in WORDS.items())
    file.write_text("\n".join(lines), encoding="utf-8")
    _, report = trained(file, tmp_path)
    assert [each["label"] for each in report["labels"]] == ["blue", "green", "red"]
    assert report["only_additional"] == ["warm"]


def test_scores_on_a_test_file_stand_beside_those_by_cross_validation(tmp_path, capsys):
    test = table(tmp_path / "test.csv", [("a ruby", "red"), ("the sky", "blue"), ("a zebra", "animal")])
    _, report = trained(table(tmp_path / "a.csv", WORDS.items()), tmp_path, "--test", str(test))
    assert (report["test"]["n"], report["test"]["method"], report["test_file"]) == (3, "held out", "test.csv")
    assert report["cross_validated"]["n"] == 24
    assert "Accuracy on test.csv, against the labels in it" in capsys.readouterr().err
    card = (tmp_path / "out" / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert r"Measured on 3 documents against the labels in a\.csv and test\.csv" in card.replace(".csv", r"\.csv")


def test_json_lines_may_leave_the_label_out(tmp_path):
    rows = [{"body": text, "kind": label} for text, label in WORDS.items()]
    file = tmp_path / "a.jsonl"
    file.write_text("\n".join(map(json.dumps, [*rows, {"body": "?"}, {"body": "!", "kind": None}])), encoding="utf-8")
    code, report = trained(file, tmp_path, text="body", label="kind")
    assert (code, report["examples"], report["without_label"]) == (0, 24, 2)


def test_a_workbook_teaches_as_well(tmp_path):
    book = openpyxl.Workbook()
    for row in [("text", "label"), *WORDS.items()]:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    assert trained(tmp_path / "a.xlsx", tmp_path)[1]["examples"] == 24


def test_the_text_is_guessed_where_it_is_not_named(tmp_path):
    file = table(tmp_path / "a.csv", WORDS.items(), ("message", "kind"))
    out = str(tmp_path / "out")
    assert main(["train", str(file), "--label", "kind", "--profile", "fast", "--out", out]) == 0


@pytest.mark.parametrize(
    "rows", [[("a single text", "only")], [(text, "only") for text in WORDS]], ids=["one example", "one label"]
)
def test_the_smallest_files_give_a_classifier(tmp_path, rows):
    code, report = trained(table(tmp_path / "a.csv", rows), tmp_path)
    assert (code, report["examples"]) == (0, len(rows))
    assert bundle.read(tmp_path / "out" / "classifier.zip").model.predict(["?"])[0].primary == "only"


def test_one_example_says_that_nothing_can_be_said_of_how_good_it_is(tmp_path, capsys):
    _, report = trained(table(tmp_path / "a.csv", [("a single text", "only")]), tmp_path)
    assert report["cross_validated"] is None
    assert "too few examples to say how good it is" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("rows", "more", "sentence"),
    [
        ([("a", "x")], {"label": "kind"}, "a.csv has no labels in a column 'kind'"),
        ([("a", ""), ("b", "")], {}, "a.csv has no labels in a column 'label'"),
        ([("a", "|"), ("b", " ")], {}, "No row of a.csv has a label in the column 'label'."),
        ([("a", "x")], {"label": "text"}, "cannot hold both the text and the labels"),
        ([("a", "x")], {"text": "body"}, "There is no column 'body'"),
    ],
)
def test_what_cannot_teach_is_refused_with_one_sentence_and_nothing_is_written(tmp_path, capsys, rows, more, sentence):
    assert trained(table(tmp_path / "a.csv", rows), tmp_path, **more) == (2, None)
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_column_in_which_hardly_any_label_occurs_twice_is_refused(tmp_path, capsys):
    rows = [(f"text number {number}", f"row {number}") for number in range(300)]
    assert trained(table(tmp_path / "a.csv", rows), tmp_path) == (2, None)
    assert "Most of the 300 labels in the column 'label' occur only once" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_one_label_is_no_achievement(tmp_path, capsys):
    trained(table(tmp_path / "a.csv", [(text, "only") for text in WORDS]), tmp_path)
    assert "There is only one label, “only”, which every text will get." in capsys.readouterr().err


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")  # noqa: PTH110
def test_where_nothing_can_be_written_it_is_said_in_a_sentence(tmp_path, capsys):
    file = table(tmp_path / "a.csv", WORDS.items())
    (tmp_path / "out").write_text("a file")
    assert trained(file, tmp_path) == (2, None)
    assert (
        capsys.readouterr()
        .err.splitlines()[-1]
        .endswith(f"written to {tmp_path / 'out'}: File exists. Choose another --out.")
    )
    (tmp_path / "out").unlink()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "classifier.zip.part").symlink_to("/dev/full")
    assert trained(file, tmp_path) == (2, None)
    assert "No space left on device" in capsys.readouterr().err.splitlines()[-1]
    assert [*(tmp_path / "out").iterdir()] == []


def test_an_empty_separator_is_refused(tmp_path, capsys):
    assert trained(table(tmp_path / "a.csv", WORDS.items()), tmp_path, "--labels-sep", "") == (2, None)
    assert capsys.readouterr().err.startswith("--labels-sep: ")


def test_of_very_many_rows_a_sample_teaches_and_it_is_said(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(command, "MOST_TAUGHT", 12)
    _, report = trained(table(tmp_path / "a.csv", WORDS.items()), tmp_path)
    assert (report["examples"], report["not_used"]) == (12, 12)
    assert "learns from 12 of them, drawn at random" in capsys.readouterr().err


def test_the_accurate_profile_says_what_is_missing_before_it_reads_the_file(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("TNT_DATA", str(tmp_path / "nowhere"))
    code = main(["train", str(tmp_path / "a.csv"), "--label", "x", "--profile", "accurate", "--out", str(tmp_path)])
    assert code == 2
    assert "make minilm" in capsys.readouterr().err


def test_words_that_no_file_can_hold_do_not_stop_it(tmp_path):
    rows = [*WORDS.items(), ("\x00\x01 odd \u2028 text", "=cmd|'x'!A0")]
    stream = io.StringIO()
    csv.writer(stream).writerows([("text", "label"), *rows])
    (tmp_path / "a.csv").write_text(stream.getvalue(), encoding="utf-8", newline="")
    code, report = trained(tmp_path / "a.csv", tmp_path, "--labels-sep", ";")
    assert (code, report["examples"]) == (0, 25)


def test_texts_of_the_test_file_that_teach_as_well_do_not_count(tmp_path, capsys):
    file = table(tmp_path / "a.csv", WORDS.items())
    test = table(tmp_path / "test.csv", [*list(WORDS.items())[:3], ("a ruby", "red"), ("the sky", "blue")])
    _, report = trained(file, tmp_path, "--test", str(test))
    assert report["test"]["n"] == 2
    assert "Left out of the test: 3 texts that teach as well." in capsys.readouterr().err
    assert trained(file, tmp_path, "--test", str(file))[1]["test"] is None


def test_labels_that_are_likely_to_be_wrong_are_told(tmp_path):
    words = {"red": "rose ruby cherry", "green": "leaf moss emerald", "blue": "sky ocean sapphire"}
    draw = random.Random(0)
    every = " ".join(words.values()).split()
    rows = [
        (" ".join([*draw.sample(words[label].split(), 2), *draw.sample(every, 2), str(number)]), label)
        for number in range(90)
        for label in words
    ]
    wrong = [(f"rose ruby cherry {number}", "green") for number in range(900, 904)]
    rows += wrong
    _, report = trained(table(tmp_path / "a.csv", rows), tmp_path)
    assert 0 < report["noise"] < 0.1
    told = {(doubt["text"], doubt["label"], doubt["likely"]) for doubt in report["doubts"]}
    assert {(text, label, "red") for text, label in wrong} <= told
    card = (tmp_path / "out" / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "likely to be wrong, judging by what is said of documents that were not learnt from" in card


def test_a_bundle_carries_what_later_documents_are_held_against(tmp_path):
    trained(table(tmp_path / "a.csv", WORDS.items()), tmp_path)
    assert bundle.read(tmp_path / "out" / "classifier.zip").manifest.reference.n == 24
