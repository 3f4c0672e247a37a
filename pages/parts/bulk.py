"""Edit many labels at once, in a table; what would change is shown before it is kept."""

from core.taxonomy.taxonomy import Taxonomy
from pages.parts.place import Working


def bulk_button() -> None:
    """The way to the table."""


def bulk_dialog(here: Working, taxonomy: Taxonomy) -> None:
    """Draw the table, if someone has asked for it."""
