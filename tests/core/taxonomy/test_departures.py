from core.taxonomy import edits
from core.taxonomy.departures import became, departures
from core.taxonomy.history import replay, undo
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change

LABELS = tuple(Label(id=name, name=name.title()) for name in ("cards", "app", "fees", "loans"))


def history(*gestures):
    log = [Change(labels=LABELS, author="offline", based_on=0)]
    for gesture in gestures:
        now = replay(log)
        log.append(Change(labels=gesture(now), author="human:Ana", based_on=now.version))
    return log


def told(log):
    now = replay(log)
    return [(each.label.id, each.version, became(now, each)) for each in departures(now, log)]


def test_what_became_of_each_label_is_told_the_latest_first():
    log = history(
        lambda now: edits.merge(now, ["cards", "app"], "app"),
        lambda now: edits.retire(now, "fees"),
        lambda now: edits.split(now, "loans", (Label(id="a", name="Home"), Label(id="b", name="Car"))),
    )
    assert told(log) == [
        ("loans", 4, "Split into “Home” and “Car”"),
        ("fees", 3, "Retired"),
        ("cards", 2, "Merged into “App”"),
    ]


def test_a_label_merged_into_one_that_went_on_says_what_it_means_now():
    log = history(
        lambda now: edits.merge(now, ["cards", "app"], "app"),
        lambda now: edits.merge(now, ["app", "fees"], "fees"),
        lambda now: edits.retire(now, "fees"),
    )
    assert told(log[:3])[1] == ("cards", 2, "Merged into “App”, now “Fees”")
    assert told(log)[2] == ("cards", 2, "Merged into “App”, since retired too")


def test_a_label_brought_back_and_retired_again_left_with_the_later_step():
    log = history(
        lambda now: edits.retire(now, "fees"),
        lambda now: edits.revive(now, "fees", "Charges"),
        lambda now: edits.retire(now, "fees"),
    )
    assert told(log[:3]) == []
    assert told(log) == [("fees", 4, "Retired")]
    assert replay(log)["fees"].name == "Charges"


def test_a_label_whose_adding_was_undone_says_so():
    log = history()
    log.append(undo(log, 1, "human:Ana"))
    assert {became for _, _, became in told(log)} == {"Taken back as if it had never been added"}
