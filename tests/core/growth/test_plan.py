"""Which documents a run reads: shares, seeds, and that trials differ only in order."""

from hypothesis import given
from hypothesis import strategies as st

from core.growth.plan import FEWEST, split


def tokens(positions):
    return {position: 10 + position % 7 for position in positions}


@given(st.integers(FEWEST, 400), st.integers(0, 99))
def test_every_document_is_in_exactly_one_split_and_sixty_in_a_hundred_train(count, seed):
    positions = range(1, count + 1)
    plan = split(positions, tokens(positions), seed)
    assert sorted([*plan.train, *plan.validation, *plan.test]) == list(positions)
    assert abs(len(plan.train) - 0.6 * count) <= 1
    assert abs(len(plan.validation) - 0.2 * count) <= 1


def test_the_same_seed_splits_alike_and_another_otherwise():
    positions = range(1, 101)
    assert split(positions, tokens(positions), 4) == split(positions, tokens(positions), 4)
    assert split(positions, tokens(positions), 4).train != split(positions, tokens(positions), 5).train


def test_of_a_handful_of_documents_all_are_read():
    plan = split([3, 1, 2], {1: 5, 2: 5, 3: 5}, 0)
    assert sorted(plan.train) == [1, 2, 3]
    assert plan.validation == plan.test == ()


def test_trials_read_the_same_documents_in_orders_of_their_own():
    positions = range(1, 101)
    plan = split(positions, tokens(positions), 0)
    first, second = (plan.minibatches(trial, seed=0, most=20, budget=10_000) for trial in (1, 2))
    read = [sorted(position for batch in batches for position in batch) for batches in (first, second)]
    assert read == [sorted(plan.train)] * 2
    assert first != second
    assert first == plan.minibatches(1, seed=0, most=20, budget=10_000)
