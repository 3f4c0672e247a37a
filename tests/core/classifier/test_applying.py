import numpy as np
import pytest

from core.classifier.examples import Example
from core.classifier.portable.model import NEVER
from core.classifier.recipe import Recipe
from core.classifier.training import train

TOPICS = ("payment", "delivery", "account")
FILLERS = ("please", "today", "again", "thanks", "urgent", "hello")


def several(count=90):
    """Documents that name one to three topics; the primary label is the first in the alphabet, whatever comes first."""
    drawn = np.random.default_rng(4)
    chosen = [[topic for topic in TOPICS if drawn.random() < 0.5] or ["payment"] for _ in range(count)]
    return [
        Example(f"{' '.join(topics)} {FILLERS[number % 6]} {number}", min(topics), tuple(topics))
        for number, topics in enumerate(chosen)
    ]


@pytest.mark.parametrize("head", ["svm", "logistic"])
def test_labels_that_share_documents_get_a_head_of_their_own(head):
    trained = train(several(), Recipe(head=head, features="tfidf", setting=1))
    assert trained.model.applies is not None
    told = trained.model.predict(["payment delivery account hello", "payment delivery please", "account today"])
    assert [{*said.applicable} for said in told] == [{*TOPICS}, {"payment", "delivery"}, {"account"}]
    assert all(said.applicable[0] == said.primary for said in told)


def test_what_is_said_of_unseen_documents_is_said_with_the_second_head():
    trained = train(several(), Recipe(head="svm", features="tfidf", setting=1))
    right = sum({*judged.example.labels} == {*judged.prediction.applicable} for judged in trained.unseen)
    assert right > 0.8 * len(trained.unseen)


@pytest.mark.parametrize("head", ["trees", "network"])
def test_heads_that_see_a_part_of_the_terms_add_labels_by_their_own_probabilities(head):
    trained = train(several(), Recipe(head=head, features="tfidf", setting={"trees": 3, "network": 32}[head]))
    assert trained.model.applies is None
    assert min(trained.model.thresholds) < NEVER


def test_where_every_document_has_one_label_there_is_no_second_head():
    trained = train([example._replace(applicable=()) for example in several()], Recipe(head="svm", setting=1))
    assert trained.model.applies is None
    assert {*trained.model.thresholds} == {NEVER}


def test_the_same_documents_in_another_order_give_the_same_second_head():
    one, other = (train(rows, Recipe(head="svm", setting=1)).model for rows in (several(), several()[::-1]))
    assert one.applies is not None
    assert other.applies is not None
    assert np.array_equal(one.applies.weights, other.applies.weights)
    assert one.thresholds == other.thresholds
