from core.labelling.carry import Carried
from core.labelling.settle import Settled, majority, settle, standing
from tests.core.labelling.judgements import annotation, edited, verdict

TAXONOMY = edited()


def test_a_person_goes_before_the_teacher_and_the_teacher_before_the_classifier():
    said, told, guessed = annotation("1", "Ana", "late"), verdict("1", "lost"), verdict("1", "bills")
    assert settle(TAXONOMY, [said], told, guessed) == Settled("late", ("late",), "person")
    assert settle(TAXONOMY, [], told, guessed) == Settled("lost", ("lost",), "teacher")
    assert settle(TAXONOMY, [], None, guessed) == Settled("bills", ("bills",), "classifier")
    assert settle(TAXONOMY) == Settled(None, (), None)


def test_a_person_who_found_that_no_label_fits_is_believed():
    assert settle(TAXONOMY, [annotation("1", "Ana", None)], verdict("1", "lost")) == Settled(None, (), "person")


def test_stale_judgements_and_verdicts_that_need_review_are_passed_over():
    gone, unclear = annotation("1", "Ana", "spam"), verdict("1", None, needs_review=True)
    assert settle(TAXONOMY, [gone], verdict("1", "lost")).source == "teacher"
    assert settle(TAXONOMY, [gone], unclear, verdict("1", "bills")).source == "classifier"
    assert settle(TAXONOMY, [gone], verdict("1", "delivery"), verdict("1", "spam")) == Settled(None, (), None)


def test_labels_of_record_are_labels_in_force():
    assert settle(TAXONOMY, [annotation("1", "Ana", "money-back", "bills")]).applicable == ("refunds", "bills")


def test_the_majority_of_people_decides_by_what_each_said_last():
    said = [
        annotation("1", "Ana", "late"),
        annotation("1", "Ben", "late"),
        annotation("1", "Cleo", "lost"),
        annotation("1", "Ben", "lost"),
    ]
    assert settle(TAXONOMY, said).primary == "lost"
    assert settle(TAXONOMY, said[:3]).primary == "late"


def test_where_people_tie_the_latest_of_them_is_shown():
    said = [annotation("1", "Ana", "late"), annotation("1", "Ben", "lost")]
    assert settle(TAXONOMY, said).primary == "lost"
    assert settle(TAXONOMY, said[::-1]).primary == "late"
    assert majority([*standing(TAXONOMY, said).values()]) is None


def test_a_person_whose_last_judgement_is_stale_is_not_held_to_an_earlier_one():
    said = [annotation("1", "Ana", "late"), annotation("1", "Ana", "spam")]
    assert standing(TAXONOMY, said) == {}


def test_people_who_chose_labels_since_merged_agree():
    said = [annotation("1", "Ana", "money-back"), annotation("1", "Ben", "refunds"), annotation("1", "Cleo", "late")]
    assert majority([*standing(TAXONOMY, said).values()]) == Carried("refunds", ("refunds",), stale=False)
