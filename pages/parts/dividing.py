"""Divide a label into finer ones: who is to do it and how fine, before anything starts."""

import streamlit as st

from core.labelling.tally import Tally
from core.taxonomy.label import Label, LabelId
from core.taxonomy.taxonomy import Taxonomy
from core.work import queue, requests
from core.work.settings import GrowSettings
from pages.parts.colours import dotted_name
from pages.parts.cost import expected
from pages.parts.errors import errors_kept, kept_error
from pages.parts.place import Working, address
from pages.parts.plain import counted, plain
from pages.parts.teacher import choose_teacher

DIVIDING, DIVIDED = "dividing", "divided"
FEWEST = 2  # documents, as many as a run needs to begin
FEW = 20  # below which finer labels rest on next to nothing


def divide_button(taxonomy: Taxonomy, tally: Tally, label: Label) -> None:
    """The way to the dialog; where there is nothing to divide, the reason."""
    count = documents_of(taxonomy, tally, label.id)
    lacking = "It has no labelled documents yet" if not count else "It has one labelled document"
    st.button(
        "Divide into finer labels…",
        key=f"divide-{label.id}",
        icon=":material/account_tree:",
        disabled=count < FEWEST,
        help=f"{lacking}. Label documents first." if count < FEWEST else "A teacher reads its documents again.",
        on_click=_ask,
        args=(label.id,),
    )


def documents_of(taxonomy: Taxonomy, tally: Tally, label_id: LabelId) -> int:
    """The documents of a label and of those that stand below it."""
    return sum(tally.documents(each) for each in (label_id, *(finer.id for finer in taxonomy.below(label_id))))


def divide_dialog(here: Working, taxonomy: Taxonomy, tally: Tally) -> None:
    """Ask how to divide a label, if someone wants to; once the run is asked for, go where it grows."""
    if st.session_state.pop(DIVIDED, None) is not None:
        st.switch_page("grow.py", query_params=address(here.project.id, here.taxonomy.id))
    label = taxonomy.labels.get(st.session_state.get(DIVIDING, ""))
    if label is None or not label.in_force:
        return

    @st.dialog(f"Divide {plain(label.name)}", on_dismiss=lambda: st.session_state.pop(DIVIDING, None))
    def question() -> None:
        settings = _settings(taxonomy, tally, label)
        expected(here, settings)
        st.caption("You see the finer labels before they become part of the taxonomy.")
        started = st.button(
            "Find finer labels", key="divide-now", type="primary", on_click=_start, args=(here, settings)
        )
        kept_error()
        if started and DIVIDED in st.session_state:
            st.rerun()

    question()


def _settings(taxonomy: Taxonomy, tally: Tally, label: Label) -> GrowSettings:
    count = documents_of(taxonomy, tally, label.id)
    usual = GrowSettings()
    most = usual.sample or count
    read = f"A random sample of {most:,} is read." if count > most else "All are read."
    st.markdown(f"{dotted_name(taxonomy, label.id)} has {counted(count, 'labelled document')}. {read}")
    if count < FEW:
        st.caption(":orange[:material/warning:] Finer labels from so few documents are hardly more than a guess.")
    below = len(taxonomy.children(label.id))
    if below:
        st.caption(f"It has {counted(below, 'finer label')} already; the teacher may improve them and add others.")
    chosen = choose_teacher(f"divide-teacher-{label.id}", hybrid=True)
    left, right = st.columns(2)
    finer = left.number_input("At most this many labels", 2, 100, usual.finer, key=f"divide-most-{label.id}")
    trials = right.number_input(
        "Trials",
        1,
        3,
        1,
        key=f"divide-trials-{label.id}",
        help="Each reads the same documents in another order, and you choose between what they found.",
    )
    return GrowSettings(
        teacher=chosen.teacher, model=chosen.model, within=label.id, finer=int(finer), trials=int(trials)
    )


def _ask(label_id: LabelId) -> None:
    st.session_state[DIVIDING] = label_id


@errors_kept()
def _start(here: Working, settings: GrowSettings) -> None:
    run = requests.request(here.engine, here.taxonomy.id, settings, here.person)
    queue.hand_over(here.engine, run.id)
    st.session_state.pop(DIVIDING, None)
    st.session_state[DIVIDED] = run.id
