import io
import zipfile

import pytest

from core.corpus import archive
from core.corpus.archive import open_archive, shown, unpacked
from core.errors import BadUpload


def packed(members, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as written:
        for name, content in members.items():
            written.writestr(name, content)
    return buffer


def test_a_bomb_is_refused_before_it_is_unpacked():
    with pytest.raises(BadUpload, match=r"would unpack to 30 MB"):
        open_archive(packed({"a.txt": bytes(30_000_000)}))


def test_repetitive_text_of_ordinary_size_is_no_bomb():
    assert open_archive(packed({"a.txt": b"again " * 1_000_000})).namelist() == ["a.txt"]


def test_too_many_members_are_refused(monkeypatch):
    monkeypatch.setattr(archive, "ARCHIVE_MEMBERS", 2)
    with pytest.raises(BadUpload, match="3 files where at most 2"):
        open_archive(packed({"a": "", "b": "", "c": ""}))


def test_a_password_is_refused():
    content = bytearray(packed({"a.txt": "secret"}).getvalue())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(BadUpload, match="password"):
        open_archive(io.BytesIO(bytes(content)))


def test_damage_is_refused():
    whole = packed({"a.txt": "text text text"}, zipfile.ZIP_STORED).getvalue()
    with pytest.raises(BadUpload, match="damaged or cut off"):
        open_archive(io.BytesIO(whole[:-10]))
    flipped = open_archive(io.BytesIO(whole.replace(b"text text text", b"tixt text text")))
    with pytest.raises(BadUpload, match=r"^a.txt inside the ZIP is damaged"):
        unpacked(flipped, flipped.infolist()[0])


@pytest.mark.parametrize(
    ("path", "safe"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/root/a.txt", "root/a.txt"),
        ("C:\\temp\\a.txt", "temp/a.txt"),
        ("a/./b.txt", "a/b.txt"),
        ("..", "a file"),
    ],
)
def test_paths_do_not_climb(path, safe):
    assert shown(zipfile.ZipInfo(path)) == safe
