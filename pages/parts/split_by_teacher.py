"""Have a teacher propose the parts of a label and sort its documents into them, to be looked at first."""

import streamlit as st

from core.labelling.sorting import Splitting
from core.store import ledger, runs
from core.store.runs import Run
from core.taxonomy.label import Labels
from core.work import advising, queue, requests
from core.work.advice_cost import advice_cost
from core.work.advising import Waiting
from core.work.settings import AdviseSettings
from pages.parts.begun import Begun, close, take_over
from pages.parts.cost import KEPT as PAID_ONCE
from pages.parts.cost import about, rounded
from pages.parts.errors import errors_kept, kept_error
from pages.parts.marks import TEACHER, author_name
from pages.parts.moments import when
from pages.parts.plain import counted, plain
from pages.parts.progress import follow
from pages.parts.teacher import choose_teacher

FEWEST = 2  # documents, or there is nothing to tell apart


def by_teacher(now: Begun) -> None:
    """Who is to propose, and how many parts; while a teacher reads, that it does."""
    if now.here.taxonomy.draft_of is not None:
        st.caption("A teacher can be asked once this trial is chosen.")
        return
    if len(now.read) < FEWEST:
        st.caption("It has too few labelled documents for a teacher to find anything in them.")
        return
    latest = _latest(now)
    if latest is not None and latest.active:
        st.markdown(f"{TEACHER} A teacher is reading its documents. You may close this meanwhile.")
        follow(now.here.engine, latest.id)
        return
    found = _proposals(now)
    for each in found:
        _proposal(now, each)
    if latest is not None and latest.status == "done" and not found:
        st.caption(
            f"{TEACHER} A teacher looked {when(latest.ended)} and found no parts that stand apart clearly. Sort the "
            "documents by words or by hand, or ask another teacher."
        )
    usual = AdviseSettings(question="hidden topics")
    read = f"a random sample of {usual.sample:,}" if len(now.read) > usual.sample else "all"
    st.markdown(
        f"A teacher reads {read} of its {counted(len(now.read), 'document')} and proposes parts, with the documents "
        "sorted into them. You can change every part and move every document before anything is kept."
    )
    most = st.number_input("At most this many parts", 2, 10, usual.parts, key="split-most", width=220)
    chosen = choose_teacher("split-teacher", hybrid=True)
    settings = AdviseSettings(
        question="hidden topics",
        labels=(now.label.id,),
        parts=int(most),
        teacher=chosen.teacher,
        model=chosen.model,
    )
    _takes(now, settings)
    st.button(
        "Ask for a proposal",
        key="split-ask",
        type="secondary" if found else "primary",
        icon=TEACHER,
        on_click=_ask,
        args=(now, settings),
    )
    kept_error()


def proposed_by(splitting: Splitting) -> str:
    """Whose parts these are, where a teacher proposed them; ready for Markdown."""
    if not splitting.teacher:
        return ""
    sorted_ = counted(len(splitting.by_teacher), "document")
    return (
        f"{TEACHER} Proposed by {plain(author_name(splitting.teacher))}, with {sorted_} sorted. Change what you like."
    )


def _takes(now: Begun, settings: AdviseSettings) -> None:
    """What a language model would be asked, at most."""
    count = {now.label.id: len(now.read)}
    cost = advice_cost(now.here.engine, now.here.taxonomy.id, now.taxonomy, count, settings)
    if cost.calls:
        money = f", {about(cost.money)}" if cost.money is not None else ""
        st.caption(plain(f"At most {counted(cost.calls, 'call')}, {rounded(cost.tokens)} tokens{money}. {PAID_ONCE}"))


def _latest(now: Begun) -> Run | None:
    """The latest run that was asked about this label."""
    asked = runs.runs(now.here.engine, taxonomy_id=now.here.taxonomy.id, stage="advise")
    return next(
        (
            run
            for run in asked
            if run.settings.get("question") == "hidden topics" and now.label.id in run.settings.get("labels", ())
        ),
        None,
    )


def _proposals(now: Begun) -> list[Waiting]:
    """What teachers have proposed for this label and nobody has decided on."""
    log = ledger.changes(now.here.engine, now.here.taxonomy.id)
    found = advising.waiting(now.here.engine, now.here.taxonomy.id, log)
    return [
        each
        for each in found
        if each.remedy.kind == "split" and each.remedy.about == (now.label.id,) and not each.outdated
    ]


def _proposal(now: Begun, found: Waiting) -> None:
    parts = _parts(found)
    names = ", ".join(f"“{plain(part.name)}”" for part in parts)
    with st.container(border=True, key=f"split-proposal-{found.run.id}-{found.name}".replace("/", "-"), gap="xsmall"):
        st.markdown(f"{TEACHER} Proposed by {plain(author_name(found.teacher))}: {names}.")
        told = f"{counted(len(found.remedy.sorting), 'document')} sorted, {when(found.run.ended)}."
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(told)
            args = (now, found)
            st.button("See why", key=f"split-why-{found.run.id}-{found.name}", type="tertiary", on_click=_see_advice)
            key = f"split-take-{found.run.id}-{found.name}"
            st.button("Start from it", key=key, type="primary", on_click=_take, args=args)


def _parts(found: Waiting) -> Labels:
    return tuple(label for label in found.remedy.labels if label.in_force and label.id in found.remedy.sorting.values())


@errors_kept()
def _take(now: Begun, found: Waiting) -> None:
    advising.take_up(now.here.engine, found.run, found.name, now.here.person)
    take_over(now.here, now.label.id, _parts(found), found.remedy.sorting, found.teacher)


def _see_advice() -> None:
    close()
    st.session_state["tab"] = "Advice"


@errors_kept()
def _ask(now: Begun, settings: AdviseSettings) -> None:
    run = requests.request(now.here.engine, now.here.taxonomy.id, settings, now.here.person)
    queue.hand_over(now.here.engine, run.id)
