"""Split a label by content: which of its documents go to which part, before anything is kept."""

import streamlit as st

from core.labelling.tally import Tally
from core.taxonomy.label import Label, LabelId
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.place import Working

SPLITTING = "splitting"


def split_button(taxonomy: Taxonomy, tally: Tally, label: Label) -> None:
    """The way to the dialog; where there is nothing to split, the reason."""
    st.button("Split…", key=f"split-{label.id}", icon=":material/call_split:", on_click=ask_to_split, args=(label.id,))


def ask_to_split(label_id: LabelId) -> None:
    """Open the dialog."""
    st.session_state[SPLITTING] = label_id


def split_dialog(here: Working, taxonomy: Taxonomy, tally: Tally) -> None:
    """Draw the dialog, if someone has asked to split a label."""
