"""What a person has written in labels' contracts and not saved yet, and from which version each was begun.

It is held in the session and put aside in the workspace, so that neither a look elsewhere nor a reload loses it. Knows
nothing of how a contract is drawn or kept.
"""

from collections.abc import Collection, Iterable, Sequence

import streamlit as st
from pydantic import BaseModel

from core.store import unfinished
from core.taxonomy.history import brought_forward
from core.taxonomy.label import Label, LabelId
from core.taxonomy.taxonomy import Change
from pages.parts.place import Working

DRAFTS, DRAWN = "contract-drafts", "contract-drawn"
Written = str | tuple[str, ...] | None


class Draft(BaseModel, frozen=True):
    """The fields that differ from the label as it was at `version`, as they are written now."""

    version: int
    fields: dict[str, Written]


def draft(here: Working, label_id: LabelId) -> Draft | None:
    return _drafts(here).get(label_id)


def write(here: Working, label: Label, version: int, field: str, value: Written) -> None:
    """Note what now stands in a field of a label that was as it is here; as it was, there is nothing to note."""
    kept = draft(here, label.id)
    fields = {**(kept.fields if kept else {}), field: value}
    if value == getattr(label, field):
        del fields[field]
    if not fields:
        drop(here, [label.id])
        return
    begun = Draft(version=version, fields=fields)
    _drafts(here)[label.id] = begun
    unfinished.put_aside(here.engine, here.taxonomy.id, here.person, unfinished.name_of_contract(label.id), begun)


def drop(here: Working, label_ids: Iterable[LabelId]) -> None:
    """Forget what is not saved of some labels; their contracts are drawn anew, as the labels are then."""
    for label_id in label_ids:
        if _drafts(here).pop(label_id, None) is not None:
            unfinished.drop(here.engine, here.taxonomy.id, here.person, unfinished.name_of_contract(label_id))
        if st.session_state.get(DRAWN, ())[:2] == (here.taxonomy.id, label_id):
            del st.session_state[DRAWN]


def unsaved(here: Working) -> list[LabelId]:
    """The labels of which something is not saved, the first begun first."""
    return list(_drafts(here))


def begun_at(here: Working, label: Label, log: Sequence[Change], own: Collection[int]) -> int:
    """The version on which the open contract of a label rests: the latest before someone else changed the label.

    `own` are versions made in this tab. A label looked at afresh, without a draft, rests on the present.
    """
    kept = draft(here, label.id)
    drawn_taxonomy, drawn_label, drawn = st.session_state.get(DRAWN, ("", "", 0))
    looked_at = drawn if (drawn_taxonomy, drawn_label) == (here.taxonomy.id, label.id) else len(log)
    start = min(kept.version if kept else looked_at, len(log))
    touching = Change(labels=(label,), author="", based_on=start)
    version = brought_forward(log, touching, own).based_on
    st.session_state[DRAWN] = (here.taxonomy.id, label.id, version)
    return version


def _drafts(here: Working) -> dict[LabelId, Draft]:
    """Those of this person in this taxonomy, in this tab; what was put aside is taken up when the tab first asks."""
    kept: dict[tuple[str, str], dict[LabelId, Draft]] = st.session_state.setdefault(DRAFTS, {})
    place = (here.taxonomy.id, here.person)
    if place not in kept:
        kept[place] = unfinished.contracts(here.engine, here.taxonomy.id, here.person, Draft)
    return kept[place]
