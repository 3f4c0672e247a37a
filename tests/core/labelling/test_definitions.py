from core.labelling.definitions import MadeUnder, by_earlier_definition, may_belong, wordings
from core.labelling.tally import Tally
from core.taxonomy import edits
from core.taxonomy.history import replay
from core.taxonomy.label import Label
from tests.core.taxonomy.histories import log_of, rewritten, step

PARTS = (Label(id="late", name="Late"), Label(id="lost", name="Lost"))


def test_only_a_new_name_or_definition_counts_as_defining_a_label_anew():
    log = log_of(
        lambda now: edits.add(now, "Orders"),
        lambda now: edits.lock(now, "orders"),
        lambda now: edits.rewrite(now, rewritten(now, "orders", notes="ask Ben")),
    )
    assert [worded.version for worded in wordings(log)["orders"]] == [1]
    log += [step(edits.rewrite(replay(log), rewritten(replay(log), "orders", edge_cases=("gifts",))), replay(log))]
    assert [worded.version for worded in wordings(log)["orders"]] == [1, 4]


def test_documents_judged_before_a_definition_changed_are_told_by_the_label_they_have_now():
    log = log_of(
        lambda now: edits.add(now, "Refunds"),
        lambda now: edits.add(now, "Money back"),
        lambda now: edits.merge(now, ["money-back"], "refunds", rewritten(now, "refunds", description="Both")),
    )
    made = [
        MadeUnder("money-back", 2, 5),
        MadeUnder("refunds", 2, 7),
        MadeUnder("refunds", 3, 4),
        MadeUnder(None, 1, 9),
    ]
    assert by_earlier_definition(made, log, replay(log)) == {"refunds": 12}


def test_a_wording_that_is_taken_up_again_is_no_other_one():
    log = log_of(
        lambda now: edits.add(now, "Orders"),
        lambda now: edits.rename(now, "orders", "Purchases"),
        lambda now: edits.rename(now, "orders", "Orders"),
    )
    made = [MadeUnder("orders", 1, 5), MadeUnder("orders", 2, 3), MadeUnder("orders", 3, 1)]
    assert by_earlier_definition(made, log, replay(log)) == {"orders": 3}


def test_documents_of_a_split_label_may_belong_to_any_of_its_parts():
    log = log_of(lambda now: edits.add(now, "Orders"), lambda now: edits.split(now, "orders", PARTS))
    assert may_belong(replay(log), Tally({}, {"orders": 6}, 0)) == {"late": 6, "lost": 6}
