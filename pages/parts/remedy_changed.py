"""A remedy in the words of the person who accepts it: what a teacher has written, to be changed first."""

from collections.abc import Mapping

import streamlit as st

from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Taxonomy
from core.work import advising
from core.work.advising import Waiting
from pages.parts.errors import errors_kept, kept_error
from pages.parts.keeping import OWN
from pages.parts.marks import signed
from pages.parts.place import Working
from pages.parts.plain import plain
from pages.parts.remedy_told import FIELDS

CHANGING = "changing-advice"
LINES = ("includes", "excludes", "edge_cases")


def changing_dialog(here: Working, taxonomy: Taxonomy, found: list[Waiting]) -> None:
    """Write the words of a remedy anew, if someone has asked to."""
    wanted = st.session_state.get(CHANGING)
    waits = next((each for each in found if (each.run.id, each.name) == wanted), None)
    if waits is None or waits.outdated:
        return

    @st.dialog("Change before accepting", width="large", on_dismiss=lambda: st.session_state.pop(CHANGING, None))
    def dialog() -> None:
        st.markdown(f":small[{signed(waits.teacher)} :gray[says:] {plain(waits.remedy.reason)}]")
        labels = [label for label in waits.remedy.labels if label.in_force]
        keys = {label.id: f"change-{waits.run.id}-{waits.name}-{label.id}" for label in labels}
        for label in labels:
            _fields(label, keys[label.id], few=waits.remedy.kind == "tell apart")
        kept_error()
        kept = st.button(
            "Accept as written here",
            key="change-keep",
            type="primary",
            icon=":material/check:",
            on_click=_accept_changed,
            args=(here, taxonomy, waits, keys),
        )
        if kept and CHANGING not in st.session_state:
            st.rerun()

    dialog()


def made_here(here: Working, after: Taxonomy) -> None:
    """A step taken in this tab is no one else's doing, and stands in no one's way."""
    st.session_state[OWN] = st.session_state.get(OWN, frozenset()) | {(here.taxonomy.id, after.version)}


def _fields(label: Label, key: str, few: bool) -> None:
    """What may be written of a label; of a rule, its lines only."""
    if few:
        st.markdown(f"**{plain(label.name)}**")
    else:
        st.text_input("Name", label.name, max_chars=80, key=f"{key}-name")
        st.text_area("Description", label.description, key=f"{key}-description", height=90)
    titles = {field: f"{FIELDS[field]}, one a line" for field in LINES}
    for field in ("edge_cases", "excludes") if few else ("includes", "excludes"):
        st.text_area(titles[field], "\n".join(getattr(label, field)), key=f"{key}-{field}", height=90)


@errors_kept()
def _accept_changed(here: Working, taxonomy: Taxonomy, waits: Waiting, keys: Mapping[str, str]) -> None:
    written = tuple(
        label if label.id not in keys else _as_written(label, keys[label.id]) for label in waits.remedy.labels
    )
    after = advising.accept_changed(here.engine, waits.run, waits.name, written, taxonomy.version, here.person)
    st.session_state.pop(CHANGING, None)
    made_here(here, after)


def _as_written(label: Label, key: str) -> Label:
    form = st.session_state
    texts = {field: form[f"{key}-{field}"].strip() for field in ("name", "description") if f"{key}-{field}" in form}
    lists = {
        field: tuple(line.strip() for line in form[f"{key}-{field}"].splitlines() if line.strip())
        for field in LINES
        if f"{key}-{field}" in form
    }
    return Label.model_validate({**label.model_dump(), **texts, **lists})
