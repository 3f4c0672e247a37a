"""Several pieces of waiting done at once. Knows nothing of what is waited for."""

import asyncio
from collections.abc import Awaitable, Iterable
from typing import TypeVar

Result = TypeVar("Result")


async def side_by_side(work: Iterable[Awaitable[Result]]) -> list[Result]:
    """All results in order. When one fails, those under way are waited for first: they are paid for, and kept."""
    outcomes = await asyncio.gather(*work, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]
