"""Where two people changed the same label: what each did, word by word in two columns, and what may become of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import streamlit as st

from core.corpus.document import Document
from core.store import documents
from core.taxonomy.comparison import Difference, compare
from core.taxonomy.history import conflicting, describe
from core.taxonomy.label import DocumentId, Label, LabelId, Labels
from core.taxonomy.taxonomy import Change, Taxonomy
from core.taxonomy.two_sides import contested, insisted, own, together
from pages.parts.colours import dotted_name
from pages.parts.marks import signed
from pages.parts.moments import when
from pages.parts.place import Working
from pages.parts.plain import counted, plain
from pages.parts.wording import BREAK, TITLES, named_in, reworded

SHOWN = 5  # labels drawn field by field
SENTENCES = 3  # that say what a step did
Reworded = Mapping[LabelId, tuple[Difference, ...]]


class Sides(NamedTuple):
    """One label as both started from it, as it is now, and as the change alone would have made it."""

    base: Label
    theirs: Label
    mine: Label


class Conflict(NamedTuple):
    """A change and the labels that others have changed since its author looked."""

    change: Change
    labels: Mapping[LabelId, Sides]

    @property
    def apart(self) -> set[str]:
        """The fields in which both want different things."""
        return {field for sides in self.labels.values() for field in contested(*sides)}

    def settled(self, now: Taxonomy) -> Labels:
        """All labels of the change as both want them or, where that differs, as the change has them."""
        found = {label_id: together(*sides) or insisted(*sides) for label_id, sides in self.labels.items()}
        return tuple(_standing(now, found.get(label.id, label)) for label in self.change.labels)


def both_sides(
    here: Working,
    before: Sequence[Taxonomy],
    log: Sequence[Change],
    change: Change,
    built_on: int,
    on_leave: Callable[[], None],
    on_keep: Callable[[Labels], None],
) -> None:
    """Draw the conflict. `change` was worked out from version `built_on`; `on_keep` is given the labels to keep now."""
    conflict = _conflict(before, log, change, built_on)
    apart = conflict.apart
    with st.container(border=True, key="both-sides"):
        st.markdown("**Someone else changed this while you were looking at it.** Nothing of yours has been kept yet.")
        _columns(here, before, log, conflict)
        st.markdown(_verdict(apart))
        with st.container(horizontal=True):
            labels = conflict.settled(before[-1])
            if not apart:
                st.button(
                    "Put both together",
                    key="keep-both",
                    icon=":material/join:",
                    type="primary",
                    on_click=on_keep,
                    args=(labels,),
                )
            st.button("Leave theirs", key="leave-theirs", on_click=on_leave)
            if apart:
                st.button(
                    "Keep mine instead",
                    key="keep-mine",
                    help="What only they have changed stays as they made it.",
                    on_click=on_keep,
                    args=(labels,),
                )


def _conflict(before: Sequence[Taxonomy], log: Sequence[Change], change: Change, built_on: int) -> Conflict:
    disputed = conflicting(log, change)
    sides = {}
    for label in change.labels:
        if label.id in disputed:
            theirs = before[-1][label.id]
            base = before[change.based_on].labels.get(label.id, theirs)
            sides[label.id] = Sides(base, theirs, own(base, before[built_on].labels.get(label.id, base), label))
    return Conflict(change, sides)


def _standing(now: Taxonomy, label: Label) -> Label:
    """At the top, where the label it stood under has gone in the meantime."""
    parent = now.labels.get(label.parent or "")
    return label if parent is None or parent.in_force else label.model_copy(update={"parent": None})


def _verdict(apart: set[str]) -> str:
    if not apart:
        return "You changed different things, so both can stand."
    if "became" in apart:
        return "One of you has taken the label out of force, so only one of the two can stand."
    fields = [TITLES[field].lower() for field in TITLES if field in apart]
    return f"You both changed: {', '.join(fields)}. Only one of the two can stand."


def _columns(here: Working, before: Sequence[Taxonomy], log: Sequence[Change], conflict: Conflict) -> None:
    start, change = before[conflict.change.based_on], conflict.change
    mine = {label_id: sides.mine for label_id, sides in conflict.labels.items()}
    alone = change.model_copy(update={"labels": tuple(mine.get(label.id, label) for label in change.labels)})
    theirs, yours = _reworded(start, before[-1]), _reworded(start, start.followed_by(alone))
    shown = list(conflict.labels)[:SHOWN]
    ids = named_in([each for side in (theirs, yours) for label_id in shown for each in side.get(label_id, ())])
    texts = {document.id: document for document in documents.documents(here.engine, here.project.id, ids)}
    left, right = st.columns(2, border=True)
    with left:
        st.markdown("**Theirs**")
        for version, past in enumerate(log[change.based_on :], start=change.based_on + 1):
            if past.touched & conflict.labels.keys():
                _step(before[version - 1], past, here.author)
        _side(before[-1], shown, theirs, texts)
    with right:
        st.markdown("**Yours**")
        _step(start, alone, "")
        _side(start, shown, yours, texts)
    if len(conflict.labels) > SHOWN:
        st.caption(f"Both changed {counted(len(conflict.labels) - SHOWN, 'more label')}.")


def _step(start: Taxonomy, change: Change, reader: str) -> None:
    """Who did what, when and why. `reader` may have done it too: in another window."""
    sentences = [*describe(start, change)] or ["Nothing that is left"]
    more = f" and {len(sentences) - SENTENCES} more" if len(sentences) > SENTENCES else ""
    elsewhere = "in another window" if change.author == reader else ""
    facts = [signed(change.author), elsewhere, when(change.at), f"“{plain(change.reason)}”" if change.reason else ""]
    said = plain("; ".join(sentences[:SENTENCES]) + more)
    st.caption(f"{' · '.join(fact for fact in facts if fact)}{BREAK}{said}")


def _side(
    taxonomy: Taxonomy, label_ids: Sequence[LabelId], changes: Reworded, texts: Mapping[DocumentId, Document]
) -> None:
    for label_id in label_ids:
        rows = [reworded(each, texts) for each in changes.get(label_id, ())]
        if len(label_ids) > 1 and rows:
            st.markdown(dotted_name(taxonomy, label_id))
        for row in rows:
            st.markdown(row)


def _reworded(start: Taxonomy, end: Taxonomy) -> Reworded:
    """The fields of each label that is in force at both ends."""
    return {each.id: each.differences for each in compare(start, end).entries if each.old and each.new}
