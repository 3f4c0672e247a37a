"""The tab “Take away”: the classifier as a file, what is in it, and what to do with it elsewhere."""

from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from core.classifier.contents import Contents, contents
from core.errors import TntError
from core.store import classifiers
from core.store.workspace import Workspace
from pages.parts.classifying.onward import download, file_of
from pages.parts.classifying.uses import USES, uses
from pages.parts.figures import Figures, figures
from pages.parts.place import Working
from pages.parts.plain import counted, plain
from pages.parts.scores import Made

if TYPE_CHECKING:
    from core.classifier.exports import Export

KEPT, MOST_EXPORTS = 30, 4  # what is known of bundles; exports, each of some megabytes
CARD_HEIGHT, INSIDE_WIDE = 420, 640  # pixels
INSIDE = (  # what each file is for, by the beginning of its name
    ("predict.py", "labels CSV, JSON Lines, Parquet or standard input"),
    ("__main__.py", "the same, so that the file itself can be run without unpacking it"),
    ("server.py", "a small web server"),
    ("spark.py", "the same on Spark"),
    ("Dockerfile", "the server as a container"),
    ("README.md", "how to use it"),
    ("MODEL_CARD.md", "what the labels mean, who taught it, how far to trust it"),
    ("manifest.json", "labels, what goes in and comes out, a checksum for every file"),
    ("requirements.txt", "what Python needs"),
    ("requirements-server.txt", "what the server needs"),
    ("portable/", "the code, the very one that the app scores with"),
    ("embeddings/", "vectors of words"),
    ("encoder/", "the sentence encoder"),
    ("", "its numbers and words"),
)


class Form(NamedTuple):
    """Another format, and what people gain by it."""

    title: str
    sentence: str


FORMS = {
    "skops": Form("scikit-learn", "A pipeline to open in scikit-learn again, by way of skops; nothing is pickled."),
    "onnx": Form("ONNX", "The part that turns vectors into labels, for any runtime that reads ONNX."),
}


def away(here: Working, one: Made, first: bool) -> None:
    """Draw the tab. `first` where its download is the page's first button already, above the tabs."""
    found = _contents(here.engine, str(here.engine.url), one.classifier.id)
    size = sum(each.size for each in found.files) / 1e6
    with st.container(horizontal=True, vertical_alignment="center"):
        if not first:
            download(here, one.classifier, "download", primary=False)
        st.caption(
            f"{file_of(here, one.classifier)}, {one.classifier.size / 1e6:.1f} MB, {size:.1f} MB unpacked. It needs "
            "Python and NumPy, no network and no account.",
            width="stretch",
        )
    _how(here, one, found)
    with st.expander("What is in it", key="inside", icon=":material/folder_zip:"):
        _inside(found)
    with st.expander("Model card", key="model-card", icon=":material/description:"):
        _card(here, one, found)
    fold = st.expander("Other formats", key="formats", on_change="rerun", icon=":material/swap_horiz:")
    if fold.open:
        with fold:
            for kind in FORMS:
                _form(here, one, kind)


@st.cache_data(show_spinner="Opening the classifier…", max_entries=KEPT)
def _contents(_engine: Workspace, url: str, classifier_id: str) -> Contents:  # noqa: ARG001 - a workspace's own
    return contents(classifiers.bundle(_engine, classifier_id))


def _how(here: Working, one: Made, found: Contents) -> None:
    ways = uses({each.name for each in found.files})
    st.markdown("**How do you use it?**")
    how = st.segmented_control(
        "How to use it", list(ways), default=next(iter(ways)), required=True, key="how", bind="query-params",
        label_visibility="collapsed",
    )  # fmt: skip
    use = ways[how]
    st.code(use.code.replace("{file}", file_of(here, one.classifier)), language=use.language, wrap_lines=True)
    st.caption(use.sentence)
    if len(ways) < len(USES):
        st.caption("It was made before classifiers brought a server and more with them. One that is trained now does.")


def _inside(found: Contents) -> None:
    rest = list(found.files)
    rows = []
    for begins, purpose in INSIDE:
        files = [each for each in rest if each.name.startswith(begins)]
        rest = [each for each in rest if not each.name.startswith(begins)]
        if files:
            name = files[0].name if len(files) == 1 else begins or counted(len(files), "further file")
            rows.append(Figures(f"{name}\n{purpose}", [_bytes(sum(each.size for each in files))]))
    with st.container(width=INSIDE_WIDE):
        figures((), rows, "inside-figures")
    st.markdown("**Checksums** :small[:gray[SHA-256]]")
    st.code(f"{found.file}  the file\n{found.answers}  what decides its answers", language=None, wrap_lines=True)
    st.caption("Two classifiers of which the second is the same answer the same. The card inside says it, too.")


def _bytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{max(0.1, size / 1e3):.1f} kB"


def _card(here: Working, one: Made, found: Contents) -> None:
    st.download_button(
        "Download the card", data=found.card, file_name=f"{here.taxonomy.id}-{one.classifier.id}-model-card.md",
        mime="text/markdown", key="download-card", icon=":material/download:", on_click="ignore",
    )  # fmt: skip
    st.code(found.card, language=None, wrap_lines=True, height=CARD_HEIGHT)


def _form(here: Working, one: Made, kind: str) -> None:
    form = FORMS[kind]
    with st.container(border=True, gap="xsmall", key=f"form-{kind}"):
        st.markdown(f"**{form.title}**  \n:small[:gray[{form.sentence}]]")
        try:
            made = _exported(here.engine, str(here.engine.url), one.classifier.id, kind)
        except TntError as error:
            st.caption(f":material/block: {plain(str(error))}")
            return
        st.download_button(
            "Download", data=made.content, file_name=f"{here.taxonomy.id}-{one.classifier.id}-{made.name}",
            mime="application/zip", key=f"export-{kind}", icon=":material/download:", on_click="ignore",
        )  # fmt: skip


@st.cache_data(show_spinner="Writing it in another format…", max_entries=MOST_EXPORTS)
def _exported(_engine: Workspace, url: str, classifier_id: str, kind: str) -> "Export":  # noqa: ARG001
    from core.classifier import exports  # scikit-learn comes with it, which takes a second or two to load

    packed = classifiers.bundle(_engine, classifier_id)
    return exports.as_onnx(packed) if kind == "onnx" else exports.as_skops(packed)
