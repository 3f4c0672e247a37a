import re

from core.agreement.estimates import share
from core.classifier.evaluation import cross_validated, held_out, outcomes_unseen
from core.classifier.examples import Example
from core.classifier.model_card import Card, CardLabel, Findings, model_card
from core.classifier.recipe import Recipe
from core.classifier.reliability import in_words, reliability
from core.classifier.training import train
from tests.core.classifier.cases import colours

LABELS = [CardLabel(id=name, name=name.title(), description=f"What is {name}.") for name in ("blue", "green", "red")]
CARD = Card(title="Colours", use_case="Sort by colour.", teacher="offline", taxonomy_version=4, made_at="2026-11-21")
PEOPLE = [Example(f"rose {n}", "red", (), 1.0, "human") for n in range(30)]
RECIPE = Recipe(head="logistic", features="tfidf", setting=0.1)


def card_of(examples, labels=LABELS, people=(), card=CARD, **more):
    trained = train(examples, RECIPE)
    findings = Findings(
        people=held_out(trained, people, "people", seed=0), teacher=cross_validated(trained, "teacher", seed=0), **more
    )
    return model_card(card, trained, labels, findings, "abc123")


def section(text, title):
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found, title
    return found.group(1)


def test_scores_against_people_and_against_the_teacher_stand_in_sections_that_say_so():
    text = card_of(colours(12), people=PEOPLE)
    people = section(text, "How right it is: measured against people")
    teacher = section(text, "How well it imitates its teacher")
    assert "Measured on 30 documents against labels given by people, that were kept out of training." in people
    assert "Measured on 36 documents against the teacher's own labels, by cross-validation." in teacher
    assert "This is no measure of how right it is." in teacher
    assert "teacher" not in people


def test_without_judgements_of_people_the_card_says_that_nobody_knows_how_right_it_is():
    text = card_of(colours())
    people = section(text, "How right it is: measured against people")
    assert people.strip() == "It has not been measured against people, so nobody knows how right it is."


def test_a_classifier_that_was_not_measured_says_so():
    text = model_card(CARD, train(colours(), RECIPE), LABELS)
    assert "nobody knows how right it is" in text
    assert "How well it imitates" not in text


def test_one_evaluation_goes_to_the_section_of_those_it_is_against():
    trained = train(colours(12), RECIPE)
    people = held_out(trained, PEOPLE, "people", seed=0)
    assert Findings().measured(people) == Findings(people=people)
    other = held_out(trained, PEOPLE[:20], "people", seed=0)
    assert Findings(people=other).measured(people).people == other


def test_scores_against_a_file_are_not_said_to_be_against_people_or_a_teacher():
    card = Card(title="T", use_case="U", labels_from="tickets.csv")
    text = card_of(colours(), card=card)
    assert "Measured on 18 documents against the labels in tickets.csv" in section(
        text, r"How well it agrees with the labels in tickets\.csv"
    )
    assert "people" not in section(text, "Who taught it")
    assert "measured against people" not in text


def test_the_card_says_who_taught_it_by_shares():
    examples = [*colours(), *(Example(f"a rose {n}", "red", (), 3.0, "human") for n in range(2))]
    assert "20 examples: 2 (10%) labelled by people and 18 (90%) by a teacher (offline)." in card_of(examples)


def test_what_two_people_agree_on_stands_beside_the_scores_as_the_most_that_can_be_asked():
    text = card_of(colours(12), people=PEOPLE, ceiling=share(80, 100))
    assert "give the same label 80% (95 % interval 71% to 87%) of the time (100 documents)" in section(
        text, "How right it is: measured against people"
    )


def test_a_chosen_threshold_is_told_with_what_it_was_chosen_on():
    told = section(card_of(colours(12), at_least=0.7), "How sure it sounds")
    assert "no label below a confidence of 0.70" in told
    assert "That was chosen on the documents that people judged" in told


def test_the_languages_of_the_examples_are_told_and_others_warned_of():
    text = card_of(colours(12), languages=(("English", 0.9), ("German", 0.1)))
    assert "Languages of the examples: English 90%, German 10%." in section(text, "Who taught it")
    assert "Languages other than those of its examples (English, German)." in section(
        text, "What it should not be used for"
    )


def test_the_card_says_how_to_make_it_again():
    text = section(card_of(colours()), "How to make it again")
    assert "checksum is abc123" in text
    assert "seed 0" in text
    assert re.search(r"fingerprint [0-9a-f]{64}\.", text)


def test_words_of_others_cannot_act_as_markdown():
    hostile = CardLabel(id="red", name="![x](http://evil)", description="<img src=x>\n# a | b")
    text = card_of(colours(), [*LABELS[:2], hostile])
    assert "![x](" not in text
    assert text.count("<") == text.count("\\<")
    assert "\n# a" not in text


def test_a_date_and_a_title_read_as_they_were_written():
    text = card_of(colours())
    assert "Made 2026-11-21" in text
    named = CardLabel(id="red", name="Reds (warm): all-in", description="- see https://evil or :red[this]")
    told = card_of(colours(), [*LABELS[:2], named])
    assert "Reds (warm): all-in" in told
    assert "https\\://evil or \\:red\\[this\\]" in told
    assert "\\- see" in told


def test_the_card_names_labels_that_were_hardly_learnt():
    assert "hardly at all: Animal" in card_of(
        [*colours(), Example("zebra", "animal")], [*LABELS, CardLabel(id="animal", name="Animal")]
    )


def test_the_card_names_labels_that_the_classifier_never_gives():
    examples = [*colours(), Example("a rose in the dusk", "red", ("red", "evening"))]
    text = card_of(examples, [*LABELS, CardLabel(id="evening", name="Dusk")])
    assert "so it never gives these: Dusk" in text
    assert "| evening |" not in text


def test_the_card_says_whether_its_confidence_can_be_taken_at_its_word():
    trained = train(colours(20), RECIPE)
    found = reliability(outcomes_unseen(trained, "teacher"))
    text = model_card(CARD, trained, LABELS, Findings(reliability=found))
    assert f"Checked on 60 documents: {in_words(found)}" in section(text, "How sure it sounds")
