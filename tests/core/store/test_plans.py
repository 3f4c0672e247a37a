"""How SQLite goes about the questions that pages ask of 100,000 documents: never timed, but the way is fixed."""

import pytest
from sqlalchemy import event

from core.store import judgements, labels
from core.store.labels import Wanted
from core.store.workspace import open_workspace


@pytest.fixture
def workspace(tmp_path):
    return open_workspace(f"sqlite:///{tmp_path}/workspace.db")


def plans(engine, question):
    """What SQLite says of each statement that a question sends."""
    asked = []
    event.listen(engine, "before_cursor_execute", lambda *sent: asked.append((sent[2], sent[3])))
    question()
    with engine.connect() as connection:
        return [
            " ".join(row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values))
            for sql, values in tuple(asked)
        ]


STALE = (frozenset(), frozenset({"orders", "spam"}))


@pytest.mark.parametrize("stale", STALE, ids=["none stale", "some stale"])
def test_counting_labels_reads_verdicts_from_an_index_alone(workspace, stale):
    (plan,) = plans(workspace, lambda: labels.counts(workspace, "p", "t", stale=stale))
    assert "verdict USING COVERING INDEX verdict_by_document (taxonomy=? AND document=? AND standing=?)" in plan


@pytest.mark.parametrize("stale", STALE, ids=["none stale", "some stale"])
@pytest.mark.parametrize("order", ["arrival", "doubtful first", "confident first"])
def test_choosing_a_page_of_labels_reads_verdicts_from_an_index_alone(workspace, order, stale):
    wanted = Wanted(labels=frozenset({"fees"}), least_confidence=0.5)
    count, choice, _ = plans(
        workspace, lambda: labels.page_of_labels(workspace, "p", "t", wanted, 0, 50, order, stale=stale)
    )
    for plan in (count, choice):
        assert "verdict USING COVERING INDEX verdict_by_document" in plan


def test_what_has_been_labelled_is_counted_in_an_index_alone(workspace):
    (plan,) = plans(workspace, lambda: judgements.count_verdicts(workspace, "t"))
    assert plan == "SEARCH verdict USING COVERING INDEX verdict_by_label (taxonomy=? AND standing=?)"
