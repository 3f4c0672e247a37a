"""How free a teacher is with the labels there were before it began: what people hand it as settled."""

from typing import Literal

Freedom = Literal["all", "extend", "describe"]
