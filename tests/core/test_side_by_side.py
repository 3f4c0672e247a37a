"""Waiting done at once: in order, within a limit, and with nothing begun after a failure."""

import asyncio

import pytest

from core.side_by_side import side_by_side


def answers(count, log, fails=()):
    async def one(number):
        log.append(number)
        await asyncio.sleep(0.01)
        if number in fails:
            raise ValueError(f"{number} failed")
        return number

    return (one(number) for number in range(count))


def test_results_come_in_order_whatever_ends_first():
    async def late(seconds):
        await asyncio.sleep(seconds)
        return seconds

    assert asyncio.run(side_by_side([late(0.03), late(0.01), late(0.02)])) == [0.03, 0.01, 0.02]
    assert asyncio.run(side_by_side((late(each) for each in (0.03, 0.01, 0.02)), at_once=2)) == [0.03, 0.01, 0.02]


def test_no_more_than_asked_for_are_under_way():
    under_way, most = 0, 0

    async def one():
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.01)
        under_way -= 1

    asyncio.run(side_by_side((one() for _ in range(12)), at_once=4))
    assert most == 4


def test_after_a_failure_no_further_one_is_begun_and_those_under_way_end():
    log = []
    with pytest.raises(ValueError, match="1 failed"):
        asyncio.run(side_by_side(answers(20, log, fails={1}), at_once=3))
    assert len(log) <= 6


def test_all_at_once_are_waited_for_although_one_fails():
    log = []
    with pytest.raises(ValueError, match="0 failed"):
        asyncio.run(side_by_side(answers(5, log, fails={0})))
    assert log == [0, 1, 2, 3, 4]


def test_nothing_to_wait_for_is_nothing():
    assert asyncio.run(side_by_side([])) == []
    assert asyncio.run(side_by_side((each for each in ()), at_once=3)) == []
