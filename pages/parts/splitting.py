"""Split a label by content: which of its documents go to which part, before anything is kept."""

from collections.abc import Mapping

import streamlit as st

from core.labelling.sorting import Splitting, proposed
from core.labelling.tally import Tally
from core.store import unfinished
from core.taxonomy.label import DocumentId, Label, LabelId, Labels
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.place import Working

SPLITTING = "split"  # the address holds it, so that a reload opens the same dialog


def split_button(taxonomy: Taxonomy, tally: Tally, label: Label) -> None:
    """The way to the dialog; where there is nothing to split, the reason."""
    st.button("Split…", key=f"split-{label.id}", icon=":material/call_split:", on_click=ask_to_split, args=(label.id,))


def ask_to_split(label_id: LabelId) -> None:
    """Open the dialog. For callbacks."""
    st.query_params[SPLITTING] = label_id


def open_split(
    here: Working, label_id: LabelId, parts: Labels, sorting: Mapping[DocumentId, LabelId], teacher: str = "offline"
) -> None:
    """Open the dialog with the parts and sorting that a teacher proposes. For callbacks.

    `teacher` is how it signs. What the person had begun for this label gives way to it.
    """
    name = unfinished.name_of_split(label_id)
    begun = unfinished.taken_up(here.engine, here.taxonomy.id, here.person, name, Splitting)
    fresh = proposed(parts, sorting, teacher, begun.issued if begun else 0)
    unfinished.put_aside(here.engine, here.taxonomy.id, here.person, name, fresh)
    ask_to_split(label_id)


def split_dialog(here: Working, taxonomy: Taxonomy, tally: Tally) -> None:
    """Draw the dialog, if someone has asked to split a label."""
