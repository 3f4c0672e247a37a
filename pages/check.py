"""Check: people judge a sample without seeing the teacher's label; then both are compared."""

import streamlit as st

from core.store import documents, judgements, ledger
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.agreement import statistics
from pages.parts.goes_by import version_gone_by
from pages.parts.heading import heading
from pages.parts.judging import (
    SIZE,
    Batch,
    Kind,
    batch_in_address,
    deck,
    given_in,
    going_on,
    open_batch,
    opened,
    population,
    sent_to_check,
    to_judge_again,
)
from pages.parts.place import Working, address, working
from pages.parts.plain import counted

KINDS: dict[Kind, str] = {
    "random": "Drawn at random",
    "doubtful": "Where the teacher is least sure",
    "again": "To be judged again",
    "sent": "Sent by the classifier",
}
TOLD: dict[Kind, str] = {
    "random": "A random sample tells how good the teacher is on all documents. Everyone judges the same ones.",
    "doubtful": "The quickest way to errors. These never enter the statistics: they are not like the rest.",
    "again": "Their label was split or retired, so nothing says any more which label they have. Yours come first; what "
    "you said before is shown, and kept.",
    "sent": "Labels that a classifier doubts, or documents it was not sure of. What you say teaches the next one, and "
    "never enters the statistics: these documents are not like the rest.",
}
SENT_FOR: dict[Kind, str] = {
    "again": "documents whose label was split or retired",
    "sent": "documents it doubts or was not sure of",
}
REVEALS = {"each": "After each judgement", "end": "When the batch is done"}


def begin(here: Working) -> None:
    """Open the next batch as chosen in the form."""
    kind, size = st.session_state["kind"], st.session_state["batch-size"]
    open_batch(going_on(here, population(here), kind, size))


def start_panel(here: Working, waiting: dict[Kind, int]) -> None:
    """`waiting` counts the queues of which only what is left is judged."""
    named = {kind: f"{name} ({waiting[kind]:,})" if kind in waiting else name for kind, name in KINDS.items()}
    offered = [kind for kind in KINDS if waiting.get(kind, 1)]
    with st.container(horizontal=True, gap="medium"):
        linked = st.query_params.get("kind", "")
        kind = st.segmented_control(
            "Which documents", offered, default=linked if linked in offered else "random", required=True,
            format_func=named.__getitem__, key="kind",
        )  # fmt: skip
        st.number_input("How many", 1, 500, SIZE, step=10, key="batch-size", width=140)
        choose_reveal()
    st.caption(TOLD[kind])
    size = st.session_state["batch-size"]
    st.button(
        f"Judge {counted(min(size, waiting.get(kind, size)), 'document')}",
        key="begin",
        type="primary",
        icon=":material/fact_check:",
        on_click=begin,
        args=(here,),
    )


def choose_reveal() -> None:
    st.segmented_control(
        "Show the teacher's label",
        list(REVEALS),
        default="each",
        required=True,
        format_func=REVEALS.__getitem__,
        key="reveal",
        bind="query-params",
        help="You always judge first. The end is stricter: nothing is learned from the teacher on the way.",
    )


def queued(here: Working) -> dict[Kind, int]:
    """How many documents are left in the queues that grow shorter."""
    among = population(here)
    return {"again": len(to_judge_again(here, among)), "sent": len(sent_to_check(here, among))}


def judge(here: Working, by: Taxonomy, batch: Batch) -> None:
    """The batch; the statistics wait until it is finished, and so does what they would give away."""
    among = population(here)
    inside = opened(here, batch, among)
    if not inside.drawn:
        st.success(
            "Nothing is left to be judged here."
            if batch.kind in ("again", "sent")
            else "You have judged every document there is to judge.",
            icon=":material/check:",
        )
        st.button("Back", key="leave", on_click=open_batch, args=(None,))
        return
    asked = [each.document for each in inside.drawn]
    texts = documents.documents(here.engine, here.project.id, asked)
    finished = len(given_in(here, inside)) == len(asked)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        choose_reveal()
        st.space("stretch")
        st.button("Leave this batch", key="leave", on_click=open_batch, args=(None,))
        if finished:
            left = min(batch.size, queued(here).get(batch.kind, batch.size))
            following = Batch(batch.kind, batch.start + batch.size, batch.size)
            if left:
                st.button(f"Judge {left} more", key="more", type="primary", on_click=open_batch, args=(following,))
    deck(here, now, by, batch, inside, texts, st.session_state["reveal"])
    if finished:
        statistics(here, now)


here = working()
query = address(here.project.id, here.taxonomy.id)
now = ledger.taxonomy(here.engine, here.taxonomy.id)
if not now.live:
    heading("Check", "Here people judge documents without seeing the teacher's label. There are no labels yet.")
    if st.button("Grow the labels", key="to-grow", type="primary"):
        st.switch_page("grow.py", query_params=query)
    st.stop()

said = judgements.annotations(here.engine, here.taxonomy.id)
blind = {each.document for each in said if each.counts}
people = {each.person for each in said}
batch = batch_in_address()
if batch is None:
    heading(
        "Check",
        f"{counted(len(blind), 'random document')} judged blind by {counted(len(people), 'person', 'people')} so far."
        if said
        else "Judge some documents without seeing the teacher's label; then you know how far to trust it.",
    )
    version_gone_by(here, now)
    start_panel(here, queued(here))
    statistics(here, now)
else:
    heading(
        "Check",
        f"{KINDS[batch.kind]}: {SENT_FOR[batch.kind]}."
        if batch.kind in SENT_FOR
        else f"{KINDS[batch.kind]}: documents {batch.start + 1:,} to {batch.start + batch.size:,} of the queue.",
    )
    judge(here, version_gone_by(here, now), batch)
