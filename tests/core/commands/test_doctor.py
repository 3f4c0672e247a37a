"""`tnt doctor`: what is there, what is missing, and how to mend it."""

from core.commands.doctor import doctor, examine
from tests.scripted_server import scripted_server, sensible


def findings(environ):
    return {finding.what: finding for finding in examine(environ)}


def test_a_fresh_workspace_without_a_model_is_well(tmp_path, capsys):
    assert doctor({"TNT_DATA": str(tmp_path)}) == 0
    said = capsys.readouterr().out
    assert "ok    Database: sqlite, 0 projects" in said
    assert "note  Language model: not set up" in said
    assert "Set OPENAI_API_KEY" in said
    assert "note  Worker: not running" in said


def test_a_model_that_answers_is_named_and_one_that_is_not_offered_is_noticed(tmp_path):
    with scripted_server(sensible) as server:
        environ = {"TNT_DATA": str(tmp_path), "OPENAI_BASE_URL": server.base_url, "TNT_MODEL": "no-such-model"}
        found = findings(environ)["Language model"]
        assert not found.well
        assert "does not list that model" in found.mend
        offered = found.mend.split("it has ")[1].split(",")[0].rstrip(".")
        assert findings({**environ, "TNT_MODEL": offered})["Language model"].well


def test_a_server_that_is_not_there_is_a_note_and_not_a_crash(tmp_path):
    environ = {"TNT_DATA": str(tmp_path), "OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "TNT_MODEL": "m"}
    found = findings(environ)["Language model"]
    assert (found.well, found.needed) == (False, False)
    assert "cannot be reached" in found.mend


def test_a_database_that_cannot_be_opened_is_said_with_what_to_check(tmp_path, capsys):
    (tmp_path / "a file").write_text("")
    environ = {"TNT_DATA": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/a file/workspace.db"}
    assert doctor(environ) == 2
    assert "MEND  Database" in capsys.readouterr().out
