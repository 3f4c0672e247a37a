import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.teachers.languages import is_foreign, spoken

SAMPLES = Path(__file__).parents[3] / "data" / "samples"
GERMAN = (
    "Die Karte ist noch nicht angekommen, und ich möchte wissen, wo sie ist. Was kostet eine Überweisung mit ihr? "
    "Wir haben seit zwei Wochen auf sie gewartet."
)
NORWEGIAN = (
    "Kortet er ikke kommet, og jeg vil vite hvor det er. Hva er gebyret for en overføring med kort? Vi har ventet "
    "på det i to uker, og den er for sen."
)


def conversations():
    """What is said in the sample conversations, by language."""
    said = {}
    for line in (SAMPLES / "assistant_conversations.jsonl").read_text(encoding="utf-8").splitlines():
        conversation = json.loads(line)
        said.setdefault(conversation["language"], []).extend(turn["content"] for turn in conversation["messages"])
    return said


def tickets():
    with (SAMPLES / "support_tickets.csv").open(encoding="utf-8-sig", newline="") as file:
        return [max(row.values(), key=len) for row in csv.DictReader(file)]


def test_english_texts_are_not_taken_for_any_other_language_and_long_ones_for_no_other():
    words = " ".join(conversations()["en"]).split()
    pieces = [" ".join(words[start : start + 60]) for start in range(0, len(words) - 60, 60)]
    assert not any(is_foreign(piece, "English") for piece in pieces)
    noticed = [is_foreign(piece, "German") for piece in pieces]
    assert sum(noticed) / len(noticed) > 0.97


@pytest.mark.parametrize(
    ("language", "name"),
    [("fr", "french"), ("pt", "portuguese"), ("ja", "japanese"), ("de", "german"), ("es", "spanish")],
)
def test_what_is_said_in_a_language_is_known_for_it(language, name):
    said = conversations()[language]
    assert spoken(said) == name
    assert not is_foreign(" ".join(said), language)
    assert is_foreign(" ".join(said), "English")


def test_tickets_that_are_nearly_all_english_count_as_english():
    assert spoken(tickets()) == "english"


def test_texts_in_two_languages_are_in_neither():
    assert spoken([GERMAN, "The card has not come, and I would like to know where it is and what it is for."] * 3) == ""


@pytest.mark.parametrize("texts", [[], [""], ["42"], ["Karte"], ["Visa Mastercard Paypal Girocard"]])
def test_of_a_few_words_no_language_is_told(texts):
    assert spoken(texts) == ""
    assert not is_foreign(" ".join(texts), "French")


def test_a_language_whose_words_are_not_known_is_told_from_english_only():
    assert not is_foreign(NORWEGIAN, "Norwegian")
    assert not is_foreign(GERMAN, "Finnish")
    assert is_foreign(" ".join(conversations()["en"][:20]), "Finnish")
    assert is_foreign(NORWEGIAN, "en")


def test_a_language_is_known_by_name_code_and_variety():
    for name in ("German", "de", "Deutsch", "Swiss German", "GERMAN (formal)"):
        assert not is_foreign(GERMAN, name)
    for name in ("British English", "en", "français", "Brazilian Portuguese"):
        assert is_foreign(GERMAN, name)
    assert not is_foreign(GERMAN, "English and German")
    assert not is_foreign(GERMAN, "Quenya, the language it is sung in")


@given(st.text(), st.text())
def test_any_text_and_any_language_may_be_asked_about(text, language):
    is_foreign(text, language)
    spoken([text, language])
