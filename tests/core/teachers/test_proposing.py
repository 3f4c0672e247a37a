import pytest

from core.corpus.document import Document
from core.taxonomy.label import Label, Quote
from core.taxonomy.taxonomy import Change, Taxonomy
from core.teachers import proposing
from core.teachers.forms import CreateForm, UpdateForm
from core.teachers.summaries import Read

BATCH = [
    Document(id="d1", text="My card\nwas eaten. I paid 40 euros."),
    Document(id="d2", text="The fee of 4 euros is too high."),
]
READ = Read(tuple(document.text for document in BATCH))


def created(*examples):
    form = CreateForm.model_validate({"labels": [{"name": "Cards", "examples": [*examples]}]})
    return proposing.created(form, BATCH, READ).labels[0]


def updated(taxonomy, *examples, replaces=("cards",)):
    label = {"name": "Cards", "replaces": replaces, "examples": [*examples]}
    form = UpdateForm.model_validate({"score": 50, "labels": [label]})
    return proposing.updated(form, taxonomy, BATCH, READ).labels[0]


def taxonomy(*labels):
    return Taxonomy().apply(Change(labels=labels, author="t", based_on=0))


def test_a_quote_is_kept_as_it_stands_in_the_document():
    label = created({"number": 1, "quote": "“My card was eaten.”"}, {"number": 2, "quote": "The fee"})
    assert label.examples == ("d1", "d2")
    assert [(quote.document, quote.text) for quote in label.quotes] == [
        ("d1", "My card\nwas eaten."),
        ("d2", "The fee"),
    ]


@pytest.mark.parametrize(
    "example",
    [
        {"number": 1, "quote": "My card was swallowed."},
        {"number": 2, "quote": "My card was eaten."},
        {"number": 1, "quote": ""},
        {"number": 1, "quote": "…"},
        1,
    ],
)
def test_what_the_document_does_not_say_is_no_quote_and_yet_an_example(example):
    label = created(example)
    assert (len(label.examples), label.quotes) == (1, ())


def test_numbers_that_no_document_has_are_left_out():
    assert created(0, 3, 99, {"number": 4, "quote": "card"}).examples == ()


def test_a_very_long_quote_ends_at_a_word():
    long = Document(id="d", text="word " * 100)
    form = CreateForm.model_validate({"labels": [{"name": "A", "examples": [{"number": 1, "quote": "word " * 90}]}]})
    (quote,) = proposing.created(form, [long], READ).labels[0].quotes
    assert quote.text in long.text and quote.text.endswith("word") and len(quote.text) <= 240


def test_labels_that_are_continued_bring_their_quotes_and_each_document_has_one():
    cards = Label(id="cards", name="C", examples=("e1", "d1"), quotes=(Quote(document="d1", text="I paid"),))
    pins = Label(id="pins", name="P", examples=("e2",), quotes=(Quote(document="e2", text="my PIN"),))
    label = updated(taxonomy(cards, pins), {"number": 1, "quote": "My card"}, replaces=["cards", "pins"])
    assert label.examples == ("e1", "d1", "e2")
    assert [(quote.document, quote.text) for quote in label.quotes] == [("d1", "I paid"), ("e2", "my PIN")]


def test_a_label_with_enough_examples_keeps_them_and_no_quotes_of_others():
    cards = Label(id="cards", name="Cards", examples=("e1", "e2", "e3", "e4", "e5"))
    label = updated(taxonomy(cards), {"number": 1, "quote": "My card"})
    assert (label.examples, label.quotes) == (cards.examples, ())
