"""The documents of a project: files in, with a look before anything is loaded, then the texts to search and read."""

import streamlit as st

from core.corpus.document import Document
from core.store import documents, projects
from core.store.overview import overview
from core.work.samples import SAMPLES
from pages.parts.arrival import arrival, report, uploader, waiting_file
from pages.parts.heading import heading
from pages.parts.moments import when
from pages.parts.place import Working, address, working
from pages.parts.plain import counted, plain
from pages.parts.steps import next_step

PAGE = 50  # documents a page of the table
TALL = 560  # pixels of a full table
WIDE = 580
SHORT = 240  # characters of a text in the table


def empty() -> None:
    heading("Corpus", "There are no documents yet. Choose a file; you see its first rows before anything is loaded.")
    uploader()
    st.page_link("home.py", label=f"Or try one of the {len(SAMPLES)} samples", icon=":material/science:")


def full(here: Working) -> None:
    shape = documents.shape(here.engine, here.project.id)
    folded = f"; {counted(shape.copies, 'duplicate')} folded" if shape.copies else ""
    heading(
        "Corpus",
        f"{counted(shape.documents, 'document')} of {shape.mean_characters:,.0f} characters on average, the longest "
        f"{shape.longest:,}{folded}.",
    )
    query = address(here.project.id, here.taxonomy.id)
    with st.container(horizontal=True, vertical_alignment="center"):
        coming = next_step(overview(here.engine, here.project.id, here.taxonomy.id), curated=False)
        if st.button(coming.todo, type="primary", key="next-step", icon=coming.icon):
            st.switch_page(coming.page, query_params=query)
        with st.popover("Add a file", icon=":material/upload_file:", key="add-file", width="content"):
            uploader()
        with st.popover("Files so far", icon=":material/history:", key="files", type="tertiary"):
            history(here)
    brought = st.session_state.pop("brought", None)
    if brought is not None:
        st.success(" ".join(plain(line) for line in (report(brought), *brought.notes)), icon=":material/check:")
    texts(here)


def history(here: Working) -> None:
    for upload in projects.uploads(here.engine, here.project.id):
        st.markdown(plain(report(upload)))
        notes = " ".join(plain(note) for note in upload.notes)
        st.caption(f":material/person: {plain(upload.made_by)}, {when(upload.at)}. {notes}")


def texts(here: Working) -> None:
    """A page of documents beside the one that is read."""
    sides = st.container(horizontal=True, gap="medium")  # one below the other where the window is narrow
    table, reader = sides.container(width=WIDE), sides.container(width="stretch")
    with table:
        wanted = st.text_input(
            "Find",
            key="find",
            bind="query-params",
            placeholder="Find a text",
            type="search",
            label_visibility="collapsed",
        )
        # The key holds what is looked for: another search starts on its first page.
        page = st.session_state.get(f"page-{wanted}", 1)
        total, shown = documents.page_of_documents(
            here.engine, here.project.id, (page - 1) * PAGE, PAGE, (wanted or "").strip()
        )
        if not total:
            st.write("No document contains that text.")
            return
        event = st.dataframe(
            [{"Id": document.source_id, "Text": _short(document.text)} for document in shown],
            hide_index=True,
            height=TALL if len(shown) > 12 else "content",
            on_select="rerun",
            selection_mode="single-row",
            key=f"table-{wanted}-{page}",
            column_order=["Id", "Text"] if any(document.source_id for document in shown) else ["Text"],
            column_config={
                "Id": st.column_config.TextColumn(width=75),
                "Text": st.column_config.TextColumn(width=410),  # together they fit a window of 800 pixels, and grow
            },
            alt="Documents",
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(counted(total, "document"), width="content")
            if total > PAGE:
                st.pagination(-(-total // PAGE), key=f"page-{wanted}")
    rows = event.selection.rows
    with reader:
        read(shown[rows[0] if rows and rows[0] < len(shown) else 0])


def read(document: Document) -> None:
    """One document whole, with all that is known of it."""
    with st.container(border=True, height=650, key="reader"):
        copies = f", came {document.copies} times" if document.copies > 1 else ""
        st.caption(f"{plain(document.source_id or 'Document')}{copies} · {len(document.text):,} characters")
        st.text(document.text)
        with st.container(gap="xxsmall"):
            for name, value in document.metadata.items():
                st.markdown(f":small[:gray[{plain(name)}]  {plain(value)}]")


def _short(text: str) -> str:
    return " ".join(text[: SHORT + 20].split())[:SHORT]


here = working()
file = waiting_file()
if file is not None:
    arrival(here, file)
elif documents.count_documents(here.engine, here.project.id):
    full(here)
else:
    empty()
