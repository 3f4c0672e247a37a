"""Documents whose label was split or retired, and who is to judge them again."""

from core.labelling.tally import Tally
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.place import Working


def stale_work(here: Working, taxonomy: Taxonomy, tally: Tally) -> None:
    """Say what waits to be asked again, with a button for the teacher and a way for people; nothing where none does."""
