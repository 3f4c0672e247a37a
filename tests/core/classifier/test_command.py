import csv
import io
import json
import subprocess
import sys

import pytest

from core.classifier import bundle
from core.classifier.model_card import Card
from core.classifier.portable.command import labelled as labelled_texts
from core.classifier.portable.command import write_labels
from core.classifier.portable.tables import BadTable, Text, harmless, read_texts
from core.classifier.recipe import Recipe
from core.classifier.training import train
from tests.core.classifier.cases import HOSTILE, colours

MODEL = train(colours(), Recipe(head="logistic", features="tfidf", setting=0.1)).model
NAMES = {"red": "Red", "blue": "=Blue|ish"}


def label_file(source, out, at_least=0.0, **columns):
    return write_labels(labelled_texts(MODEL, NAMES, read_texts(source, **columns), at_least), out)


def labelled(tmp_path, name, content, **columns):
    source, out = tmp_path / name, tmp_path / "labels.csv"
    source.write_bytes(content if isinstance(content, bytes) else content.encode())
    label_file(source, out, **columns)
    return list(csv.reader(io.StringIO(out.read_text(encoding="utf-8"))))


def test_a_table_with_ids_keeps_them(tmp_path):
    rows = labelled(tmp_path, "texts.csv", "id,text\n7,a rose\n8,the sky\n")
    assert rows[0] == ["id", "primary", "all", "confidence"]
    assert [row[:3] for row in rows[1:]] == [["7", "Red", "Red"], ["8", "'=Blue/ish", "'=Blue/ish"]]
    assert all(0 < float(row[3]) <= 1 for row in rows[1:])


def test_labels_go_by_their_names_and_where_there_is_none_by_their_ids(tmp_path):
    rows = labelled(tmp_path, "texts.csv", "text\na rose\na leaf\n")
    assert [row[0] for row in rows[1:]] == ["Red", "green"]


def test_a_table_without_ids_has_one_row_a_text(tmp_path):
    rows = labelled(tmp_path, "texts.csv", "\ufeffText\na rose\n\u2028\n")
    assert rows[0] == ["primary", "all", "confidence"]
    assert len(rows) == 3


def test_json_lines_are_read_too(tmp_path):
    lines = "\n".join(json.dumps({"id": str(n), "text": text}) for n, text in enumerate(HOSTILE))
    rows = labelled(tmp_path, "texts.jsonl", lines)
    assert [row[0] for row in rows[1:]] == [str(n) for n in range(len(HOSTILE))]


def test_columns_can_be_named(tmp_path):
    rows = labelled(tmp_path, "texts.csv", "key,body\nx,a rose\n", text_column="body", id_column="key")
    assert rows[1][:2] == ["x", "Red"]


def test_ids_that_a_spreadsheet_would_run_are_made_harmless(tmp_path):
    rows = labelled(tmp_path, "texts.csv", 'id,text\n"=1+1",a\n"-5",b\n"@x",c\n')
    assert [row[0] for row in rows[1:]] == ["'=1+1", "-5", "'@x"]


@pytest.mark.parametrize("cell", ["=A1", "+x", "-x", "@sum", "\tx", "\rx", "-1_000", "+inf"])
def test_formulas_get_an_apostrophe(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-5", "+3.14", "-1e9", "-.5", "plain", "", "1=1"])
def test_numbers_and_plain_words_are_left_alone(cell):
    assert harmless(cell) == cell


def test_very_long_cells_are_read(tmp_path):
    assert len(labelled(tmp_path, "texts.csv", f"text\n{'rose ' * 200_000}\n")) == 2


def test_a_table_with_a_header_only_gives_a_header_only(tmp_path):
    assert labelled(tmp_path, "texts.csv", "id,text\n") == [["primary", "all", "confidence"]]


@pytest.mark.parametrize(
    ("name", "content", "columns", "sentence"),
    [
        ("texts.csv", "a,b\n1,2\n", {}, "Say which column"),
        ("texts.csv", "a,b\n1,2\n", {"text_column": "c"}, "There is no column 'c'"),
        ("texts.csv", b"text\n\xff\xfe\n", {}, "not UTF-8"),
        ("texts.jsonl", '{"text": "a"}\n{oops\n', {}, "Line 2 is not JSON"),
        ("texts.jsonl", "[1]\n", {}, "Line 1 is not a JSON object"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence_and_leaves_nothing(tmp_path, name, content, columns, sentence):
    with pytest.raises(BadTable, match=sentence):
        labelled(tmp_path, name, content, **columns)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BadTable, match=r"nowhere\.csv cannot be opened"):
        label_file(tmp_path / "nowhere.csv", tmp_path / "out.csv")


def test_below_the_confidence_asked_for_a_text_gets_no_label(tmp_path):
    rows = labelled(tmp_path, "texts.csv", "id,text\n7,a rose\n8,quux\n", at_least=0.5)
    assert [row[:3] for row in rows[1:]] == [["7", "Red", "Red"], ["8", "", ""]]
    assert 0 < float(rows[2][3]) < 0.5


def test_texts_are_taken_and_labelled_a_few_hundred_at_a_time():
    """Memory does not grow with the file: at no time is much more taken than was given out."""
    taken = 0

    def texts():
        nonlocal taken
        for number in range(5000):
            taken += 1
            yield Text(str(number), f"a rose {number}")

    ahead = [taken - given for given, _ in enumerate(labelled_texts(MODEL, NAMES, texts()))]
    assert max(ahead) < 1000


@pytest.fixture(scope="module")
def classifier(tmp_path_factory):
    """A bundle, to be run as people run it."""
    trained = train(colours(), Recipe(head="logistic", features="tfidf", setting=0.1))
    path = tmp_path_factory.mktemp("bundle") / "classifier.zip"
    path.write_bytes(
        bundle.write(trained, [], Card(title="Colours\nof things", use_case="U", made_at="2026-11-21"), None)
    )
    return path


def ran(classifier, *arguments, given=b""):
    command = [sys.executable, str(classifier), *map(str, arguments)]
    done = subprocess.run(command, input=given, capture_output=True, timeout=60)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_it_says_which_classifier_it_is(classifier):
    checksum = bundle.read(classifier).checksum
    assert ran(classifier, "--version") == (0, f"Colours of things (2026-11-21), 3 labels, checksum {checksum}\n", "")


def test_standard_input_goes_to_standard_output(classifier):
    code, said, _ = ran(classifier, "-", given=b"a rose\r\nthe sky\n")
    assert code == 0
    assert [line.split(",")[0] for line in said.splitlines()] == ["primary", "red", "blue"]
    code, said, _ = ran(classifier, "-", "--format", "jsonl", "--text", "t", given=b'{"id": 7, "t": "a leaf"}\n')
    assert [line.split(",")[:2] for line in said.splitlines()] == [["id", "primary"], ["7", "green"]]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "name a file of texts"),
        (("x.csv", "--at-least", "1.1"), "--at-least"),
        (("x", "--format", "xml"), "--format"),
    ],
)
def test_arguments_that_make_no_sense_are_refused(classifier, arguments, sentence):
    code, _, said = ran(classifier, *arguments)
    assert code == 2
    assert sentence in said


def test_who_reads_only_the_first_lines_sees_no_error(classifier, tmp_path):
    (tmp_path / "texts.txt").write_text("a rose\n" * 30_000, encoding="utf-8")
    command = [sys.executable, str(classifier), str(tmp_path / "texts.txt")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"primary,all,confidence\n"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0
