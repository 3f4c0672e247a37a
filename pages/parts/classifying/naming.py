"""What a classifier's labels are called: also those that are gone by now, and none at all."""

from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.colours import dotted_name
from pages.parts.plain import plain

NONE_FITS = "No label fits"


def named(now: Taxonomy, label_id: LabelId) -> str:
    """Its name as it is, not yet safe for Markdown."""
    if not label_id:
        return NONE_FITS
    return now[label_id].name if label_id in now.labels else label_id


def dotted(now: Taxonomy, label_id: LabelId) -> str:
    """Its dot and name, ready for Markdown."""
    return dotted_name(now, label_id or None) if label_id in now.labels or not label_id else plain(label_id)
