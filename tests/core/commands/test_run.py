"""`tnt run` on real files: what it writes, what it says, and how it goes on after an interruption."""

import csv
import json
import zipfile
from pathlib import Path

import pytest

from core.__main__ import main
from core.taxonomy.exchange import from_json
from core.taxonomy.history import replay
from tests.scripted_server import Fail, scripted_server, sensible

TICKETS = Path(__file__).parents[3] / "data" / "samples" / "support_tickets.csv"


@pytest.fixture
def tickets(tmp_path):
    """The first 150 tickets, a file that a run takes a few seconds for."""
    with TICKETS.open(encoding="utf-8", newline="") as source:
        rows = list(csv.reader(source))[:151]
    path = tmp_path / "tickets.csv"
    with path.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(rows)
    return path


def arguments(tickets, out, *more):
    return ["run", str(tickets), "--text", "text", "--max-labels", "8", "--out", str(out), *more]


def labels(out):
    with (out / "labels.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def report(out):
    return json.loads((out / "report.json").read_text(encoding="utf-8"))


def test_a_file_becomes_a_taxonomy_labels_a_classifier_and_a_report(tickets, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(arguments(tickets, out)) == 0
    said = report(out)
    assert said["documents"] == 150
    assert 2 <= said["labels"] <= 8
    assert (said["calls"], said["cost"]) == (0, 0)
    assert said["classifier"]["teacher"]["n"] > 0
    assert said["classifier"]["people"] is None
    name, brief, changes = from_json((out / "taxonomy.json").read_text(encoding="utf-8"))
    names = {label.name for label in replay(changes).live}
    assert (name, brief.max_labels, len(names)) == ("tickets", 8, said["labels"])
    rows = labels(out)
    assert [row["id"] for row in rows[:2]] == ["T0001", "T0002"]
    assert len(rows) == 150
    assert {row["primary"] for row in rows} - {""} <= names
    assert said["coverage"] == pytest.approx(sum(bool(row["primary"]) for row in rows) / 150, abs=1e-3)
    assert "predict.py" in zipfile.ZipFile(out / "classifier.zip").namelist()
    assert "150 documents" in capsys.readouterr().err


def test_the_same_command_again_does_nothing_twice_and_another_file_is_refused(tickets, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(arguments(tickets, out)) == 0
    first = labels(out)
    assert main(arguments(tickets, out)) == 0
    assert labels(out) == first
    assert main(arguments(tickets, out, "--seed", "5")) == 2
    assert "holds a run of another file or with other options" in capsys.readouterr().err


def test_with_a_sample_the_classifier_labels_the_rest(tickets, tmp_path):
    out = tmp_path / "out"
    assert main(arguments(tickets, out, "--sample", "90")) == 0
    by_source = report(out)["labelled_by"]
    assert by_source["teacher"] == 90
    assert by_source["classifier"] == 60
    assert {row["source"] for row in labels(out)} == {"teacher", "classifier"}


@pytest.fixture
def model(monkeypatch):
    """Point the command line at a local server; the calls it has had are in `calls`."""

    def at(server):
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        monkeypatch.setenv("TNT_MODEL", "scripted")
        monkeypatch.delenv("OPENAI_API_KEY", raising=False)

    return at


def test_a_language_model_teaches_and_what_it_took_is_reported(tickets, tmp_path, model):
    with scripted_server(sensible) as server:
        model(server)
        assert main(arguments(tickets, tmp_path / "out", "--teacher", "llm", "--sample", "60")) == 0
    said = report(tmp_path / "out")
    assert said["calls"] == len(server.calls)
    once = {"create": 3, "review": 3, "assign": 60, "choose": 6}  # three trials, judged six times
    assert {kind: server.kinds[kind] for kind in once} == once
    assert said["tokens"]["prompt"] > 0
    assert said["cost"] is None, "no price is known, so none is named"


def test_a_model_that_refuses_leaves_a_partial_run_and_the_same_command_goes_on(tickets, tmp_path, model, capsys):
    more = ("--teacher", "llm", "--sample", "60", "--trials", "1")
    needed = 65  # to create and to review, three looks at how the labels fit, one a document
    answered = 0

    def breaks_off(request):
        nonlocal answered
        answered += 1
        return Fail(401) if answered > 20 else sensible(request)

    with scripted_server(breaks_off) as server:
        model(server)
        assert main(arguments(tickets, tmp_path / "out", *more)) == 3
        paid = len(server.calls)
    said = capsys.readouterr().err
    assert "did not accept the key. Check OPENAI_API_KEY." in said
    assert "Run the same command again to go on" in said
    with scripted_server(sensible) as server:
        model(server)
        assert main(arguments(tickets, tmp_path / "out", *more)) == 0
        repeated = paid + len(server.calls) - needed
    assert 0 < repeated <= 20, "only calls that were refused or in flight are asked again"


def test_without_a_model_set_up_the_sentence_says_what_to_do(tickets, tmp_path, monkeypatch, capsys):
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "TNT_MODEL"):
        monkeypatch.delenv(name, raising=False)
    assert main(arguments(tickets, tmp_path / "out", "--teacher", "llm")) == 3
    assert "Set OPENAI_API_KEY" in capsys.readouterr().err


def test_a_file_that_cannot_be_read_is_one_sentence_and_exit_code_2(tmp_path, capsys):
    broken = tmp_path / "broken.csv"
    broken.write_text('id,text\n1,"never closed\n2,b\n', encoding="utf-8")
    assert main(["run", str(broken), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "quote" in said


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--max-labels", "1"], "--max-labels: "),
        (["--sample", "0"], "--sample: "),
        (["--text", "body"], "There is no column 'body'"),
    ],
)
def test_an_option_that_makes_no_sense_is_named(tickets, tmp_path, more, sentence, capsys):
    assert main(["run", str(tickets), "--out", str(tmp_path / "out"), *more]) == 2
    assert sentence in capsys.readouterr().err


def test_a_file_that_is_not_there_is_named(tmp_path, capsys):
    assert main(["run", str(tmp_path / "gone.csv"), "--out", str(tmp_path / "out")]) == 2
    assert "gone.csv" in capsys.readouterr().err


def test_money_is_reported_where_the_price_of_the_model_is_known(tickets, tmp_path, model):
    with scripted_server(sensible) as server:
        model(server)
        more = ("--teacher", "llm", "--model", "gpt-4o-mini", "--sample", "60")
        assert main(arguments(tickets, tmp_path / "out", *more)) == 0
    said = report(tmp_path / "out")
    expected = (said["tokens"]["prompt"] * 0.15 + said["tokens"]["completion"] * 0.60) / 1e6
    assert (said["cost"], said["currency"]) == (pytest.approx(expected, abs=1e-6), "USD")
