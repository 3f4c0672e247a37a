"""The labels that are out of force: what became of each, when and by whom, and the way back."""

import streamlit as st

from core.errors import TntError
from core.taxonomy import edits
from core.taxonomy.departures import Departure, became, departures
from core.taxonomy.label import Label, LabelId
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.choosing import choose, path_of
from pages.parts.colours import dotted_name
from pages.parts.impact import impact
from pages.parts.keeping import keep
from pages.parts.known import log_of
from pages.parts.marks import signed
from pages.parts.moments import when
from pages.parts.place import Working
from pages.parts.plain import counted, plain

REVIVING = "reviving"
ON_A_PAGE = 10
REASON = 80  # characters


def retired_labels(here: Working, taxonomy: Taxonomy) -> None:
    """List them below the tree, folded; nothing where there are none."""
    if len(taxonomy.labels) == len(taxonomy.live):
        return
    fold = st.expander(  # with a count in its title it would close whenever that changes
        "Labels no longer in force", key="retired", icon=":material/inventory_2:", on_change="rerun"
    )
    if fold.open:
        with fold:
            log, _ = log_of(here.engine, here.taxonomy)
            _list(taxonomy, departures(taxonomy, log))
    _dialog(here, taxonomy)


def _list(taxonomy: Taxonomy, gone: list[Departure]) -> None:
    wanted = ""
    if len(gone) > ON_A_PAGE:
        wanted = st.text_input(
            "Search labels no longer in force", key="retired-search", placeholder="Search", label_visibility="collapsed"
        )
    found = [each for each in gone if wanted.strip().casefold() in each.label.name.casefold()]
    if not found:
        st.caption("No such label is called that.")
    pages = -(-len(found) // ON_A_PAGE)
    page = min(st.session_state.get("retired-page", 1), max(pages, 1))
    for each in found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]:
        said, back = st.columns([3, 1])
        said_why = each.change.reason if len(each.change.reason) <= REASON else f"{each.change.reason[:REASON]}…"
        reason = f"  \n:small[:gray[{plain(said_why)}]]" if said_why else ""
        said.markdown(
            f"{dotted_name(taxonomy, each.label.id)}  \n:small[:gray[{plain(became(taxonomy, each))}]]"
            f"  \n:small[:gray[{signed(each.change.author)}, {when(each.change.at)}]]{reason}"
        )
        back.button(
            "Bring back…",
            key=f"revive-{each.label.id}",
            type="tertiary",
            on_click=ask_to_revive,
            args=(each.label.id,),
        )
    if pages > 1:
        st.pagination(pages, key="retired-page", max_visible_pages=5)


def ask_to_revive(label_id: LabelId) -> None:
    """Open the question whether this label comes back, and as what."""
    st.session_state[REVIVING] = label_id


def _dialog(here: Working, taxonomy: Taxonomy) -> None:
    label = taxonomy.labels.get(st.session_state.get(REVIVING, ""))
    if label is None or label.in_force:
        return

    @st.dialog(
        f"Bring back {plain(label.name)}", width="medium", on_dismiss=lambda: st.session_state.pop(REVIVING, None)
    )
    def question() -> None:
        _says(taxonomy, label)
        name = _name(taxonomy, label)
        if taxonomy.named(name):
            return
        try:
            back = edits.revive(taxonomy, label.id, name)
            impact(here, taxonomy, back)
        except TntError as error:
            st.error(plain(str(error)), icon=":material/error:")
            return
        reason = st.text_input("Why (optional)", key="revive-reason", max_chars=300, placeholder="Kept with the change")
        if st.button(
            f"Bring back {plain(name)}",
            key="revive-now",
            type="primary",
            icon=":material/restore:",
            on_click=_revive,
            args=(here, taxonomy.version, label.id, name, reason),
        ):
            st.rerun()

    question()


def _says(taxonomy: Taxonomy, label: Label) -> None:
    """What it meant, and where it will stand."""
    if label.description:
        st.text(label.description)
    written = [
        counted(len(label.includes), "thing that belongs", "things that belong") if label.includes else "",
        counted(len(label.excludes), "that does not", "that do not") if label.excludes else "",
        counted(len(label.examples), "example") if label.examples else "",
    ]
    if said := ", ".join(part for part in written if part):
        st.caption(f"Its contract comes back as it was: {said}.")
    parent = taxonomy.labels.get(label.parent or "")
    if parent is not None and parent.in_force:
        st.caption(f"It will stand under {plain(path_of(taxonomy, parent.id))} again.")
    elif parent is not None:
        st.caption(f"It will stand at the top: {plain(parent.name)}, which it stood under, is no longer in force.")
    heirs = [taxonomy[heir] for heir in label.became or () if taxonomy[heir].in_force]
    if heirs:
        names = ", ".join(plain(heir.name) for heir in heirs)
        one = len(heirs) == 1
        st.caption(f"{names} {'stays' if one else 'stay'} as {'it is' if one else 'they are'}.")


def _name(taxonomy: Taxonomy, label: Label) -> str:
    """Its own name, unless another label has taken that since: then what the person calls it."""
    if taxonomy.named(label.name) is None:
        return label.name
    st.warning("Another label is called that by now. Give this one another name.", icon=":material/edit:")
    name = st.text_input("Name", key=f"revive-name-{label.id}", max_chars=80, value=f"{label.name[:70]} (earlier)")
    if taxonomy.named(name):
        st.caption(":orange[That name is taken as well.]")
    return str(name).strip()


def _revive(here: Working, version: int, label_id: LabelId, name: str, reason: str) -> None:
    st.session_state.pop(REVIVING, None)
    if keep(here, version, lambda taxonomy: edits.revive(taxonomy, label_id, name), reason) is not None:
        choose([label_id])
