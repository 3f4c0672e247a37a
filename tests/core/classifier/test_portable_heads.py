import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.classifier.portable.heads import Linear, Nested, Network, Trees, choices_fit, softmax
from core.classifier.portable.terms import Row, Rows

WIDTH, DENSE = 40, 5
# Two labels at the top (columns 0, 1); below column 2 a group of 3, 4, 5, the last of which has the group 6, 7 below.
GROUPS = np.array([0, 0, 0, 1, 1, 1, 2, 2], dtype=np.int32)
PARENTS = np.array([-1, 2, 5], dtype=np.int32)
LEAVES = np.array([7, 0, 3, 1, 4, 6], dtype=np.int32)


def numbers(luck, *shape):
    return luck.normal(size=shape).astype(np.float32)


def rows(seed, sizes):
    luck = np.random.default_rng(seed)
    columns = [luck.permutation(WIDTH)[:size] for size in sizes]
    starts = np.cumsum([0, *sizes])
    values = luck.normal(size=starts[-1])
    return Rows(
        starts, np.concatenate([np.empty(0, np.intp), *columns]), values, numbers(luck, len(sizes), DENSE), WIDTH
    )


def heads(seed, labels=6):
    luck = np.random.default_rng(seed)
    width = WIDTH + DENSE
    nodes = np.arange(2 * labels * 3)
    inner = nodes % 3 == 0
    return [
        Linear(numbers(luck, width, labels), numbers(luck, labels)),
        Network([numbers(luck, width, 7), numbers(luck, 7, labels)], [numbers(luck, 7), numbers(luck, labels)]),
        Trees(
            labels,
            width,
            np.flatnonzero(inner).astype(np.int32),
            luck.integers(0, width, len(nodes)).astype(np.int32),
            luck.normal(size=len(nodes)),
            np.where(inner, nodes + 1, nodes).astype(np.int32),
            np.where(inner, nodes + 2, nodes).astype(np.int32),
            luck.normal(size=len(nodes)),
        ),
        *([nested(luck)] if labels == 6 else []),
    ]


def nested(luck):
    return Nested(numbers(luck, WIDTH + DENSE, 8), numbers(luck, 8), GROUPS, PARENTS, LEAVES)


def some(several, numbers):
    starts = np.cumsum([0, *(len(several.row(number).columns) - DENSE for number in numbers)])
    inside = [np.arange(several.starts[number], several.starts[number + 1]) for number in numbers]
    places = np.concatenate([np.empty(0, np.intp), *inside])
    return Rows(starts, several.columns[places], several.values[places], several.dense[list(numbers)], WIDTH)


@settings(deadline=None)
@given(st.integers(0, 9), st.lists(st.integers(0, WIDTH), min_size=1, max_size=20), st.sampled_from([1, 2, 3, 6, 17]))
def test_probabilities_are_the_same_to_the_last_bit_in_any_company(seed, sizes, labels):
    several = rows(seed, sizes)
    for head in heads(seed, labels):
        together = head.probabilities_of(several)
        assert together.shape == (len(sizes), labels)
        assert together.sum(axis=1) == pytest.approx(1, abs=1e-12)
        backwards = head.probabilities_of(some(several, range(len(sizes) - 1, -1, -1)))
        assert together[::-1].tobytes() == backwards.tobytes()
        for number in range(len(sizes)):
            assert together[number].tobytes() == head.probabilities_of(some(several, [number])).tobytes()
            assert together[number] == pytest.approx(head.probabilities(several.row(number)), abs=1e-12)


def test_a_linear_head_adds_column_after_column_in_double_precision():
    luck = np.random.default_rng(3)
    head = Linear(numbers(luck, WIDTH, 4), numbers(luck, 4))
    columns, values = luck.permutation(WIDTH), luck.normal(size=WIDTH)
    total = np.zeros(4)
    for column, value in zip(columns, values, strict=True):
        total = total + value * head.weights[column].astype(np.float64)
    said = head.logits(Rows(np.array([0, WIDTH]), columns, values, np.empty((1, 0), np.float32), WIDTH))
    assert said[0] == pytest.approx(total + head.biases, rel=1e-15, abs=1e-15)


def test_chances_are_each_label_s_own():
    head = Linear(np.array([[0, 1000, -1000]], np.float32), np.zeros(3, np.float32))
    said = head.chances_of(Rows(np.array([0, 1]), np.array([0]), np.ones(1), np.empty((1, 0), np.float32), 1))
    assert said.tolist() == [[0.5, 1.0, 0.0]]


def test_a_nested_label_is_as_probable_as_the_choices_that_lead_to_it():
    head = nested(np.random.default_rng(1))
    row = Row(np.arange(WIDTH), np.ones(WIDTH))
    logits = head.linear.weights[:WIDTH].sum(axis=0, dtype=np.float64) + head.linear.biases
    top, middle, low = softmax(logits[:3]), softmax(logits[3:6]), softmax(logits[6:])
    expected = [top[2] * middle[2] * low[1], top[0], top[2] * middle[0], top[1], top[2] * middle[1]]
    assert head.probabilities(row) == pytest.approx([*expected, top[2] * middle[2] * low[0]])


def test_a_cooled_nested_head_is_less_sure_of_every_choice():
    head = nested(np.random.default_rng(1))
    row = Row(np.arange(WIDTH), np.ones(WIDTH))
    assert head.cooled(1e6).probabilities(row) == pytest.approx([1 / 18, 1 / 3, 1 / 9, 1 / 3, 1 / 9, 1 / 18], abs=1e-4)


def test_a_flat_tree_of_choices_is_a_linear_head():
    luck = np.random.default_rng(2)
    linear = Linear(numbers(luck, WIDTH + DENSE, 6), numbers(luck, 6))
    order = np.arange(6, dtype=np.int32)
    flat = Nested(linear.weights, linear.biases, np.zeros(6, np.int32), np.array([-1], np.int32), order)
    several = rows(4, [3, 0, 40])
    assert flat.probabilities_of(several) == pytest.approx(linear.probabilities_of(several), abs=1e-12)


def test_choices_that_lead_everywhere_once_are_accepted():
    assert choices_fit(8, GROUPS, PARENTS, LEAVES)


@pytest.mark.parametrize(
    ("groups", "parents", "leaves"),
    [
        ([], [], []),
        ([0, 0], [-1], [0]),
        ([0, 0], [-1], [0, 0]),
        ([0, 0], [-1], [0, 2]),
        ([0, 0], [-1], [-1, 0]),
        ([0, 0], [0], [0, 1]),
        ([1, 1], [-1], [0, 1]),
        ([0, 2], [-1, 0, 1], [1]),
        ([0, 1, 0], [-1, 0], [1, 2]),
        ([0, 0, 1, 1], [-1, 2], [0, 1, 3]),
        ([0, 0, 1, 1], [-1, 0], [0, 1, 2, 3]),
        ([0, 0, 1, 1, 2, 2], [-1, 4, 2], [0, 1, 3, 5]),
        ([0, 0, 1, 1], [-1, 10**6], [0, 2, 3]),
        ([0, 0, -1, 1], [-1, 0], [1, 2, 3]),
    ],
)
def test_choices_that_lead_nowhere_twice_or_in_circles_are_refused(groups, parents, leaves):
    arrays = [np.array(said, dtype=np.int32) for said in (groups, parents, leaves)]
    assert not choices_fit(len(groups), *arrays)


def test_one_very_long_text_is_summed_in_blocks():
    luck = np.random.default_rng(5)
    head = Linear(numbers(luck, 20_000, 3), np.zeros(3, np.float32))
    row = Row(np.arange(20_000), np.full(20_000, 1 / 100))
    expected = softmax((head.weights.astype(np.float64) / 100).sum(axis=0))
    assert head.probabilities(row) == pytest.approx(expected, abs=1e-10)
