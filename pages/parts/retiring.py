"""Retire labels: where their documents go, and what that does to everything that hangs on them, before it is done."""

from collections.abc import Sequence

import streamlit as st

from core.errors import TntError
from core.labelling.tally import Tally
from core.taxonomy import edits
from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Taxonomy
from core.work.nearest import nearest
from pages.parts.choosing import choose, others, path_of
from pages.parts.colours import dotted_name
from pages.parts.impact import impact
from pages.parts.keeping import keep
from pages.parts.place import Working
from pages.parts.plain import counted, plain

RETIRING = "retiring"
HEIR = "retire-to"
NOWHERE = ""  # what the list of heirs calls no heir at all
NAMED = 8  # labels that a dialog names one by one


def ask_to_retire(label_ids: Sequence[LabelId]) -> None:
    """Open the question where the documents of these labels go."""
    st.session_state[RETIRING] = list(label_ids)


def retire_dialog(here: Working, taxonomy: Taxonomy, tally: Tally) -> None:
    """Ask where the documents go, if someone has asked to retire labels."""
    wanted = dict.fromkeys(st.session_state.get(RETIRING, []))
    label_ids = tuple(each for each in wanted if each in taxonomy.labels and taxonomy[each].in_force)
    if not label_ids:
        return
    title = f"Retire {plain(taxonomy[label_ids[0]].name)}" if len(label_ids) == 1 else f"Retire {len(label_ids)} labels"

    @st.dialog(title, width="medium", on_dismiss=lambda: st.session_state.pop(RETIRING, None))
    def question() -> None:
        _retiring(taxonomy, tally, label_ids)
        to = _heir(taxonomy, label_ids)
        try:
            impact(here, taxonomy, edits.retire_all(taxonomy, label_ids, to))
        except TntError as error:
            st.error(plain(str(error)), icon=":material/error:")
            return
        reason = st.text_input("Why (optional)", key="retire-reason", max_chars=300, placeholder="Kept with the change")
        retired = st.button(
            "Retire" if to is None else f"Retire into {plain(taxonomy[to].name)}",
            key="retire-now",
            type="primary",
            icon=":material/do_not_disturb_on:",
            on_click=_retire,
            args=(here, taxonomy.version, label_ids, to, reason),
        )
        st.caption("It can be undone, and a retired label can be brought back later.")
        if retired:
            st.rerun()

    question()


def _retiring(taxonomy: Taxonomy, tally: Tally, label_ids: Sequence[LabelId]) -> None:
    """Which labels go; one alone is named in the title already."""
    if len(label_ids) > 1:
        with st.container(gap="xxsmall"):
            for label_id in label_ids[:NAMED]:
                count = counted(tally.documents(label_id), "document")
                st.markdown(f"{dotted_name(taxonomy, label_id)} :gray[{count}]")
        if len(label_ids) > NAMED:
            st.caption(f"And {len(label_ids) - NAMED:,} more.")
    locked = [taxonomy[label_id].name for label_id in label_ids if taxonomy[label_id].locked]
    if locked:
        st.warning(f"{locked_said(locked)} Retiring goes past the lock.", icon=":material/lock:")


def locked_said(names: Sequence[str]) -> str:
    """“Cards” is locked, or how many are; ready for Markdown."""
    return f"“{plain(names[0])}” is locked." if len(names) == 1 else f"{len(names)} of them are locked."


def _heir(taxonomy: Taxonomy, label_ids: tuple[LabelId, ...]) -> LabelId | None:
    """Where the documents are to go. The labels above come first in the list, and the one that reads most alike."""
    suggested = nearest(taxonomy, label_ids)
    above = [taxonomy[label_id].parent for label_id in label_ids]
    first = [each for each in (suggested.label if suggested else None, *above) if each and each not in label_ids]
    heirs = [NOWHERE, *dict.fromkeys([*first, *others(taxonomy, label_ids)])]

    def said(heir: LabelId) -> str:
        if heir == NOWHERE:
            return "No label: they have to be asked again"
        return path_of(taxonomy, heir) + (" (suggested)" if suggested and heir == suggested.label else "")

    to = st.selectbox(
        "Its documents go to" if len(label_ids) == 1 else "Their documents go to", heirs, format_func=said, key=HEIR
    )
    if suggested and to != suggested.label:
        one = "it" if len(label_ids) == 1 else "them"
        st.button(
            f"Suggested: {plain(taxonomy[suggested.label].name)}, the label that reads most like {one}",
            key="retire-suggested",
            type="tertiary",
            icon=":material/lightbulb:",
            on_click=_take_suggestion,
            args=(suggested.label,),
        )
    return to or None


def _take_suggestion(label_id: LabelId) -> None:
    st.session_state[HEIR] = label_id


def _retire(here: Working, version: int, label_ids: tuple[LabelId, ...], to: LabelId | None, reason: str) -> None:
    st.session_state.pop(RETIRING, None)
    if keep(here, version, lambda taxonomy: edits.retire_all(taxonomy, label_ids, to), reason) is not None:
        choose([to] if to else [])
