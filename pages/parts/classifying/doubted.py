"""Labels of the teacher that a classifier which has not learnt from them doubts, and the way to check them."""

import streamlit as st

from core.corpus.document import Document
from core.store import documents
from core.store.workspace import Workspace
from core.taxonomy.taxonomy import Taxonomy
from core.work import doubting
from core.work.report import Doubt
from pages.parts.classifying.sending import send
from pages.parts.colours import dotted_name
from pages.parts.marks import PERSON, TEACHER
from pages.parts.place import Working
from pages.parts.plain import counted, plain
from pages.parts.scores import Made
from pages.parts.shares import percent
from pages.parts.spread import Ask

MORE = 8  # of the most doubtful
KEPT = 30  # answers, of as many classifiers
EXCERPT = 160  # characters


def doubted(here: Working, now: Taxonomy, asked: Ask, one: Made) -> None:
    """Draw it, where there is something in doubt."""
    found = _doubts(here.engine, asked, one.classifier.id)
    if not found:
        return
    with st.container(border=True, key="doubted"):
        verb = "is" if len(found) == 1 else "are"
        st.markdown(
            f"**{counted(len(found), 'label')} of the teacher {verb} in doubt.** Taught on the other documents, the "
            f"classifier says something else.{_noise(one)}"
        )
        with st.container(horizontal=True):
            if st.button(f"Have people check {len(found):,}", key="doubts-to-people", icon=PERSON):
                send(here, one.classifier.run, [each.document for each in found])
        fold = st.expander("The most doubtful", key="doubted-shown", on_change="rerun")
        if fold.open:
            with fold:
                _shown(here, now, found)


@st.cache_data(show_spinner=False, max_entries=KEPT)
def _doubts(_engine: Workspace, asked: Ask, classifier_id: str) -> list[Doubt]:
    return doubting.doubts(_engine, asked.taxonomy, classifier_id)


def _noise(one: Made) -> str:
    noise = one.report.noise
    return "" if noise is None else f" By that, about {percent(noise)} of all the teacher’s labels may be wrong."


def _shown(here: Working, now: Taxonomy, found: list[Doubt]) -> None:
    first = found[:MORE]
    texts = {
        each.id: each for each in documents.documents(here.engine, here.project.id, [one.document for one in first])
    }
    for doubt in first:
        text = texts.get(doubt.document)
        if text is not None:
            _one(now, doubt, text)
    if len(found) > len(first):
        st.caption(f"and {len(found) - len(first):,} more, less doubtful")


def _one(now: Taxonomy, doubt: Doubt, text: Document) -> None:
    given, likely = (_name(now, each) for each in (doubt.given, doubt.likely))
    said = f"rather {likely}" if doubt.likely != doubt.given else "but is not sure of it"
    st.markdown(f"{TEACHER} {given}, {said} :small[:gray[{percent(doubt.confidence)} sure of the teacher’s]]")
    short = " ".join(text.text.split())
    st.text(short if len(short) <= EXCERPT else f"{short[:EXCERPT]}…")


def _name(now: Taxonomy, label_id: str) -> str:
    return dotted_name(now, label_id) if label_id in now.labels else plain(label_id)
