import pytest
from pydantic import ValidationError

from core.labelling.annotation import Annotation
from tests.core.labelling.judgements import annotation


def test_only_blind_judgements_of_randomly_drawn_documents_count():
    assert annotation("1", "Ana", "a").counts
    assert not annotation("1", "Ana", "a", blind=False).counts
    assert not annotation("1", "Ana", "a", drawn="doubtful").counts
    assert not annotation("1", "Ana", "a", drawn="chosen").counts
    assert not annotation("1", "Ana", "a", changed_after_reveal=True).counts


@pytest.mark.parametrize("fields", [{"probability": 0.0}, {"probability": 1.1}, {"seconds": -1.0}, {"person": ""}])
def test_an_impossible_annotation_is_refused(fields):
    with pytest.raises(ValidationError):
        Annotation.model_validate({**annotation("1", "Ana", "a").model_dump(), **fields})


def test_an_annotation_kept_as_json_comes_back_the_same():
    said = annotation("1", "Ana", "a", "b", note="hard", seconds=4.5)
    assert Annotation.model_validate_json(said.model_dump_json()) == said
