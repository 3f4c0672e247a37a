"""Ask for classifiers to be trained: which ones, with an honest word on what to expect of them."""

import streamlit as st

from core.classifier.recipe import FeatureKind, HeadKind
from core.work import queue, requests
from core.work.settings import FEATURE_NAMES, HEAD_NAMES, ScoreSettings, TrainSettings
from pages.parts.place import Working
from pages.parts.plain import counted

HEADS: dict[HeadKind, str] = {
    "logistic": "Logistic regression: linear, quick, small, and hard to beat with few documents.",
    "trees": "LightGBM: decision trees, each mending what those before it got wrong.",
    "network": "MLP: a small neural network with one hidden layer.",
}
FEATURES: dict[FeatureKind, str] = {
    "tfidf": "TF-IDF: which words, word pairs and runs of letters a text has, rare ones counting more.",
    "embeddings": "Embeddings: 256 numbers for what the words mean, so that synonyms come close.",
    "both": "TF-IDF and embeddings side by side.",
}
HONEST = (
    "Logistic regression on TF-IDF usually wins on a few hundred to a few thousand documents (measured). LightGBM and "
    "the MLP are there because the TnT-LLM paper has them; they earn their place with more documents."
)
USUAL = TrainSettings()


def choose_training(key: str) -> TrainSettings:
    """Which classifiers are trained; the paper's three on both kinds of features unless someone says otherwise."""
    with st.expander("Advanced", key=f"advanced-{key}"):
        heads = st.pills(
            "Classifiers", list(HEADS), default=USUAL.heads, selection_mode="multi",
            format_func=HEAD_NAMES.__getitem__, key=f"heads-{key}",
        )  # fmt: skip
        st.caption("  \n".join(HEADS[head] for head in heads))
        features = st.pills(
            "What they look at", list(FEATURES), default=USUAL.features, selection_mode="multi",
            format_func=lambda kind: FEATURE_NAMES[kind][:1].upper() + FEATURE_NAMES[kind][1:], key=f"features-{key}",
        )  # fmt: skip
        st.caption("  \n".join(FEATURES[kind] for kind in features))
        seed = st.number_input("Seed", 0, 2**31 - 1, USUAL.seed, key=f"seed-{key}", width=200)
        st.caption("The same labels and the same seed make the same classifiers.")
    return TrainSettings(heads=tuple(heads) or USUAL.heads, features=tuple(features) or USUAL.features, seed=seed)


def start(here: Working, settings: TrainSettings | ScoreSettings) -> None:
    run = requests.request(here.engine, here.taxonomy.id, settings, here.author)
    queue.hand_over(here.engine, run.id)


def train_form(here: Working, key: str, primary: bool) -> None:
    st.caption(HONEST)
    settings = choose_training(key)
    many = len(settings.heads) * len(settings.features)
    if st.button(
        f"Train {counted(many, 'classifier')}",
        key=f"train-{key}",
        type="primary" if primary else "secondary",
        icon=":material/category:",
    ):
        start(here, settings)
        st.rerun()
