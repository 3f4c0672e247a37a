"""Why a text has its label: planted words are found, and for linear models the effects add up to the score."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.classifier.embeddings import packaged
from core.classifier.examples import Example
from core.classifier.explaining import MOST_CHARACTERS, MOST_ENCODED, explained, neighbours
from core.classifier.features import learn_features
from core.classifier.portable.features import Features
from core.classifier.portable.heads import Linear, Nested
from core.classifier.portable.model import NEVER, Model
from core.classifier.recipe import Recipe
from core.classifier.training import train
from tests.core.classifier.cases import HOSTILE, colours
from tests.core.classifier.small_encoder import small_encoder

PLANTED = {"ruby": "red", "moss": "green", "sky": "blue"}
LINEAR = ("hashed", "tfidf", "embeddings", "both")
SENTENCES = [
    "my card is lost",
    "the refund is lost",
    "Refunds, the card!",
    "is the card my card",
    "İstanbul 漢字 card_s",
]


@cache
def coloured(head, features):
    return train(
        colours(40 if head == "network" else 6),
        Recipe(head=head, features=features, setting=32 if head == "network" else 1.0),
    ).model


@cache
def random_model(kind, nested=False, seed=0):
    """Made weights on what these sentences hold."""
    features = learn_features(SENTENCES, kind, small_encoder() if kind in ("encoder", "everything") else None)
    chance = np.random.default_rng(seed)
    width = 7 if nested else 5
    weights = chance.standard_normal((features.width, width)).astype(np.float32)
    linear = Linear(weights, chance.standard_normal(width).astype(np.float32))
    if not nested:
        return Model("abcde", features, linear, [NEVER] * 5)
    places = [np.array(each, np.int32) for each in ([0, 0, 0, 1, 1, 2, 2], [-1, 1, 0], [2, 3, 4, 5, 6])]
    return Model("abcde", features, Nested(linear.weights, linear.biases, *places), [NEVER] * 5)


def of(explanation, word):
    return sum(reason.effect for reason in explanation.reasons if reason.word.lower() == word)


@pytest.mark.parametrize(
    ("head", "features"), [*(("svm", each) for each in LINEAR), ("logistic", "both"), ("network", "tfidf")]
)
@pytest.mark.parametrize("word", PLANTED)
def test_the_word_that_decides_is_found(head, features, word):
    explanation = explained(coloured(head, features), f"Number 3, a {word} number")
    assert explanation.label == PLANTED[word]
    assert explanation.rival in set(PLANTED.values()) - {explanation.label}
    strongest = max(explanation.reasons, key=lambda reason: reason.effect)
    assert strongest.word == word
    assert strongest.effect > 0


def test_a_tree_is_explained_by_the_probability_that_a_word_makes():
    examples = [
        Example(f"{word} {number}", label)
        for word, label in (("ruby", "red"), ("moss", "green"))
        for number in range(60)
    ]
    model = train(examples, Recipe(head="trees", features="tfidf", setting=0.1)).model
    explanation = explained(model, "a ruby")
    assert explanation.measure == "probability"
    assert explanation.total == model.predict(["a ruby"])[0].confidence
    assert of(explanation, "ruby") == pytest.approx(explanation.total - model.probabilities(["a  "])[0].max(), abs=0.2)
    assert of(explanation, "ruby") > of(explanation, "a")


def test_words_are_shown_as_they_stand_in_the_text():
    text = "RUBY; a moss-green “Sky”"
    explanation = explained(coloured("svm", "both"), text)
    assert [reason.word for reason in explanation.reasons] == ["RUBY", "a", "moss", "green", "Sky"]
    assert all(text[reason.start : reason.end] == reason.word for reason in explanation.reasons)


def test_what_is_said_twice_counts_in_both_places():
    explanation = explained(coloured("svm", "tfidf"), "ruby and ruby")
    first, _, last = (reason.effect for reason in explanation.reasons)
    assert first > 0 and last > 0


def added_up(model, text):
    explanation = explained(model, text)
    assert explanation.base + sum(reason.effect for reason in explanation.reasons) == pytest.approx(explanation.total)
    assert all(np.isfinite(reason.effect) for reason in explanation.reasons)
    return explanation


@given(st.sampled_from([*LINEAR, "encoder", "everything"]), st.text(max_size=40) | st.sampled_from(SENTENCES))
def test_effects_and_base_add_up_to_the_difference_of_the_scores(kind, text):
    model = random_model(kind)
    explanation = added_up(model, text)
    best, second = np.sort(np.log(model.probabilities([text])[0]))[::-1][:2]
    assert explanation.total == pytest.approx(best - second, abs=1e-4)


@given(st.sampled_from(["hashed", "tfidf"]), st.lists(st.sampled_from(" ".join(SENTENCES).split()), max_size=9))
def test_of_counted_terms_nothing_is_left_over_but_the_bias(kind, words):
    model = random_model(kind)
    explanation = added_up(model, " ".join(words).replace("!", "").replace(",", ""))
    label, rival = (model.labels.index(each) for each in (explanation.label, explanation.rival))
    bias = model.head.biases[label] - model.head.biases[rival]
    assert explanation.base == pytest.approx(bias, abs=1e-5)


@given(st.sampled_from(["hashed", "tfidf", "both"]), st.text(max_size=40) | st.sampled_from(SENTENCES))
def test_in_a_tree_of_choices_the_score_is_that_where_the_ways_part(kind, text):
    model = random_model(kind, nested=True)
    explanation = added_up(model, text)
    logits = model.head.linear.logits(model.features.rows([text]))[0]
    ways = {"a": (2,), "b": (1, 3), "c": (1, 4), "d": (0, 5), "e": (0, 6)}
    way, other = ways[explanation.label], ways[explanation.rival]
    one, another = next((one, another) for one, another in zip(way, other, strict=False) if one != another)
    assert explanation.total == pytest.approx(logits[one] - logits[another], abs=1e-5)


@pytest.mark.parametrize("text", [*HOSTILE, "漢字" * 500, "a " * 700])
@pytest.mark.parametrize("kind", ["hashed", "both", "everything"])
def test_any_text_can_be_explained(kind, text):
    added_up(random_model(kind), text)


def test_of_a_very_long_text_the_beginning_is_explained():
    explanation = added_up(random_model("both"), "my card is lost " * 100_000)
    assert explanation.reasons[-1].end <= MOST_CHARACTERS


class Counting:
    """An encoder that counts what it is asked."""

    def __init__(self):
        self.encoder = small_encoder()
        self.texts = 0
        self.dimensions = self.encoder.dimensions

    def encode(self, texts):
        self.texts += len(texts)
        return self.encoder.encode(texts)

    def described(self):
        return self.encoder.described()

    def files(self):
        return self.encoder.files()


def test_an_encoder_is_asked_a_limited_number_of_times():
    counting = Counting()
    features = Features([], None, counting)
    head = Linear(np.random.default_rng(0).standard_normal((features.width, 2)).astype(np.float32), np.zeros(2))
    explanation = explained(Model("ab", features, head, [NEVER] * 2), "card lost my refund " * 50)
    assert len(explanation.reasons) == 200
    assert counting.texts <= MOST_ENCODED + 3


def test_with_a_single_label_there_is_nothing_to_explain():
    model = train([Example("a ruby", "red")], Recipe()).model
    assert explained(model, "a ruby")[:4] == ("red", "", "score", ())


def test_the_likest_training_documents_come_first():
    examples = [
        Example(text, label, document=f"id {label}")
        for text, label in (
            ("my salary has not arrived", "late"),
            ("a robot grasps soft objects", "robots"),
            ("", "nothing"),
        )
    ]
    vectors = packaged().encode([example.text for example in examples])
    (vector,) = packaged().encode(["the transfer is still missing, no salary"])
    found = neighbours(vector, vectors, examples)
    assert found[0].label == "late" and found[0].document == "id late" and found[0].text == examples[0].text
    assert [each.likeness for each in found] == sorted((each.likeness for each in found), reverse=True)
    assert "nothing" not in {each.label for each in found}
    assert found[0].likeness == pytest.approx(float(vectors[0] @ vector))
    assert neighbours(vectors[2], vectors, examples) == ()
    assert len(neighbours(vector, vectors, examples, most=1)) == 1
