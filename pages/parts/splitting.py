"""Split a label by content: which of its documents go to which part, before anything is kept.

Its documents are sorted by words, by hand, or as a teacher proposes; the three can be mixed. What has been begun is
put aside at every step.
"""

from collections.abc import Mapping

import streamlit as st

from core.errors import TntError
from core.labelling.sorting import Splitting
from core.labelling.tally import Tally
from core.taxonomy import edits
from core.taxonomy.label import DocumentId, Label, LabelId, Labels
from core.taxonomy.taxonomy import Taxonomy
from core.work.splitting import Prepared, kept_beside, prepare
from pages.parts.begun import HAND, LOOKING, SPLITTING, TEACHER, WAY, WORDS, Begun, begun, close, put_aside, take_over
from pages.parts.choosing import choose
from pages.parts.colours import NO_LABEL, dot, dotted_name
from pages.parts.errors import KEPT, errors_said, kept_error
from pages.parts.impact import impact
from pages.parts.keeping import CONFLICT, REFUSAL, keep
from pages.parts.place import Working
from pages.parts.plain import counted, plain
from pages.parts.split_by_hand import by_hand, forget_list
from pages.parts.split_by_teacher import by_teacher, proposed_by
from pages.parts.split_parts import parts, what_is_left


def split_button(taxonomy: Taxonomy, tally: Tally, label: Label) -> None:
    """The way to the dialog, with what it is good for."""
    count = tally.documents(label.id)
    has = f"Its {counted(count, 'document')} can be sorted into the parts" if count else "It has no documents yet"
    below = len(taxonomy.children(label.id))
    rising = f" {counted(below, 'label')} below it {'moves' if below == 1 else 'move'} one level up." if below else ""
    st.button(
        "Split…",
        key=f"split-{label.id}",
        icon=":material/call_split:",
        help=f"Replace it by several labels. {has}.{rising}",
        on_click=ask_to_split,
        args=(label.id,),
    )


def ask_to_split(label_id: LabelId) -> None:
    """Open the dialog. For callbacks."""
    st.query_params[SPLITTING] = label_id
    st.session_state.pop(LOOKING, None)
    forget_list()


def open_split(
    here: Working, label_id: LabelId, parts: Labels, sorting: Mapping[DocumentId, LabelId], teacher: str = "offline"
) -> None:
    """Open the dialog with the parts and sorting that a teacher proposes. For callbacks.

    `teacher` is how it signs. What the person had begun for this label gives way to it.
    """
    take_over(here, label_id, parts, sorting, teacher)
    ask_to_split(label_id)


def split_dialog(here: Working, taxonomy: Taxonomy, tally: Tally) -> None:
    """Draw the dialog, if someone has asked to split a label."""
    label = taxonomy.labels.get(st.query_params.get(SPLITTING, ""))
    if label is None or not label.in_force:
        return

    @st.dialog(f"Split {plain(label.name)}", width="large", icon=":material/call_split:", on_dismiss=close)
    @errors_said()
    def dialog() -> None:
        if st.query_params.get(SPLITTING) != label.id:  # a button in it has just done what it is for
            st.rerun()
        now = begun(here, taxonomy, label)
        if st.session_state.get(LOOKING):
            _look(now)
        else:
            _think(now, tally)

    dialog()


def _think(now: Begun, tally: Tally) -> None:
    """The parts, and the ways to sort documents into them."""
    by_people = tally.by(now.label.id, "person")
    again = (
        f" {counted(by_people, 'was', 'were')} judged by people; what they said stays, and is asked again unless you "
        "sort it by hand."
        if by_people
        else ""
    )
    st.markdown(f"{dotted_name(now.taxonomy, now.label.id)} has {counted(len(now.read), 'labelled document')}.{again}")
    if told := proposed_by(now.splitting):
        st.caption(told)
    way = st.segmented_control(
        "How its documents are sorted",
        [WORDS, HAND, TEACHER],
        default=None if WAY in st.session_state else WORDS,
        required=True,
        key=WAY,
        on_change=forget_list,
        label_visibility="collapsed",
    )
    if way == TEACHER:
        by_teacher(now)
        return
    parts(now, by_words=way == WORDS)
    if way == WORDS:
        what_is_left(now)
    else:
        by_hand(now)
    _onward(now)


def _onward(now: Begun) -> None:
    """How far it is sorted, by what, and the way to what it would do."""
    left = len(now.sorted.unsorted)
    ways = (("by words", "words"), ("by hand", "hand"), ("by the teacher", "teacher"), ("as the rest", "rest"))
    facts = [f"{count:,} {said}" for said, means in ways if (count := now.sorted.count_by(means))]
    sorted_ = f"{len(now.sorted.places):,} of {len(now.read):,} sorted" + (f": {', '.join(facts)}" if facts else "")
    fault = _fault(now)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{sorted_}. {counted(left, 'document')} will be asked again." if left else f"{sorted_}.")
        if not now.splitting.blank:
            st.button("Start over", key="split-over", type="tertiary", on_click=_start_over, args=(now,))
        st.button(
            "See what it would do",
            key="split-look",
            type="primary",
            icon=":material/arrow_forward:",
            disabled=bool(fault),
            on_click=lambda: st.session_state.update({LOOKING: True}),
        )
    if fault:
        st.caption(f":material/info: {plain(fault)}")


def _fault(now: Begun) -> str:
    """Why the split cannot be kept as it is; empty if it can."""
    if now.faults:
        part = next(part for part in now.splitting.parts if part.number in now.faults)
        return f"The words of {part} cannot be understood yet."
    try:
        _prepared(now)
    except TntError as error:
        return str(error)
    return ""


def _prepared(now: Begun) -> Prepared:
    return prepare(now.taxonomy, now.label.id, now.splitting, now.sorted)


def _look(now: Begun) -> None:
    """What the split would do, and the button that does it."""
    prepared = _prepared(now)
    st.markdown(f"{dotted_name(now.taxonomy, now.label.id)} becomes {counted(len(prepared.parts), 'label')}.")
    with st.container(gap="xxsmall"):
        for number, part in prepared.parts.items():
            count = counted(now.sorted.count(number), "document")
            st.markdown(f"{dotted_name(prepared.after, part.id)} :gray[{count}] :small[{plain(part.description)}]")
        if left := len(now.sorted.unsorted):
            st.markdown(f"{dot(NO_LABEL)} *Asked again* :gray[{counted(left, 'document')}]")
    impact(now.here, now.taxonomy, prepared.labels, prepared.sorting)
    st.caption("The split and the sorting are kept in one step. Undo brings the label back with all its documents.")
    reason = st.text_input("Why (optional)", key="split-reason", max_chars=300, placeholder="Kept with the change")
    kept_error()
    with st.container(horizontal=True):
        st.button(
            "Back", key="split-back", icon=":material/arrow_back:", on_click=st.session_state.pop, args=(LOOKING,)
        )
        st.button(
            f"Split into {counted(len(prepared.parts), 'label')}",
            key="split-now",
            type="primary",
            icon=":material/call_split:",
            on_click=_split,
            args=(now, prepared, reason),
        )


def _split(now: Begun, prepared: Prepared, reason: str) -> None:
    parts = tuple(prepared.parts.values())
    beside = kept_beside(now.whole, now.label, now.splitting, now.sorted, prepared, now.read, now.here.person)
    version = now.taxonomy.version
    after = keep(now.here, version, lambda taxonomy: edits.split(taxonomy, now.label.id, parts), reason, beside)
    if after is None and CONFLICT not in st.session_state:  # what was begun is still there, to be put right at once
        st.session_state[KEPT] = st.session_state.pop(REFUSAL, "")
        return
    close()
    if after is None:  # the page shows both sides; whichever is chosen, what was begun is not lost
        return
    choose([parts[0].id])


def _start_over(now: Begun) -> None:
    fresh = Splitting()
    issued = now.splitting.issued
    numbered = tuple(part.model_copy(update={"number": part.number + issued}) for part in fresh.parts)
    put_aside(now.here, now.label.id, Splitting(parts=numbered, issued=issued + len(numbered)))
    forget_list()
