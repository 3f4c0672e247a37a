import pytest

from core.errors import BadReply
from core.taxonomy.brief import Brief
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change, Taxonomy
from core.teachers import guards
from core.teachers.protocol import Proposal, Suggestion

BRIEF = Brief(max_labels=4)
NOTHING = Taxonomy()


def taxonomy(*labels):
    return Taxonomy().apply(Change(labels=labels, author="t", based_on=0))


def numbered(count, locked=0):
    return taxonomy(*(Label(id=f"l{n}", name=f"Label {n}", locked=n < locked) for n in range(count)))


def proposal(*names, replaces=()):
    return Proposal(labels=tuple(Suggestion(name=name, description="d", replaces=replaces) for name in names))


def fault(proposed, brief=BRIEF, old=NOTHING):
    with pytest.raises(BadReply) as told:
        guards.check(proposed, brief, old)
    return str(told.value)


def test_a_proposal_that_keeps_every_limit_passes_as_it_is():
    good = proposal("Cards", "Transfers")
    assert guards.check(good, BRIEF, NOTHING) is good


def test_one_label_too_many_is_refused():
    guards.check(proposal("A", "B", "C", "D"), BRIEF, NOTHING)
    assert fault(proposal("A", "B", "C", "D", "E")) == "There are 5 labels, and at most 4 are allowed."


def test_locked_labels_count_even_when_they_are_not_repeated():
    old = numbered(3, locked=3)
    guards.check(proposal("A"), BRIEF, old)
    assert "5 labels with the 3 locked ones" in fault(proposal("A", "B"), old=old)
    guards.check(proposal("Label 0", "Label 1", "Label 2", "A"), BRIEF, old)


def test_more_locked_labels_than_the_brief_allows_are_peoples_choice():
    old = numbered(6, locked=6)
    guards.check(proposal("Label 0"), BRIEF, old)
    assert guards.limit(BRIEF, old) == 6


def test_word_limits_bend_by_half_and_no_further():
    brief = Brief(name_words=2, description_words=5)
    labels = Suggestion(name="one two three", description="1 2 3 4 5 6 7")
    guards.check(Proposal(labels=(labels,)), brief, NOTHING)
    assert "name “one two three four”" in fault(proposal("one two three four"), brief)
    wordy = Suggestion(name="A", description="1 2 3 4 5 6 7 8")
    assert "description of “A”" in fault(Proposal(labels=(wordy,)), brief)


def test_a_name_that_no_label_could_hold_is_refused():
    assert "longer than" in fault(proposal("x" * 81))


def test_words_are_counted_where_there_are_no_spaces():
    assert guards.words("three short words") == 3
    assert guards.words("信用卡还没有收到") == 4


def test_two_labels_of_one_name_are_refused_however_they_are_written():
    assert "is given to 2 labels" in fault(proposal("Card delivery", "card-Delivery "))


@pytest.mark.parametrize(
    "name",
    [
        "Other",
        "Miscellaneous",
        "General",
        "General inquiries",
        "Other topics",
        "Unclear",
        "Undefined",
        "None",
        "N/A",
        "Not applicable",
        "Everything else",
        "None of the above",
        "Sonstiges",
        "Autres",
        "Otros temas",
        "Altro",
        "Overig",
        "Прочее",
        "其他",
        "その他",
        "기타",
    ],
)
def test_a_label_for_leftovers_is_refused(name):
    assert "label for leftovers" in fault(proposal(name))


@pytest.mark.parametrize(
    "name", ["General relativity", "Sleep and rest", "Other banks' cards", "Card issues", "Information security"]
)
def test_a_name_with_something_to_say_is_no_leftover(name):
    guards.check(proposal(name), BRIEF, NOTHING)


def test_a_label_that_people_called_other_may_stay():
    guards.check(proposal("Other", "Cards"), BRIEF, taxonomy(Label(id="other", name="Other")))


def test_replacing_what_is_not_there_is_refused():
    old = taxonomy(Label(id="cards", name="Cards"), Label(id="gone", name="Gone", became=("cards",)))
    guards.check(proposal("Cards and PINs", replaces=("cards",)), BRIEF, old)
    assert "replaces “gone”, “x”" in fault(proposal("Cards and PINs", replaces=("gone", "x")), old=old)


def test_half_of_a_large_taxonomy_cannot_vanish():
    brief, old = Brief(max_labels=25), numbered(10)
    kept = tuple(Suggestion(name=f"New {n}", replaces=(f"l{n}",)) for n in range(5))
    guards.check(Proposal(labels=kept), brief, old)
    assert "6 of 10 labels would vanish" in fault(Proposal(labels=kept[:4]), brief, old)


def test_labels_kept_by_name_or_by_a_lock_have_not_vanished():
    brief = Brief(max_labels=25)
    guards.check(proposal("label 0", "Label 1", "Label 2", "Label 3", "Label 4"), brief, numbered(10))
    guards.check(proposal("New"), brief, numbered(10, locked=9))


def test_a_small_taxonomy_may_be_rethought():
    guards.check(proposal("Something new"), BRIEF, numbered(4))


ENGLISH = [
    ("Card delivery", "Questions about cards that are on their way, and about those that have been lost in the post."),
    ("Fees and charges", "What the account costs, and why money was taken from it for a transfer or a withdrawal."),
]
GERMAN = [
    ("Kartenversand", "Fragen zu Karten, die noch unterwegs sind oder auf dem Weg verloren gegangen sind."),
    ("Gebühren", "Was das Konto kostet und warum für eine Überweisung oder das Abheben Geld abgebucht wurde."),
]


def described(*rows):
    return Proposal(labels=tuple(Suggestion(name=name, description=description) for name, description in rows))


def test_the_wrong_script_is_noticed():
    assert "not written in Russian" in fault(proposal("Cards", "Transfers"), Brief(language="Russian"))
    guards.check(proposal("Карты (Visa)", "Переводы"), Brief(language="Russian"), NOTHING)
    assert "not written in English" in fault(proposal("银行卡", "转账"), Brief(language="English"))


def test_english_labels_for_a_german_brief_are_refused_and_the_other_way_round():
    assert "not written in German" in fault(described(*ENGLISH), Brief(language="German"))
    assert "not written in English" in fault(described(*GERMAN), Brief(language="English"))
    assert "not written in Finnish" in fault(described(*ENGLISH), Brief(language="Finnish"))
    guards.check(described(*GERMAN), Brief(language="German"), NOTHING)
    guards.check(described(*ENGLISH), Brief(language="English"), NOTHING)


def test_names_alone_do_not_tell_a_language():
    guards.check(proposal("Karten"), Brief(language="French"), NOTHING)
    guards.check(proposal("Karten"), Brief(language="Quenya, the language it is sung in"), NOTHING)


def test_without_a_language_in_the_brief_labels_are_written_in_that_of_the_documents():
    with pytest.raises(BadReply, match="language of the documents"):
        guards.check(described(*ENGLISH), BRIEF, NOTHING, spoken="german")
    guards.check(described(*GERMAN), BRIEF, NOTHING, spoken="german")
    guards.check(described(*ENGLISH), BRIEF, NOTHING, spoken="")


def test_labels_that_people_have_settled_may_be_in_any_language():
    rows = [Label(id=f"l{n}", name=name, description=text) for n, (name, text) in enumerate(ENGLISH)]
    guards.check(described(*ENGLISH), BRIEF, taxonomy(*rows), spoken="german")
    locked = taxonomy(*(label.model_copy(update={"locked": True}) for label in rows))
    guards.check(described(*ENGLISH, *GERMAN), Brief(language="German"), locked)
    assert "German" in fault(described(*ENGLISH), Brief(language="German"), taxonomy(*rows))


def test_all_faults_are_told_at_once():
    told = fault(proposal("A", "a", "B", "C", "A name that runs on and on and on and on and on"))
    assert "at most 4" in told and "longer than" in told and "given to 2" in told
