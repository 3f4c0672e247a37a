import os
import time
from pathlib import Path

import pytest

from core.errors import NotFound
from core.store.received import KEPT, receive, received, throw_away


def test_a_file_can_be_fetched_by_its_number_until_it_is_thrown_away(tmp_path: Path) -> None:
    file = receive(tmp_path, "tickets.csv", b"id,text\n1,hello\n")
    again = received(tmp_path, file.id)
    assert (again.name, again.path.read_bytes()) == ("tickets.csv", b"id,text\n1,hello\n")
    throw_away(again)
    with pytest.raises(NotFound, match="Choose it again"):
        received(tmp_path, file.id)
    assert not list((tmp_path / "uploads").iterdir())


@pytest.mark.parametrize("name", ["../../etc/evil.csv", "a\x00b.csv", "\ud800.csv", "x" * 5000])
def test_a_name_from_outside_never_decides_where_a_file_lies(tmp_path: Path, name: str) -> None:
    file = receive(tmp_path, name, b"x")
    assert file.path.parent == tmp_path / "uploads"
    assert received(tmp_path, file.id).path == file.path


@pytest.mark.parametrize("number", ["", "..", "../workspace.db", "0" * 32])
def test_only_the_numbers_of_waiting_files_lead_anywhere(tmp_path: Path, number: str) -> None:
    (tmp_path / "workspace.db").write_bytes(b"")
    with pytest.raises(NotFound):
        received(tmp_path, number)


def test_a_file_forgotten_for_a_day_makes_room(tmp_path: Path) -> None:
    file = receive(tmp_path, "old.csv", b"x")
    past = time.time() - KEPT - 60
    for part in (tmp_path / "uploads").iterdir():
        os.utime(part, (past, past))
    receive(tmp_path, "new.csv", b"y")
    with pytest.raises(NotFound):
        received(tmp_path, file.id)
