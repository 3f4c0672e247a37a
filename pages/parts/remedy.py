"""One remedy that a teacher advises, as a card: what would change, why, what speaks for it, and what to do about it."""

import streamlit as st

from core.errors import NotFound
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.advising.advice import Remedy
from core.work import advising, queue, requests
from core.work.advising import OVERTAKEN, Waiting
from core.work.settings import AdviseSettings
from pages.parts.choosing import choose
from pages.parts.errors import errors_told
from pages.parts.impact import impact
from pages.parts.marks import signed
from pages.parts.moments import when
from pages.parts.place import Working
from pages.parts.plain import plain
from pages.parts.remedy_changed import CHANGING, made_here
from pages.parts.remedy_told import changes, left_over, speaking_for_it, title
from pages.parts.splitting import open_split

IN_WORDS = frozenset({"reword", "add", "tell apart"})  # what is changed before it is accepted by writing it


def remedy_card(here: Working, taxonomy: Taxonomy, waits: Waiting) -> None:
    """The remedy with the ways to decide on it."""
    key = f"{waits.run.id}-{waits.name.replace(', ', '-').replace(' ', '-')}"
    remedy = waits.remedy
    with st.container(border=True, gap="small", key=f"remedy-{key}"):
        st.markdown(f"**{plain(title(taxonomy, remedy))}**")
        changes(taxonomy, remedy)
        st.markdown(
            f":small[{signed(waits.teacher)} :gray[{when(waits.run.ended or waits.run.created)}:] "
            f"{plain(remedy.reason)}{left_over(remedy)}]"
        )
        speaking_for_it(here, taxonomy, remedy)
        if waits.outdated:
            st.markdown(f":orange[:material/warning:] {OVERTAKEN}")
        else:
            _foreseen(here, taxonomy, remedy, key)
        _actions(here, taxonomy, waits, key)


def _foreseen(here: Working, taxonomy: Taxonomy, remedy: Remedy, key: str) -> None:
    fold = st.expander("What it would do", key=f"impact-{key}", on_change="rerun")
    if fold.open:
        with fold:
            impact(here, taxonomy, remedy.labels, remedy.sorting)


def _actions(here: Working, taxonomy: Taxonomy, waits: Waiting, key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if waits.outdated:
            st.button(
                "Ask again", key=f"again-{key}", icon=":material/refresh:", on_click=_ask_again, args=(here, waits)
            )
        else:
            st.button(
                "Accept",
                key=f"accept-{key}",
                icon=":material/check:",
                on_click=_accept,
                args=(here, taxonomy, waits),
            )
            st.button("Change…", key=f"change-{key}", icon=":material/edit:", on_click=_change, args=(here, waits))
        st.button(
            "Decline",
            key=f"decline-{key}",
            type="tertiary",
            icon=":material/close:",
            help="The labels stay as they are, and this is not suggested again.",
            on_click=_decline,
            args=(here, waits),
        )


@errors_told()
def _accept(here: Working, taxonomy: Taxonomy, waits: Waiting) -> None:
    after = advising.accept(here.engine, waits.run, waits.name, here.person)
    made_here(here, after)
    st.toast(f"{plain(title(taxonomy, waits.remedy))}: done. Undo is at the top.", icon=":material/check:")


@errors_told()
def _decline(here: Working, waits: Waiting) -> None:
    advising.decline(here.engine, waits.run, waits.name, here.person)


@errors_told()
def _change(here: Working, waits: Waiting) -> None:
    """Open the editor that fits: the split dialog, the merge panel, or the words."""
    remedy = waits.remedy
    if remedy.kind in IN_WORDS:
        st.session_state[CHANGING] = (waits.run.id, waits.name)
        return
    if not remedy.about:
        raise NotFound(advising.GONE)
    advising.take_up(here.engine, waits.run, waits.name, here.person)
    if remedy.kind == "split":
        parts = tuple(label for label in remedy.labels if label.in_force and label.id in remedy.sorting.values())
        open_split(here, remedy.about[0], parts, remedy.sorting, waits.teacher)
        return
    choose(list(remedy.about))
    st.session_state["tab"] = "Labels"


@errors_told()
def _ask_again(here: Working, waits: Waiting) -> None:
    settings = AdviseSettings.model_validate(waits.run.settings)
    run = requests.request(
        here.engine, here.taxonomy.id, advising.again(waits.remedy, waits.question, settings), here.person
    )
    queue.hand_over(here.engine, run.id)
