"""Keep what a person changes in a taxonomy, and show both sides where someone else was faster.

A change is based on the version its author was looking at, which is the one from when the page was drawn. Steps taken
in this tab are no one else's doing and never stand in the way.
"""

from collections.abc import Callable, Sequence

import streamlit as st

from core.errors import Conflict, TntError
from core.store import ledger
from core.taxonomy.history import brought_forward, describe, last_undoing, replay, standing, undo
from core.taxonomy.label import Label, Labels
from core.taxonomy.taxonomy import Change, Taxonomy
from pages.parts.marks import signed
from pages.parts.place import Working
from pages.parts.plain import plain

CONFLICT, REFUSAL, OWN, DRAWN = "conflicting-change", "refusal", "own-versions", "contract-drawn"
FIELDS = {"name": "Name", "description": "Description", "includes": "Belongs here", "excludes": "Does not belong here"}


def keep(
    here: Working,
    version: int,
    gesture: Callable[[Taxonomy], Labels],
    reason: str = "",
    beside: ledger.Beside | None = None,
) -> Taxonomy | None:
    """Append one change, thought of at `version`. None where nothing was kept; `troubles` then says why."""
    try:
        log = ledger.changes(here.engine, here.taxonomy.id)
        labels = gesture(replay(log))
    except TntError as error:
        st.session_state[REFUSAL] = str(error)
        return None
    if not labels:
        st.toast("Nothing was changed.")
        return None
    change = Change(labels=labels, author=here.author, based_on=version, reason=reason.strip())
    return _append(here, brought_forward(log, change, st.session_state.get(OWN, frozenset())), beside)


def take_back(here: Working, version: int) -> None:
    """Undo the change that made a version; of an undo, that is a redo."""
    try:
        change = undo(ledger.changes(here.engine, here.taxonomy.id), version, here.author)
    except TntError as error:
        st.session_state[REFUSAL] = str(error)
        return
    _append(here, change)


def _append(here: Working, change: Change, beside: ledger.Beside | None = None) -> Taxonomy | None:
    try:
        after = ledger.append(here.engine, here.taxonomy.id, change, beside)
    except Conflict as error:
        st.session_state[CONFLICT] = change
        st.session_state[REFUSAL] = str(error)
        return None
    except TntError as error:
        st.session_state[REFUSAL] = str(error)
        return None
    st.session_state[OWN] = st.session_state.get(OWN, frozenset()) | {after.version}
    st.session_state.pop(DRAWN, None)  # the contract beside the tree is drawn anew
    return after


def undo_and_redo(here: Working, before: Sequence[Taxonomy], log: Sequence[Change]) -> None:
    """Two buttons that say what they would take back. `before[n]` is the taxonomy before `log[n]`."""
    undoable = next(reversed(standing(log)), None)
    redoable = last_undoing(log)
    st.button(
        f"Undo: {plain(_shortly(before, log, undoable))}" if undoable else "Nothing to undo",
        key="undo",
        icon=":material/undo:",
        disabled=undoable is None,
        on_click=take_back,
        args=(here, undoable),
    )
    if redoable is not None:
        st.button(
            f"Redo: {plain(_shortly(before, log, log[redoable - 1].undoes))}",
            key="redo",
            icon=":material/redo:",
            on_click=take_back,
            args=(here, redoable),
        )


def _shortly(before: Sequence[Taxonomy], log: Sequence[Change], version: int | None) -> str:
    if version is None:
        return "the last step"
    sentences = list(describe(before[version - 1], log[version - 1])) or ["a step that changed nothing"]
    more = f" and {len(sentences) - 1} more" if len(sentences) > 1 else ""
    first = sentences[0][:1].lower() + sentences[0][1:]
    return (first if len(first) <= 60 else f"{first[:59]}…") + more


def troubles(here: Working, before: Sequence[Taxonomy], log: Sequence[Change]) -> None:
    """Say why something was not kept; where others were faster, show both sides and let the person choose."""
    message = st.session_state.pop(REFUSAL, None)
    change = st.session_state.get(CONFLICT)
    if change is None:
        if message:
            st.error(plain(message), icon=":material/error:")
        return
    with st.container(border=True, key="both-sides"):
        st.markdown("**Someone else changed this while you were looking at it.** Nothing of yours has been kept yet.")
        theirs, yours = st.columns(2)
        with theirs:
            st.caption("In the meantime")
            for version, past in enumerate(log[change.based_on :], start=change.based_on + 1):
                if past.touched & change.touched:
                    done = "; ".join(describe(before[version - 1], past)) or "a step that changed nothing"
                    st.markdown(f"{signed(past.author)}: {plain(done)}")
        with yours:
            st.caption("Yours would make it")
            for label in change.labels:
                _difference(before[-1].labels.get(label.id), label, before[-1])
        with st.container(horizontal=True):
            st.button("Leave it as it is", key="leave-theirs", on_click=_leave)
            st.button("Keep mine instead", key="keep-mine", on_click=_insist, args=(here, change, len(log)))


def _difference(now: Label | None, wanted: Label, taxonomy: Taxonomy) -> None:
    """The fields in which a label would differ from what it is now, both wordings one above the other."""
    if now is None:
        st.markdown(f"A new label {plain(wanted.name)}.")
        return
    st.markdown(f"**{plain(now.name)}**")
    if wanted.in_force != now.in_force:
        st.markdown("In force again." if wanted.in_force else "No longer in force.")
    for field, title in FIELDS.items():
        is_now, would_be = (_written(getattr(label, field)) for label in (now, wanted))
        if is_now != would_be:
            st.markdown(
                f"{title}: :gray[{plain(is_now) or 'nothing'}] :material/arrow_forward: {plain(would_be) or 'nothing'}"
            )
    if wanted.parent != now.parent:
        st.markdown(f"Stands under: {plain(taxonomy[wanted.parent].name) if wanted.parent else 'the top level'}")
    if wanted.locked != now.locked:
        st.markdown("Locked." if wanted.locked else "Unlocked.")


def _written(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else "; ".join(value)


def _leave() -> None:
    st.session_state.pop(CONFLICT, None)
    st.session_state.pop(DRAWN, None)


def _insist(here: Working, change: Change, version: int) -> None:
    st.session_state.pop(CONFLICT, None)
    _append(here, change.model_copy(update={"based_on": version}))
