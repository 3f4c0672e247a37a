"""Check: people judge a sample without seeing the teacher's label; then both are compared."""

import streamlit as st

from core.store import documents, judgements, ledger
from pages.parts.agreement import statistics
from pages.parts.heading import heading
from pages.parts.judging import SIZE, Batch, batch_in_address, deck, drawn_in, going_on, open_batch, population
from pages.parts.place import Working, address, working
from pages.parts.plain import counted

KINDS = {"random": "Drawn at random", "doubtful": "Where the teacher is least sure"}
REVEALS = {"each": "After each judgement", "end": "When the batch is done"}


def begin(here: Working) -> None:
    """Open the next batch as chosen in the form."""
    kind, size = st.session_state["kind"], st.session_state["batch-size"]
    open_batch(going_on(here, population(here), kind, size))


def start_panel(here: Working) -> None:
    with st.container(horizontal=True, gap="medium"):
        kind = st.segmented_control(
            "Which documents", list(KINDS), default="random", required=True, format_func=KINDS.__getitem__, key="kind"
        )
        st.number_input("How many", 1, 500, SIZE, step=10, key="batch-size", width=140)
        choose_reveal()
    if kind == "random":
        st.caption("A random sample tells how good the teacher is on all documents. Everyone judges the same ones.")
    else:
        st.caption("The quickest way to errors. These never enter the statistics: they are not like the rest.")
    st.button(
        f"Judge {counted(st.session_state['batch-size'], 'document')}",
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


def judge(here: Working, batch: Batch) -> None:
    """The batch; the statistics wait until it is finished, and so does what they would give away."""
    drawn = drawn_in(here, batch, population(here))
    if not drawn:
        st.success("You have judged every document there is to judge.", icon=":material/check:")
        st.button("Back", key="leave", on_click=open_batch, args=(None,))
        return
    texts = documents.documents(here.engine, here.project.id, [each.document for each in drawn])
    mine = {said.document for said in judgements.annotations(here.engine, here.taxonomy.id, here.person)}
    finished = all(each.document in mine for each in drawn)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        choose_reveal()
        st.space("stretch")
        st.button("Leave this batch", key="leave", on_click=open_batch, args=(None,))
        if finished:
            following = Batch(batch.kind, batch.start + batch.size, batch.size)
            st.button(f"Judge {batch.size} more", key="more", type="primary", on_click=open_batch, args=(following,))
    deck(here, now, batch, drawn, texts, st.session_state["reveal"])
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
    start_panel(here)
    statistics(here, now)
else:
    heading(
        "Check", f"{KINDS[batch.kind]}: documents {batch.start + 1:,} to {batch.start + batch.size:,} of the queue."
    )
    judge(here, batch)
