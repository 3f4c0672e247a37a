"""Step by step: what a teacher would change next, part by part, for a person to accept or decline."""

from collections.abc import Sequence

import streamlit as st

from core.errors import Conflict
from core.growth.strands import Strand
from core.store import documents
from core.store.runs import Run
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Taxonomy
from core.work import queue, steering
from core.work.steering import Proposed
from pages.parts.difference import difference
from pages.parts.errors import errors_told
from pages.parts.evidence import evidence, newly_named
from pages.parts.guidance import DEAF, guidance_field, keep_guidance
from pages.parts.imperative import title
from pages.parts.marks import signed
from pages.parts.place import Working
from pages.parts.plain import counted, plain
from pages.parts.progress import end_button

DECLINED = "declined"  # the address keeps what is not ticked, so that a reload loses nothing
FIELDS = {"description": "", "includes": "Belongs here", "excludes": "Does not belong here"}
SHOWN = 3  # documents a part
SAME = "The same labels and the same words bring the same answer."
MOVED_ON = "The proposal is another one by now. Look at it again, nothing has been decided."
OUTDATED = (
    "Someone has changed these labels since, so this part can no longer be accepted. Ask again to have it redone."
)


def decide_on(here: Working, run: Run, waiting: Proposed) -> None:
    """The parts with a tick each, and what to do with them."""
    change = waiting.change
    with st.container(border=True, gap="xsmall", key="why"):
        mark = f" · its mark {change.score:.0f} of 100" if change.score is not None else ""
        st.markdown(
            f":small[{signed(change.author)} :gray[says why{mark}]]  \n{plain(change.reason or 'It gave no reason.')}"
        )
    places = [place for place in range(len(waiting.parts)) if place not in waiting.outdated]
    for place, part in enumerate(waiting.parts):
        _part(here, waiting, place, part)
    ticked = [place for place in places if st.session_state.get(_key(waiting, place), True)]
    _actions(here, run, waiting, places, len(ticked))
    st.caption("Whatever you accept can be undone later: on Curate, under History.")


def _part(here: Working, waiting: Proposed, place: int, part: Strand) -> None:
    late = place in waiting.outdated
    with st.container(border=True, gap="xsmall", key=f"part-{place}"):
        st.checkbox(
            f"**{plain(title(part))}**",
            value=not late and f"{_step(waiting)}.{place}" not in st.query_params.get_all(DECLINED),
            key=_key(waiting, place),
            disabled=late,
            on_change=_remember,
            args=(waiting, place),
        )
        if late:
            st.markdown(f":orange[:material/warning:] {OUTDATED}")
        pairs = sorted(zip(part.before, part.labels, strict=True), key=lambda pair: pair[1].in_force)
        for old, label in pairs:  # what goes before what stays
            _label(waiting.before, part, old, label)
        named = {document: quote for old, label in pairs for document, quote in newly_named(old, label).items()}
        known = {each.id: each for each in documents.documents(here.engine, here.project.id, list(named)[:SHOWN])}
        if known:
            st.markdown(":small[:gray[Prompted by]]")
            evidence(named, known, SHOWN)


def _label(before: Taxonomy, part: Strand, old: Label | None, label: Label) -> None:
    """One label of a part, as it is and as it would be, in the fields that differ."""
    if not label.in_force:
        about = f": {plain(old.description)}" if old is not None and old.description else ""
        st.markdown(f":gray[~~{plain(label.name)}~~{about}]")
        return
    if len(part.labels) > 1 or (old is not None and old.name != label.name):
        st.markdown(f"**{difference(old.name, label.name) if old is not None else plain(label.name)}**")
    differ = [field for field in FIELDS if _written(old, field) != _written(label, field)]
    if not differ and label.description:  # what is meant, for the one who decides
        st.markdown(f":gray[{plain(label.description)}]")
    for field in differ:
        is_now, title = _written(old, field), FIELDS[field]
        said = difference(is_now, _written(label, field)) if is_now else plain(_written(label, field))
        st.markdown(f":gray[{title}:] {said}" if title else said)
    if old is not None and old.parent != label.parent:
        st.markdown(f":gray[Stands under:] {difference(_above(before, part, old), _above(before, part, label))}")


def _above(before: Taxonomy, part: Strand, label: Label) -> str:
    """What a label stands under; a parent may come with the same part."""
    names = {label.id: label.name for label in (*before.labels.values(), *part.labels)}
    return names.get(label.parent, "") if label.parent else "the top level"


def _written(label: Label | None, field: str) -> str:
    value: str | tuple[str, ...] = "" if label is None else getattr(label, field)
    return value if isinstance(value, str) else "; ".join(value)


def _actions(here: Working, run: Run, waiting: Proposed, places: Sequence[int], ticked: int) -> None:
    """What can be done, always in sight."""
    with st.bottom, st.container(horizontal=True, vertical_alignment="center", key="decide"):
        st.button(
            f"Accept what is ticked ({ticked} of {len(waiting.parts)})",
            key="accept",
            type="primary",
            icon=":material/check:",
            disabled=not ticked,
            shortcut="Ctrl+Enter",
            on_click=_decide_ticked,
            args=(here, run, waiting, places),
        )
        if ticked < len(places):
            st.button("Accept all", key="accept-all", on_click=_decide, args=(here, run, waiting, places))
        st.button("Decline all", key="decline-all", on_click=_decide, args=(here, run, waiting, ()))
        with st.popover("Ask again…", icon=":material/refresh:", key="ask-again"):
            key = f"again-{run.id}"
            st.write(f"The teacher reads {_step_words(waiting)} once more, with the labels as they are now.")
            guidance_field(here, key, "Guidance, from now on")
            st.caption(DEAF if waiting.change.author == "offline" else SAME)
            st.button(
                "Ask again with this guidance", key="again", type="primary", on_click=_again, args=(here, run, key)
            )
        st.space("stretch")
        end_button(here.engine, run)


def _step_words(waiting: Proposed) -> str:
    step = waiting.change.batch.partition("/")[2]
    return step if step.startswith("batch ") else "the labels"


def _step(waiting: Proposed) -> str:
    """Which proposal it is, for the keys of its ticks: another one about the same batch is another one."""
    change = waiting.change
    return f"{change.batch.partition('/')[2].replace(' ', '-')}-{change.brief}-{change.based_on}"


def _key(waiting: Proposed, place: int) -> str:
    return f"tick-{_step(waiting)}.{place}"


def _remember(waiting: Proposed, place: int) -> None:
    """Let the address keep what is declined."""
    mine = f"{_step(waiting)}.{place}"
    others = [each for each in st.query_params.get_all(DECLINED) if each != mine]
    st.query_params[DECLINED] = others if st.session_state[_key(waiting, place)] else [*others, mine]


def _decide_ticked(here: Working, run: Run, waiting: Proposed, places: Sequence[int]) -> None:
    _decide(here, run, waiting, [place for place in places if st.session_state[_key(waiting, place)]])


@errors_told()
def _decide(here: Working, run: Run, waiting: Proposed, chosen: Sequence[int]) -> None:
    now = steering.proposal(here.engine, run)
    if now is not None and now.change != waiting.change:
        raise Conflict(MOVED_ON)
    steering.decide(here.engine, run, chosen, here.person)
    _go_on(here, run)


@errors_told()
def _again(here: Working, run: Run, key: str) -> None:
    keep_guidance(here, key)
    steering.think_again(here.engine, run)
    _go_on(here, run)


def _go_on(here: Working, run: Run) -> None:
    queue.resume(here.engine, run.id)
    if DECLINED in st.query_params:
        del st.query_params[DECLINED]


def waiting_words(waiting: Proposed) -> str:
    """“Batch 3 is read, and the teacher would change 4 things.”"""
    step = waiting.change.batch.partition("/")[2]
    done = f"{step.capitalize()} is read" if step.startswith("batch ") else "The labels are reviewed"
    return (
        f"{done}, and {counted(len(waiting.parts), 'change')} {'waits' if len(waiting.parts) == 1 else 'wait'} for you."
    )
