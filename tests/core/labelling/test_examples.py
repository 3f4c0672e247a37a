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
        assert row.weight == (PERSON_WEIGHT if row.source == "person" and row in divided.rows else 1.0)
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
