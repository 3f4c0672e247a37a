"""Which version labelling goes by, said wherever documents are labelled or judged while that is not the latest one."""

import streamlit as st

from core.store import versions
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.place import Working, address
from pages.parts.plain import counted, plain


def version_gone_by(here: Working, now: Taxonomy) -> Taxonomy:
    """The taxonomy that documents are judged by, with a word on it where people have gone on editing since."""
    by = versions.labelled_by(here.engine, here.taxonomy.id)
    if by.version == now.version:
        return now
    names = {each.version: each.name for each in versions.named_versions(here.engine, here.taxonomy.id)}
    called = f", “{plain(names[by.version])}”" if by.version in names else ""
    steps = counted(now.version - by.version, "step")
    history = {**address(here.project.id, here.taxonomy.id), "tab": "History"}
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="goes-by"):
        st.markdown(
            f":violet[:material/ac_unit:] Labelling goes by **version {by.version}**{called}; the labels have changed "
            f"in {steps} since.",
            width="stretch",
        )
        st.page_link("curate.py", label="History", icon=":material/history:", query_params=history)
    return by
