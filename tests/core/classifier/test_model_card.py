from core.classifier.evaluation import evaluate
from core.classifier.examples import Example, plan
from core.classifier.model_card import Card, CardLabel, model_card
from core.classifier.training import Recipe, train
from tests.core.classifier.cases import colours

LABELS = [CardLabel(id=name, name=name.title(), description=f"What is {name}.") for name in ("blue", "green", "red")]
CARD = Card(title="Colours", use_case="Sort by colour.", teacher="offline", taxonomy_version=4, made_at="2026-11-21")


def card_of(examples, labels=LABELS, card=CARD):
    made = plan(examples)
    trained = train(made.training, Recipe(head="logistic", features="tfidf", setting=0.1))
    return model_card(card, trained, labels, evaluate(trained, made, seed=0))


def test_the_card_says_against_whom_it_was_measured():
    assert "against the teacher's own labels, by cross-validation" in card_of(colours())
    people = [Example(f"rose {n}", "red", (), 1.0, "human") for n in range(30)]
    text = card_of([*people, *colours(12)])
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


def test_a_classifier_that_was_not_measured_says_so():
    trained = train(colours(), Recipe(head="logistic", features="tfidf", setting=0.1))
    assert "It has not been measured." in model_card(CARD, trained, LABELS, None)
