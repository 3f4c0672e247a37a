from hypothesis import given
from hypothesis import strategies as st

from core.agreement.confusion import confused_labels, confusions, tabulate

LABELS = st.sampled_from(["a", "b", "c", None])
PAIRS = st.lists(st.tuples(LABELS, LABELS), max_size=60)


@given(PAIRS)
def test_every_judgement_is_in_the_table_and_every_disagreement_among_the_confusions(pairs):
    table = tabulate(pairs)
    assert table.counts.sum() == len(pairs)
    apart = len(pairs) - table.counts.trace() if pairs else 0
    assert sum(row.documents for row in confusions(pairs)) == apart
    assert sum(row.documents for row in confused_labels(pairs)) == apart


def test_confusions_come_most_frequent_first():
    pairs = [("a", "b")] * 2 + [("b", "a")] * 2 + [("a", None)] * 3 + [("a", "a")] * 9
    assert confusions(pairs) == [("a", None, 3), ("a", "b", 2), ("b", "a", 2)]
    assert confused_labels(pairs) == [("a", "b", 4), ("a", None, 3)]


@given(PAIRS)
def test_labels_are_confused_whoever_said_which(pairs):
    assert confused_labels(pairs) == confused_labels([(second, first) for first, second in pairs])


def test_nothing_judged_is_an_empty_table():
    assert tabulate([]).categories == ()
    assert tabulate([]).counts.shape == (0, 0)
    assert confusions([]) == []
