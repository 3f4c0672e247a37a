"""Quotes are real: passages of a label's own examples, word for word."""

from hypothesis import given, settings
from hypothesis import strategies as st

from core.classifier.embeddings import packaged
from core.corpus.document import Document, document_id
from core.taxonomy.label import Label, Quote
from core.teachers.quoting import QUOTED, quoted

FEES = Label(id="fees", name="Fees", description="What an account costs.")


def document(text):
    return Document(id=document_id(text), text=text)


def test_the_sentence_that_speaks_for_the_label_is_quoted():
    one = document("Hello there. Why was I charged a monthly fee for my account? Thanks and kind regards.")
    (label,) = quoted((FEES.model_copy(update={"examples": (one.id,)}),), {one.id: one}, packaged())
    assert label.quotes == (Quote(document=one.id, text="Why was I charged a monthly fee for my account?"),)


def test_a_quote_that_is_not_word_for_word_gives_way():
    one = document("Why was I charged a fee? It is too much.")
    made_up = FEES.model_copy(update={"examples": (one.id,), "quotes": (Quote(document=one.id, text="a high fee"),)})
    (label,) = quoted((made_up,), {one.id: one}, packaged())
    assert label.quotes[0].text in one.text


def test_a_model_s_own_quote_stays_where_it_is_real():
    one = document("Hello. Why was I charged a fee? It is too much.")
    real = FEES.model_copy(update={"examples": (one.id,), "quotes": (Quote(document=one.id, text="It is too much."),)})
    assert quoted((real,), {one.id: one}, packaged()) == (real,)


def test_a_label_out_of_force_is_left_as_it_is():
    gone = FEES.turned_into()
    assert quoted((gone,), {}, packaged()) == (gone,)


@settings(max_examples=40)
@given(st.lists(st.text(min_size=1, max_size=200), max_size=6, unique=True))
def test_every_quote_is_a_passage_of_one_of_the_label_s_examples(texts):
    documents = {each.id: each for each in map(document, texts)}
    (label,) = quoted((FEES.model_copy(update={"examples": tuple(documents)}),), documents, packaged())
    assert len(label.quotes) <= QUOTED
    assert all(quote.document in label.examples for quote in label.quotes)
    assert all(quote.text and quote.text in documents[quote.document].text for quote in label.quotes)
