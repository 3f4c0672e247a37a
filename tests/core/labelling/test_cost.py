import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.labelling.cost import Budget, Cost, estimate, share_spent, tokens
from core.labelling.prices import Money, Price, Used

PRICE = Price(model="m", prompt=0.5, completion=2.0, currency="EUR", as_of="2025-01-01")


def test_a_stage_is_reckoned_from_a_few_documents():
    cost = estimate([400] * 10, documents=100, instructions=2000, reply=80, documents_per_call=8)
    assert cost == Cost(calls=13, prompt_tokens=16500, low=16500, high=16500, completion_tokens=2000, money=None)


def test_money_is_named_only_where_someone_gave_the_price():
    amount, currency = estimate([400], 100, 2000, 80, price=PRICE).money
    assert (amount, currency) == (pytest.approx((60000 * 0.5 + 2000 * 2.0) / 1e6), "EUR")
    assert estimate([400], 100, 2000, 80).money is None


def test_long_documents_cost_what_is_sent_of_them():
    assert estimate([100_000] * 5, 5, 0, 0, longest=4000).prompt_tokens == 5000


def test_documents_of_different_length_leave_room_around_the_estimate():
    cost = estimate([100, 900, 500, 300], 1000, 0, 0)
    assert cost.low < cost.prompt_tokens < cost.high
    whole = estimate([100, 900, 500, 300], 4, 0, 0)
    assert whole.low == whole.prompt_tokens == whole.high == 450


def test_one_document_says_little_about_the_others():
    assert estimate([400], 100, 0, 0)[1:4] == (10000, 0, 20000)


def test_nothing_to_ask_costs_nothing():
    assert estimate([], 0, 2000, 80) == Cost(0, 0, 0, 0, 0, None)
    assert estimate([], 0, 2000, 80, price=PRICE).money == Money(0, "EUR")


def test_a_cost_is_never_made_up():
    with pytest.raises(ValueError, match="lengths"):
        estimate([], 10, 2000, 80)


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=30), st.integers(1, 10_000), st.integers(1, 50))
def test_asking_about_more_never_takes_less(lengths, documents, at_once):
    few = estimate(lengths, documents, 100, 10, at_once)
    many = estimate(lengths, documents + 1, 100, 10, at_once)
    assert 0 <= few.low <= few.prompt_tokens <= few.high
    assert few.calls <= many.calls and few.prompt_tokens <= many.prompt_tokens


def test_four_characters_are_about_a_token():
    assert [tokens(count) for count in (0, 1, 4, 5)] == [0, 1, 1, 2]


def test_a_budget_is_used_up_by_money_or_tokens_whichever_comes_first():
    used = [Used("m", 3, 600_000, 100_000)]  # half a euro
    assert share_spent(Budget(money=1, currency="EUR"), used, {"m": PRICE}) == pytest.approx(0.5)
    assert share_spent(Budget(money=1, currency="EUR", tokens=1_000_000), used, {"m": PRICE}) == pytest.approx(0.7)
    assert share_spent(Budget(tokens=350_000), used, {}) == 2
    assert share_spent(Budget(), used, {}) == 0


def test_a_budget_in_money_cannot_be_told_without_a_price_in_its_currency():
    used = [Used("m", 1, 10, 10)]
    assert share_spent(Budget(money=1), used, {}) is None
    assert share_spent(Budget(money=1, currency="USD"), used, {"m": PRICE}) is None
    assert share_spent(Budget(money=1), [], {}) == 0


def test_a_budget_of_nothing_is_spent_at_once():
    assert share_spent(Budget(tokens=0), [], {}) == share_spent(Budget(money=0), [], {}) == 1


def test_a_budget_says_what_it_is():
    assert str(Budget(money=5)) == "5.00 USD"
    assert str(Budget(money=1234.5, currency="EUR", tokens=200_000)) == "1,234.50 EUR and 200,000 tokens"
