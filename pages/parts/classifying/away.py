"""The tab “Take away”: the classifier as a file, and what to do with it elsewhere."""

import streamlit as st

from pages.parts.classifying.onward import download, file_of
from pages.parts.place import Working
from pages.parts.scores import Made


def away(here: Working, one: Made) -> None:
    """Draw the tab."""
    download(here, one.classifier, "download", primary=False)
    st.code(
        f"unzip {file_of(here, one.classifier)} -d classifier && cd classifier\n"
        "pip install -r requirements.txt\n"
        "python predict.py texts.csv --out labels.csv",
        language="bash",
    )
    st.caption("It needs Python and NumPy, nothing else, and no network. README.md and MODEL_CARD.md say the rest.")
