"""Have a teacher propose the parts of a label and sort its documents into them, to be looked at first."""

import streamlit as st

from core.labelling.sorting import Splitting
from core.store import runs
from core.store.runs import Run
from core.work import queue, requests
from core.work.advice_cost import advice_cost
from core.work.settings import AdviseSettings
from pages.parts.begun import Begun
from pages.parts.cost import KEPT as PAID_ONCE
from pages.parts.cost import about, rounded
from pages.parts.errors import errors_kept, kept_error
from pages.parts.marks import TEACHER, author_name
from pages.parts.moments import when
from pages.parts.place import address
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
        _link(now, "Its proposal will be under Advice")
        return
    if latest is not None and latest.status == "done":
        _link(now, f"What a teacher proposed {when(latest.ended)} is under Advice")
    usual = AdviseSettings(question="hidden topics")
    read = f"a random sample of {usual.sample:,}" if len(now.read) > usual.sample else "all"
    st.markdown(
        f"A teacher reads {read} of its {counted(len(now.read), 'document')} and proposes parts, with the documents "
        "sorted into them. Its proposal is shown under Advice; there you take it over into this dialog, where you can "
        "change every part and move every document."
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
        type="primary",
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


def _link(now: Begun, said: str) -> None:
    query = {**address(now.here.project.id, now.here.taxonomy.id), "tab": "Advice"}
    st.page_link("curate.py", label=said, icon=":material/arrow_forward:", query_params=query)


@errors_kept()
def _ask(now: Begun, settings: AdviseSettings) -> None:
    run = requests.request(now.here.engine, now.here.taxonomy.id, settings, now.here.person)
    queue.hand_over(now.here.engine, run.id)
