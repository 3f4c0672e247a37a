"""What a teacher can tell about the labels there are: questions to ask it, and its proposals, taken over one by one."""

from collections.abc import Sequence

from core.labelling.tally import Tally
from core.taxonomy.taxonomy import Change, Taxonomy
from pages.parts.place import Working


def advice(here: Working, before: Sequence[Taxonomy], log: Sequence[Change], tally: Tally) -> None:
    """Draw the questions, and what came of those that were asked."""
