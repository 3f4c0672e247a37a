"""Most heaps of texts are of one kind, and only clear groups are found."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from core.teachers.advising.clear_groups import FEWEST, clear_groups
from core.teachers.advising.matter import gathered, group_of


def kinds(count, each, spread, seed=0):
    """Texts as directions, of so many kinds, each round one of its own."""
    draw = np.random.default_rng(seed)
    centres = np.eye(40)[:count]
    rows = np.repeat(centres, each, axis=0) + spread * draw.standard_normal((count * each, 40))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    rows -= rows.mean(axis=0)
    return rows @ rows.T, np.repeat(np.arange(count), each)


@pytest.mark.parametrize("count", [2, 3])
def test_clear_groups_are_found_whatever_their_number(count):
    likeness, truth = kinds(count, 15, spread=0.08)
    assert adjusted_rand_score(truth, clear_groups(likeness, 4, seed=0).numbers) == 1


def test_one_cloud_is_one_kind():
    likeness, _ = kinds(1, 60, spread=0.3)
    assert clear_groups(likeness, 5, seed=0) is None


def test_one_kind_is_cut_where_someone_insists_and_said_to_be_unclear():
    likeness, _ = kinds(1, 60, spread=0.3)
    found = clear_groups(likeness, 3, seed=0, unclear=True)
    assert not found.clear
    assert len(np.bincount(found.numbers)) in (2, 3)


def test_groups_that_are_clear_go_before_steadier_ones_that_are_not():
    likeness, truth = kinds(2, 15, spread=0.08)
    found = clear_groups(likeness, 4, seed=0, unclear=True)
    assert found.clear
    assert adjusted_rand_score(truth, found.numbers) == 1


def test_of_too_few_texts_nothing_is_said():
    likeness, _ = kinds(2, FEWEST // 2 - 1, spread=0.05)
    assert clear_groups(likeness, 3, seed=0) is None


def test_the_same_seed_finds_the_same_groups_the_largest_first():
    likeness, _ = kinds(2, 20, spread=0.1)
    likeness = likeness[5:, 5:]
    found = clear_groups(likeness, 3, seed=1).numbers
    assert np.bincount(found).tolist() == [20, 15]
    assert found.tolist() == clear_groups(likeness, 3, seed=1).numbers.tolist()


def test_no_label_that_people_made_is_taken_for_several(tickets, vectors):
    found = gathered(tickets, vectors)
    for label_id in ("app_login", "card_delivery", "fees_pricing", "limits"):
        members = np.array(group_of(found, label_id).members)
        own = members[~found.pool.foreign[members]]
        assert clear_groups(found.pool.likeness(own), 3, seed=0) is None, label_id
