from hypothesis import given

from core.taxonomy import edits
from core.taxonomy.history import replay
from core.taxonomy.label import Label
from core.taxonomy.publishing.chronicle import also_called, events
from tests.core.taxonomy.histories import histories
from tests.core.taxonomy.publishing_cases import Log, hard


def told(log):
    return {label_id: [str(event) for event in happened] for label_id, happened in events(log).items()}


def test_each_label_knows_who_did_what_to_it_when_and_why():
    assert told(hard())["lost"] == [
        "2026-03-04, Ana: Added “Lost > stolen” under “=Cards / cash”",
        '2026-03-04, Ana: Renamed “Lost > stolen” to “-Lost” (clearer, "they" said so)',
    ]
    assert told(hard())["mixed"][-1:] == ["2026-03-04, Ana: Split “Mixed” into “+M 1” and “Fees”"]
    assert told(hard())["old"][1:] == ["2026-03-04, Ana: Retired “Old” (empty)"]


def test_earlier_names_and_those_of_labels_merged_into_one_are_told():
    log = Log()
    log.do(lambda _: (Label(id="a", name="A"), Label(id="b", name="B"), Label(id="c", name="C")))
    log.do(lambda now: edits.rename(now, "a", "A new"))
    log.do(lambda now: edits.rename(now, "b", "b new"))
    log.do(lambda now: edits.merge(now, ["a", "b"], "a"))
    assert also_called(log, replay(log)) == {"a": ["A", "B", "b new"]}


def test_a_name_that_a_label_in_force_bears_is_nobody_elses():
    log = Log()
    log.do(lambda _: (Label(id="a", name="A"), Label(id="b", name="B")))
    log.do(lambda now: edits.rename(now, "a", "A new"))
    log.do(lambda now: edits.add(now, "a"))
    assert also_called(log, replay(log)) == {}


def test_what_was_split_is_no_other_name_of_its_parts():
    names = also_called(hard(), replay(hard()))
    assert names == {"lost": ["Lost > stolen"]}


@given(histories(longest=20))
def test_every_change_of_any_history_is_told_of_the_labels_it_touched(log):
    happened = events(log)
    assert set(happened) <= {label.id for change in log for label in change.labels}
    assert all(event.what and event.author for label in happened.values() for event in label)
