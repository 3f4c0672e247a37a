"""A run beside other teachers on the same documents: on equal terms, measured on the same, and without consequences."""

import asyncio

import pytest

from core.growth.plan import Plan
from core.store import findings, ledger
from core.taxonomy import edits
from core.taxonomy.taxonomy import Change
from core.work.choosing import adopt
from core.work.comparing import against, compared, comparisons, results
from core.work.here import perform_here
from core.work.requests import request
from core.work.settings import GrowSettings


def grown(engine, card, settings):
    run = request(engine, card.id, settings, "Ana")
    return asyncio.run(perform_here(engine, run.id, lambda _: None))


@pytest.fixture
def run(engine, card, model):
    return grown(engine, card, GrowSettings(teacher="llm", sample=100, batch_size=30, trials=2, rounds=2))


def test_another_teacher_begins_where_the_run_began_whatever_was_chosen_since(engine, card, run):
    adopt(engine, run, 1, "Ana")
    before = ledger.taxonomy(engine, card.id)
    other = grown(engine, card, against(run, "offline"))
    assert other.status == "done", other.note
    own, beside = results(engine, run)
    assert ledger.taxonomy(engine, card.id) == before
    assert not {label.id for label in own.taxonomy.live} & {label.id for label in beside.taxonomy.live}
    assert findings.finding(engine, other.id, "plan", Plan) == findings.finding(engine, run.id, "plan", Plan)


def test_all_are_measured_on_the_test_documents_and_held_against_the_run(engine, card, run):
    grown(engine, card, against(run, "offline"))
    own, beside = results(engine, run)
    assert len(own.fit.labels) == len(beside.fit.labels) == 20
    assert own.agreement is None and -1 <= beside.agreement <= 1
    assert own.measures.coverage.n == beside.measures.coverage.n == 20
    assert own.bill.calls > 0 and beside.bill.calls == 0


def test_the_trial_that_became_the_taxonomy_is_the_one_compared(engine, card, run):
    adopt(engine, run, 2, "Ana")
    [own] = results(engine, run)
    assert own.trial == 2


def test_labels_edited_since_do_not_change_what_was_measured(engine, card, model):
    run = grown(engine, card, GrowSettings(sample=100, trials=1))
    [measured] = results(engine, run)
    now = ledger.taxonomy(engine, card.id)
    retired = edits.retire(now, now.live[0].id)
    ledger.append(engine, card.id, Change(labels=retired, author="human:Ana", based_on=now.version))
    assert results(engine, run) == [measured]


def test_of_several_comparisons_with_one_teacher_the_latest_counts_and_none_is_compared_itself(engine, card, run):
    grown(engine, card, against(run, "offline"))
    second = grown(engine, card, against(run, "offline"))
    assert comparisons(engine, run) == {"offline": second}
    assert compared(engine, card.id) == run


def test_a_comparison_has_the_same_limits_and_waits_for_nobody(engine, card):
    settings = GrowSettings(teacher="llm", model="m", trials=1, step_by_step=True, sample=70, batch_size=7, seed=3)
    run = request(engine, card.id, settings, "Ana")
    asked = against(run, "offline")
    assert (asked.like, asked.teacher, asked.model, asked.trials) == (run.id, "offline", "", 1)
    assert (asked.sample, asked.batch_size, asked.seed, asked.step_by_step) == (70, 7, 3, False)


def test_what_a_teacher_came_to_stays_until_it_has_come_to_something_else(engine, card, run):
    first = grown(engine, card, against(run, "offline"))
    again = request(engine, card.id, against(run, "offline"), "Ana")
    assert comparisons(engine, run)["offline"].id == again.id
    assert [result.run.id for result in results(engine, run)] == [run.id, first.id]
