"""A file on its way in: kept at once, looked at, confirmed by a person, then loaded as documents."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import streamlit as st

from core.corpus.document import Document
from core.corpus.limits import FILE_BYTES
from core.corpus.reading import Preview, look, read
from core.errors import NotFound, TntError
from core.store import documents
from core.store.projects import Upload
from core.store.received import Received, receive, received, throw_away
from core.store.workspace import data_folder
from pages.parts.heading import heading
from pages.parts.place import Working
from pages.parts.plain import counted, plain

ENDINGS = ["csv", "tsv", "jsonl", "ndjson", "json", "parquet", "xlsx", "txt", "md", "zip"]
LARGEST = min(
    FILE_BYTES // 1_000_000, int(st.get_option("server.maxUploadSize"))
)  # MB; more than the server's never arrives
KINDS = "CSV, TSV, JSONL, JSON, Parquet, XLSX, a text a line, or a ZIP of text files."
SHORT = 300  # characters of a cell in the preview
TOLD = 1000  # documents between two movements of the progress bar


def waiting_file() -> Received | None:
    """The file named in the address; one that is gone is said and forgotten."""
    number = st.query_params.get("file")
    if not number:
        return None
    try:
        return received(data_folder(os.environ), number)
    except NotFound as error:
        st.query_params.pop("file")
        st.toast(plain(str(error)), icon=":material/draft:")
        return None


def uploader() -> None:
    """Keep a chosen file at once, under a number in the address, so that a reload does not lose it."""
    turn = st.session_state.setdefault("uploads", 0)
    file = st.file_uploader("File with texts", type=ENDINGS, max_upload_size=LARGEST, key=f"upload-{turn}")
    st.caption(KINDS)
    if file is not None:
        st.query_params["file"] = receive(data_folder(os.environ), file.name, file.getbuffer()).id
        st.session_state["uploads"] = turn + 1
        st.rerun()


def arrival(here: Working, file: Received) -> None:
    """The first rows and what the columns seem to be, to confirm before the file is read."""
    header = st.session_state.get(f"header-{file.id}")
    try:
        seen = _looked(file.name, str(file.path), header)
    except TntError as error:
        heading("Corpus", f"**{plain(file.name)}** cannot be read as documents. Nothing of it has been kept.")
        st.error(plain(str(error)), icon=":material/draft:")
        st.button("Choose another file", key="another", type="primary", on_click=_forget, args=(file,))
        return
    rows = f", {counted(seen.row_count, 'row')}" if seen.row_count else ""
    heading("Corpus", f"**{plain(seen.name)}** ({seen.kind}{rows}): confirm which column holds the text, then load it.")
    text, id_column = _columns(file, seen)
    with st.container(horizontal=True):
        wanted = st.button(
            "Load the documents", type="primary", key="load", icon=":material/download_done:", disabled=not text
        )
        st.button("Choose another file", key="another", on_click=_forget, args=(file,))
    below = st.container()
    for note in seen.notes:
        st.caption(plain(note))
    order = [*text, *(column for column in seen.columns if column not in text)]
    st.dataframe(
        [{column: row.get(column, "")[:SHORT] for column in order} for row in seen.rows],
        column_order=order,
        hide_index=True,
        key=f"rows-{file.id}",
        alt="The first rows of the file",
    )
    if wanted:
        with below:
            _load(here, file, seen.name, text, id_column, header)


def report(upload: Upload) -> str:
    """What a file brought, in a sentence; not yet safe for Markdown."""
    parts = [f"{counted(upload.rows, 'row')} read", f"{counted(upload.documents, 'new document')}"]
    if upload.duplicates:
        parts.append(f"{counted(upload.duplicates, 'duplicate')} folded")
    if upload.empty:
        parts.append(f"{counted(upload.empty, 'row')} without text left out")
    return f"{upload.name}: {', '.join(parts)}."


def _columns(file: Received, seen: Preview) -> tuple[Sequence[str], str]:
    """Text and id columns as the person would have them."""
    key = f"{file.id}-{seen.header}"
    left, right = st.columns([3, 2])
    text = left.multiselect(
        "Text",
        seen.columns,
        default=seen.text,
        key=f"text-{key}",
        placeholder="Choose the column with the text",
        help="Several columns, such as title and body, are joined with an empty line between them.",
    )
    id_column = right.selectbox(
        "Id",
        ["", *seen.columns],
        index=seen.columns.index(seen.id_column) + 1 if seen.id_column else 0,
        format_func=lambda column: column or "No column",
        key=f"id-{key}",
        help="What your own systems call a document; it is kept for exports.",
    )
    if seen.kind in ("CSV", "XLSX"):
        st.toggle("The first row names the columns", value=seen.header, key=f"header-{file.id}")
    return text, id_column or ""


def _load(here: Working, file: Received, name: str, text: Sequence[str], id_column: str, header: bool | None) -> None:
    """Read the whole file and keep its documents, all or none."""
    bar = st.progress(0.0, text="Reading the file…")
    loaded = read(file.name, file.path, text, id_column, header)
    brought = Upload.of(name, loaded, here.person)
    count = len(loaded.documents)

    def kept() -> Iterator[Document]:
        for number, document in enumerate(loaded.documents):
            if number % TOLD == 0:
                bar.progress(number / count, text=f"Keeping document {number:,} of {count:,}")
            yield document

    st.session_state["brought"] = documents.add_documents(here.engine, here.project.id, kept(), brought)
    _forget(file)
    st.rerun()


def _forget(file: Received) -> None:
    throw_away(file)
    st.query_params.pop("file", None)


@st.cache_data(max_entries=16, show_spinner="Looking at the file…")
def _looked(name: str, path: str, header: bool | None) -> Preview:
    return look(name, Path(path), header)
