"""What a person has written in labels' contracts and not saved yet, and from which version each was begun.

It lives in the session, so that other tabs and other labels may be looked at meanwhile; a reload forgets it. Knows
nothing of how a contract is drawn or kept.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import streamlit as st

from core.taxonomy.history import brought_forward
from core.taxonomy.label import Label, LabelId
from core.taxonomy.taxonomy import Change

DRAFTS, DRAWN = "contract-drafts", "contract-drawn"


class Draft(NamedTuple):
    """The fields that differ from the label as it was at `version`, as they are written now."""

    version: int
    fields: Mapping[str, object]


def draft(taxonomy_id: str, label_id: LabelId) -> Draft | None:
    return _drafts().get((taxonomy_id, label_id))


def write(taxonomy_id: str, label: Label, version: int, field: str, value: object) -> None:
    """Note what now stands in a field of a label that was as it is here; as it was, there is nothing to note."""
    kept = draft(taxonomy_id, label.id)
    fields = {**(kept.fields if kept else {}), field: value}
    if value == getattr(label, field):
        del fields[field]
    if fields:
        _drafts()[taxonomy_id, label.id] = Draft(version, fields)
    else:
        drop(taxonomy_id, [label.id])


def drop(taxonomy_id: str, label_ids: Iterable[LabelId]) -> None:
    """Forget what is not saved of some labels; their contracts are drawn anew, as the labels are then."""
    for label_id in label_ids:
        _drafts().pop((taxonomy_id, label_id), None)
        if st.session_state.get(DRAWN, ())[:2] == (taxonomy_id, label_id):
            del st.session_state[DRAWN]


def unsaved(taxonomy_id: str) -> list[LabelId]:
    """The labels of which something is not saved, the first begun first."""
    return [label_id for taxonomy, label_id in _drafts() if taxonomy == taxonomy_id]


def begun_at(taxonomy_id: str, label: Label, log: Sequence[Change], own: Collection[int]) -> int:
    """The version on which the open contract of a label rests: the latest before someone else changed the label.

    `own` are versions made in this tab. A label looked at afresh, without a draft, rests on the present.
    """
    kept = draft(taxonomy_id, label.id)
    drawn_taxonomy, drawn_label, drawn = st.session_state.get(DRAWN, ("", "", 0))
    looked_at = drawn if (drawn_taxonomy, drawn_label) == (taxonomy_id, label.id) else len(log)
    start = min(kept.version if kept else looked_at, len(log))
    touching = Change(labels=(label,), author="", based_on=start)
    version = brought_forward(log, touching, own).based_on
    st.session_state[DRAWN] = (taxonomy_id, label.id, version)
    return version


def _drafts() -> dict[tuple[str, LabelId], Draft]:
    kept: dict[tuple[str, LabelId], Draft] = st.session_state.setdefault(DRAFTS, {})
    return kept
