"""The tab “Quality”: how good the classifier that is looked at is, and where it is not."""

from core.taxonomy.taxonomy import Taxonomy
from pages.parts.place import Working
from pages.parts.scores import Made, in_detail


def quality(here: Working, now: Taxonomy, one: Made) -> None:  # noqa: ARG001 - what it draws next needs the place
    """Draw the tab."""
    in_detail(now, one)
