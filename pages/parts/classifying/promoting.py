"""Which classifier is in use, who chose it and why, and the ways to choose another."""

import streamlit as st

from core.store import classifiers
from core.store.classifiers import Promotion
from pages.parts.classifying.shelf import LOOKED_AT, Shelf
from pages.parts.errors import errors_told
from pages.parts.marks import CLASSIFIER, PERSON
from pages.parts.moments import when
from pages.parts.place import Working
from pages.parts.plain import plain

SHOWN = 8  # entries of the log before the older ones are asked for
REASON, LONGEST = "use-reason", 200
GONE = "a classifier that is gone"


def put_in_use(here: Working, classifier_id: str) -> None:
    """A button that asks why, which may be left open."""
    with st.popover("Put in use", type="primary", icon=":material/check:", key="use-menu"):
        st.text_input("Why", key=REASON, max_chars=LONGEST, placeholder="Optional; kept in the history")
        st.button("Put in use", key="use", icon=":material/check:", on_click=_use, args=(here, classifier_id))


@errors_told()
def _use(here: Working, classifier_id: str) -> None:
    reason = str(st.session_state.get(REASON, "")).strip()
    classifiers.put_in_use(here.engine, here.taxonomy.id, classifier_id, here.author, reason)
    st.session_state[REASON] = ""


def history(here: Working, shelf: Shelf) -> None:
    """Who put which in use, the latest first, and the way back."""
    log = classifiers.promotions(here.engine, here.taxonomy.id)
    if not log:
        return
    fold = st.expander("Which was in use when", key="promotions", on_change="rerun", icon=":material/history:")
    if not fold.open:
        return
    with fold:
        if len({entry.classifier for entry in log if shelf.find(entry.classifier)}) > 1:
            st.button(
                "Back to the one before", key="roll-back", icon=":material/undo:", on_click=_roll_back, args=(here,)
            )
        every = len(log) <= SHOWN or st.toggle(f"Show all {len(log)}", key="all-promotions")
        for entry in log if every else log[:SHOWN]:
            st.markdown(_told(shelf, entry))


def _told(shelf: Shelf, entry: Promotion) -> str:
    name = shelf.names.get(entry.classifier)
    which = f"**{plain(name)}**" if name else GONE
    who = f"{PERSON} {plain(entry.author.removeprefix('human:'))}" if entry.by_person else f"{CLASSIFIER} Training"
    why = f"  \n:small[:gray[{plain(entry.reason)}]]" if entry.reason else ""
    return f"{who} put {which} in use :small[:gray[{when(entry.at)}]]{why}"


@errors_told()
def _roll_back(here: Working) -> None:
    st.query_params[LOOKED_AT] = classifiers.roll_back(here.engine, here.taxonomy.id, here.author)
