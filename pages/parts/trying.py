"""A text of one's own, and what a classifier says of it at once."""

import streamlit as st

from core.classifier.portable.codec import open_model
from core.classifier.portable.model import Model
from core.store import classifiers
from core.store.workspace import Workspace
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.colours import dotted_name
from pages.parts.errors import errors_said
from pages.parts.plain import plain

SHOWN = 3  # labels, the likeliest first
IN_MEMORY = 4  # classifiers; each takes some tens of megabytes


@st.cache_resource(show_spinner=False, max_entries=IN_MEMORY)
def loaded(_engine: Workspace, classifier_id: str) -> Model:
    """The model, read from its bundle by the code that travels in it."""
    return open_model(classifiers.bundle(_engine, classifier_id))[0]


@st.fragment
@errors_said()
def try_it(engine: Workspace, now: Taxonomy, classifier_id: str) -> None:
    text = st.text_area(
        "Try it", key="try", placeholder="Type or paste a text, then press Ctrl and Enter", height=100, max_chars=20_000
    )
    if not (text or "").strip():
        st.caption("It always names one of its labels, even for a text that none fits: a low confidence is the hint.")
        return
    model = loaded(engine, classifier_id)
    chances = model.probabilities([text])[0]
    said = model.judged(chances)
    others = [label_id for label_id in said.applicable if label_id != said.primary]
    ranked = sorted(zip(model.labels, chances.tolist(), strict=True), key=lambda pair: -pair[1])[:SHOWN]
    for label_id, chance in ranked:
        name = dotted_name(now, label_id) if label_id in now.labels else plain(label_id)
        also = "  :gray[applies too]" if label_id in others else ""
        left, right = st.columns([2, 3], vertical_alignment="center")
        left.markdown(f"**{name}**" if label_id == said.primary else f"{name}{also}")
        right.progress(min(1.0, chance), text=f"{chance:.0%} sure".replace("%", " %"))
