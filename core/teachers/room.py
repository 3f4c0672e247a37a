"""Places for so many at once. Who is in haste goes first. It does not know what is done in them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import IntEnum
from heapq import heappop, heappush
from itertools import count


class Turn(IntEnum):
    """How long somebody can wait for a place: those of an earlier turn go before those of a later one."""

    NOW = 0
    SOON = 1
    LATER = 2


class Room:
    """A number of places, for the tasks of one event loop."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._arrivals = count()
        self._waiting: list[tuple[Turn, int, asyncio.Future[None]]] = []

    @asynccontextmanager
    async def place(self, turn: Turn = Turn.NOW) -> AsyncIterator[None]:
        """A place for the time of an async with block; within a turn in order of arrival."""
        if self._free:
            self._free -= 1
        else:
            await self._called_in(turn)
        try:
            yield
        finally:
            self._leave()

    async def _called_in(self, turn: Turn) -> None:
        called = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (turn, next(self._arrivals), called))
        try:
            await called
        except asyncio.CancelledError:
            if not called.cancelled():  # the place was given at the very moment
                self._leave()
            raise

    def _leave(self) -> None:
        while self._waiting:
            *_, called = heappop(self._waiting)
            if not called.done():
                called.set_result(None)
                return
        self._free += 1
