"""The history of one label: each step with who, when and why, and how it changed the wording; with a way back."""

from collections.abc import Sequence

import streamlit as st

from core.store import documents
from core.taxonomy import edits
from core.taxonomy.comparison import Difference, compare
from core.taxonomy.history import describe
from core.taxonomy.label import Label, LabelId
from core.taxonomy.taxonomy import Change, Taxonomy
from pages.parts.keeping import keep
from pages.parts.marks import signed
from pages.parts.moments import when
from pages.parts.place import Working
from pages.parts.plain import plain
from pages.parts.wording import named_in, reworded

AT_ONCE = 8  # steps
WORDING = ("name", "description", "includes", "excludes", "edge_cases")


def label_history(here: Working, before: Sequence[Taxonomy], log: Sequence[Change], label_id: LabelId) -> None:
    """A fold with the steps that touched the label, newest first."""
    touching = [version for version, change in enumerate(log, start=1) if label_id in change.touched]
    fold = st.expander("History of this label", key=f"history-{label_id}", on_change="rerun")
    if not fold.open:
        return
    with fold:
        more = f"history-more-{label_id}"
        shown = touching[::-1][: AT_ONCE * (1 + st.session_state.get(more, 0))]
        steps = {version: _differences(before, version, label_id) for version in shown}
        ids = named_in([each for changes in steps.values() for each in changes])
        texts = {document.id: document for document in documents.documents(here.engine, here.project.id, ids)}
        for version, changes in steps.items():
            with st.container(border=True, gap="xsmall"):
                _step(here, before, log[version - 1], version, label_id, bool(changes))
                for each in changes:
                    st.markdown(reworded(each, texts))
        if len(touching) > len(shown):
            st.button(
                f"Show {min(AT_ONCE, len(touching) - len(shown))} older",
                key=f"older-{label_id}",
                on_click=lambda: st.session_state.update({more: st.session_state.get(more, 0) + 1}),
            )


def _step(
    here: Working, before: Sequence[Taxonomy], change: Change, version: int, label_id: LabelId, detailed: bool
) -> None:
    """Who, when and why; and, where no `detailed` differences follow, what."""
    facts = [signed(change.author), when(change.at), f"step {version}"]
    then, now = before[version][label_id], before[-1][label_id]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(" :gray[·] ".join(fact for fact in facts if fact), width="stretch")
        if then.in_force and _wording(then) != _wording(now):
            st.button(
                "Go back to this wording",
                key=f"back-{label_id}-{version}",
                type="tertiary",
                icon=":material/settings_backup_restore:",
                help="Its name, description and lists as they were after this step. All other labels stay as they are.",
                on_click=_go_back,
                args=(here, len(before) - 1, label_id, then, version),
            )
    if not detailed:
        said = describe(before[version - 1], change.model_copy(update={"labels": (then,)}))
        st.caption(plain("; ".join(said)) or "Nothing of it changed.")
    if change.reason:
        st.caption(f"“{plain(change.reason)}”")


def _differences(before: Sequence[Taxonomy], version: int, label_id: LabelId) -> tuple[Difference, ...]:
    """What a step changed in the label, where it was in force before and after."""
    entries = compare(before[version - 1], before[version]).entries
    return next((each.differences for each in entries if each.id == label_id and each.old and each.new), ())


def _wording(label: Label) -> dict[str, object]:
    return {field: getattr(label, field) for field in WORDING}


def _go_back(here: Working, drawn_at: int, label_id: LabelId, then: Label, version: int) -> None:
    keep(
        here,
        drawn_at,
        lambda taxonomy: edits.rewrite(taxonomy, taxonomy[label_id].model_copy(update=_wording(then))),
        f"Back to the wording of step {version}",
    )
