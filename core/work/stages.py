"""The stages a run can be of. Each is a list of chunks, any of which may be performed again without harm."""

from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple

from sqlalchemy import Engine

from core.store.runs import Run
from core.store.runs import Stage as StageName
from core.work import grow, label, score, train


class Stage(NamedTuple):
    """How a kind of run is done.

    `chunks` names its parts, the same each time for the same run. `perform` does one and commits its facts before it
    returns. `side_by_side` says how many may be under way at once; 1 means in order.
    """

    chunks: Callable[[Engine, Run], list[str]]
    perform: Callable[[Engine, Run, str], Awaitable[None]]
    side_by_side: int


STAGES: Mapping[StageName, Stage] = {
    "grow": Stage(grow.chunks, grow.perform, side_by_side=1),
    "label": Stage(label.chunks, label.perform, side_by_side=2),
    "train": Stage(train.chunks, train.perform, side_by_side=1),
    "score": Stage(score.chunks, score.perform, side_by_side=2),
}
