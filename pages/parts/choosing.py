"""Labels as people pick them: in the tree, and from a list. Knows nothing of what is then done with them."""

from collections.abc import Collection, Sequence

import streamlit as st

from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Taxonomy


def choose(label_ids: Sequence[LabelId]) -> None:
    """Have the tree take up these labels."""
    st.query_params["label"] = list(label_ids)
    st.session_state["tree-focus"] = st.session_state.get("tree-focus", 0) + 1


def others(taxonomy: Taxonomy, label_ids: Collection[LabelId]) -> list[LabelId]:
    """The labels in force but these, parents before children, as lists to pick from show them."""
    left_out = frozenset(label_ids)
    return [label.id for label in taxonomy.below(None) if label.id not in left_out]


def path_of(taxonomy: Taxonomy, label_id: LabelId) -> str:
    """“Payments / Cards”: a label with those it stands under. Not yet safe for Markdown."""
    if label_id not in taxonomy.labels:
        return label_id
    return " / ".join(label.name for label in taxonomy.path(label_id))
