"""The one thing to do next with the classifier that is looked at, as the page's first button."""

from functools import partial

import streamlit as st

from core.store import classifiers
from core.store.classifiers import Classifier
from core.store.workspace import Workspace
from core.work.settings import ScoreSettings, TrainSettings
from pages.parts.errors import errors_told
from pages.parts.place import Working
from pages.parts.scores import Made
from pages.parts.training import start


def onward(here: Working, one: Made, waiting: int, again: TrainSettings | None) -> None:
    """Put it in use, teach it what is new (`again`), label the rest with it, or take it away: the first that is due.

    `waiting` documents have no judgement but for an earlier classifier's.
    """
    icon, classifier_id = ":material/category:", one.classifier.id
    if not one.classifier.in_use:
        st.button(
            "Put in use", key="use", type="primary", icon=":material/check:", on_click=use, args=(here, classifier_id)
        )
    elif again is not None:
        st.button(
            "Train again", key="retrain", type="primary", icon=icon, on_click=errors_told()(start), args=(here, again)
        )
    elif waiting > 0:
        st.button(
            f"Label the other {waiting:,} with it",
            key="score",
            type="primary",
            icon=":material/label:",
            on_click=errors_told()(start),
            args=(here, ScoreSettings(classifier=classifier_id)),
        )
    else:
        download(here, one.classifier, "download-first", primary=True)


@errors_told()
def use(here: Working, classifier_id: str, reason: str = "") -> None:
    classifiers.put_in_use(here.engine, here.taxonomy.id, classifier_id, here.author, reason)


def download(here: Working, one: Classifier, key: str, primary: bool) -> None:
    """The bundle leaves the database only when it is asked for."""
    st.download_button(
        "Download",
        data=partial(_bundle, here.engine, one.id),
        file_name=file_of(here, one),
        mime="application/zip",
        key=key,
        icon=":material/download:",
        on_click="ignore",
        type="primary" if primary else "secondary",
    )


def file_of(here: Working, one: Classifier) -> str:
    """A name of its own for every classifier, so that no two downloads are mixed up."""
    return f"{here.taxonomy.id}-{one.id}.zip"


def _bundle(engine: Workspace, classifier_id: str) -> bytes:
    return classifiers.bundle(engine, classifier_id)
