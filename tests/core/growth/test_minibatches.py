from hypothesis import given
from hypothesis import strategies as st

from core.growth.minibatches import minibatches, sample


@given(st.integers(0, 2000), st.integers(1, 300))
def test_minibatches_hold_everything_once_and_differ_by_at_most_one(count, size):
    batches = minibatches(range(count), size)
    assert [item for batch in batches for item in batch] == list(range(count))
    if batches:
        sizes = {len(batch) for batch in batches}
        assert max(sizes) <= size
        assert max(sizes) - min(sizes) <= 1


def test_the_same_seed_draws_the_same_sample():
    assert sample(range(1000), 50, seed=3) == sample(range(1000), 50, seed=3)
    assert sample(range(1000), 50, seed=3) != sample(range(1000), 50, seed=4)


def test_a_sample_larger_than_the_corpus_is_the_corpus_shuffled():
    drawn = sample(range(10), 50, seed=1)
    assert sorted(drawn) == list(range(10))
    assert drawn != list(range(10))


@given(st.lists(st.integers(1, 200), min_size=1, max_size=300), st.integers(1, 60), st.integers(50, 2000))
def test_minibatches_of_long_documents_keep_to_the_budget_within_one_document(weights, most, budget):
    batches = minibatches(range(len(weights)), most, weights, budget)
    assert [item for batch in batches for item in batch] == list(range(len(weights)))
    assert all(0 < len(batch) <= most for batch in batches)
    assert all(sum(weights[item] for item in batch) < budget + max(weights) for batch in batches)


def test_long_documents_make_smaller_minibatches():
    short, long = [50] * 200, [500] * 200
    assert [len(batch) for batch in minibatches(range(200), 200, short, 20_000)] == [200]
    assert [len(batch) for batch in minibatches(range(200), 200, long, 20_000)] == [40] * 5
