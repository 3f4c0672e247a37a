"""The latest run beside other teachers on the same documents, as the paper compares its method with baselines."""

import os
from collections.abc import Mapping

import streamlit as st

from core.errors import TeacherError
from core.store import runs
from core.store.runs import Run
from core.teachers.settings import from_environment
from core.work import queue, requests
from core.work.comparing import TEACHERS, Result, against, compared, comparisons, results
from core.work.settings import GrowSettings, TeacherName
from pages.parts.candidates import AGREEMENT, UNKNOWN, alike, measured
from pages.parts.cost import expected
from pages.parts.errors import errors_kept, errors_told, kept_error
from pages.parts.figures import Figures, figures
from pages.parts.label_list import Sizes, label_list, shown_examples, side_by_side
from pages.parts.moments import took, when
from pages.parts.place import Working, address
from pages.parts.plain import counted, plain
from pages.parts.progress import ended, follow
from pages.parts.teacher import SET_UP

NAMES: dict[TeacherName, str] = {
    "offline": "the offline teacher",
    "hybrid": "the hybrid teacher",
    "llm": "the language model",
}
TITLES: dict[TeacherName, str] = {"offline": "Offline teacher", "hybrid": "Hybrid teacher", "llm": "Language model"}
ICONS: dict[TeacherName, str] = {
    "offline": ":material/wifi_off:",
    "hybrid": ":material/join:",
    "llm": ":material/smart_toy:",
}
ASKED = "compare-with"


def teachers(here: Working) -> None:
    """The run, what it can be compared with, and the table."""
    run = compared(here.engine, here.taxonomy.id)
    if run is None:
        st.write("Once labels have grown, other teachers can read the same documents and stand beside them here.")
        if st.button("Grow the labels", key="to-grow", type="primary", icon=":material/account_tree:"):
            st.switch_page("grow.py", query_params=address(here.project.id, here.taxonomy.id))
        return
    st.write(
        f"The latest run ({when(run.ended)}) beside other teachers that read the same documents. "
        "What they find stays here; your taxonomy does not change."
    )
    known = comparisons(here.engine, run)
    under_way = next((other for other in known.values() if other.active), None)
    _offers(here, run, known)
    if under_way is not None:
        follow(here.engine, under_way.id)
    for other in known.values():
        if other.status in ("stopped", "failed"):
            st.caption(f"The comparison with {NAMES[GrowSettings.model_validate(other.settings).teacher]}")
            ended(here.engine, other)
    found = results(here.engine, run)
    if found:
        _table(run, found)
        _labels(here, found)


def _offers(here: Working, run: Run, known: Mapping[TeacherName, Run]) -> None:
    """A button for each other teacher; where a model is asked it says first what that takes."""
    own = GrowSettings.model_validate(run.settings)
    model = _model()
    possible = [name for name in TEACHERS if name != own.teacher and (name == "offline" or model)]
    busy = any(each.active for each in runs.runs(here.engine, taxonomy_id=run.taxonomy, stage="grow"))
    missing = [name for name in possible if name not in known]
    with st.container(horizontal=True):
        for name in possible:
            again = name in known
            st.button(
                f"{'Compare again' if again else 'Compare'} with {NAMES[name]}",
                key=f"compare-{name}",
                icon=ICONS[name],
                type="primary" if missing and name == missing[0] and not busy else "secondary",
                disabled=busy,
                help="A run is under way. Wait until it is done." if busy else None,
                on_click=_start if name == "offline" else _ask,
                args=(here, against(run, name, "" if name == "offline" else model)),
            )
        if busy or not missing:
            query = address(here.project.id, here.taxonomy.id)
            if st.button("Curate the labels", key="to-curate", type="primary", icon=":material/edit_note:"):
                st.switch_page("curate.py", query_params=query)
    if not model:
        st.caption(SET_UP if possible else f"{SET_UP} It can then be compared with this run.")
    _dialog(here)


def _model() -> str:
    """The name of the language model that is set up; empty if none is."""
    try:
        return from_environment(os.environ).model
    except TeacherError:
        return ""


def _dialog(here: Working) -> None:
    settings = st.session_state.get(ASKED)
    if settings is None:
        return

    @st.dialog(f"Compare with {NAMES[settings.teacher]}", on_dismiss=lambda: st.session_state.pop(ASKED, None))
    def question() -> None:
        st.write(f"It reads the same documents once, with {plain(settings.model)}.")
        expected(here, settings)
        asked = st.button("Compare", key="compare-now", type="primary", on_click=_start_asked, args=(here, settings))
        kept_error()
        if asked and ASKED not in st.session_state:
            st.rerun()

    question()


def _ask(here: Working, settings: GrowSettings) -> None:  # noqa: ARG001 - called like _start
    st.session_state[ASKED] = settings


@errors_kept()
def _start_asked(here: Working, settings: GrowSettings) -> None:
    _request(here, settings)
    st.session_state.pop(ASKED, None)


@errors_told()
def _start(here: Working, settings: GrowSettings) -> None:
    _request(here, settings)


def _request(here: Working, settings: GrowSettings) -> None:
    run = requests.request(here.engine, here.taxonomy.id, settings, here.person)
    queue.hand_over(here.engine, run.id)


def _named(result: Result, own: bool) -> str:
    """Who it was, and on lines below with which model, and what of it is shown."""
    settings = result.settings
    trial = f"trial {result.trial} of {settings.trials}" if settings.trials > 1 else ""
    shown = ", ".join(fact for fact in ("this run" if own else "", trial) if fact)
    return "\n".join(line for line in (TITLES[settings.teacher], settings.model, shown) if line)


def _table(run: Run, found: list[Result]) -> None:
    known = [result.measures for result in found]
    rows = [
        Figures("Labels", [f"{len(result.taxonomy.live):,}" for result in found]),
        *measured(known),
        *(
            [Figures("Agreement with this run", [_alike(result, run) for result in found], AGREEMENT)]
            * (len(found) > 1)
        ),
        Figures("Model calls", [f"{result.bill.calls:,}" for result in found]),
        Figures("Tokens", [f"{result.bill.tokens:,}" for result in found]),
    ]
    if any(result.bill.money for result in found):
        rows.append(Figures("Money", [_paid(result) for result in found]))
    rows.append(Figures("Time", [took(result.run) or UNKNOWN for result in found]))
    head = [_named(result, result.run.id == run.id) for result in found]
    figures(head, rows, f"baselines-{run.id}")
    _how(found)


def _how(found: list[Result]) -> None:
    apart = len(found[0].fit.labels) if found[0].fit else 0
    how = (
        f"Measured on {counted(apart, 'test document')} that no teacher has read and nothing was chosen by."
        if apart
        else "There were too few documents to keep some apart, so nothing could be measured."
    )
    several = " Calls, tokens and time of a run with several trials are those of all of them." * any(
        result.settings.trials > 1 for result in found
    )
    paid = " What had been answered before was not asked again." * any(result.bill.calls for result in found)
    each = " Each assigns documents by its own reading." * (len(found) > 1)
    st.caption(f"{how}{each}{several}{paid}")


def _alike(result: Result, run: Run) -> str:
    return "" if result.run.id == run.id else alike(result.agreement)


def _paid(result: Result) -> str:
    if result.bill.money is not None:
        return str(result.bill.money)
    return UNKNOWN if result.bill.calls else "nothing"


def _labels(here: Working, found: list[Result]) -> None:
    """The labels of each, side by side, on one scale."""
    st.subheader("What each found", anchor=False)
    shown = shown_examples(here.engine, here.project.id, [result.taxonomy for result in found])
    sizes = [result.fit.sizes if result.fit else {} for result in found]
    most = max((size for each in sizes for size in each.values()), default=0)
    with side_by_side(len(found), "what-each-found"):
        for result, size in zip(found, sizes, strict=True):
            with st.container(border=True, key=f"found-{result.run.id}"):
                st.markdown(f"**{TITLES[result.settings.teacher]}**  :gray[{plain(result.settings.model)}]")
                whole = len(result.fit.labels) if result.fit else 0
                scale = Sizes(size, whole, most) if whole else None
                label_list(result.taxonomy, scale, {}, shown, f"labels-of-{result.run.id}")
