"""Labels that a trial nobody chose has found, to be taken over into the taxonomy one by one."""

from collections.abc import Sequence

import streamlit as st

from core.store.runs import Run
from core.taxonomy.label import Label, LabelId
from core.taxonomy.taxonomy import Taxonomy
from core.work import steering
from core.work.measuring import Candidate, Chosen, sizes
from pages.parts.errors import errors_told
from pages.parts.place import Working
from pages.parts.plain import counted, plain
from pages.parts.shares import percent


def kept_apart(candidate: Candidate) -> int:
    """How many documents a candidate was measured with."""
    return len(candidate.fit.labels) if candidate.fit else 0


def labels_of_others(here: Working, run: Run, trials: Sequence[Candidate], chosen: Chosen, now: Taxonomy) -> None:
    """What the trials not chosen found and the taxonomy has no label for by that name."""
    st.subheader("Labels of other trials", anchor=False)
    lacking = [(trial, _lacking(trial, now)) for trial in trials if trial.number != chosen.trial]
    if not any(missing for _, missing in lacking):
        st.caption("The taxonomy has a label by every name that the other trials found.")
        return
    st.caption("Found by a trial that was not chosen, and no label here has that name. Take over what you miss.")
    for trial, missing in lacking:
        if not missing:
            continue
        title = f"Trial {trial.number}: {counted(len(missing), 'label')}"
        fold = st.expander(title, key=f"others-{run.id}-{trial.number}", on_change="rerun")
        if fold.open:
            with fold:
                for label in missing:
                    _row(here, run, trial, label)


def _lacking(candidate: Candidate, now: Taxonomy) -> list[Label]:
    size = sizes(candidate)
    missing = [label for label in candidate.taxonomy.live if now.named(label.name) is None]
    return sorted(missing, key=lambda label: -size.get(label.id, 0))


def _row(here: Working, run: Run, candidate: Candidate, label: Label) -> None:
    apart = kept_apart(candidate)
    share = f" :gray[{percent(sizes(candidate).get(label.id, 0) / apart)}]" if apart else ""
    about = plain(label.description) or "It has no description."
    with st.container(horizontal=True, vertical_alignment="center", wrap=False):
        st.markdown(f"**{plain(label.name)}**{share}  \n:small[:gray[{about}]]", width="stretch")
        st.button(
            "Carry over",
            key=f"carry-{run.id}-{candidate.number}-{label.id}",
            icon=":material/add:",
            on_click=_carry,
            args=(here, run, candidate.number, label.id),
        )


@errors_told()
def _carry(here: Working, run: Run, number: int, label_id: LabelId) -> None:
    steering.carry_over(here.engine, run, number, label_id, here.author)
    st.toast("The label is part of the taxonomy now.", icon=":material/check:")
