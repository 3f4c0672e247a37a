"""Keep what a person changes in a taxonomy, and show both sides where someone else was faster.

A change is based on the version its author was looking at, which is the one from when the page was drawn. Steps taken
in this tab are no one else's doing and never stand in the way.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import streamlit as st

from core.errors import Conflict, TntError
from core.store import ledger
from core.taxonomy.history import brought_forward, describe, last_undoing, replay, standing, undo
from core.taxonomy.label import LabelId, Labels
from core.taxonomy.taxonomy import Change, Taxonomy
from pages.parts import drafts
from pages.parts.both_sides import both_sides
from pages.parts.marks import author_name
from pages.parts.place import Working
from pages.parts.plain import plain

CONFLICT, REFUSAL, OWN = "conflicting-change", "refusal", "own-versions"
LONGEST = 48  # letters of a step on a button: two such buttons stand in one line
NOTHING = "Nothing was changed."
OVERTAKEN = "Someone else was faster. Both sides are shown at the top of Curate."


class Waiting(NamedTuple):
    """A change that others came before, of which nothing is kept until its author has chosen.

    Its labels were worked out from version `built_on`, which may be later than the one it is based on.
    """

    taxonomy: str
    change: Change
    built_on: int
    beside: ledger.Beside | None


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
        st.session_state[REFUSAL] = NOTHING
        return None
    change = Change(labels=labels, author=here.author, based_on=version, reason=reason.strip())
    return _append(here, brought_forward(log, change, own_versions(here)), len(log), beside)


def own_versions(here: Working) -> frozenset[int]:
    """The versions that were made in this tab."""
    made: frozenset[tuple[str, int]] = st.session_state.get(OWN, frozenset())
    return frozenset(version for taxonomy_id, version in made if taxonomy_id == here.taxonomy.id)


def take_back(here: Working, version: int) -> None:
    """Undo the change that made a version; of an undo, that is a redo."""
    try:
        log = ledger.changes(here.engine, here.taxonomy.id)
        change = undo(log, version, here.author)
    except TntError as error:
        st.session_state[REFUSAL] = str(error)
        return
    _append(here, change, len(log), None)


def _append(here: Working, change: Change, built_on: int, beside: ledger.Beside | None) -> Taxonomy | None:
    try:
        after = ledger.append(here.engine, here.taxonomy.id, change, beside)
    except Conflict:
        st.session_state[CONFLICT] = Waiting(here.taxonomy.id, change, built_on, beside)
        st.session_state[REFUSAL] = OVERTAKEN
        return None
    except TntError as error:
        st.session_state[REFUSAL] = str(error)
        return None
    st.session_state[OWN] = st.session_state.get(OWN, frozenset()) | {(here.taxonomy.id, after.version)}
    return after


def pending(here: Working, label_id: LabelId) -> bool:
    """Whether both sides of a conflict about a label are being shown."""
    waiting: Waiting | None = st.session_state.get(CONFLICT)
    return waiting is not None and waiting.taxonomy == here.taxonomy.id and label_id in waiting.change.touched


def undo_and_redo(here: Working, before: Sequence[Taxonomy], log: Sequence[Change]) -> None:
    """Two buttons that say what they would take back. `before[n]` is the taxonomy before `log[n]`."""
    undoable = next(reversed(standing(log)), None)
    redoable = last_undoing(log)
    theirs = _others(here, log, undoable)
    st.button(
        f"Undo {theirs and f'{theirs}’s step'}".strip() + f": {plain(_shortly(before, log, undoable))}"
        if undoable
        else "Nothing to undo",
        key="undo",
        icon=":material/undo:",
        disabled=undoable is None,
        help="It was not yours. The history says when and why it was made." if theirs else None,
        on_click=take_back,
        args=(here, undoable),
    )
    if redoable is not None:
        theirs = _others(here, log, redoable)
        st.button(
            f"Redo {theirs and f'what {theirs} undid'}".strip()
            + f": {plain(_shortly(before, log, log[redoable - 1].undoes))}",
            key="redo",
            icon=":material/redo:",
            on_click=take_back,
            args=(here, redoable),
        )


def _others(here: Working, log: Sequence[Change], version: int | None) -> str:
    """Who made a version, if it was someone else; ready for Markdown."""
    author = log[version - 1].author if version else here.author
    return "" if author == here.author else plain(author_name(author))


def _shortly(before: Sequence[Taxonomy], log: Sequence[Change], version: int | None) -> str:
    if version is None:
        return "the last step"
    change = log[version - 1]
    parts = {heir for label in change.labels if len(label.became or ()) > 1 for heir in label.became or ()}
    named = tuple(f"Added “{label}”" for label in change.labels if label.id in parts)  # the split names them already
    told = (sentence for sentence in describe(before[version - 1], change) if not sentence.startswith(named))
    sentences = list(told) or ["a step that changed nothing"]
    more = f" and {len(sentences) - 1} more" if len(sentences) > 1 else ""
    first = sentences[0][:1].lower() + sentences[0][1:]
    return (first if len(first) <= LONGEST else f"{first[: LONGEST - 1]}…") + more


def troubles(here: Working, before: Sequence[Taxonomy], log: Sequence[Change]) -> None:
    """Say why something was not kept; where others were faster, show both sides and let the person choose."""
    message = st.session_state.pop(REFUSAL, None)
    if message:  # also for whoever is looking further down
        st.toast(plain(message), icon=None if message == NOTHING else ":material/error:", duration="long")
    waiting: Waiting | None = st.session_state.get(CONFLICT)
    if waiting is None or waiting.taxonomy != here.taxonomy.id:
        if message and message != NOTHING:
            st.error(plain(message), icon=":material/error:")
        return
    both_sides(
        here,
        before,
        log,
        waiting.change,
        waiting.built_on,
        on_leave=lambda: _settle(here, waiting),
        on_keep=lambda labels: _keep_settled(here, waiting, labels, len(log)),
    )


def _settle(here: Working, waiting: Waiting) -> None:
    st.session_state.pop(CONFLICT, None)
    drafts.drop(here, waiting.change.touched)


def _keep_settled(here: Working, waiting: Waiting, labels: Labels, version: int) -> None:
    """Keep what was chosen with both sides in view as they were at `version`."""
    change = waiting.change.model_copy(update={"labels": labels, "based_on": version})
    st.session_state.pop(CONFLICT, None)
    if _append(here, change, version, waiting.beside) is not None:
        drafts.drop(here, change.touched)
