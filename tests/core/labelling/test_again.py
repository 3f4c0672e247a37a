from datetime import UTC, datetime, timedelta

from core.agreement.sampling import draw
from core.labelling.again import fate, judged_again, recalled
from core.labelling.pairs import judged, teacher_and_people
from core.taxonomy import edits
from tests.core.labelling.judgements import annotation, edited, verdict
from tests.core.taxonomy.histories import step

TAXONOMY = edited()
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


def said(document, person, primary="delivery", at=NOON, **more):
    return annotation(document, person, primary, at=at, **more)


def queue(own=(), others=(), annotations=(), told=None, reserved=(), person="Ana"):
    by_document = {}
    for each in annotations:
        by_document.setdefault(each.document, []).append(each)
    return judged_again(person, own, others, by_document, told or {}, reserved, 0)


def test_a_persons_own_come_first_and_what_chance_will_still_pick_last():
    ids = [str(number) for number in range(40)]
    own, others, reserved = ids[:5], ids[5:], ids[20:]
    asked = [each.drawn.document for each in queue(own, others, [said(each, "Ana") for each in own], reserved=reserved)]
    assert set(asked[:5]) == set(own)
    assert set(asked[5:20]) == set(ids[5:20])
    assert set(asked[20:]) == set(reserved)
    in_queue = [each.document for each in draw(ids, len(ids), 0)]
    assert asked[:5] == [each for each in in_queue if each in own]


def test_what_a_person_said_before_is_brought_to_their_mind_and_to_nobody_elses():
    [own] = queue(["1"], annotations=[said("1", "Ben"), said("1", "Ana")])
    assert (own.earlier.person, own.earlier.primary) == ("Ana", "delivery")
    [other] = queue((), ["1"], [said("1", "Ben")])
    assert other.earlier is None


def test_a_document_of_the_random_sample_that_is_judged_blind_again_keeps_the_chance_it_had():
    [again] = queue(["1"], annotations=[said("1", "Ana", probability=0.2)])
    assert (again.drawn.drawn, again.drawn.probability, again.seen) == ("random", 0.2, False)
    [by_another] = queue((), ["1"], [said("1", "Ben", probability=0.2)])
    assert (by_another.drawn.drawn, by_another.drawn.probability, by_another.seen) == ("random", 0.2, False)


def test_what_nobody_drew_by_chance_is_chosen_and_proves_nothing():
    picked = [said("1", "Ana", drawn="doubtful"), said("2", "Ana", blind=False, drawn="chosen", probability=None)]
    assert {each.drawn.drawn for each in queue(["1", "2", "3"], annotations=picked)} == {"chosen"}


def test_who_may_know_what_the_teacher_says_now_is_not_blind_and_outside_the_sample():
    mine = [said("1", "Ana")]
    [known] = queue(["1"], annotations=mine, told={"1": NOON - timedelta(hours=1)})
    assert (known.seen, known.drawn.drawn, known.drawn.probability) == (True, "chosen", None)
    [fresh] = queue(["1"], annotations=mine, told={"1": LATER})
    assert (fresh.seen, fresh.drawn.drawn) == (False, "random")
    [looked] = queue(["1"], annotations=[said("1", "Ben"), said("1", "Ana", blind=False)])
    assert (looked.seen, looked.drawn.drawn) == (True, "chosen")
    [someone_else] = queue((), ["1"], [said("1", "Ben")], told={"1": NOON - timedelta(hours=1)})
    assert (someone_else.seen, someone_else.drawn.drawn) == (False, "random")


def test_statistics_recover_once_the_sample_has_been_judged_again():
    first = [said("1", "Ana", "bills", probability=0.1), said("2", "Ana", probability=0.1)]
    verdicts = [verdict("1", "bills"), verdict("2", "late")]
    assert len(teacher_and_people(verdicts, first, TAXONOMY)) == 1
    [again] = queue(["2"], annotations=first, told={"2": LATER})
    anew = annotation(
        "2", "Ana", "lost", drawn=again.drawn.drawn, probability=again.drawn.probability, blind=not again.seen
    )
    rows = judged(verdicts, [*first, anew], TAXONOMY)
    assert [(row.said, row.truth, row.probability) for row in rows] == [("bills", "bills", 0.1), ("late", "lost", 0.1)]


def test_a_person_is_told_what_they_called_it_and_what_became_of_that():
    assert recalled(said("1", "Ana"), TAXONOMY) == "You called this “Delivery”, which was split into “Late” and “Lost”."
    assert recalled(said("1", "Ana", "spam"), TAXONOMY) == "You called this “Spam”, which was retired."
    one_left = TAXONOMY.apply(step(edits.retire(TAXONOMY, "late"), TAXONOMY))
    assert fate(one_left, "delivery") == "split, of which only “Lost” is left"
    assert recalled(said("1", "Ana", None), TAXONOMY) == ""
