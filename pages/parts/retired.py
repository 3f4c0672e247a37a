"""The labels that are out of force: what became of each, and the way back."""

from core.taxonomy.taxonomy import Taxonomy
from pages.parts.place import Working


def retired_labels(here: Working, taxonomy: Taxonomy) -> None:
    """List them below the tree, folded; nothing where there are none."""
