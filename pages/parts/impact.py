"""What a change would do to all that hangs on the labels, shown before it is done."""

from collections.abc import Mapping

from core.taxonomy.label import DocumentId, LabelId, Labels
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.place import Working


def impact(
    here: Working, taxonomy: Taxonomy, labels: Labels, sorting: Mapping[DocumentId, LabelId] | None = None
) -> None:
    """Draw what touching these labels would do. `sorting` says which part each document of a split label goes to."""
