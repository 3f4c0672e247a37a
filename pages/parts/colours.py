"""A colour for every label, the same on every page and chart.

Where people have chosen one, that; else it follows the place in which the label was issued, which never changes: no
edit recolours another label. The hues of Okabe and Ito come first, lightened or darkened until each stands out (3 to 1)
on white and on the dark theme. From the twenty-first label on they come again, so a name always stands beside its
colour.
"""

from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.plain import plain

COLOURS = (
    *("#0072B2", "#C77800", "#008A63", "#B8578F", "#3A93C4", "#D55E00", "#7A6FB0", "#9A8700", "#5C8A3A", "#C04A4A"),
    *("#2A8C8C", "#A0689C", "#8A6A45", "#4F7FD9", "#C2607A", "#5E7F95", "#6F8F2F", "#B06A3A", "#8E5BB5", "#7F7F7F"),
)
NO_LABEL = "#8C8C8C"  # documents that no label fits, and ids that are not there
BACKGROUNDS = {"light": "#FFFFFF", "dark": "#14181A"}  # of the two themes, as in .streamlit/config.toml
STANDS_OUT = 3.0  # contrast from which a mark that is no text is told from what is behind it (WCAG 2.2, 1.4.11)


def colours(taxonomy: Taxonomy) -> dict[LabelId, str]:
    """The colour of every label ever issued."""
    return {
        label.id: label.colour or COLOURS[place % len(COLOURS)] for place, label in enumerate(taxonomy.labels.values())
    }


def by_place(taxonomy: Taxonomy, label_id: LabelId) -> str:
    """The colour that a label has where nobody chooses one."""
    return COLOURS[list(taxonomy.labels).index(label_id) % len(COLOURS)]


def hard_to_see_on(colour: str) -> list[str]:
    """The themes, “light” and “dark”, on which a colour does not stand out."""
    return [theme for theme, behind in BACKGROUNDS.items() if contrast(colour, behind) < STANDS_OUT]


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black and white), as WCAG 2.2 defines the contrast ratio."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def colour_of(taxonomy: Taxonomy, label_id: LabelId | None) -> str:
    label = taxonomy.labels.get(label_id or "")
    return NO_LABEL if label is None else label.colour or by_place(taxonomy, label.id)


def dot(colour: str) -> str:
    """A dot in a colour, for Markdown."""
    return f':color[●]{{foreground="{colour}"}}'


def dotted_name(taxonomy: Taxonomy, label_id: LabelId | None) -> str:
    """A label's dot and name, ready for Markdown; without a label it says so."""
    if label_id is None:
        return f"{dot(NO_LABEL)} No label fits"
    return f"{dot(colour_of(taxonomy, label_id))} {plain(taxonomy[label_id].name)}"
