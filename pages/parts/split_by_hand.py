"""Sort a label's documents into its parts one by one, the most doubtful first."""

import streamlit as st

from core.labelling.sorting import Text
from pages.parts.begun import Begun, part_colours, put_aside, written
from pages.parts.errors import errors_kept
from pages.parts.sorter import KEY, choices, sorter

PAGE = 15  # documents
LIST = "split-list"  # which documents are gone through, and in which order, until another choice is made
ALL, LEFT, HAND = -3, -2, -1  # what the choice of documents calls those that are not of one part


def by_hand(now: Begun) -> None:
    """The list with its choice of documents and how far one has come."""
    if not now.read:
        st.caption("It has no labelled documents, so there is nothing to sort. The parts are kept without any.")
        return
    sorted_ = len(now.read) - len(now.sorted.unsorted)
    with st.container(horizontal=True, vertical_alignment="center"):
        which = _which(now)
        st.progress(sorted_ / len(now.read), text=f"{sorted_:,} of {len(now.read):,} sorted")
    shown = _listed(now, which)
    if not shown:
        st.caption("No document is left unsorted." if which == LEFT else "There are none.")
        return
    pages = -(-len(shown) // PAGE)
    key = f"split-page-{now.label.id}-{which}"
    page = min(st.session_state.get(key, 1), pages)
    sorter(
        f"{now.here.taxonomy.id} {now.label.id}",
        shown[(page - 1) * PAGE : page * PAGE],
        now.splitting.parts,
        part_colours(now.taxonomy, now.splitting),
        now.sorted.places,
        st.session_state.get("split-acknowledged", {}),
        on_sorted=lambda: _take(now),
    )
    if pages > 1:
        st.pagination(pages, key=key)


def forget_list() -> None:
    """Have the list made anew: what is unsorted may have changed otherwise."""
    st.session_state.pop(LIST, None)


def _which(now: Begun) -> int:
    by_teacher = bool(now.splitting.by_teacher)
    options = [ALL if by_teacher else LEFT, LEFT if by_teacher else ALL, HAND, *now.splitting.numbers]
    names = {ALL: "All its documents", LEFT: "Not sorted yet", HAND: "Sorted by hand"}
    names |= {part.number: f"In {part}" for part in now.splitting.parts}
    return st.selectbox(
        "Show",
        options,
        format_func=lambda option: names[option],
        key=f"split-which-{now.label.id}",
        label_visibility="collapsed",
        width=260,
        on_change=forget_list,
    )


def _listed(now: Begun, which: int) -> list[Text]:
    """The documents to go through: those chosen at first, so that a row stays where it is once it is sorted."""
    known = st.session_state.get(LIST)
    if known is None or known[0] != (now.label.id, which):
        chosen = frozenset(text.document for text in now.read if _is(now, text, which))
        st.session_state[LIST] = known = ((now.label.id, which), chosen)
    return [text for text in now.read if text.document in known[1]]


def _is(now: Begun, text: Text, which: int) -> bool:
    place = now.sorted.places.get(text.document)
    if which == ALL:
        return True
    if which == LEFT:
        return place is None
    return place is not None and (place.by == "hand" if which == HAND else place.part == which)


@errors_kept()
def _take(now: Begun) -> None:
    """Keep what was sorted, each choice once, however often it was sent."""
    acknowledged = st.session_state.setdefault("split-acknowledged", {})
    splitting = written(now.here, now.label.id)
    documents = {text.document for text in now.read}
    fresh = [
        choice
        for choice in choices(st.session_state[KEY].sorted, splitting.numbers, documents)
        if choice.seq > acknowledged.get(choice.client, 0)
    ]
    for choice in fresh:
        splitting = splitting.put(choice.document, choice.part)
    put_aside(now.here, now.label.id, splitting)
    for choice in fresh:
        acknowledged[choice.client] = max(choice.seq, acknowledged.get(choice.client, 0))
