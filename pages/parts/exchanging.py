"""The labels out of the app and into it: files to take away, and lists to bring in, reviewed change by change."""

from collections.abc import Sequence

from core.taxonomy.taxonomy import Change, Taxonomy
from pages.parts.place import Working


def exchange(here: Working, before: Sequence[Taxonomy], log: Sequence[Change]) -> None:
    """Draw both sides."""
