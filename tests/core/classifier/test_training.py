import random

import numpy as np
import pytest

from core.classifier.examples import Example
from core.classifier.portable.model import NEVER
from core.classifier.recipe import Recipe
from core.classifier.training import train
from core.errors import NotEnoughLabels
from tests.core.classifier.cases import HOSTILE, colours, tickets

HEADS = ["svm", "logistic", "trees", "network"]
FEATURES = ["hashed", "tfidf", "embeddings", "both"]
QUICK = {"svm": 1, "logistic": 0.1, "trees": 3, "network": 32}


def quick(head, features="tfidf"):
    return Recipe(head=head, features=features, setting=QUICK[head])


def test_without_examples_a_plain_sentence_says_so():
    with pytest.raises(NotEnoughLabels, match="no labelled documents"):
        train([], Recipe())


def test_with_one_label_it_is_always_the_answer():
    model = train([Example("a", "only"), Example("b", "only")], Recipe()).model
    assert model.predict(["", "anything"]) == [("only", ("only",), 1.0)] * 2


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("features", FEATURES)
def test_two_documents_of_two_labels_make_a_classifier(head, features):
    trained = train([Example("the red rose", "red"), Example("the blue sky", "blue")], quick(head, features))
    assert trained.rare == ("blue", "red")
    assert {prediction.primary for prediction in trained.model.predict(HOSTILE)} <= {"blue", "red"}


@pytest.mark.parametrize("head", HEADS)
def test_one_example_a_label_makes_a_classifier_that_says_they_are_rare(head):
    examples = [Example(f"text about thing{n}", f"label{n}") for n in range(5)]
    trained = train(examples, quick(head))
    assert len(trained.rare) == 5
    assert trained.tried == ()


@pytest.mark.parametrize("head", HEADS)
def test_a_label_with_a_single_example_is_kept_and_reported(head):
    trained = train([*colours(), Example("a lone zebra", "animal")], quick(head))
    assert trained.rare == ("animal",)
    assert "animal" in trained.model.labels


@pytest.mark.parametrize("head", HEADS)
def test_empty_texts_are_learnt_from_without_complaint(head):
    examples = [Example("", "red"), Example(" ", "blue"), Example("", "blue"), Example("\t", "red")]
    assert train(examples, quick(head)).model.probabilities([""]) == pytest.approx(np.array([[0.5, 0.5]]), abs=0.01)


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("features", FEATURES)
def test_training_again_on_the_same_examples_in_another_order_gives_the_same_model(head, features):
    examples = tickets(30)
    one = train(examples, quick(head, features))
    other = train(random.Random(5).sample(examples, len(examples)), quick(head, features))
    texts = [*HOSTILE, *(example.text for example in examples[:20])]
    assert np.array_equal(one.model.probabilities(texts), other.model.probabilities(texts))
    assert one.fingerprint == other.fingerprint


@pytest.mark.parametrize("head", HEADS)
def test_a_documents_scores_do_not_depend_on_its_batch(head):
    model = train(tickets(50), quick(head, "both")).model
    texts = [*HOSTILE, *(example.text for example in tickets(80)[50:])]
    together = model.probabilities(texts)
    assert np.array_equal(together[::-1], model.probabilities(texts[::-1]))
    assert all(np.array_equal(together[place], model.probabilities([text])[0]) for place, text in enumerate(texts))


def test_the_setting_with_the_least_log_loss_is_chosen_and_recorded():
    trained = train(tickets(100), Recipe(head="logistic", features="tfidf"))
    assert [setting for setting, _ in trained.tried] == [0.01, 0.1, 1, 10]
    assert trained.recipe.setting == min(trained.tried, key=lambda tried: tried[1])[0]


def test_second_labels_are_given_only_where_examples_have_them():
    single = train(colours(), quick("logistic")).model
    assert set(single.thresholds) == {NEVER}
    either = [("red", "blue"), ("blue", "red")]
    several = [Example(f"sunset at noon {n}", pair[0], pair) for n in range(8) for pair in either]
    model = train([*colours(12), *several], quick("logistic")).model
    evening, leaf = model.predict(["sunset at noon 3", "leaf number 1"])
    assert set(evening.applicable) == {"red", "blue"}
    assert evening.applicable[0] == evening.primary
    assert leaf.applicable == ("green",)


def test_heavier_examples_count_for_more():
    examples = [Example("same words", "light", (), 1.0), Example("same words ", "heavy", (), 5.0)] * 3
    assert train(examples, quick("logistic")).model.predict(["same words"])[0].primary == "heavy"


def test_examples_without_weight_are_left_out():
    assert train([*colours(), Example("x", "none", (), 0.0)], quick("logistic")).model.labels == (
        "blue",
        "green",
        "red",
    )


def test_people_are_counted_apart():
    trained = train([*colours(), Example("rose", "red", (), 1.0, "human")], quick("logistic"))
    assert (trained.examples, trained.by_people) == (19, 1)


def test_a_label_that_never_comes_first_is_reported_and_not_given():
    trained = train([*colours(), Example("a rose at dusk", "red", ("red", "evening"))], quick("logistic"))
    assert trained.only_additional == ("evening",)
    assert trained.model.labels == ("blue", "green", "red")


def test_every_example_is_judged_by_a_model_that_has_not_learnt_from_it():
    trained = train(colours(), quick("logistic"))
    assert sorted(judged.example for judged in trained.unseen) == sorted(colours())
    learnt = trained.model.predict(judged.example.text for judged in trained.unseen)
    assert [judged.prediction.confidence for judged in trained.unseen] != [said.confidence for said in learnt]


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("features", FEATURES)
def test_texts_that_are_all_the_same_are_as_likely_one_label_as_another(head, features):
    examples = [Example("the same", label) for label in ("red", "blue") for _ in range(4)]
    assert train(examples, quick(head, features)).model.probabilities(["the same"]) == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("features", FEATURES)
def test_three_hundred_labels_of_one_document_each_make_a_classifier(features):
    trained = train(
        [Example(f"thing{n} of kind{n}", f"label{n}") for n in range(300)], Recipe(head="svm", features=features)
    )
    assert len(trained.rare) == 300
    assert trained.tried == trained.scales == ()
    assert trained.model.predict(["thing7 of kind7"])[0].primary == "label7"


@pytest.mark.parametrize("features", FEATURES)
def test_a_document_of_a_megabyte_is_learnt_from(features):
    trained = train([*colours(), Example("rose " * 200_000, "red")], Recipe(head="svm", features=features))
    assert trained.model.predict(["rose"])[0].primary == "red"


@pytest.mark.parametrize("head", HEADS)
def test_a_label_that_shares_documents_is_as_likely_as_its_share(head):
    shares = (("likely", 0.8), ("unlikely", 0.2))
    examples = [*colours(), *(Example(f"shared words {n}", "likely", shares=shares) for n in range(30))]
    model = train(examples, quick(head)).model
    said = dict(zip(model.labels, model.probabilities(["shared words 3"])[0], strict=True))
    assert said["likely"] > said["unlikely"] > max(said["red"], said["green"], said["blue"])


def test_a_label_that_only_ever_shares_documents_is_learnt():
    shared = Example("violet petals", "red", shares=(("red", 0.5), ("purple", 0.5)))
    assert "purple" in train([*colours(), shared], quick("svm")).model.labels


@pytest.mark.parametrize("head", HEADS)
def test_evenly_weighed_a_rare_label_is_found_where_a_common_one_hides_it(head):
    common = [Example(f"plain note {n}", "common") for n in range(60)]
    rare = [Example(f"plain note {n} odd", "rare") for n in range(4)]
    recipe = quick(head)
    say = [
        train([*common, *rare], recipe.model_copy(update={"even": even})).model.probabilities(["plain note odd"])[0, 1]
        for even in (False, True)
    ]
    assert say[1] > say[0]


def test_how_much_vectors_count_is_chosen_with_the_least_log_loss_and_recorded():
    trained = train(tickets(100), Recipe(head="svm", setting=1))
    assert [scale for scale, _ in trained.scales] == [0, 1, 2, 4, 8]
    assert trained.recipe.scale == min(trained.scales, key=lambda tried: tried[1])[0]
    assert trained.model.features.scale == trained.recipe.scale


def test_vectors_that_count_for_nothing_do_not_travel():
    model = train(tickets(60), Recipe(head="svm", setting=1, scale=0)).model
    assert model.features.vectors is None
    assert np.array_equal(
        model.probabilities(HOSTILE),
        train(tickets(60), Recipe(head="svm", features="tfidf", setting=1)).model.probabilities(HOSTILE),
    )


def test_labels_with_few_documents_can_be_told():
    trained = train([*colours(6), *colours(2)[:2]], quick("svm"))
    assert trained.under(8) == ("blue", "green")


class Spelling:
    """A sentence encoder: how often each of some letters occurs."""

    dimensions = 5

    def encode(self, texts):
        counts = np.array([[text.count(letter) + 0.01 for letter in "aeiou"] for text in texts], dtype=np.float32)
        return counts / np.linalg.norm(counts, axis=1, keepdims=True)

    def described(self):
        return {"kind": "spelling"}

    def files(self):
        return {}


@pytest.mark.parametrize("features", ["encoder", "everything"])
def test_a_sentence_encoder_stands_beside_the_rest_and_is_asked_where_vectors_are_known(features):
    asked = []

    def known(texts):
        asked.extend(texts)
        return Spelling().encode(texts)

    recipe = Recipe(head="svm", features=features, encoder="server:spelling", setting=1)
    trained = train(tickets(40), recipe, encoder=Spelling(), encode=known)
    assert sorted(asked) == sorted(example.text for example in tickets(40))
    again = train(tickets(40), recipe, encoder=Spelling())
    assert np.array_equal(trained.model.probabilities(HOSTILE), again.model.probabilities(HOSTILE))


def test_features_with_a_sentence_encoder_are_refused_without_it():
    with pytest.raises(ValueError, match="sentence encoder"):
        train(colours(), Recipe(head="svm", features="encoder", encoder="minilm"))


class Knowing:
    """A sentence encoder that knows what a text is about by a dictionary, whatever its words, and says it softly."""

    dimensions = 4

    def __init__(self, about):
        self.about = about

    def encode(self, texts):
        rows = np.ones((len(texts), 4), dtype=np.float32)
        rows[:, :3] = 0.4 * np.eye(3)[[self.about[text] for text in texts]]
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.mark.parametrize(("size", "features"), [(8, "encoder"), (60, "everything")])
def test_with_few_examples_an_encoder_that_knows_better_is_asked_alone(size, features):
    luck = np.random.default_rng(0)
    texts = [" ".join(f"word{number}" for number in luck.integers(0, 40, 8)) for _ in range(3 * size)]
    about = {text: place % 3 for place, text in enumerate(texts)}
    examples = [Example(text, "abc"[label]) for text, label in about.items()]
    trained = train(examples, Recipe(head="svm", features="everything", encoder="minilm"), encoder=Knowing(about))
    assert trained.recipe.features == features
    assert [said.primary for said in trained.model.predict(texts)] == ["abc"[about[text]] for text in texts]
