"""A scorecard of the labels: five questions, each with its number and the way to what spoils it."""

from collections.abc import Sequence

from core.taxonomy.taxonomy import Change, Taxonomy
from pages.parts.place import Working


def quality(here: Working, before: Sequence[Taxonomy], log: Sequence[Change]) -> None:
    """Draw the scorecard of the labels as they are, or of a version someone chose."""
