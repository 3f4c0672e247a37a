import pytest

from core.agreement.estimates import Judged, share
from core.labelling.scorecard import (
    LEAST_RIGHT,
    MOST_WITHOUT,
    Near,
    accurate,
    at_least,
    at_most,
    clear,
    comprehensive,
    concise,
    consistent,
)
from core.labelling.tally import Tally
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Taxonomy
from tests.core.taxonomy.histories import grown


def tallied(without=0, **documents):
    by_label = {label_id: {"teacher": count} for label_id, count in documents.items()}
    return Tally({**by_label, None: {"teacher": without}}, {}, 0)


def told(criterion):
    return [(offender.labels, offender.why) for offender in criterion.offenders]


def test_five_in_a_hundred_documents_may_be_without_a_label_once_all_are_known():
    found = comprehensive(tallied(without=5, cards=95), documents=100)
    assert (found.estimate.value, found.estimate.low, found.verdict) == (0.05, 0.05, "good")
    assert comprehensive(tallied(without=6, cards=94), documents=100).verdict == "look"


def test_of_a_sample_the_interval_decides_and_leaves_open_what_it_cannot():
    assert comprehensive(tallied(without=1, cards=49), documents=10_000).verdict == "open"
    assert comprehensive(tallied(without=20, cards=30), documents=10_000).verdict == "look"
    assert comprehensive(tallied(without=5, cards=995), documents=10_000).verdict == "good"


def test_what_has_not_been_measured_is_unknown_and_says_why():
    for criterion in (comprehensive(Tally({}, {}, 9), 9), consistent([]), clear(Taxonomy()), accurate([])):
        assert (criterion.verdict, criterion.estimate.value) == ("unknown", None)
        assert criterion.estimate.method.endswith(".")


def test_answers_that_change_name_the_labels_that_change_most():
    pairs = [("cards", "cards")] * 6 + [("cards", "app")] * 2 + [("app", None)] + [(None, None)]
    found = consistent(pairs)
    assert found.estimate.value == pytest.approx(0.7)
    assert told(found) == [(("app",), "1 of 1 answers changed"), (("cards",), "2 of 8 answers changed")]


def test_a_whole_contract_has_both_sides_and_examples_of_both():
    whole = Label(
        id="a", name="A", description="a", includes=("b",), excludes=("c",), examples=("1",), counter_examples=("2",)
    )
    bare = Label(id="b", name="B", description="b", includes=("c",), excludes=("d",))
    found = clear(Taxonomy(labels={"a": whole, "b": bare}))
    assert (found.estimate.value, found.estimate.low, found.verdict) == (0.5, 0.5, "look")
    assert told(found) == [(("b",), "lacks an example and a counter-example")]
    assert clear(Taxonomy(labels={"a": whole})).verdict == "good"


def test_checked_labels_that_are_often_wrong_are_named_worst_first():
    judged = [Judged("cards", "cards")] * 9 + [Judged("cards", "app")] + [Judged("app", "cards")] * 3
    judged += [Judged("chat", "app")]
    found = accurate(judged)
    assert found.estimate.value == pytest.approx(9 / 14)
    assert found.verdict == "look"
    assert told(found) == [(("app",), "0 of 3 checked were right"), (("cards",), "9 of 10 checked were right")]


def test_small_labels_and_those_that_cannot_be_told_apart_spoil_conciseness():
    taxonomy = grown("Cards", "App", "Chat", "Mail")
    tally = tallied(cards=60, app=38, chat=1, mail=1)
    pairs = [("cards", "app")] * 2 + [("app", "cards")] + [("cards", "cards")] * 20 + [("app", "app")] * 20
    found = concise(taxonomy, tally, [Near("chat", "mail", 0.97)], pairs)
    assert told(found) == [
        (("app", "cards"), "taken for one another 3 times"),
        (("chat", "mail"), "say nearly the same of themselves"),
        (("chat",), "1 % of the labelled documents"),
        (("mail",), "1 % of the labelled documents"),
    ]
    assert (found.estimate.value, found.verdict) == (1.0, "look")


def test_a_parent_counts_with_the_labels_below_it():
    parent, child = Label(id="a", name="A"), Label(id="b", name="B", parent="a")
    found = concise(Taxonomy(labels={"a": parent, "b": child}), tallied(a=0, b=50), [], [])
    assert (told(found), found.verdict) == ([], "good")


def test_a_bound_inside_the_interval_leaves_the_verdict_open():
    assert at_most(share(5, 100), MOST_WITHOUT) == "open"
    assert at_least(share(95, 100), LEAST_RIGHT) == "open"
    assert at_least(share(1000, 1000), LEAST_RIGHT) == "good"
