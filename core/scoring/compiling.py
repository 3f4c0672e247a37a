"""Functions on arrays, compiled by numba. The file that uses them holds all it calls: what is kept goes by its date."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compiled when it is first called, and kept beside its file or in the user's cache for the next process.

    Where neither can be written, as in a read-only container, every process compiles for itself.
    """
    try:
        return cast(Function, njit(cache=True, error_model="numpy")(function))
    except RuntimeError:
        return cast(Function, njit(error_model="numpy")(function))


def fused(function: Function) -> Function:
    """Compiled with leave to multiply and add in one step, rounding once where the plain sum rounds twice."""
    return cast(Function, njit(fastmath={"contract"}, error_model="numpy")(function))


def reordered(function: Function) -> Function:
    """Compiled with leave to add and compare in any order, so that it takes several numbers at a time."""
    return cast(Function, njit(fastmath={"nnan", "nsz", "reassoc"})(function))
