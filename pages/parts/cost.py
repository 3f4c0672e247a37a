"""What a run will take, in a line with its details, and how far it may go. Knows no particular run."""

import os

import streamlit as st

from core.errors import TntError
from core.labelling.cost import Budget
from core.labelling.prices import Money
from core.store.runs import Run
from core.store.workspace import Workspace
from core.teachers.settings import from_environment, is_local
from core.work import queue
from core.work.budget import bill, budget_of, set_budget
from core.work.estimates import GrowCost, Total, growing_cost
from core.work.settings import GrowSettings
from pages.parts.errors import errors_told
from pages.parts.marks import TEACHER
from pages.parts.place import Working
from pages.parts.plain import counted, plain
from pages.parts.prices import price_table

STEPS = {
    "summarise": "Summaries of long documents",
    "create": "First labels",
    "update": "Updates, batch by batch",
    "review": "Reviews",
    "fit": "Measuring how labels fit",
    "choose": "Judging the trials",
    "name": "Naming groups",
}
KEPT = "What has been answered before is not paid again."
ENOUGH = 2  # how many times what it has spent a run's new budget is to begin with


def expected(here: Working, settings: GrowSettings) -> Total | None:
    """Say what growing will take, with a fold for the steps and one for the prices. None where nothing is asked of a
    language model, or it cannot be reckoned: then it says why."""
    if settings.teacher == "offline":
        return None
    try:
        cost = growing_cost(here.engine, here.taxonomy.id, settings, os.environ)
    except TntError as error:
        st.caption(plain(str(error)))
        return None
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{TEACHER} {plain(_told(cost))} {KEPT} {unpriced(cost.unpriced)}", width="stretch")
        with st.popover("Details", icon=":material/list:"):
            _details(cost)
        price_table(here, "-".join(filter(None, ("grow", settings.within, settings.like))))
    return cost.expected


def unpriced(models: tuple[str, ...]) -> str:
    """A sentence on models without a price; none where they run on a network of one's own."""
    if not models or is_local(from_environment(os.environ, models[0]).base_url):
        return ""
    names = " or ".join(f"“{plain(model)}”" for model in models)
    return f"No price is known for {names}, so no money is named; enter it under Prices."


def budget_field(money: Money | None, key: str) -> Budget | None:
    """An optional limit, in money where `money`, what is expected, could be told, and in tokens elsewhere."""
    told = "The run stops cleanly there, and goes on when you raise it. Calls that are under way then still end."
    if money is None:
        tokens = st.number_input(
            "Stop at (tokens)",
            1,
            None,
            None,
            step=10_000,
            key=f"{key}-tokens",
            placeholder="No limit",
            help=told,
            width=260,
        )
        return None if tokens is None else Budget(tokens=int(tokens))
    amount = st.number_input(
        f"Stop at ({money.currency})",
        0.01,
        None,
        None,
        step=0.5,
        key=f"{key}-money",
        placeholder="No limit",
        help=told,
        width=260,
    )
    return None if amount is None else Budget(money=float(amount), currency=money.currency)


def raise_budget(engine: Workspace, run: Run) -> None:
    """Offer a run that has spent its budget another one, and go on."""
    budget, spent = budget_of(engine, run.id), bill(engine, run.id)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if budget is not None and budget.money is not None and spent.money is not None:
            unit, least, step = spent.money.currency, round(spent.money.amount + 0.01, 2), 0.5
        else:
            unit, least, step = "tokens", spent.tokens + 1, 10_000
        value = st.number_input(
            f"New budget ({unit})", least, None, least * ENOUGH, step=step, key=f"budget-{run.id}", width=220
        )
        raised = Budget(tokens=int(value)) if unit == "tokens" else Budget(money=float(value), currency=unit)
        st.button(
            "Raise it and go on",
            key=f"raise-{run.id}",
            icon=":material/play_arrow:",
            on_click=_go_on,
            args=(engine, run.id, raised),
        )


@errors_told()
def _go_on(engine: Workspace, run_id: str, budget: Budget) -> None:
    set_budget(engine, run_id, budget)
    queue.resume(engine, run_id)


def _told(cost: GrowCost) -> str:
    facts = [f"At most {counted(cost.expected.calls, 'call')}", between(cost.low.tokens, cost.high.tokens)]
    if cost.low.money is not None and cost.high.money is not None:
        low, high = cost.low.money, cost.high.money
        facts.append(about(high) if str(low) == str(high) else f"{low.amount:,.2f} to {high}")
    return ", ".join(facts) + "."


def about(money: Money) -> str:
    """“about 0.12 USD”, “less than 0.01 USD”."""
    return str(money) if 0 < money.amount < 0.01 else f"about {money}"


def between(low: int, high: int) -> str:
    """“12,000 to 18,000 tokens”."""
    return f"{rounded(low)} to {rounded(high)} tokens" if rounded(low) != rounded(high) else f"{rounded(high)} tokens"


def rounded(tokens: int) -> str:
    return f"{round(tokens, -3):,}" if tokens >= 10_000 else f"{tokens:,}"


def _details(cost: GrowCost) -> None:
    st.dataframe(
        {
            "step": [STEPS[step.prompt] for step in cost.steps],
            "calls": [step.calls for step in cost.steps],
            "read": [step.prompt_tokens for step in cost.steps],
            "written": [step.completion_tokens for step in cost.steps],
        },
        hide_index=True,
        width="content",
        column_config={
            "step": "What for",
            "calls": st.column_config.NumberColumn("Calls", format="localized"),
            "read": st.column_config.NumberColumn("Tokens read", format="localized"),
            "written": st.column_config.NumberColumn("Tokens written", format="localized"),
        },
    )
    st.caption(
        "Reckoned from the prompts themselves with some of your documents. It takes less where batches bring nothing "
        "new, and more where answers have to be asked for again."
    )
