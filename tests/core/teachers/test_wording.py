"""What a model calls a group has to keep what labels keep, and the middle one of several answers counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.classifier.embeddings import packaged
from core.errors import BadReply
from core.taxonomy.brief import Brief
from core.teachers.wording import NameForm, Wording, checked, is_among, middle_first

BRIEF = Brief()


def test_a_good_name_is_taken_as_it_is_without_its_full_stop():
    form = NameForm(name="Card delivery.", description="A card has not come.")
    assert checked(form, BRIEF, ["Fees"], "English") == Wording("Card delivery", "A card has not come.")


@pytest.mark.parametrize(
    ("name", "description", "brief", "fault"),
    [
        ("FEES!", "What it costs.", BRIEF, "Another label is called"),
        ("Other questions", "The rest.", BRIEF, "leftovers"),
        ("One two three four five six seven eight nine ten", "d", BRIEF, "longer than 6 words"),
        ("Fine", "word " * 50, BRIEF, "longer than 30 words"),
        ("...", "What it costs.", BRIEF, "is not a name"),
        ("Комиссии", "Сколько стоит перевод денег в другой банк.", BRIEF, "not written in"),
        ("Fees", "What the bank takes for it, and when.", Brief(language="Russian"), "not written in"),
    ],
)
def test_what_a_label_may_not_be_called_is_sent_back_with_the_reason(name, description, brief, fault):
    with pytest.raises(BadReply, match=fault):
        checked(NameForm(name=name, description=description), brief, ["Fees"], "English")


def test_names_are_the_same_whatever_their_letter_case_and_punctuation():
    assert is_among("card-delivery", ["Card delivery"])
    assert not is_among("Card deliveries", ["Card delivery"])


def test_the_middle_one_means_most_nearly_what_all_do():
    odd = Wording("Zebras", "Animals with stripes.")
    close = [Wording("Card fees", "What a bank card costs."), Wording("Fees of cards", "The costs of bank cards.")]
    assert middle_first([odd, *close], packaged())[-1] == odd


@given(st.lists(st.builds(Wording, st.text(max_size=20), st.text(max_size=40)), max_size=5))
def test_no_answer_is_lost_on_the_way_to_the_middle(answers):
    assert sorted(middle_first(answers, packaged())) == sorted(answers)
