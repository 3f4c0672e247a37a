"""The parts of what a list would change, each with a tick, what they do to documents, and one button to accept them."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.growth.bringing import Brought, brought, of_labels
from core.growth.strands import Kind, Strand
from core.store import documents
from core.taxonomy.comparison import Comparison
from core.taxonomy.label import LabelId, Labels
from core.taxonomy.seeds import Seeds
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.impact import impact
from pages.parts.keeping import keep
from pages.parts.part_of_change import part_of_change, shown_differences
from pages.parts.place import Working
from pages.parts.plain import counted
from pages.parts.wording import named_in

TURN, LEFT_OUT = "exchange-turn", "exchange-left-out"
ON_A_PAGE = 20
QUICK = 300  # labels of which it is shown at once what they do to documents
DOES: dict[Kind, str] = {
    "merged": "Merge",
    "split": "Split",
    "added": "Add",
    "brought back": "Bring back",
    "retired": "Retire",
    "changed": "Change",
    "touched": "Other details",
}


def accepting(
    here: Working,
    now: Taxonomy,
    file: UploadedFile,
    seeds: Seeds,
    found: Brought,
    comparison: Comparison,
    retire: bool,
) -> None:
    """Draw the parts of one page and what can be done with all of them."""
    left_out = _left_out(file.file_id)
    ticked = [part for part in found.parts if _is_ticked(part, left_out)]
    shown = _filtered(found.parts, file.file_id)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":gray[{len(ticked):,} of {counted(len(found.parts), 'change')} ticked]", width="content")
        for said, tick in (("Tick all", True), ("Tick none", False)):
            key = "tick-all" if tick else "tick-none"
            st.button(said, key=key, type="tertiary", on_click=_tick, args=(file.file_id, shown, tick))
    _parts(here, shown, comparison, left_out, file.file_id)
    labels = tuple(label for part in ticked for label in part.labels)
    _impact(here, now, labels)
    reason = st.text_input(
        "Why (optional)", key=f"bring-reason-{file.file_id}", max_chars=300, placeholder="Kept with the change"
    )
    wanted = frozenset(label.id for label in labels)
    st.button(
        f"Accept {counted(len(ticked), 'change')}",
        key="bring-in",
        type="primary",
        icon=":material/check:",
        disabled=not ticked,
        on_click=_accept,
        args=(here, now.version, seeds, wanted, retire, reason or f"From the file {file.name}"[:200], len(ticked)),
    )
    st.caption("It is kept as one step, which can be undone.")


def _filtered(parts: Sequence[Strand], file_id: str) -> Sequence[Strand]:
    """The parts of the kinds that the person asks for."""
    counts = Counter(part.kind for part in parts)
    if len(counts) < 2:
        return parts
    kinds = st.pills(
        "Show",
        [kind for kind in DOES if counts[kind]],
        selection_mode="multi",
        format_func=lambda kind: f"{DOES[kind]} {counts[kind]:,}",
        key=f"bring-kinds-{file_id}",
        label_visibility="collapsed",
    )
    return [part for part in parts if part.kind in kinds] if kinds else parts


def _parts(
    here: Working, shown: Sequence[Strand], comparison: Comparison, left_out: frozenset[LabelId], file_id: str
) -> None:
    pages = -(-len(shown) // ON_A_PAGE)
    page = st.pagination(pages, key=f"bring-page-{file_id}-{len(shown)}") if pages > 1 else 1
    on_page = shown[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    entries = {entry.id: entry for entry in comparison.entries}
    ids = named_in(shown_differences(on_page, entries))
    texts = {each.id: each for each in documents.documents(here.engine, here.project.id, ids)}
    for part in on_page:
        key = f"bring-{file_id}-{part.labels[0].id}"
        part_of_change(part, entries, texts, _is_ticked(part, left_out), key, partial(_tick, file_id, [part]))


def _impact(here: Working, now: Taxonomy, labels: Labels) -> None:
    if len(labels) <= QUICK:
        impact(here, now, labels)
        return
    fold = st.expander(f"What changing {len(labels):,} labels does to documents", key="bring-impact", on_change="rerun")
    if fold.open:
        with fold:
            impact(here, now, labels)


def _accept(
    here: Working, version: int, seeds: Seeds, wanted: frozenset[LabelId], retire: bool, reason: str, count: int
) -> None:
    def gesture(taxonomy: Taxonomy) -> Labels:
        return of_labels(brought(taxonomy, seeds, retire), wanted)

    if keep(here, version, gesture, reason) is None:
        return
    st.session_state[TURN] += 1  # the next file starts from nothing
    st.session_state.pop(LEFT_OUT, None)
    st.toast(f"{counted(count, 'change')} brought in, as one step.", icon=":material/check:")


def _left_out(file_id: str) -> frozenset[LabelId]:
    """The labels whose parts the person does not want, of the file under review."""
    known: tuple[str, frozenset[LabelId]] = st.session_state.get(LEFT_OUT, ("", frozenset()))
    return known[1] if known[0] == file_id else frozenset()


def _is_ticked(part: Strand, left_out: frozenset[LabelId]) -> bool:
    return left_out.isdisjoint(label.id for label in part.labels)


def _tick(file_id: str, parts: Sequence[Strand], ticked: bool) -> None:
    ids = {label.id for part in parts for label in part.labels}
    st.session_state[LEFT_OUT] = file_id, _left_out(file_id) - ids if ticked else _left_out(file_id) | ids
