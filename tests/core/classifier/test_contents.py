"""What a classifier's file says it holds is what it holds."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from core.classifier.contents import contents
from core.errors import BadBundle

EARLIER = Path(__file__).parents[2] / "golden" / "classifier-v1.zip"


def test_files_card_and_checksums_are_told():
    packed = EARLIER.read_bytes()
    found = contents(packed)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {each.name: each.size for each in found.files} == {e.filename: e.file_size for e in archive.infolist()}
        assert found.card == archive.read("MODEL_CARD.md").decode()
    assert found.file == hashlib.sha256(packed).hexdigest()
    assert len(found.answers) == 64


def test_a_damaged_file_is_refused_with_one_sentence():
    with pytest.raises(BadBundle, match="damaged"):
        contents(EARLIER.read_bytes()[:-100])
