from core.corpus.document import Document
from core.taxonomy.label import Label, Quote
from core.taxonomy.taxonomy import Change, Taxonomy
from core.teachers.showing import numbered, shown

EXAMPLES = {
    "d1": Document(id="d1", text="Hello there. My card\nwas eaten by the machine."),
    "d2": Document(id="d2", text="Hello there. Where is my card?"),
    "d3": Document(id="d3", text="Hello."),
}


def row_of(**fields):
    label = Label(id="cards", name="Cards", **fields)
    (row,) = shown(Taxonomy().apply(Change(labels=(label,), author="t", based_on=0)), EXAMPLES, 3)
    return row


def passages(**fields):
    return row_of(**fields)["examples"]


def test_an_example_is_shown_by_its_quote_or_else_by_its_first_words():
    quotes = (Quote(document="d1", text="My card\nwas eaten"),)
    assert passages(examples=("d1", "d2"), quotes=quotes) == ["My card was eaten", "Hello there. Where […]"]


def test_two_examples_a_label_are_shown_and_none_of_a_document_that_is_gone():
    quotes = (Quote(document="gone", text="as it was"),)
    assert passages(examples=("gone", "d3", "d2", "d1"), quotes=quotes) == ["Hello.", "Hello there. Where […]"]


def test_one_counter_example_is_shown_and_every_edge_case():
    row = row_of(counter_examples=("gone", "d2", "d3"), edge_cases=("Stolen with a phone: here",))
    assert row["counter_example"] == "Hello there. Where […]"
    assert row["edge_cases"] == ("Stolen with a phone: here",)
    assert row_of()["counter_example"] == ""


def test_notes_for_editors_are_not_shown():
    assert "notes" not in row_of(notes="Ask legal")


def test_texts_are_numbered_in_the_order_in_which_they_come():
    assert numbered(["b", "a"]) == [{"number": 1, "text": "b"}, {"number": 2, "text": "a"}]
