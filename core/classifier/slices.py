"""Where a classifier does worse than elsewhere: by a column's value, by script, by length of the text.

With many slices some look bad by chance, so what is said of each is corrected for how many were looked at. Knows
outcomes and which slice each document is in. What language a text is in it cannot tell, only the script.
"""

from typing import Literal

from pydantic import BaseModel

from core.agreement.estimates import Estimate

Standing = Literal["worse", "better", "undecided", "too few"]


class Slice(BaseModel, frozen=True):
    """One slice beside all the others. `p` is Fisher's exact one, `corrected` Holm's for all slices looked at."""

    name: str
    n: int
    accuracy: Estimate
    rest: Estimate
    difference: Estimate  # the slice less the rest, -1 to 1
    p: float | None
    corrected: float | None
    standing: Standing


class Slices(BaseModel, frozen=True):
    """Slices with enough documents, the least accurate first. `pooled` are the smaller ones taken together."""

    n: int
    slices: tuple[Slice, ...]
    pooled: Slice | None
    too_few: tuple[str, ...]  # the names of those that were pooled
    without: int  # outcomes whose document is in no slice
