import random

from core.classifier.examples import Example, fingerprint, plan, stratified_folds
from tests.core.classifier.cases import colours


def people(count):
    return [Example(f"person {n}", "red", (), 1.0, "human") for n in range(count)]


def teacher(count):
    return [Example(f"teacher {n}", "blue") for n in range(count)]


def test_enough_of_peoples_documents_are_held_out_entirely():
    made = plan([*people(30), *teacher(40)])
    assert {e.source for e in made.training} == {"teacher"}
    assert len(made.held_out) == 30
    assert made.against == "people"


def test_a_text_held_out_is_not_learnt_from_the_teacher_either():
    made = plan([*people(30), *teacher(40), Example("  PERSON   3 ", "blue")])
    assert len(made.training) == 40


def test_few_documents_of_people_join_the_training_and_the_measure_is_the_teacher():
    made = plan([*people(29), *teacher(40)])
    assert (len(made.training), made.held_out, made.against) == (69, (), "teacher")


def test_where_people_labelled_most_documents_the_measure_is_theirs_by_cross_validation():
    made = plan([*people(50), *teacher(10)])
    assert (len(made.training), made.held_out, made.against) == (60, (), "people")


def test_a_handful_of_documents_labelled_by_people_alone_is_measured_against_people():
    assert plan(people(3)).against == "people"


def test_the_fingerprint_depends_on_the_examples_and_not_on_their_order():
    examples = colours()
    shuffled = random.Random(1).sample(examples, len(examples))
    assert fingerprint(shuffled) == fingerprint(examples)
    assert fingerprint(examples[1:]) != fingerprint(examples)


def test_folds_spread_each_label_evenly_and_all_labels_together():
    primaries = ["a"] * 7 + ["b"] * 2 + ["c"]
    folds = stratified_folds(primaries, 3)
    assert sorted(folds.count(number) for number in range(3)) == [3, 3, 4]
    assert sorted(folds[:7].count(number) for number in range(3)) == [2, 2, 3]
