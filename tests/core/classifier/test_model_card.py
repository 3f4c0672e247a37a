from core.classifier.evaluation import cross_validated, held_out
from core.classifier.examples import Example
from core.classifier.model_card import Card, CardLabel, model_card
from core.classifier.recipe import Recipe
from core.classifier.training import train
from tests.core.classifier.cases import colours

LABELS = [CardLabel(id=name, name=name.title(), description=f"What is {name}.") for name in ("blue", "green", "red")]
CARD = Card(title="Colours", use_case="Sort by colour.", teacher="offline", taxonomy_version=4, made_at="2026-11-21")


RECIPE = Recipe(head="logistic", features="tfidf", setting=0.1)


def card_of(examples, labels=LABELS, people=()):
    trained = train(examples, RECIPE)
    measured = held_out(trained, people, "people", seed=0) or cross_validated(trained, "teacher", seed=0)
    return model_card(CARD, trained, labels, measured)


def test_the_card_says_against_whom_it_was_measured():
    assert "against the teacher's own labels, by cross-validation" in card_of(colours())
    people = [Example(f"rose {n}", "red", (), 1.0, "human") for n in range(30)]
    text = card_of(colours(12), people=people)
    assert "Measured on 30 documents against labels given by people, that were kept out of training." in text
    assert "against the teacher that taught it" not in text


def test_words_of_others_cannot_act_as_markdown():
    hostile = CardLabel(id="red", name="![x](http://evil)", description="<img src=x>\n# a | b")
    text = card_of(colours(), [*LABELS[:2], hostile])
    assert "![x](" not in text
    assert text.count("<") == text.count("\\<")
    assert "\n# a" not in text


def test_the_card_names_labels_that_were_hardly_learnt():
    assert "hardly at all: Animal" in card_of(
        [*colours(), Example("zebra", "animal")], [*LABELS, CardLabel(id="animal", name="Animal")]
    )


def test_the_card_names_labels_that_the_classifier_never_gives():
    examples = [*colours(), Example("a rose in the dusk", "red", ("red", "evening"))]
    text = card_of(examples, [*LABELS, CardLabel(id="evening", name="Dusk")])
    assert "so it never gives these: Dusk" in text
    assert "| evening |" not in text


def test_a_classifier_that_was_not_measured_says_so():
    trained = train(colours(), RECIPE)
    assert "It has not been measured." in model_card(CARD, trained, LABELS, None)
