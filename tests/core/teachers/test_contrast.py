"""What is shown of a group: documents near its centre, and the nearest of others."""

import numpy as np
from scipy import sparse

from core.teachers.contrast import BESIDE, BESIDE_EACH, INSIDE, contrast
from core.teachers.groups import Group, Pool

ANGLES = np.radians([*range(0, 20), *range(30, 50), *range(70, 90)])  # three groups of twenty on a quarter circle
TRAITS = sparse.csr_matrix(np.column_stack([np.cos(ANGLES), np.sin(ANGLES)]))
POOL = Pool(TRAITS, np.zeros(60, np.bool_), np.arange(60))
GROUPS = [Group((), tuple(range(start, start + 20))) for start in (0, 20, 40)]


def test_documents_at_a_group_s_edge_are_not_shown():
    for take in (1, 2, 3):
        shown = contrast(POOL, GROUPS, 1, take).inside
        assert len(shown) == INSIDE and {*shown} <= {*range(22, 38)}


def test_each_take_shows_another_selection_and_the_same_take_the_same():
    takes = [contrast(POOL, GROUPS, 0, take) for take in (1, 2, 3)]
    assert len({take.inside for take in takes}) == 3
    assert contrast(POOL, GROUPS, 0, 2) == takes[1]


def test_those_beside_it_are_the_nearest_of_others_and_not_all_of_one():
    assert {*contrast(POOL, GROUPS, 0, 1).beside} == {20, 21, 40, 41}
    assert {*contrast(POOL, GROUPS, 1, 1).beside} == {18, 19, 40, 41}
    assert BESIDE == 2 * BESIDE_EACH


def test_a_group_alone_has_nothing_beside_it():
    lone = contrast(POOL, [Group((), (3,))], 0, 1)
    assert (lone.inside, lone.beside) == ((3,), ())
