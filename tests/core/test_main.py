"""The command line's arguments: what is passed on, and what is refused before anything is done."""

import subprocess
import sys

import pytest

from core.__main__ import main
from core.commands import score as command
from core.errors import NotFound

COMMANDS = ("run", "train", "predict", "score", "app", "work", "doctor", "export", "import")


def test_every_command_says_what_it_does(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert all(f"    {name} " in said for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name, capsys):
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert "usage: tnt" in capsys.readouterr().out


def test_score_is_told_everything_that_was_said_and_nothing_else(monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(command, "score", lambda options: asked.append(options) or 0)
    assert main(["score", "b.zip", "in.parquet", "out"]) == 0
    more = "--text body --text title --id key --engine dask --scheduler a:1 --processes 3 --at-least 0.5 --ids"
    assert main(["score", "b.zip", "in.parquet", "out", *more.split(), "--summary", str(tmp_path / "s.json")]) == 0
    plain, full = asked
    assert plain == command.ScoreOptions(plain.bundle, "in.parquet", "out")
    assert (full.text, full.id_column, full.engine, full.scheduler) == (("body", "title"), "key", "dask", "a:1")
    assert (full.processes, full.at_least, full.ids, full.summary) == (3, 0.5, True, tmp_path / "s.json")


@pytest.mark.parametrize("more", [["--processes", "0"], ["--at-least", "2"], ["--engine", "ray"]])
def test_score_refuses_what_makes_no_sense(more):
    with pytest.raises(SystemExit) as ended:
        main(["score", "b.zip", "in.parquet", "out", *more])
    assert ended.value.code == 2


def test_an_error_of_ours_is_one_sentence_and_exit_code_2(monkeypatch, capsys):
    def refuse(_options):
        raise NotFound("There is no such thing.")

    monkeypatch.setattr(command, "score", refuse)
    assert main(["score", "b.zip", "in.parquet", "out"]) == 2
    assert capsys.readouterr().err == "There is no such thing.\n"


def test_a_file_that_is_not_there_is_named(tmp_path, capsys):
    assert main(["train", str(tmp_path / "nowhere.csv"), "--label", "x", "--out", str(tmp_path)]) == 2
    assert "nowhere.csv: No such file" in capsys.readouterr().err


def test_to_predict_no_web_server_database_or_training_library_is_loaded():
    heavy = "{'streamlit', 'sqlalchemy', 'openai', 'numba', 'dbos'}"
    code = f"import sys, core.__main__; sys.exit(str({heavy} & {{*sys.modules}}) if {heavy} & {{*sys.modules}} else 0)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
