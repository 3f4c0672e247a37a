"""Several labels at once: merge them into one and say what survives of each, or do one thing with all of them."""

from collections.abc import Sequence

import streamlit as st

from core.errors import TntError
from core.labelling.tally import Tally
from core.store import documents
from core.taxonomy import edits
from core.taxonomy.label import DocumentId, Label, LabelId, Labels
from core.taxonomy.surviving import Choice, Part, Shown, distinct, lines, survivor
from core.taxonomy.surviving import documents as illustrating
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.bulk import ask_for_table
from pages.parts.choosing import choose, path_of
from pages.parts.colours import colour_of, dotted_name
from pages.parts.errors import errors_said
from pages.parts.impact import impact
from pages.parts.keeping import keep
from pages.parts.place import Working
from pages.parts.plain import counted, plain
from pages.parts.retiring import NAMED, ask_to_retire, locked_said
from pages.parts.together import colour_all, lock_all, move_all

MERGE, MOVE, LOCK, COLOUR = "Merge", "Move", "Lock", "Colour"
LISTS: dict[Part, str] = {
    "includes": "Belongs here",
    "excludes": "Does not belong here",
    "edge_cases": "Edge cases",
}
SHOWN: dict[Shown, str] = {"examples": "Examples", "counter_examples": "Counter-examples"}
MOST, HANDFUL, EXCERPT = 40, 5, 220  # lines and documents to tick in a list, and characters of a document


def several(here: Working, taxonomy: Taxonomy, tally: Tally, label_ids: Sequence[LabelId]) -> None:
    """What can be done with several labels at once."""
    st.markdown(f"#### {counted(len(label_ids), 'label')} chosen")
    with st.container(gap="xxsmall"):
        for label_id in label_ids[:NAMED]:
            lock = " :material/lock:" if taxonomy[label_id].locked else ""
            count = counted(tally.documents(label_id), "document")
            st.markdown(f"{dotted_name(taxonomy, label_id)} :gray[{count}{lock}]")
    if len(label_ids) > NAMED:
        st.caption(f"And {len(label_ids) - NAMED:,} more.")
    with st.container(horizontal=True, vertical_alignment="center"):
        doing = st.segmented_control(
            "What to do with them",
            [MERGE, MOVE, LOCK, COLOUR],
            default=MERGE,
            required=True,
            key="several-doing",
            label_visibility="collapsed",
        )
        st.button(
            "Edit as a table…",
            key="table-several",
            type="tertiary",
            icon=":material/table_edit:",
            on_click=ask_for_table,
            args=(tuple(label_ids),),
        )
        st.button(
            "Retire all of them…",
            key="retire-several",
            type="tertiary",
            icon=":material/do_not_disturb_on:",
            on_click=ask_to_retire,
            args=(list(label_ids),),
        )
    if doing == MOVE:
        move_all(here, taxonomy, tuple(label_ids))
    elif doing == LOCK:
        lock_all(here, taxonomy, tuple(label_ids))
    elif doing == COLOUR:
        colour_all(here, taxonomy, tuple(label_ids))
    else:
        _merging(here, taxonomy, tally, tuple(label_ids))


@st.fragment
@errors_said()
def _merging(here: Working, taxonomy: Taxonomy, tally: Tally, label_ids: tuple[LabelId, ...]) -> None:
    """What survives of each part of their contracts, what that does, and the button. A new draft once one changes."""
    labels = tuple(taxonomy[label_id] for label_id in label_ids)
    draft = f"{hash(labels):x}"
    into = st.selectbox(
        "Which one stays",
        label_ids,
        index=label_ids.index(max(label_ids, key=tally.documents)),
        format_func=lambda label_id: path_of(taxonomy, label_id),
        key=f"merge-into-{draft}",
        help="Its place in the tree and its history stay. Documents and finer labels of the others move to it.",
    )
    locked = [label.name for label in labels if label.locked]
    if locked:
        st.warning(f"{locked_said(locked)} Merging goes past the lock.", icon=":material/lock:")
    choice = _survives(here, taxonomy, labels, into, f"merge-{draft}")
    stays = survivor(taxonomy[into], labels, choice)
    try:
        touched = edits.merge(taxonomy, label_ids, into, stays)
    except TntError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    impact(here, taxonomy, touched)
    reason = st.text_input("Why (optional)", key="merge-reason", max_chars=300, placeholder="Kept with the change")
    if st.button(
        f"Merge into {plain(stays.name)}",
        key="merge",
        type="primary",
        icon=":material/call_merge:",
        on_click=_merge,
        args=(here, taxonomy.version, label_ids, stays, reason),
    ):
        st.rerun()


def _survives(here: Working, taxonomy: Taxonomy, labels: Labels, into: LabelId, draft: str) -> Choice:
    name = st.selectbox(
        "It is then called",
        distinct(labels, "name"),
        index=distinct(labels, "name").index(taxonomy[into].name),
        accept_new_options=True,
        key=f"{draft}-{into}-name",
        help="Any of their names, or type a new one.",
    )
    description = _description(taxonomy, labels, taxonomy[into].description, f"{draft}-{into}-description")
    with st.container(gap=None):
        kept = {part: _lines(taxonomy, labels, part, f"{draft}-{part}") for part in LISTS}
        shown = {kind: _documents(here, labels, kind, f"{draft}-{kind}") for kind in SHOWN}
    notations = distinct(labels, "notation")
    notation = taxonomy[into].notation
    if notations:
        notation = _notation(notations, notation, f"{draft}-{into}-notation")
    colour = _colour(taxonomy, labels, into, f"{draft}-{into}-colour")
    notes = "\n\n".join(distinct(labels, "notes"))
    if notes:
        notes = st.text_area("Notes of all of them", notes, key=f"{draft}-notes", height=80)
    return Choice(name, description, kept, shown, notation, colour, notes)


def _description(taxonomy: Taxonomy, labels: Labels, first: str, key: str) -> str:
    """A text to write, started from what any of the labels says."""
    st.session_state.setdefault(key, first)
    written = st.text_area("Description", key=key, height=100)
    offered = [label for label in labels if label.description.strip() and label.description != first][:NAMED]
    if offered:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption("Or start from that of", width="content")
            for label in offered:
                st.button(
                    dotted_name(taxonomy, label.id),
                    key=f"{key}-{label.id}",
                    type="tertiary",
                    help=plain(label.description),
                    on_click=_start_from,
                    args=(key, label.description),
                )
            together = "\n".join(distinct(labels, "description"))
            st.button("all of them", key=f"{key}-all", type="tertiary", on_click=_start_from, args=(key, together))
    return str(written)


def _start_from(key: str, text: str) -> None:
    st.session_state[key] = text


def _lines(taxonomy: Taxonomy, labels: Labels, part: Part, key: str) -> tuple[str, ...]:
    """Lines to tick, all but the doubtful to begin with; more of them than a screen holds stay without being asked."""
    offered = lines(labels, part)
    if not offered:
        return ()
    with st.expander(f"{LISTS[part]}: {_staying(key, [not line.doubt for line in offered])}", key=f"{key}-fold"):
        kept = []
        for place, line in enumerate(offered[:MOST]):
            whose = ", ".join(dotted_name(taxonomy, label_id) for label_id in line.of)
            doubt = f" :orange[:material/warning: {plain(line.doubt)}]" if line.doubt else ""
            said = f"{plain(line.text)} :small[{whose}{doubt}]"
            if st.checkbox(said, value=not line.doubt, key=f"{key}-{place}", width="stretch"):
                kept.append(line.text)
        if len(offered) > MOST:
            st.caption(f"And {len(offered) - MOST:,} more, which stay. Take them out of the label afterwards.")
    return (*kept, *(line.text for line in offered[MOST:]))


def _documents(here: Working, labels: Labels, kind: Shown, key: str) -> tuple[DocumentId, ...]:
    """Documents to tick, all to begin with; of many only the first are shown, and the others stay."""
    offered = illustrating(labels, kind)
    found = documents.documents(here.engine, here.project.id, offered[:HANDFUL])
    if not offered:
        return ()
    with st.expander(f"{SHOWN[kind]}: {_staying(key, [True] * len(offered))}", key=f"{key}-fold"):
        gone = set()
        for document in found:
            excerpt = document.text if len(document.text) <= EXCERPT else f"{document.text[:EXCERPT]}…"
            if not st.checkbox(plain(excerpt), value=True, key=f"{key}-{offered.index(document.id)}", width="stretch"):
                gone.add(document.id)
        if len(offered) > len(found):
            st.caption(f"And {len(offered) - len(found):,} more, which stay. Take them out of the label afterwards.")
    return tuple(each for each in offered if each not in gone)


def _staying(key: str, ticked: Sequence[bool]) -> str:
    """“4 of 5 stay”, as the boxes below are ticked now."""
    stay = sum(bool(st.session_state.get(f"{key}-{place}", usually)) for place, usually in enumerate(ticked))
    return f"all {len(ticked):,} stay" if stay == len(ticked) > 1 else f"{stay:,} of {len(ticked):,} stay"


def _notation(notations: Sequence[str], first: str, key: str) -> str:
    offered = ["", *notations]
    chosen = st.selectbox(
        "Notation",
        offered,
        index=offered.index(first) if first in offered else 0,
        format_func=lambda notation: notation or "None",
        accept_new_options=True,
        key=key,
    )
    return str(chosen or "")


def _colour(taxonomy: Taxonomy, labels: Labels, into: LabelId, key: str) -> str:
    """The colour of one of them; that of the label that stays needs no words."""
    of = {label.id: label for label in labels[:NAMED]} | {into: taxonomy[into]}
    chosen = st.pills(
        "Colour of",
        list(of),
        default=into,
        required=True,
        format_func=lambda label_id: dotted_name(taxonomy, label_id) if label_id in taxonomy.labels else label_id,
        key=key,
    )
    return taxonomy[into].colour if chosen in (None, into) else colour_of(taxonomy, chosen)


def _merge(here: Working, version: int, label_ids: tuple[LabelId, ...], stays: Label, reason: str) -> None:
    if keep(here, version, lambda taxonomy: edits.merge(taxonomy, label_ids, stays.id, stays), reason) is not None:
        choose([stays.id])
