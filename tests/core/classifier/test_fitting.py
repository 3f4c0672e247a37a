import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.classifier.examples import Example
from core.classifier.fitting import grouped, method, path
from core.classifier.portable.heads import Nested, choices_fit
from core.classifier.recipe import Recipe
from core.classifier.training import train
from tests.core.classifier.cases import HOSTILE

PARENTS = {"plants": None, "rose": "plants", "oak": "plants", "animals": None, "cat": "animals", "dog": "animals"}
WORDS = {"rose": "petals thorns", "oak": "acorns bark", "cat": "purrs whiskers", "dog": "barks leash", "plants": "soil"}
EXAMPLES = [
    Example(f"{word} number {number}", label)
    for label, line in WORDS.items()
    for number in range(5)
    for word in line.split()
]
NESTED = Recipe(head="svm", features="tfidf", structure="per parent", setting=1)
labels = st.sampled_from("abcdefgh")


def test_a_labels_path_leads_from_the_topmost_down_to_it():
    assert path("cat", {"cat": "pets", "pets": "animals", "animals": None}) == ("animals", "pets", "cat")
    assert path("alone", {}) == ("alone",)


def test_parents_that_go_in_circles_end_somewhere():
    assert path("a", {"a": "b", "b": "a"}) == ("b", "a")


@given(st.dictionaries(labels, st.none() | labels), st.sets(labels, min_size=1))
def test_every_label_is_reached_by_choices_whatever_stands_below_what(parents, taught):
    choices = grouped([path(label, parents) for label in sorted(taught)])
    sizes = [int(group.max()) + 1 for group in choices.groups]
    groups = np.repeat(np.arange(len(sizes)), sizes)
    assert choices_fit(len(groups), groups, np.array(choices.parents), choices.leaves)


def test_parents_are_told_apart_first_and_a_parent_can_be_the_answer_itself():
    trained = train(EXAMPLES, NESTED, parents=PARENTS)
    head = trained.model.head
    assert isinstance(head, Nested)
    assert head.parents.tolist() == [-1, 0, 1]
    told = [said.primary for said in trained.model.predict(example.text for example in EXAMPLES)]
    assert told == [example.primary for example in EXAMPLES]


def test_probabilities_down_the_tree_sum_to_one_for_hostile_texts():
    model = train(EXAMPLES, NESTED, parents=PARENTS).model
    assert model.probabilities(HOSTILE).sum(axis=1) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("parents", [None, {}, dict.fromkeys(WORDS)])
def test_without_parents_a_tree_is_the_flat_classifier(parents):
    flat = train(EXAMPLES, NESTED.model_copy(update={"structure": "flat"})).model
    model = train(EXAMPLES, NESTED, parents=parents).model
    assert np.array_equal(model.probabilities(HOSTILE), flat.probabilities(HOSTILE))


def test_flat_recipes_do_not_look_at_parents():
    flat = NESTED.model_copy(update={"structure": "flat"})
    with_parents, without = train(EXAMPLES, flat, parents=PARENTS).model, train(EXAMPLES, flat).model
    assert np.array_equal(with_parents.probabilities(HOSTILE), without.probabilities(HOSTILE))


@pytest.mark.parametrize("head", ["trees", "network"])
def test_heads_that_make_no_tree_are_refused(head):
    with pytest.raises(ValueError, match="a head for each parent"):
        method(NESTED.model_copy(update={"head": head}), ["rose"], PARENTS)
