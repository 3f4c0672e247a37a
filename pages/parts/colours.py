"""A colour for every label, the same on every page and chart.

It follows the place in which a label was issued, which never changes: no edit recolours another label. The hues of
Okabe and Ito come first, lightened or darkened until each stands out (3 to 1) on white and on the dark theme. From the
twenty-first label on they come again, so a name always stands beside its colour.
"""

from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.plain import plain

COLOURS = (
    *("#0072B2", "#C77800", "#008A63", "#B8578F", "#3A93C4", "#D55E00", "#7A6FB0", "#9A8700", "#5C8A3A", "#C04A4A"),
    *("#2A8C8C", "#A0689C", "#8A6A45", "#4F7FD9", "#C2607A", "#5E7F95", "#6F8F2F", "#B06A3A", "#8E5BB5", "#7F7F7F"),
)
NO_LABEL = "#8C8C8C"  # documents that no label fits, and ids that are not there


def colours(taxonomy: Taxonomy) -> dict[LabelId, str]:
    """The colour of every label ever issued."""
    return {label_id: COLOURS[place % len(COLOURS)] for place, label_id in enumerate(taxonomy.labels)}


def colour_of(taxonomy: Taxonomy, label_id: LabelId | None) -> str:
    return colours(taxonomy).get(label_id or "", NO_LABEL)


def dot(colour: str) -> str:
    """A dot in a colour, for Markdown."""
    return f':color[●]{{foreground="{colour}"}}'


def dotted_name(taxonomy: Taxonomy, label_id: LabelId | None) -> str:
    """A label's dot and name, ready for Markdown; without a label it says so."""
    if label_id is None:
        return f"{dot(NO_LABEL)} No label fits"
    return f"{dot(colour_of(taxonomy, label_id))} {plain(taxonomy[label_id].name)}"
