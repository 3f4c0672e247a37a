"""`tnt score`: its exit codes and sentences, and that it answers what `tnt predict` answers."""

import csv
import json
import os
import subprocess
import sys
import time

import pytest
from pyarrow import parquet

from core.classifier import bundle
from core.classifier.encoders import open_encoder
from core.classifier.examples import Example
from core.classifier.model_card import Card
from core.classifier.recipe import Recipe
from core.classifier.training import train
from core.commands.predict import PredictOptions, predict
from core.commands.score import ScoreOptions, score
from core.errors import BadUpload, TeacherError
from tests.core.scoring.conftest import TEXTS, bundled, fast, table, usual, words, written
from tests.embeddings_server import embeddings_server

__all__ = ["bundled", "fast", "table", "usual", "words"]


@pytest.mark.parametrize("kind", ["fast", "usual"])
def test_it_answers_what_predict_answers(kind, table, tmp_path, request):
    classifier = request.getfixturevalue(kind)
    assert score(ScoreOptions(classifier, str(table), str(tmp_path / "bulk.parquet"), processes=1)) == 0
    assert predict(PredictOptions(classifier, table, (), tmp_path / "out.csv")) == 0
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))
    rows = parquet.read_table(tmp_path / "bulk.parquet").to_pylist()
    assert [(str(row["id"]), row["primary"], "|".join(row["all"]), f"{row['confidence']:.4f}") for row in rows] == [
        (row["id"], row["primary"], row["all"], row["confidence"]) for row in expected
    ]


def test_it_says_how_far_it_is_and_what_came_out(fast, table, tmp_path, capsys):
    summary = tmp_path / "summary.json"
    options = ScoreOptions(fast, str(table), str(tmp_path / "out"), processes=1, at_least=0.5, summary=summary)
    assert score(options) == 0
    progress, last = capsys.readouterr().err.splitlines()
    assert progress.startswith("1,000 of 1,000 rows, ") and progress.endswith(" a second, 0 s left.")
    assert last.startswith("Labelled 1,000 texts: ") and last.endswith(f"They are in {tmp_path / 'out'}.")
    said = json.loads(summary.read_text(encoding="utf-8"))
    assert said["rows"] == 1000 == said["abstained"] + sum(label["rows"] for label in said["labels"].values())
    assert 0 < said["confidence"] < 1 and f"{said['abstained']:,} were left without a label." in last
    assert score(options) == 0
    assert capsys.readouterr().err.startswith("1,000 of 1,000 rows were done before.\n")


def test_bad_input_is_left_to_the_command_line_to_say(fast, table, tmp_path):
    with pytest.raises(BadUpload, match="no column"):
        score(ScoreOptions(fast, str(table), str(tmp_path / "out"), text=("body",)))


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")  # noqa: PTH110
def test_a_full_disk_is_something_to_go_on_from(fast, table, tmp_path, capsys, monkeypatch):
    def full(where, content):
        with open("/dev/full", "wb", buffering=0) as file:  # noqa: PTH123
            file.write(content)

    monkeypatch.setattr("core.scoring.part.write_whole", full)
    assert score(ScoreOptions(fast, str(table), str(tmp_path / "out"), processes=1)) == 3
    assert capsys.readouterr().err.splitlines()[-1] == (
        f"There is no room left to write to {tmp_path / 'out'}. Make some. "
        "What is done is kept: run the same command again to go on."
    )


_PROGRAM = """
import sys
from pathlib import Path
from core.commands.score import ScoreOptions, score
if __name__ == "__main__":
    sys.exit(score(ScoreOptions(Path(sys.argv[1]), sys.argv[2], sys.argv[3], ("message",), "number", processes=2)))
"""


def test_a_worker_that_is_killed_is_said_and_can_be_gone_on_from(usual, words, tmp_path):
    source = written(tmp_path / "in.parquet", words * 200, row_group_size=20_000)
    out = tmp_path / "out"
    program = [sys.executable, "-c", _PROGRAM, str(usual), str(source), str(out)]
    with subprocess.Popen(program, stderr=subprocess.PIPE, text=True) as running:
        deadline = time.monotonic() + 60
        while not list(out.glob("part-*.parquet")):
            assert running.poll() is None and time.monotonic() < deadline
            time.sleep(0.01)
        os.kill(_a_worker_of(running.pid), 9)
        _, said = running.communicate(timeout=60)
    assert running.returncode == 3
    assert said.splitlines()[-1] == (
        "A process that scored was ended from outside, perhaps because memory ran out. "
        "What is done is kept: run the same command again to go on."
    )
    assert subprocess.run(program, capture_output=True, check=True).returncode == 0
    assert sum(parquet.read_metadata(part).num_rows for part in out.glob("part-*.parquet")) == 200_000


def _a_worker_of(parent):
    found = subprocess.run(
        ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(parent)], capture_output=True, text=True, check=True
    )
    return next(int(line.split()[0]) for line in found.stdout.splitlines() if "spawn_main" in line)


@pytest.mark.parametrize("processes", [1, 2])
def test_a_sentence_encoder_that_is_away_is_told_in_a_sentence(table, tmp_path, capsys, monkeypatch, processes):
    monkeypatch.setenv("OPENAI_API_KEY", "any")
    classifier, out = tmp_path / "classifier.zip", str(tmp_path / "out")
    with embeddings_server() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        examples = [Example(f"{text} {n}", label) for label, text in TEXTS.items() for n in range(4)]
        recipe = Recipe(head="svm", features="encoder", encoder="server:small", setting=1)
        trained = train(examples, recipe, encoder=open_encoder(recipe.encoder, os.environ))
        classifier.write_bytes(bundle.write(trained, [], Card(title="T", use_case="U"), None))
        server.behaviour = lambda _: (404, {})
        with pytest.raises(TeacherError, match="has no embeddings by a model “small”"):
            score(ScoreOptions(classifier, str(table), out, processes=processes))
    assert score(ScoreOptions(classifier, str(table), out, processes=processes)) == 3
    said = capsys.readouterr().err
    assert "cannot be reached" in said and said.endswith("What is done is kept: run the same command again to go on.\n")
