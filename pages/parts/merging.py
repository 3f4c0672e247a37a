"""Merge several labels into one, or retire some: what would move is shown before it is done."""

from collections.abc import Sequence

import streamlit as st

from core.labelling.tally import Tally
from core.taxonomy import edits
from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.choosing import choose
from pages.parts.colours import dotted_name
from pages.parts.keeping import keep
from pages.parts.place import Working
from pages.parts.plain import counted, plain
from pages.parts.retiring import ask_to_retire


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
            on_click=ask_to_retire,
            args=(list(label_ids),),
        )


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
