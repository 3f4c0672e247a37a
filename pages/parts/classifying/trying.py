"""The tab “Try it”: a text of one's own or of the project, what the classifier says of it, and why."""

import secrets

import streamlit as st

from core.classifier.portable.codec import open_model
from core.classifier.portable.model import Model, Prediction
from core.classifier.portable.outside import EncoderFailed
from core.store import classifiers, documents
from core.store.workspace import Workspace
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.classifying.likeness import documents_like, telling_words
from pages.parts.classifying.naming import dotted
from pages.parts.classifying.reasons import reasons
from pages.parts.errors import errors_said
from pages.parts.place import Working
from pages.parts.plain import plain
from pages.parts.scores import Made

SHOWN = 5  # labels, the likeliest first
IN_MEMORY = 4  # classifiers; each takes some tens of megabytes
KEPT = 60  # texts
LONGEST = 20_000  # characters
TEXT = "try"  # the key of the text


@st.cache_resource(show_spinner="Reading the classifier…", max_entries=IN_MEMORY)
def loaded(_engine: Workspace, url: str, classifier_id: str) -> Model:  # noqa: ARG001 - in which workspace
    """The model, read from its bundle by the code that travels in it."""
    return open_model(classifiers.bundle(_engine, classifier_id))[0]


@st.fragment
@errors_said()
def try_it(here: Working, now: Taxonomy, one: Made) -> None:
    """Draw the tab. Its parts follow one another: what, how sure, why, like what."""
    last = documents.last_position(here.engine, here.project.id)
    text = st.text_area(
        "A text", key=TEXT, placeholder="Type or paste one, then press Ctrl and Enter", height=110, max_chars=LONGEST
    )
    st.button(
        "Another document of the project" if (text or "").strip() else "A document of the project",
        key="try-another",
        icon=":material/shuffle:",
        type="secondary",
        on_click=_another,
        args=(here, last),
    )
    if (text or "").strip():
        try:
            _said_of(here, now, one, text)
        except EncoderFailed as failed:
            st.error(plain(str(failed)), icon=":material/error:")
    else:
        st.caption("It always names one of its labels, even for a text that none fits: a low confidence is the hint.")
    telling_words(here, now, one)


def _another(here: Working, last: int) -> None:
    """Put a document drawn at random in the place of the text."""
    found = documents.documents_at(here.engine, here.project.id, [1 + secrets.randbelow(last)]) if last else []
    if found:
        st.session_state[TEXT] = found[0].text[:LONGEST]


def _said_of(here: Working, now: Taxonomy, one: Made, text: str) -> None:
    model = loaded(here.engine, str(here.engine.url), one.classifier.id)
    _chances(now, model, one.classifier.id, text)
    reasons(now, model, text, one.classifier.id)
    documents_like(here, now, one, text)


def _chances(now: Taxonomy, model: Model, classifier_id: str, text: str) -> None:
    said, probabilities = _judged(model, classifier_id, text)
    ranked = sorted(zip(model.labels, probabilities, strict=True), key=lambda pair: -pair[1])
    shown = [pair for place, pair in enumerate(ranked) if place < SHOWN or pair[0] in said.applicable]
    for label_id, chance in shown:
        also = label_id in said.applicable and label_id != said.primary
        left, right = st.columns([2, 3], vertical_alignment="center")
        name = dotted(now, label_id)
        left.markdown(f"**{name}**" if label_id == said.primary else f"{name}{'  :gray[applies too]' if also else ''}")
        right.progress(min(1.0, chance), text=f"{chance:.0%} sure".replace("%", " %"))


@st.cache_data(show_spinner=False, max_entries=KEPT)
def _judged(_model: Model, classifier_id: str, text: str) -> tuple[Prediction, list[float]]:  # noqa: ARG001 - whose it is
    """Kept, since an encoder may have to be asked elsewhere. Raises EncoderFailed."""
    return _model.judge(text), _model.probabilities([text])[0].tolist()
