"""Ask a teacher for labels: who, which documents, what it will take, and go."""

from typing import Literal, NamedTuple

import streamlit as st

from core.errors import TntError
from core.labelling.cost import Budget
from core.labelling.prices import Money
from core.store.runs import Run
from core.work import queue
from core.work.again import as_before
from core.work.budget import set_budget
from core.work.estimates import labelling_cost
from core.work.requests import request
from core.work.settings import LabelSettings
from pages.parts.cost import KEPT, about, budget_field, rounded, unpriced
from pages.parts.marks import TEACHER
from pages.parts.place import Working
from pages.parts.plain import counted
from pages.parts.prices import price_table
from pages.parts.teacher import choose_teacher

Which = Literal["all", "sample", "waiting"]
TROUBLE = "label-trouble"


class Standing(NamedTuple):
    """How many documents there are, how many of them have no valid verdict, and how many of these never had one.

    `stale` are those that were judged, by whomever, and of whose judgements none stands.
    """

    documents: int
    waiting: int
    unlabelled: int
    stale: int


def ask_labels(here: Working, standing: Standing) -> None:
    """The form. It starts a run; the page shows it from then on."""
    which: dict[Which, str] = {"all": f"All {standing.documents:,}", "sample": "A random sample"}
    if 0 < standing.waiting < standing.documents:
        which["waiting"] = f"Only the {standing.waiting:,} without a valid label"
    left, right = st.columns(2)
    with left:
        teacher = choose_teacher("ask-teacher")
    chosen = right.segmented_control(
        "Which documents", list(which), default=next(reversed(which)) if "waiting" in which else "all",
        format_func=which.__getitem__, required=True, key="ask-which",
    )  # fmt: skip
    size = None
    if chosen == "sample":
        size = right.number_input(
            "How many", 1, standing.documents, min(1000, standing.documents), step=50, key="ask-sample"
        )
    asked = size or (standing.waiting if chosen == "waiting" else standing.documents)
    budget = _takes(here, asked, teacher.model) if teacher.teacher == "llm" else None
    with st.expander("Advanced"):
        seed = st.number_input(
            "Seed", 0, 2**31 - 1, 0, key="ask-seed", help="The same seed draws the same sample and clusters alike."
        )
    settings = LabelSettings(
        teacher=teacher.teacher,
        model=teacher.model,
        sample=size,
        only="missing or stale" if chosen == "waiting" else "all",
        seed=seed,
    )
    st.button(
        f"Label {counted(asked, 'document')}",
        key="ask-go",
        type="primary",
        icon=":material/label:",
        on_click=start,
        args=(here, settings, budget),
    )


def ask_the_rest(here: Working, standing: Standing, run: Run | None) -> None:
    """Buttons for what the teacher has yet to say, to be asked as it was last: first what nothing stands of."""
    if standing.stale:
        st.button(
            f"Ask again for {counted(standing.stale, 'document')}",
            key="ask-again",
            type="primary",
            icon=":material/refresh:",
            on_click=start,
            args=(here, as_before(run, "stale")),
        )
    if standing.unlabelled:
        st.button(
            f"Label {counted(standing.waiting, 'document')} without a valid label",
            key="label-rest",
            type="secondary" if standing.stale else "primary",
            icon=":material/label:",
            on_click=start,
            args=(here, as_before(run, "missing or stale")),
        )


def _takes(here: Working, asked: int, model: str) -> Budget | None:
    """Say what it will take, and ask how far it may go."""
    told, paid = what_it_takes(here, asked, model)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(told, width="stretch")
        price_table(here, "ask")
    return budget_field(paid, "ask-budget")


def what_it_takes(here: Working, asked: int, model: str) -> tuple[str, Money | None]:
    """Calls, tokens and money for so many documents, ready for Markdown; and the money, where it can be told."""
    cost = labelling_cost(here.engine, here.taxonomy.id, asked, model=model)
    doubt = round(cost.high - cost.prompt_tokens, -3 if cost.prompt_tokens >= 10_000 else 0)
    spread = f" ± {doubt:,}" if doubt else ""
    money = f", {about(cost.money)}" if cost.money is not None else ""
    told = (
        f"{counted(cost.calls, 'call')}, about {rounded(cost.prompt_tokens)}{spread} tokens to read and "
        f"{rounded(cost.completion_tokens)} to write{money}. {KEPT}"
    )
    return f"{TEACHER} {told} {unpriced(() if cost.money is not None else (model,))}", cost.money


def start(here: Working, settings: LabelSettings, budget: Budget | None = None) -> Run | None:
    """Ask for the run and hand it over. None where that cannot be; the page then says why."""
    try:
        run = request(here.engine, here.taxonomy.id, settings, here.person)
    except TntError as error:
        st.session_state[TROUBLE] = str(error)
        return None
    if budget is not None:
        set_budget(here.engine, run.id, budget)
    queue.hand_over(here.engine, run.id)
    return run
