"""Several pieces of waiting done at once. Knows nothing of what is waited for."""

import asyncio
from collections.abc import Awaitable, Iterable
from typing import TypeVar

Result = TypeVar("Result")


async def side_by_side(work: Iterable[Awaitable[Result]], at_once: int | None = None) -> list[Result]:
    """All results in order. When one fails, those under way are waited for first: they are paid for, and kept.

    With `at_once` a generator is drawn on only as there is room, and not at all after a failure. So a thousand
    questions do not hold up the loop with their preparation while the first answers wait to be read.
    """
    if at_once is None:
        return _whole(await asyncio.gather(*work, return_exceptions=True))
    waiting = enumerate(work)
    results: dict[int, Result] = {}
    failed = asyncio.Event()

    async def draw() -> None:
        for place, one in waiting:
            try:
                results[place] = await one
            except BaseException:
                failed.set()
                raise
            if failed.is_set():
                return
            await asyncio.sleep(0)  # one that had nothing to wait for lets others go on too

    _whole(await asyncio.gather(*(draw() for _ in range(at_once)), return_exceptions=True))
    return [results[place] for place in sorted(results)]


def _whole(outcomes: list[Result | BaseException]) -> list[Result]:
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]
