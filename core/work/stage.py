"""What a stage is: a list of chunks, any of which may be performed again without harm."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from sqlalchemy import Engine

from core.store.runs import Run


class Stage(NamedTuple):
    """How a kind of run is done.

    `chunks` names its parts, the same each time for the same run. `perform` does one and commits its facts before it
    returns. `side_by_side` says how many may be under way at once; 1 means in order.
    """

    chunks: Callable[[Engine, Run], list[str]]
    perform: Callable[[Engine, Run, str], Awaitable[None]]
    side_by_side: int
