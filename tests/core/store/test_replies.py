"""A run's memory keeps its budget: it counts itself, and sees what others of the same run spend."""

import pytest

from core.errors import BudgetSpent
from core.labelling.cost import Budget
from core.labelling.prices import Price
from core.store import projects, replies, runs
from core.store.prices import set_price
from core.store.replies import EVERY, Replies
from core.taxonomy.brief import Brief
from core.teachers.protocol import Reply
from core.work.budget import Bill, bill, budget_of, is_spent, set_budget


@pytest.fixture
def run(engine, project):
    card = projects.add_taxonomy(engine, project.id, "Topics", Brief())
    return runs.add_run(engine, project.id, card.id, "label", {}, "Ann")


def reply(model="gpt-4o-mini", prompt_tokens=900, completion_tokens=100):
    return Reply("assign@1", model, "{}", prompt_tokens, completion_tokens)


def calls_until_spent(memory, name="call", most=500):
    for number in range(most):
        try:
            memory.allow()
        except BudgetSpent:
            return number
        memory.keep(f"{name} {number}", reply())
    return most


def test_without_a_budget_nothing_is_held_back(engine, run):
    assert calls_until_spent(Replies(engine, run.id), most=50) == 50
    assert not is_spent(engine, run.id)


def test_a_budget_in_tokens_stops_at_the_call_that_uses_it_up(engine, run):
    set_budget(engine, run.id, Budget(tokens=30_500))
    memory = Replies(engine, run.id)
    assert calls_until_spent(memory) == 31
    assert is_spent(engine, run.id)
    with pytest.raises(BudgetSpent, match=r"30,500 tokens is spent after 31 calls\. Raise it to go on"):
        memory.allow()


def test_a_budget_in_money_is_kept_by_the_models_prices(engine, run):
    set_budget(engine, run.id, Budget(money=0.01))
    paid = 900 * 0.15e-6 + 100 * 0.60e-6
    assert calls_until_spent(Replies(engine, run.id)) == -(-0.01 // paid)
    assert bill(engine, run.id).money.amount == pytest.approx(0.01, abs=paid)


def test_two_parts_of_a_run_share_its_budget(engine, run):
    set_budget(engine, run.id, Budget(tokens=100_000))
    sides = Replies(engine, run.id), Replies(engine, run.id)
    kept = 0
    while kept < 500:
        try:
            for side in sides:
                side.allow()
                side.keep(f"call {kept}", reply())
                kept += 1
        except BudgetSpent:
            break
    assert 100 <= kept <= 102


def test_a_budget_that_is_set_raised_or_lifted_meanwhile_holds_within_a_few_calls(engine, run):
    memory = Replies(engine, run.id)
    assert calls_until_spent(memory, "first", most=30) == 30
    set_budget(engine, run.id, Budget(tokens=10))
    assert calls_until_spent(memory, "second") <= EVERY
    set_budget(engine, run.id, Budget(tokens=10**9))
    assert calls_until_spent(memory, "third", most=30) == 30
    set_budget(engine, run.id, None)
    assert budget_of(engine, run.id) is None
    assert calls_until_spent(memory, "fourth", most=30) == 30


def test_a_budget_in_money_stops_where_a_price_is_missing(engine, run):
    set_budget(engine, run.id, Budget(money=5))
    memory = Replies(engine, run.id)
    memory.allow()
    memory.keep("key", reply("nobody-knows"))
    with pytest.raises(BudgetSpent, match="a price is missing"):
        memory.allow()
    assert is_spent(engine, run.id)
    set_price(engine, Price(model="nobody-knows", prompt=1, completion=1, as_of="2025-01-01"))
    memory.allow()


def test_what_was_answered_before_costs_nothing(engine, run, project):
    card = projects.add_taxonomy(engine, project.id, "Other", Brief())
    second = runs.add_run(engine, project.id, card.id, "label", {}, "Ann")
    Replies(engine, run.id).keep("key", reply())
    Replies(engine, second.id).keep("key", reply())
    assert bill(engine, second.id) == Bill(0, 0, None)
    assert bill(engine, run.id).tokens == 1000


def test_models_are_counted_apart(engine, run):
    memory = Replies(engine, run.id)
    memory.keep("one", reply("a"))
    memory.keep("two", reply("b", 1, 2))
    memory.keep("three", reply("b", 3, 4))
    assert [*replies.used(engine, run.id)] == [("a", 1, 900, 100), ("b", 2, 4, 6)]
    assert replies.spent(engine, run.id) == replies.Spent(calls=3, prompt_tokens=904, completion_tokens=106)


def test_who_asks_anew_is_told_only_what_they_were_told_themselves(engine, run, project):
    card = projects.add_taxonomy(engine, project.id, "Other", Brief())
    second = runs.add_run(engine, project.id, card.id, "label", {}, "Ann")
    Replies(engine, run.id).keep("key", reply())
    memory = Replies(engine, second.id, anew=True)
    assert memory.recall("key") is None
    memory.keep("key", reply()._replace(text="anew"))
    assert Replies(engine, second.id, anew=True).recall("key") == "anew"
    assert Replies(engine, run.id).recall("key") == "{}"
    assert replies.spent(engine, second.id).calls == 1
