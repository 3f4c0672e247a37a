"""`tnt predict`: the labels of a file row by row, whatever format it has."""

import csv
import io
import json

import openpyxl
import pyarrow.parquet
import pytest

from core.__main__ import main
from core.classifier import bundle
from core.classifier.examples import Example
from core.classifier.model_card import Card
from core.classifier.training import Recipe, train
from core.taxonomy.label import Label

TEXTS = {"fees": "why do you charge a fee for this", "cards": "my card is declined at the shop"}


@pytest.fixture(scope="module")
def classifier(tmp_path_factory):
    examples = [Example(f"{text} {n}", label) for label, text in TEXTS.items() for n in range(6)]
    trained = train(examples, Recipe(head="logistic", features="tfidf"))
    labels = [Label(id="fees", name="What it costs"), Label(id="cards", name="Cards")]
    path = tmp_path_factory.mktemp("bundle") / "classifier.zip"
    path.write_bytes(bundle.write(trained, labels, Card(title="T", use_case="U"), None))
    return path


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_gets_a_label_in_its_order_also_twice_the_same_and_empty(classifier, tmp_path):
    table = tmp_path / "in.csv"
    table.write_text(
        f"id;message\n7;{TEXTS['cards']} again\n8;{TEXTS['fees']}\n9;{TEXTS['cards']} again\n10;\n", encoding="cp1252"
    )
    assert main(["predict", str(classifier), str(table), "--text", "message", "--out", str(tmp_path / "out.csv")]) == 0
    said = rows(tmp_path / "out.csv")
    assert [row["id"] for row in said] == ["7", "8", "9", "10"]
    assert [row["primary"] for row in said[:3]] == ["Cards", "What it costs", "Cards"]
    assert said[0]["confidence"] == said[2]["confidence"]


def test_a_workbook_is_read_as_well_as_a_table(classifier, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["text"])
    book.active.append([TEXTS["fees"]])
    book.active.append([TEXTS["cards"]])
    book.save(tmp_path / "in.xlsx")
    assert main(["predict", str(classifier), str(tmp_path / "in.xlsx"), "--out", str(tmp_path / "out.csv")]) == 0
    assert [row["primary"] for row in rows(tmp_path / "out.csv")] == ["What it costs", "Cards"]


def test_labels_go_by_their_ids_where_these_are_asked_for(classifier, tmp_path):
    table = tmp_path / "in.csv"
    table.write_text(f"text\n{TEXTS['fees']}\n{TEXTS['cards']}\n", encoding="utf-8")
    assert main(["predict", str(classifier), str(table), "--ids", "--out", str(tmp_path / "out.csv")]) == 0
    assert [row["primary"] for row in rows(tmp_path / "out.csv")] == ["fees", "cards"]


def test_what_is_not_a_classifier_is_refused_and_no_file_left(classifier, tmp_path, capsys):
    broken = tmp_path / "broken.zip"
    broken.write_bytes(classifier.read_bytes()[:500])
    table = tmp_path / "in.csv"
    table.write_text("text\nhello there\nand you\n", encoding="utf-8")
    assert main(["predict", str(broken), str(table), "--out", str(tmp_path / "out.csv")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "out.csv").exists()


def test_a_row_that_cannot_be_read_leaves_no_half_written_file(classifier, tmp_path, capsys):
    table = tmp_path / "in.csv"
    table.write_text("id,text\n" + "1,hello\n" * 50 + '2,"never closed\n', encoding="utf-8")
    assert main(["predict", str(classifier), str(table), "--out", str(tmp_path / "out.csv")]) == 2
    assert list(tmp_path.glob("out.csv*")) == []


@pytest.mark.parametrize("name", ["out.csv", "out.jsonl", "out.parquet", "out.tsv"])
def test_the_name_of_the_output_says_what_it_is(classifier, tmp_path, name, capsys):
    table = tmp_path / "in.csv"
    table.write_text(f"text\n{TEXTS['fees']}\n{TEXTS['cards']}\n", encoding="utf-8")
    assert main(["predict", str(classifier), str(table), "--out", str(tmp_path / name)]) == 0
    said = {
        "out.csv": lambda path: [row["primary"] for row in rows(path)],
        "out.tsv": lambda path: [line.split("\t")[0] for line in path.read_text().splitlines()[1:]],
        "out.jsonl": lambda path: [json.loads(line)["primary"] for line in path.read_text().splitlines()],
        "out.parquet": lambda path: pyarrow.parquet.read_table(path)["primary"].to_pylist(),
    }[name](tmp_path / name)
    assert said == ["What it costs", "Cards"]
    assert bundle.read(classifier).checksum[:12] in capsys.readouterr().err


def test_below_the_confidence_asked_for_there_is_no_label(classifier, tmp_path):
    table = tmp_path / "in.csv"
    table.write_text(f"text\n{TEXTS['fees']}\nquux\n", encoding="utf-8")
    command = ["predict", str(classifier), str(table), "--at-least", "0.6", "--out", str(tmp_path / "out.csv")]
    assert main(command) == 0
    assert [(row["primary"], row["all"]) for row in rows(tmp_path / "out.csv")] == [("What it costs",) * 2, ("", "")]


@pytest.mark.parametrize("share", ["1.5", "-1", "nan", "much"])
def test_a_confidence_is_between_0_and_1(classifier, tmp_path, share, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["predict", str(classifier), "x.csv", f"--at-least={share}", "--out", str(tmp_path / "out.csv")])
    assert ended.value.code == 2
    assert "--at-least" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "content"),
    [
        ((), f"{TEXTS['fees']}\n{TEXTS['cards']}\n"),
        (("--format", "csv"), f"n,text\n1,{TEXTS['fees']}\n2,{TEXTS['cards']}\n"),
        (("--format", "jsonl", "--text", "body"), f'{{"body": "{TEXTS["fees"]}"}}\n{{"body": "{TEXTS["cards"]}"}}\n'),
    ],
)
def test_standard_input_is_read_as_lines_or_as_what_is_said(classifier, tmp_path, monkeypatch, more, content):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    assert main(["predict", str(classifier), "-", *more, "--out", str(tmp_path / "out.csv")]) == 0
    assert [row["primary"] for row in rows(tmp_path / "out.csv")] == ["What it costs", "Cards"]


def test_an_output_that_is_not_written_is_refused(classifier, tmp_path, capsys):
    table = tmp_path / "in.csv"
    table.write_text("text\nhello\nyou\n", encoding="utf-8")
    assert main(["predict", str(classifier), str(table), "--out", str(tmp_path / "out.xlsx")]) == 2
    assert capsys.readouterr().err == "out.xlsx: labels are written as .csv, .tsv, .jsonl or .parquet.\n"
