import pytest

from core.agreement.estimates import share
from core.labelling.ceiling import ceiling, in_words
from tests.core.labelling.judgements import annotation, edited

TAXONOMY = edited()


def test_two_people_on_the_same_documents():
    said = [
        annotation(str(place), person, "late" if person == "Ana" or place < 30 else "lost")
        for place in range(40)
        for person in ("Ana", "Ben")
    ]
    found = ceiling(said, TAXONOMY)
    assert found.agreement == share(30, 40)
    assert (found.documents, found.people, found.pairs) == (40, 2, 40)
    assert found.kappa.value is not None
    assert in_words(found).startswith("Two people give the same label to 75 % (60-86) of 40 documents;")


def test_a_document_that_three_judged_counts_once_with_the_share_of_its_pairs():
    said = [annotation("1", "Ana", "late"), annotation("1", "Ben", "late"), annotation("1", "Cem", "lost")]
    found = ceiling(said, TAXONOMY)
    assert found.agreement.value == pytest.approx(1 / 3)
    assert (found.documents, found.people, found.pairs, found.agreement.n) == (1, 3, 3, 1)


def test_what_was_not_judged_blind_or_not_drawn_at_random_does_not_count():
    said = [annotation("1", "Ana", "late", blind=False), annotation("1", "Ben", "late", drawn="doubtful")]
    found = ceiling(said, TAXONOMY)
    assert found.agreement.value is None
    assert in_words(found).startswith("No document has been judged blind by two people yet")
