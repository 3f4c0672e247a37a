"""What the store asks is understood by PostgreSQL too: every statement of a workspace's day is put in its words."""

import random

import pytest
from sqlalchemy import JSON, Select, event
from sqlalchemy.dialects import postgresql

from core.labelling.carry import origins, stale_ids
from core.store import at_version, judgements, labels, ledger, projects, touched, versions
from core.store.ambiguous import ambiguous, told_when
from core.store.illustrations import Sought, candidates
from core.store.labels import Elsewhere, Wanted
from core.taxonomy.history import undo
from core.taxonomy.taxonomy import Change
from core.work.impact import foreseen
from tests.core.work.edited_store import gesture, judged

SQLITE_ONLY = ("json_each(", "json_extract(", "json_quote(", "group_concat(", "rowid", "ifnull(", "or replace")
WHOLE = Wanted(containing="ca_d", most_confidence=0.9, least_confidence=0.1, details=(("plan", "free"),))


@pytest.fixture
def asked(engine):
    """Every statement that is sent, as it is before a database's own words."""
    statements = []
    event.listen(engine, "before_execute", lambda *sent: statements.append(sent[1]))
    return statements


def look(engine, card):
    now = ledger.taxonomy(engine, card.id)
    stale, ids = stale_ids(now), [each.document for each in judgements.verdicts(engine, card.id)]
    some = frozenset().union(*list(origins(now).values())[:2])
    elsewhere = Elsewhere(taxonomy=card.id, labels=some, stale=stale)
    labels.counts(engine, card.project, card.id, "plan", stale=stale)
    for order in ("arrival", "doubtful first", "confident first"):
        wanted = WHOLE.model_copy(update={"labels": some, "not_by": "teacher", "also": elsewhere})
        labels.page_of_labels(engine, card.project, card.id, wanted, 0, 9, order, stale=stale)
    labels.places(engine, card.project, card.id, some, stale=stale)
    labels.stamp(engine, card.project, card.id)
    for kind in ("surest", "doubtful", "alike", "any"):
        candidates(engine, card.project, card.id, Sought(kind, some, stale, "card", ids[:2]), 0, 9)
    ambiguous(engine, card.id, stale | some)
    told_when(engine, card.id, ids, stale)
    judgements.repeated(engine, card.id)
    at_version.given_at(engine, card.id, now.version)
    at_version.verdicts_at(engine, card.id, now.version, ids)
    touched.met(engine, card.id, card.id, some)
    touched.some_judged(engine, card.id, 9, some)
    versions.name_version(engine, card.id, 1, "agreed", "Ana")
    versions.freeze(engine, card.id, 1)
    versions.freeze(engine, card.id, None)


def test_a_day_of_editing_is_asked_in_words_that_postgresql_knows(engine, asked):
    chance = random.Random(3)
    card = judged(engine, chance)
    look(engine, card)
    for n in range(12):
        log = ledger.changes(engine, card.id)
        now = ledger.taxonomy(engine, card.id)
        made = gesture(engine, card, chance, log, n)
        if made.labels:
            foreseen(engine, card.id, now, made.labels, made.sorting)
            change = Change(labels=made.labels, author="human:Ana", based_on=now.version)
            ledger.append(engine, card.id, change, made.beside)
            ledger.append(engine, card.id, undo(ledger.changes(engine, card.id), now.version + 1, "human:Ben"))
    look(engine, card)
    projects.delete_project(engine, card.project)
    said = {str(statement.compile(dialect=postgresql.dialect())).casefold(): statement for statement in asked}
    assert len(said) > 60
    assert not [sql for sql in said if any(word in sql for word in SQLITE_ONLY)]
    assert any("json_array_elements_text" in sql for sql in said)
    for statement in said.values():  # JSON cannot be compared there
        if isinstance(statement, Select) and (statement._distinct or statement._group_by_clauses):
            assert not [column for column in statement.selected_columns if isinstance(column.type, JSON)]
