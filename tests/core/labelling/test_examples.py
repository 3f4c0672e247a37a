import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.labelling.examples import PERSON_WEIGHT, Example, training_rows
from tests.core.labelling.judgements import annotation, edited, verdict

TAXONOMY = edited()
IDS = st.sampled_from(["1", "2", "3", "4", "5"])
PRIMARY = st.sampled_from(["late", "lost", "refunds", "money-back", "delivery", "spam", None])
VERDICTS = st.lists(st.builds(verdict, IDS, PRIMARY, needs_review=st.booleans()), max_size=6)
ANNOTATIONS = st.lists(
    st.builds(
        annotation,
        IDS,
        st.sampled_from(["Ana", "Ben", "Cleo"]),
        PRIMARY,
        blind=st.booleans(),
        drawn=st.sampled_from(["random", "doubtful", "chosen"]),
        changed_after_reveal=st.booleans(),
    ),
    max_size=12,
)


@given(VERDICTS, ANNOTATIONS)
def test_no_document_both_trains_and_measures_or_does_either_twice(verdicts, annotations):
    divided = training_rows(verdicts, annotations, TAXONOMY)
    used = [row.document for row in (*divided.rows, *divided.held_out)] + [*divided.disputed]
    assert len(used) == len(set(used))
    assert {*used} <= {judgement.document for judgement in (*verdicts, *annotations)}


@given(VERDICTS, ANNOTATIONS)
def test_only_labels_in_force_train_and_only_fair_judgements_measure(verdicts, annotations):
    divided = training_rows(verdicts, annotations, TAXONOMY)
    live = {label.id for label in TAXONOMY.live}
    for row in (*divided.rows, *divided.held_out):
        assert {*row.applicable} <= live
        assert row.primary is None or row.applicable[0] == row.primary
        assert row.weight <= PERSON_WEIGHT if row.source == "person" and row in divided.rows else row.weight > 0
        assert not row.shares or sum(share for _, share in row.shares) == pytest.approx(1)
        assert {label for label, _ in row.shares} <= live
        assert all(share <= dict(row.shares)[row.primary] for _, share in row.shares if row.source == "teacher")
    fair = {each.document for each in annotations if each.counts}
    assert {row.document for row in divided.held_out} <= fair


def test_blind_random_judgements_measure_and_never_train():
    divided = training_rows([verdict("1", "late"), verdict("2", "lost")], [annotation("1", "Ana", "lost")], TAXONOMY)
    assert divided.held_out == (Example("1", "lost", ("lost",), "person", 1.0),)
    assert divided.rows == (Example("2", "lost", ("lost",), "teacher", 1.0),)


def test_other_judgements_of_people_train_in_place_of_the_teacher_and_weigh_more():
    said = [annotation("1", "Ana", "lost", drawn="doubtful"), annotation("2", "Ana", "late", blind=False)]
    divided = training_rows([verdict("1", "late")], said, TAXONOMY, person_weight=5.0)
    assert divided.rows == (
        Example("1", "lost", ("lost",), "person", 5.0),
        Example("2", "late", ("late",), "person", 5.0),
    )
    assert divided.held_out == ()


def test_a_judgement_revised_after_the_reveal_leaves_the_blind_one_as_the_measure():
    said = [annotation("1", "Ana", "lost"), annotation("1", "Ana", "late", blind=False, changed_after_reveal=True)]
    assert [row.primary for row in training_rows([], said, TAXONOMY).held_out] == ["lost"]


def test_of_several_people_the_majority_is_the_measure():
    said = [annotation("1", person, label) for person, label in [("Ana", "late"), ("Ben", "lost"), ("Cleo", "late")]]
    assert [row.primary for row in training_rows([], said, TAXONOMY).held_out] == ["late"]


def test_documents_on_which_people_tie_are_named_and_do_neither():
    said = [annotation("1", "Ana", "late"), annotation("1", "Ben", "lost")]
    divided = training_rows([verdict("1", "late")], said, TAXONOMY)
    assert divided == ((), (), ("1",))


def test_a_document_whose_gold_went_stale_may_train_again():
    divided = training_rows([verdict("1", "late")], [annotation("1", "Ana", "delivery")], TAXONOMY)
    assert divided.rows == (Example("1", "late", ("late",), "teacher", 1.0),)


def test_stale_verdicts_and_those_that_need_review_teach_nothing():
    unclear = [verdict("1", "spam"), verdict("2", "late", needs_review=True), verdict("3", None)]
    assert training_rows(unclear, [], TAXONOMY).rows == (Example("3", None, (), "teacher", 1.0),)


def test_a_verdict_counts_as_much_as_the_teacher_is_sure_beside_its_others():
    sure, unsure = verdict("1", "late", confidence=0.9), verdict("2", "lost", confidence=0.3)
    divided = training_rows([sure, unsure], [], TAXONOMY)
    assert [(row.weight, row.shares) for row in divided.rows] == [(1.5, ()), (0.5, ())]


def test_what_a_teacher_is_unsure_of_goes_to_the_other_labels_that_it_found_applicable():
    (row,) = training_rows([verdict("1", "late", "lost", "bills", confidence=0.6)], [], TAXONOMY).rows
    assert dict(row.shares) == pytest.approx({"late": 0.6, "lost": 0.2, "bills": 0.2})
    (row,) = training_rows([verdict("1", "late", "lost", confidence=0.1)], [], TAXONOMY).rows
    assert dict(row.shares) == {"late": 0.5, "lost": 0.5}


def test_a_verdict_merged_into_one_label_is_not_shared():
    (row,) = training_rows([verdict("1", "refunds", "money-back", confidence=0.6)], [], TAXONOMY).rows
    assert (row.primary, row.shares) == ("refunds", ())


def test_where_people_differ_each_label_has_its_share_and_no_label_takes_weight_away():
    labels = [("Ana", "late"), ("Ben", "lost"), ("Cleo", "late"), ("Dan", None)]
    said = [annotation("1", person, label, blind=False) for person, label in labels]
    (row,) = training_rows([verdict("1", "spam")], said, TAXONOMY).rows
    assert (row.primary, row.weight) == ("late", PERSON_WEIGHT * 3 / 4)
    assert dict(row.shares) == pytest.approx({"late": 2 / 3, "lost": 1 / 3})


def test_people_who_agree_share_nothing():
    said = [annotation("1", person, "late", blind=False) for person in ("Ana", "Ben")]
    assert training_rows([], said, TAXONOMY).rows == (Example("1", "late", ("late",), "person", PERSON_WEIGHT),)
