"""Ask for classifiers to be trained: which ones, with an honest word on what to expect of them."""

import os
from collections.abc import Sequence

import streamlit as st

from core.classifier import minilm
from core.classifier.recipe import ENCODED, MINILM, FeatureKind, HeadKind, Profile, Structure
from core.taxonomy.naming import enumerated
from core.taxonomy.taxonomy import Taxonomy
from core.work import queue, requests
from core.work.candidates import candidates
from core.work.settings import (
    FEATURE_NAMES,
    HEAD_NAMES,
    PAPER,
    PROFILE_NAMES,
    LabelSettings,
    ScoreSettings,
    TrainSettings,
)
from pages.parts.place import Working
from pages.parts.plain import counted, plain

PROFILES: dict[Profile, str] = {
    "fast": "Looks at words and pairs of words. Millions of short documents a minute in bulk; a little less accurate.",
    "balanced": "Looks at words, runs of letters, and what words mean. The best without anything to download.",
    "accurate": "The same, and what whole sentences mean, by a small language model. Surest with few labelled "
    "documents, but twenty to a hundred times slower.",
}
HEADS: dict[HeadKind, str] = {
    "logistic": "Logistic regression: linear, quick, small, and hard to beat with few documents.",
    "svm": "Linear SVM: a little more accurate where words decide, and the quickest to train.",
    "trees": "LightGBM: decision trees, each mending what those before it got wrong.",
    "network": "MLP: a small neural network with one hidden layer.",
}
FEATURES: dict[FeatureKind, str] = {
    "hashed": "Hashed words: words and pairs of words, by number rather than by name. The quickest.",
    "tfidf": "TF-IDF: which words, word pairs and runs of letters a text has, rare ones counting more.",
    "embeddings": "Embeddings: 256 numbers for what the words mean, so that synonyms come close.",
    "both": "TF-IDF and embeddings side by side.",
    "encoder": "A sentence encoder: what the whole text means, by a language model.",
    "everything": "TF-IDF, embeddings and a sentence encoder side by side.",
}
STRUCTURES: dict[str, tuple[Structure, ...]] = {
    "Both, compared": ("flat", "per parent"),
    "All labels at once": ("flat",),
    "The parent first": ("per parent",),
}
ENCODERS = {
    MINILM: "MiniLM",
    "sentence-transformers": "Another sentence-transformers model",
    "server": "Embeddings from a server",
}
HONEST = (
    "Linear models win on a few hundred to a few thousand documents (measured). LightGBM and the MLP are there because "
    "the TnT-LLM paper has them; they earn their place with more documents."
)
PAPERS = "LightGBM, an MLP and logistic regression, each on TF-IDF and on embeddings, as in section 4.3 of TnT-LLM."
USUAL = TrainSettings()
CARD = 235  # pixels of a profile's


def train_form(here: Working, now: Taxonomy, key: str, primary: bool) -> None:
    """Which classifiers are trained, and the button that has it done."""
    profiles = _profiles(key)
    _as_in_the_paper(key)
    with st.expander("Advanced", key=f"advanced-{key}"):
        chosen = _advanced(now, key, profiles)
    if chosen is None:
        st.caption("Choose at least one kind of classifier.")
        return
    names = [
        each.name for each in candidates(chosen if _deep(now) else chosen.model_copy(update={"structures": ("flat",)}))
    ]
    st.caption(f"{enumerated([plain(name) for name in names])}, on the same documents.")
    if st.button(
        f"Train {counted(len(names), 'classifier')}",
        key=f"train-{key}",
        type="primary" if primary else "secondary",
        icon=":material/category:",
    ):
        start(here, chosen)
        st.rerun()


def start(here: Working, settings: TrainSettings | ScoreSettings | LabelSettings) -> None:
    """Raises Conflict while a run of its kind is under way."""
    run = requests.request(here.engine, here.taxonomy.id, settings, here.author)
    queue.hand_over(here.engine, run.id)


def _profiles(key: str) -> tuple[Profile, ...]:
    there = minilm.is_in(minilm.folder(os.environ))
    chosen: list[Profile] = []
    with st.container(horizontal=True, gap="small"):
        for profile, about in PROFILES.items():
            missing = profile == "accurate" and not there
            with st.container(border=True, width=CARD, gap="xsmall", key=f"profile-{profile}-{key}"):
                wanted = profile in USUAL.profiles and not missing
                if st.checkbox(PROFILE_NAMES[profile], wanted, key=f"{profile}-{key}", disabled=missing):
                    chosen.append(profile)
                st.caption(minilm.MISSING if missing else about)
    return tuple(chosen)


def _as_in_the_paper(key: str) -> None:
    """A preset of what is chosen one by one, which it is not any more once that is changed."""
    preset, heads, features = f"paper-{key}", f"heads-{key}", f"features-{key}"
    st.session_state[preset] = (
        {*st.session_state.get(heads, ())} == {*PAPER.heads}
        and {*st.session_state.get(features, ())} == {*PAPER.features}
    )  # fmt: skip

    def take() -> None:
        asked = st.session_state[preset]
        st.session_state[heads] = list(PAPER.heads) if asked else []
        st.session_state[features] = list(PAPER.features) if asked else []

    st.checkbox("Compare as in the paper", key=preset, on_change=take, help=PAPERS)


def _advanced(now: Taxonomy, key: str, profiles: tuple[Profile, ...]) -> TrainSettings | None:
    """What experts tune; None while there is nothing to train."""
    st.caption(HONEST)
    heads = st.pills(
        "Further classifiers", list(HEADS), selection_mode="multi", format_func=HEAD_NAMES.__getitem__,
        key=f"heads-{key}",
    )  # fmt: skip
    if heads:
        st.caption("  \n".join(HEADS[head] for head in heads))
    features = st.pills(
        "What these look at", list(FEATURES), selection_mode="multi", format_func=_capital, key=f"features-{key}",
    )  # fmt: skip
    if features:
        st.caption("  \n".join(FEATURES[kind] for kind in features))
    if heads and not features:
        heads = []
        st.caption(":orange[:material/info:] Choose what they look at, too.")
    encoder = _encoder(key, features)
    structures = USUAL.structures
    if _deep(now):
        said = st.segmented_control(
            "Labels with parents", list(STRUCTURES), default="Both, compared", required=True, key=f"structure-{key}",
            help="The parent first: one classifier chooses the topmost label, and one for each of them what is below.",
        )  # fmt: skip
        structures = STRUCTURES[said]
    even = st.toggle(
        "Rare labels count as much as common ones", USUAL.even, key=f"even-{key}",
        help="Finds more of the rare ones, and takes some common ones for them.",
    )  # fmt: skip
    distrust = st.toggle(
        "Let likely errors of the teacher count for less", USUAL.distrust == "measure", key=f"distrust-{key}",
        help="It is measured whether that helps, and left alone where it does not.",
    )  # fmt: skip
    curve = st.toggle(
        "Measure what more labels would bring", USUAL.curve, key=f"curve-{key}",
        help="Trains on ever larger parts of the documents. Takes about as long again.",
    )  # fmt: skip
    seed = st.number_input("Seed", 0, 2**31 - 1, USUAL.seed, key=f"seed-{key}", width=200)
    st.caption("The same labels and the same seed make the same classifiers.")
    if not (profiles or heads) or encoder is None:
        return None
    return TrainSettings(
        profiles=profiles,
        heads=tuple(heads),
        features=tuple(features) if heads else (),
        encoder=encoder,
        structures=structures,
        even=even,
        distrust="measure" if distrust else "never",
        curve=curve,
        seed=int(seed),
    )


def _encoder(key: str, features: Sequence[FeatureKind]) -> str | None:
    """Which sentence encoder, where one is needed; None while it has no name."""
    if not {*features} & {*ENCODED}:
        return USUAL.encoder
    kind = st.selectbox(
        "Sentence encoder", list(ENCODERS), format_func=ENCODERS.__getitem__, key=f"encoder-{key}", width=340
    )
    if kind == MINILM:
        if not minilm.is_in(minilm.folder(os.environ)):
            st.caption(f":orange[:material/warning:] {minilm.MISSING}")
            return None
        return MINILM
    name = st.text_input(
        "Model", key=f"encoder-name-{key}", width=340, max_chars=200,
        placeholder="all-mpnet-base-v2" if kind != "server" else "text-embedding-3-small",
        help="Asked for at the address and with the key that language models are asked with."
        if kind == "server"
        else "It is downloaded when it is first used; needs sentence-transformers on this machine.",
    ).strip()  # fmt: skip
    return f"{kind}:{name}" if name else None


def _capital(kind: FeatureKind) -> str:
    name = FEATURE_NAMES[kind].removeprefix("a ")
    return name[:1].upper() + name[1:]


def _deep(now: Taxonomy) -> bool:
    return any(label.parent is not None for label in now.live)
