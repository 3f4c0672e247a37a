from core.agreement.estimates import Judged
from core.agreement.kappa import cohen_kappa
from core.labelling.pairs import Compared, LeftOut, judged, left_out, people, teacher_and_people
from tests.core.labelling.judgements import annotation, edited, verdict

TAXONOMY = edited()


def test_the_teacher_is_compared_with_people_in_the_labels_in_force():
    verdicts = [verdict("1", "money-back"), verdict("2", None), verdict("3", "late")]
    said = [annotation("1", "Ana", "refunds"), annotation("2", "Ana", "late"), annotation("4", "Ana", "late")]
    rows = teacher_and_people(verdicts, said, TAXONOMY)
    assert rows == [Compared("1", "refunds", "refunds"), Compared("2", None, "late")]
    assert [row.pair for row in rows] == [("refunds", "refunds"), (None, "late")]
    assert cohen_kappa([row.pair for row in rows]).n == 2


def test_only_blind_judgements_of_randomly_drawn_documents_are_compared():
    verdicts = [verdict(document, "late") for document in "1234"]
    said = [
        annotation("1", "Ana", "late", blind=False),
        annotation("2", "Ana", "late", drawn="doubtful"),
        annotation("3", "Ana", "late", drawn="chosen"),
        annotation("4", "Ana", "late", changed_after_reveal=True),
    ]
    assert teacher_and_people(verdicts, said, TAXONOMY) == []
    assert people([*said, *(each.model_copy(update={"person": "Ben"}) for each in said)], TAXONOMY) == {}


def test_what_is_stale_unclear_or_tied_is_not_compared():
    verdicts = [
        verdict("1", "delivery"),
        verdict("2", None, needs_review=True),
        verdict("3", "late"),
        verdict("4", "lost"),
    ]
    said = [
        *(annotation(document, "Ana", "late") for document in "123"),
        annotation("3", "Ben", "lost"),
        annotation("4", "Ana", "spam"),
    ]
    assert teacher_and_people(verdicts, said, TAXONOMY) == []
    assert left_out(verdicts, said, TAXONOMY) == LeftOut(tied=1, stale=2, unclear=1, unlabelled=0)


def test_what_is_compared_and_what_is_left_out_are_all_that_was_judged_blind():
    verdicts = [verdict("1", "late"), verdict("2", "late"), verdict("9", "late")]
    said = [
        *(annotation(document, "Ana", "late") for document in "123"),
        annotation("2", "Ben", "lost"),
        annotation("4", "Ana", "late", blind=False),
    ]
    assert len(teacher_and_people(verdicts, said, TAXONOMY)) == 1
    assert left_out(verdicts, said, TAXONOMY) == LeftOut(tied=1, stale=0, unclear=0, unlabelled=1)


def test_documents_keep_the_probability_of_their_first_draw():
    said = [
        annotation("1", "Ana", "late", probability=0.2),
        annotation("1", "Ben", "late", probability=0.9),
        annotation("2", "Ana", "late", probability=None),
    ]
    assert judged([verdict("1", "lost"), verdict("2", "late")], said, TAXONOMY) == [Judged("lost", "late", 0.2)]


def test_every_two_people_are_compared_on_the_documents_they_share():
    said = [
        annotation("1", "Ben", "late"),
        annotation("1", "Ana", "money-back"),
        annotation("1", "Cleo", None),
        annotation("2", "Ana", "lost"),
        annotation("2", "Ben", "lost"),
        annotation("3", "Cleo", "lost"),
        annotation("2", "Ben", "late"),
    ]
    assert people(said, TAXONOMY) == {
        ("Ana", "Ben"): [Compared("1", "refunds", "late"), Compared("2", "lost", "late")],
        ("Ana", "Cleo"): [Compared("1", "refunds", None)],
        ("Ben", "Cleo"): [Compared("1", "late", None)],
    }
