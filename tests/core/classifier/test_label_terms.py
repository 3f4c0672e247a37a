"""The words that speak for each label and against it."""

from functools import cache

import pytest

from core.classifier.examples import Example
from core.classifier.label_terms import label_terms
from core.classifier.recipe import Recipe
from core.classifier.training import train
from tests.core.classifier.cases import colours, tickets

OWN = {"red": {"rose", "ruby", "cherry"}, "green": {"leaf", "moss", "emerald"}, "blue": {"sky", "ocean", "sapphire"}}
TEXTS = [example.text for example in colours()]


@cache
def coloured(head, features):
    return train(
        colours(40 if head == "network" else 6),
        Recipe(head=head, features=features, setting=32 if head == "network" else 1.0),
    ).model


@pytest.mark.parametrize(
    ("head", "features"),
    [("svm", "hashed"), ("logistic", "tfidf"), ("svm", "both"), ("svm", "embeddings"), ("network", "tfidf")],
)
def test_the_words_of_a_label_speak_for_it_and_those_of_others_against(head, features):
    found = label_terms(coloured(head, features), TEXTS, most=3)
    assert found.keys() == OWN.keys()
    for label, terms in found.items():
        assert {term.word for term in terms.speaks_for} == OWN[label]
        assert not {term.word for term in terms.speaks_against} & OWN[label]
        assert all(term.effect > 0 for term in terms.speaks_for)
        assert all(term.effect < 0 for term in terms.speaks_against)
        effects = [term.effect for term in terms.speaks_for]
        assert effects == sorted(effects, reverse=True)


def test_two_spellings_of_a_word_are_not_both_listed():
    examples = [
        Example(f"{word} {number}", "cards")
        for word in ("card", "cards", "payment", "atm", "atms")
        for number in range(5)
    ]
    examples += [
        Example(f"{word} {number}", "parcels") for word in ("parcel", "refund", "refuse") for number in range(5)
    ]
    model = train(examples, Recipe(head="svm", features="tfidf", setting=1.0)).model
    found = label_terms(model, [example.text for example in examples])
    words = {term.word for term in found["cards"].speaks_for}
    assert len(words & {"card", "cards"}) == len(words & {"atm", "atms"}) == 1 and "payment" in words
    assert {"refund", "refuse"} <= {term.word for term in found["parcels"].speaks_for}


def test_words_come_whole_and_not_as_runs_of_characters():
    examples = tickets(200)
    model = train(examples, Recipe(head="svm", features="tfidf", setting=0.5)).model
    texts = [example.text for example in examples]
    whole = {word for text in texts for word in text.lower().replace("'", " ").split()}
    found = label_terms(model, texts)
    listed = [term.word for terms in found.values() for term in (*terms.speaks_for, *terms.speaks_against)]
    assert listed
    assert all(any(word in each for each in whole) for word in listed)
    assert not [word for word in listed if " " in word]


def test_in_a_tree_of_choices_words_of_the_parent_speak_for_the_label_too():
    words = {"visa": "cards", "maestro": "cards", "parcel": "post", "letter": "post"}
    examples = [Example(f"{above} {word} {number}", word) for word, above in words.items() for number in range(8)]
    recipe = Recipe(head="svm", features="tfidf", structure="per parent", setting=1.0)
    model = train(examples, recipe, parents={**words, "cards": None, "post": None}).model
    found = label_terms(model, [example.text for example in examples])
    for word, above in words.items():
        speaks_for = [term.word for term in found[word].speaks_for]
        assert speaks_for[0] == word
        assert above in speaks_for


def test_one_label_and_no_texts_have_no_words():
    assert label_terms(train([Example("a ruby", "red")], Recipe()).model, ["a ruby"])["red"] == ((), ())
    assert label_terms(coloured("svm", "both"), [])["red"] == ((), ())
