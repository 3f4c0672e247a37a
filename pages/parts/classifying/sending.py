"""Put documents before people on the Check page, and go there."""

from collections.abc import Sequence

import streamlit as st

from core.taxonomy.label import DocumentId
from core.work import doubting
from pages.parts.place import Working, address


def send(here: Working, run_id: str, documents: Sequence[DocumentId]) -> None:
    """In the body of a page, since it leaves for another. Raises NotFound for a run that is gone."""
    doubting.send_to_check(here.engine, run_id, documents, here.author)
    st.switch_page("check.py", query_params={**address(here.project.id, here.taxonomy.id), "kind": "sent"})
