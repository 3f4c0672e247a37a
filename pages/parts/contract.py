"""One label as a contract: what it means, what belongs to it and what does not, and how it came to be so."""

from collections.abc import Sequence

import streamlit as st

from core.labelling.tally import Tally
from core.taxonomy import edits
from core.taxonomy.label import Label, LabelId
from core.taxonomy.taxonomy import Change, Taxonomy
from pages.parts import drafts, redrawing
from pages.parts.choosing import choose
from pages.parts.colours import dotted_name
from pages.parts.contract_form import contract_form
from pages.parts.dividing import divide_button
from pages.parts.examples import examples
from pages.parts.keeping import keep, own_versions, pending
from pages.parts.label_history import label_history
from pages.parts.marks import PERSON, TEACHER, author_name
from pages.parts.place import Working, address
from pages.parts.plain import counted, plain
from pages.parts.retiring import ask_to_retire
from pages.parts.splitting import split_button


def contract(here: Working, before: Sequence[Taxonomy], log: Sequence[Change], tally: Tally, label_id: LabelId) -> None:
    """Draw the label with its form. What is saved is based on the version in which the form was begun."""
    redrawing.settled()
    taxonomy = before[-1]
    label = taxonomy[label_id]
    version = drafts.begun_at(here, label, log, own_versions(here))
    _head(here, taxonomy, tally, label)
    _unsaved_elsewhere(here, taxonomy, label_id)
    if not pending(here, label_id):
        _overtaken(here, log[version:], label_id)
    begun = before[version][label_id]
    drawn = next((n for n in range(version, 0, -1) if label_id in log[n - 1].touched), 0)
    contract_form(here, taxonomy, begun, version, f"contract-{label_id}-{drawn}")
    examples(here, taxonomy, label)
    label_history(here, before, log, label_id)


def _head(here: Working, taxonomy: Taxonomy, tally: Tally, label: Label) -> None:
    with st.container(gap="xsmall"):
        lock = " :gray[:material/lock:]" if label.locked else ""
        notation = f":gray[{plain(label.notation)}] " if label.notation else ""
        st.markdown(f"#### {notation}{dotted_name(taxonomy, label.id)}{lock}")
        _documents(here, tally, label)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "Unlock" if label.locked else "Lock",
            key=f"lock-{label.id}",
            icon=":material/lock_open:" if label.locked else ":material/lock:",
            help="A teacher may not touch a locked label.",
            on_click=_lock,
            args=(here, taxonomy.version, label.id, not label.locked),
        )
        if here.taxonomy.draft_of is None:
            split_button(taxonomy, tally, label)
            divide_button(taxonomy, tally, label)
        st.button(
            "Retire…",
            key=f"retire-{label.id}",
            icon=":material/do_not_disturb_on:",
            on_click=ask_to_retire,
            args=([label.id],),
        )


def _documents(here: Working, tally: Tally, label: Label) -> None:
    if not tally.documents(label.id):
        st.caption("No document has this label yet.")
        return
    people, teacher = tally.by(label.id, "person"), tally.by(label.id, "teacher")
    by = [f"{TEACHER} {teacher:,} by the teacher"] if teacher else []
    by += [f"{PERSON} {people:,} by people"] if people else []
    whole = counted(tally.documents(label.id), "document")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{whole}: {', '.join(by)}" if by else whole, width="content")
        query = {**address(here.project.id, here.taxonomy.id), "label": label.id}
        st.page_link("label.py", label="See them", icon=":material/arrow_forward:", query_params=query)


def _lock(here: Working, version: int, label_id: LabelId, locked: bool) -> None:
    keep(here, version, lambda taxonomy: edits.lock(taxonomy, label_id, locked))


def _unsaved_elsewhere(here: Working, taxonomy: Taxonomy, label_id: LabelId) -> None:
    """The ways back to other labels of which something is not saved."""
    in_force = {label.id for label in taxonomy.live}
    others = [each for each in drafts.unsaved(here) if each != label_id and each in in_force]
    if not others:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(":material/edit_note: Not saved yet:", width="content")
        for each in others:
            st.button(
                dotted_name(taxonomy, each), key=f"unsaved-{each}", type="tertiary", on_click=choose, args=([each],)
            )


def _overtaken(here: Working, since: Sequence[Change], label_id: LabelId) -> None:
    """Say that someone else has changed the label since its form was begun."""
    authors = dict.fromkeys(author_name(change.author) for change in since if label_id in change.touched)
    if not authors:
        return
    drafted = drafts.draft(here, label_id) is not None
    with st.container(horizontal=True, vertical_alignment="center"):
        st.warning(
            f"Someone else has changed this label since you opened it: {plain(', '.join(authors))}."
            + (" If you save, you see both sides." if drafted else ""),
            icon=":material/sync_problem:",
        )
        st.button(
            "Drop mine and show it as it is now" if drafted else "Show it as it is now",
            key="show-latest",
            on_click=drafts.drop,
            args=(here, [label_id]),
        )
