from typing import NamedTuple

from core.labelling.tally import tally
from tests.core.labelling.judgements import edited


class Count(NamedTuple):
    primary: str | None
    source: str | None
    documents: int


def test_documents_are_counted_under_what_their_labels_mean_now():
    counted = tally(
        [
            Count("refunds", "teacher", 4),
            Count("money-back", "teacher", 3),
            Count("money-back", "person", 2),
            Count(None, "person", 1),
            Count("delivery", "teacher", 5),
            Count("spam", "person", 6),
            Count(None, None, 7),
        ],
        edited(),
    )
    assert counted.by("refunds", "teacher") == 7
    assert counted.documents("refunds") == 9
    assert counted.documents(None) == 1
    assert (counted.stale, counted.unjudged) == (11, 7)


def test_a_label_without_documents_is_counted_as_having_none():
    assert set(tally([], edited()).by_label) == {"refunds", "bills", "late", "lost"}
    assert tally([], edited()).documents("late") == 0
