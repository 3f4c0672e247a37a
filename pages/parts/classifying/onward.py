"""The one thing to do next with the classifier that is looked at, as the page's first button."""

from functools import partial

import streamlit as st

from core.store import classifiers
from core.store.classifiers import Classifier
from core.store.workspace import Workspace
from core.work.settings import ScoreSettings
from pages.parts.classifying.lagging import train_again
from pages.parts.classifying.promoting import put_in_use
from pages.parts.errors import errors_told
from pages.parts.place import Working
from pages.parts.scores import Made
from pages.parts.training import start


def onward(here: Working, one: Made, waiting: int, due: bool) -> bool:
    """Put it in use, teach it what is new (if that is `due`), label the rest with it, or take it away: what is first.

    `waiting` documents have no judgement but for an earlier classifier's, and it was not found unsure of them. Answers
    whether it was the last of these.
    """
    classifier_id = one.classifier.id
    if not one.classifier.in_use:
        put_in_use(here, classifier_id)
    elif due:
        st.button(
            "Train again",
            key="retrain",
            type="primary",
            icon=":material/category:",
            on_click=train_again,
            args=(here,),
            help="With the settings it was trained with. What comes of it is compared with it.",
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
        return True
    return False


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
