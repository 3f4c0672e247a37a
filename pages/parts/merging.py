"""Merge several labels into one, or retire some: what would move is shown before it is done."""

from collections.abc import Sequence

import streamlit as st

from core.labelling.tally import Tally
from core.taxonomy import edits
from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.colours import dotted_name
from pages.parts.keeping import keep
from pages.parts.place import Working
from pages.parts.plain import counted, plain

NOWHERE = ""  # what the list of heirs calls no heir at all


def several(here: Working, taxonomy: Taxonomy, tally: Tally, label_ids: Sequence[LabelId]) -> None:
    """What can be done with several labels at once."""
    st.markdown(f"#### {counted(len(label_ids), 'label')} chosen")
    for label_id in label_ids:
        st.markdown(f"{dotted_name(taxonomy, label_id)} :gray[{counted(tally.documents(label_id), 'document')}]")
    biggest = max(label_ids, key=tally.documents)
    st.markdown("**Merge them**")
    into = st.selectbox(
        "Which one stays",
        label_ids,
        index=list(label_ids).index(biggest),
        format_func=lambda label_id: taxonomy[label_id].name if label_id in taxonomy.labels else label_id,
        key=f"merge-into-{'-'.join(label_ids)}",
    )
    gone = [label_id for label_id in label_ids if label_id != into]
    st.markdown(f"{_moving(tally, gone)} to {dotted_name(taxonomy, into)}. Nothing has to be asked again.")
    reason = st.text_input("Why (optional)", key="merge-reason", max_chars=300)
    with st.container(horizontal=True):
        st.button(
            f"Merge into {plain(taxonomy[into].name)}",
            key="merge",
            type="primary",
            icon=":material/call_merge:",
            on_click=_merge,
            args=(here, taxonomy.version, tuple(label_ids), into, reason),
        )
        st.button(
            "Retire all of them…",
            key="retire-several",
            icon=":material/do_not_disturb_on:",
            on_click=_ask,
            args=(list(label_ids),),
        )


def _ask(label_ids: list[LabelId]) -> None:
    st.session_state["retiring"] = label_ids


def _moving(tally: Tally, label_ids: Sequence[LabelId]) -> str:
    """“38 of the teacher's verdicts and 4 documents judged by people move”."""
    by = {source: sum(tally.by(label_id, source) for label_id in label_ids) for source in ("teacher", "person")}
    if not by["teacher"] and not by["person"]:
        return "No judgements move"
    people = f" and {counted(by['person'], 'document')} judged by people" if by["person"] else ""
    return f"{by['teacher']:,} verdicts of the teacher{people} move"


def _merge(here: Working, version: int, label_ids: tuple[LabelId, ...], into: LabelId, reason: str) -> None:
    after = keep(here, version, lambda taxonomy: edits.merge(taxonomy, label_ids, into), reason)
    if after is not None:
        choose([into])


def choose(label_ids: Sequence[LabelId]) -> None:
    """Have the tree take up these labels."""
    st.query_params["label"] = list(label_ids)
    st.session_state["tree-focus"] = st.session_state.get("tree-focus", 0) + 1


def retire_dialog(here: Working, taxonomy: Taxonomy, tally: Tally) -> None:
    """Ask where the documents go, if someone has asked to retire labels."""
    wanted = st.session_state.get("retiring", [])
    label_ids = [label_id for label_id in wanted if label_id in taxonomy.labels and taxonomy[label_id].in_force]
    if not label_ids:
        return
    title = f"Retire {plain(taxonomy[label_ids[0]].name)}" if len(label_ids) == 1 else f"Retire {len(label_ids)} labels"

    @st.dialog(title, on_dismiss=lambda: st.session_state.pop("retiring", None))
    def question() -> None:
        heirs = [NOWHERE, *(label.id for label in taxonomy.below(None) if label.id not in label_ids)]
        to = st.selectbox(
            "Its documents go to" if len(label_ids) == 1 else "Their documents go to",
            heirs,
            format_func=lambda heir: taxonomy[heir].name if heir else "No label: ask the teacher again",
            key="retire-to",
        )
        count = sum(tally.documents(label_id) for label_id in label_ids)
        if to:
            st.markdown(f"{_moving(tally, label_ids)} to {dotted_name(taxonomy, to)}.")
        elif count:
            st.markdown(f"{counted(count, 'document')} will wait to be asked again on the Label page.")
        below = sum(len(taxonomy.children(label_id)) for label_id in label_ids)
        if below:
            st.caption(f"{counted(below, 'label')} below {'moves' if below == 1 else 'move'} with the documents.")
        reason = st.text_input("Why (optional)", key="retire-reason", max_chars=300)
        if st.button(
            "Retire",
            key="retire-now",
            type="primary",
            on_click=_retire,
            args=(here, taxonomy.version, tuple(label_ids), to or None, reason),
        ):
            st.rerun()

    question()


def _retire(here: Working, version: int, label_ids: tuple[LabelId, ...], to: LabelId | None, reason: str) -> None:
    st.session_state.pop("retiring", None)
    if keep(here, version, lambda taxonomy: edits.retire_all(taxonomy, label_ids, to), reason) is not None:
        choose([to] if to else [])
