"""Compare: one run beside other teachers on the same documents, and two taxonomies of the same documents."""

import streamlit as st

from pages.parts.baselines import teachers
from pages.parts.crossing import taxonomies
from pages.parts.heading import heading
from pages.parts.place import working
from pages.parts.plain import plain

here = working()
heading("Compare", f"“{plain(here.taxonomy.name)}” beside what other teachers find, and beside other taxonomies.")
teachers_tab, taxonomies_tab = st.tabs(["Teachers", "Taxonomies"], key="tab", on_change="rerun", bind="query-params")
if teachers_tab.open:
    with teachers_tab:
        teachers(here)
if taxonomies_tab.open:
    with taxonomies_tab:
        taxonomies(here)
