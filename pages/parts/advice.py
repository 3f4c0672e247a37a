"""What a teacher can tell about the labels there are: questions to ask it, and its proposals, taken over one by one."""

from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from core.labelling.tally import Tally
from core.store import runs
from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Change, Taxonomy
from core.work import advising
from core.work.advice_cost import AdviceCost, advice_cost
from core.work.advising import Waiting
from core.work.settings import AdviseSettings
from pages.parts.advice_rows import ROWS, ask_row, confused_pairs, outcome
from pages.parts.place import Working, address
from pages.parts.plain import counted
from pages.parts.progress import follow
from pages.parts.remedy import remedy_card
from pages.parts.remedy_changed import changing_dialog
from pages.parts.teacher import Chosen, choose_teacher

READS = "{} is shown the labels with some of their documents. They are sent to {}."
SHOWN = 10  # suggestions at a time
FEW = 3  # suggestions that need no filter
USUAL = AdviseSettings(question="wording")


def advice(here: Working, before: Sequence[Taxonomy], log: Sequence[Change], tally: Tally) -> None:
    """Draw the questions, and what came of those that were asked."""
    taxonomy = before[-1]
    if here.taxonomy.draft_of is not None:
        st.caption("A teacher can be asked about these labels once this trial is chosen.")
        return
    if not any(tally.documents(label.id) for label in taxonomy.live) and not tally.documents(None):
        st.write("A teacher goes by the documents that labels have, and none has been labelled yet.")
        query = address(here.project.id, here.taxonomy.id)
        st.page_link("label.py", label="Label the documents", icon=":material/arrow_forward:", query_params=query)
        return
    places = list(ROWS)
    found = advising.waiting(here.engine, here.taxonomy.id, log)
    found.sort(key=lambda each: places.index(each.question))
    latest = advising.told(here.engine, here.taxonomy.id)
    active = next(
        (run for run in runs.runs(here.engine, taxonomy_id=here.taxonomy.id, stage="advise") if run.active), None
    )
    st.caption("Ask a teacher what could be better. Nothing changes until you accept it, and that can be undone.")
    chosen = choose_teacher("advise-teacher", hybrid=True, full=READS)
    rows = st.container()
    settings = _advanced(chosen)
    count = {**{label.id: tally.documents(label.id) for label in taxonomy.live}, None: tally.documents(None)}
    waits = {question: sum(each.question == question for each in found) for question in ROWS}
    for question, row in ROWS.items():
        wanted = settings.model_copy(update={"question": question})
        cost = _cost(here, taxonomy, count, wanted)
        with rows.container(border=True, gap="xsmall", key=f"ask-{question}".replace(" ", "-")):
            ask_row(here, row, wanted, cost, active, nothing=question == "uncovered" and not count[None])
            if question == "tie-break":
                confused_pairs(here, taxonomy, wanted, active)
            if active is not None and active.settings["question"] == question:
                follow(here.engine, active.id)
            elif question in latest:
                outcome(here, row, latest[question], waits[question])
    _suggestions(here, taxonomy, found)
    changing_dialog(here, taxonomy, found)


def _advanced(chosen: Chosen) -> AdviseSettings:
    with st.expander("Advanced", key="advise-advanced"):
        left, middle, right = st.columns(3)
        sample = left.number_input("Documents read of a label", 10, 2000, USUAL.sample, step=10, key="advise-sample")
        left.caption("A random sample. A language model is shown some of them, and sorts up to this many.")
        parts = middle.number_input("Parts of a label, at most", 2, 10, USUAL.parts, key="advise-parts")
        middle.caption("Where a label hides several topics.")
        seed = right.number_input("Seed", 0, 2**31 - 1, USUAL.seed, key="advise-seed")
        right.caption("Which documents are drawn; the same seed repeats it.")
    return AdviseSettings(
        question="wording",
        teacher=chosen.teacher,
        model=chosen.model,
        sample=int(sample),
        parts=int(parts),
        seed=int(seed),
    )


def _cost(
    here: Working, taxonomy: Taxonomy, count: Mapping[LabelId | None, int], settings: AdviseSettings
) -> AdviceCost:
    return advice_cost(here.engine, here.taxonomy.id, taxonomy, count, settings)


def _suggestions(here: Working, taxonomy: Taxonomy, found: list[Waiting]) -> None:
    if not found:
        return
    st.markdown(f"#### {counted(len(found), 'suggestion')} {'waits' if len(found) == 1 else 'wait'} for you")
    found = _filtered(found)
    shown = st.session_state.get("advice-shown", SHOWN)
    for each in found[:shown]:
        remedy_card(here, taxonomy, each)
    if len(found) > shown:
        st.button(f"Show {min(SHOWN, len(found) - shown)} more", key="advice-more", on_click=_more, args=(shown,))


def _filtered(found: list[Waiting]) -> list[Waiting]:
    """Those of the question that someone wants to see, where there are several."""
    counts = Counter(each.question for each in found)
    if len(counts) < 2 or len(found) <= FEW:
        return found
    wanted = st.pills(
        "Of which question",
        [question for question in ROWS if question in counts],
        format_func=lambda question: f"{ROWS[question].name} :gray[{counts[question]}]",
        key="advice-of",
        label_visibility="collapsed",
    )
    return [each for each in found if wanted is None or each.question == wanted]


def _more(shown: int) -> None:
    st.session_state["advice-shown"] = shown + SHOWN
