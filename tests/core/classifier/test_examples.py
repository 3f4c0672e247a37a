import random

from core.classifier.examples import fingerprint, stratified_folds
from tests.core.classifier.cases import colours


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
