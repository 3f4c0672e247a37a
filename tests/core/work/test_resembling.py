"""What a label rests on: documents that taught it, and the words that tell it."""

import pytest

from core.errors import NotFound
from core.store import classifiers
from core.work.resembling import learnt_by, telling_words
from tests.core.work.colours import annotate, perform, place, tell


def test_documents_like_a_text_are_shown_with_the_labels_that_taught_and_never_gold(engine):
    card, found, truth = place(engine, 12)
    tell(engine, card, truth)
    gold = dict(list(truth.items())[:6])
    annotate(engine, card, gold)
    perform(engine, card)
    learnt = learnt_by(engine, classifiers.in_use(engine, card.id).id)
    assert {example.document for example in learnt.examples} == truth.keys() - gold.keys()
    like = learnt.like("a ruby and an emerald", most=30)
    assert {truth[each.document] for each in like} == {each.label for each in like}
    assert all(truth[each.document] == each.label for each in like)
    texts = {one.id: one.text for one in found}
    assert texts[like[0].document].split()[0] in ("ruby", "emerald")


def test_the_words_that_tell_a_label_are_its_own(engine):
    card, _, truth = place(engine, 12)
    tell(engine, card, truth)
    perform(engine, card)
    words = telling_words(engine, classifiers.in_use(engine, card.id).id)
    assert {each.word for each in words["red"].speaks_for} >= {"rose", "ruby", "cherry"}


def test_a_classifier_that_kept_nothing_of_what_taught_it_says_so(engine):
    card, _, _ = place(engine, 1)
    classifiers.add_classifier(engine, "old", card.id, "r", "Old", {}, b"zip")
    assert learnt_by(engine, "old") is None
    assert telling_words(engine, "old") == {}
    with pytest.raises(NotFound):
        learnt_by(engine, "gone")
