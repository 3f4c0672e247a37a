"""The beginnings of documents that labels name to show what they mean, for people who judge. Kept for all who judge."""

import streamlit as st

from core.store import documents
from core.store.workspace import Workspace
from core.taxonomy.label import DocumentId
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.annotator import named
from pages.parts.place import Working

LONGEST = 160  # characters
MOST = 200  # labels: more than that nobody reads, and all of it goes to the browser


def passages(here: Working, taxonomy: Taxonomy) -> dict[DocumentId, str]:
    """By document, as the taxonomy is now."""
    wanted = {
        document
        for label in taxonomy.live[:MOST]
        for document in (*named(label.examples), *named(label.counter_examples))
    }
    return _beginnings(here.engine, str(here.engine.url), here.project.id, tuple(sorted(wanted)))


@st.cache_data(max_entries=16, show_spinner=False)
def _beginnings(
    _engine: Workspace,
    url: str,  # noqa: ARG001 - in which workspace
    project_id: str,
    ids: tuple[DocumentId, ...],
) -> dict[DocumentId, str]:
    texts = ((each.id, " ".join(each.text.split())) for each in documents.documents(_engine, project_id, ids))
    return {one: text if len(text) <= LONGEST else f"{text[:LONGEST]}…" for one, text in texts}
