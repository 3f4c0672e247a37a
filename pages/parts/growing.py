"""Before a run: who reads what, how often, and how much people have a say. Three things are asked, the rest has a
default and lies in a fold."""

from typing import NamedTuple

import streamlit as st

from core.growth.freedom import Freedom
from core.growth.plan import FEWEST, SHARES
from core.labelling.cost import Budget
from core.taxonomy.taxonomy import Taxonomy
from core.work import queue, requests
from core.work.budget import set_budget
from core.work.settings import GrowSettings
from pages.parts.brief import edit_limits, edit_use_case, edit_word_limits
from pages.parts.cost import budget_field, expected
from pages.parts.errors import errors_told
from pages.parts.place import Working
from pages.parts.plain import counted
from pages.parts.teacher import choose_teacher

USUAL = GrowSettings()
MODES = {"through": "Run through", "steps": "Step by step: I accept each change"}
FREEDOMS: dict[Freedom, tuple[str, str]] = {
    "all": ("Anything", "They may be renamed, merged, split and retired, unless they are locked."),
    "extend": ("Only add others", "The labels that are there stay as they are."),
    "describe": ("Only fill in what they lack", "No label comes or goes; empty descriptions and examples are filled."),
}
SUMMARIES = {
    "of long documents": "Where documents are long",
    "always": "Always",
    "never": "Never",
}


class Wanted(NamedTuple):
    """What a person has chosen so far; a budget only where a language model is asked."""

    settings: GrowSettings
    budget: Budget | None


def set_up(here: Working, taxonomy: Taxonomy, count: int) -> Wanted:
    """The form, for a corpus of `count` documents. Nothing starts by it."""
    key = here.taxonomy.id
    edit_use_case(here)
    chosen = choose_teacher(f"teacher-{key}", hybrid=True)
    mode = st.segmented_control(
        "How it goes", list(MODES), default="through", required=True, format_func=MODES.__getitem__, key=f"mode-{key}"
    )
    freedom = _freedom(key) if taxonomy.live else "all"
    with st.expander("Limits, documents and guidance", key=f"more-{key}"):
        edit_limits(here)
        sample, trials = _documents(count, mode == "steps", key)
    with st.expander("Advanced", key=f"advanced-{key}"):
        expert = _expert(key)
        edit_word_limits(here)
    settings = expert.model_copy(
        update={
            "teacher": chosen.teacher,
            "model": chosen.model,
            "sample": sample,
            "trials": trials,
            "step_by_step": mode == "steps",
            "freedom": freedom,
        }
    )
    st.markdown(_what_happens(settings, count))
    return Wanted(settings, _budget(here, settings))


def _freedom(key: str) -> Freedom:
    chosen: Freedom = st.radio(
        "What may happen to the labels that are there",
        list(FREEDOMS),
        format_func=lambda name: FREEDOMS[name][0],
        captions=[caption for _, caption in FREEDOMS.values()],
        key=f"freedom-{key}",
    )
    return chosen


def _documents(count: int, step_by_step: bool, key: str) -> tuple[int, int]:
    """How many documents are read, and how many times over."""
    left, right = st.columns(2)
    size = left.number_input(
        "Documents to use",
        min_value=1,
        max_value=count,
        value=min(USUAL.sample or count, count),
        key=f"sample-{key}",
        help="A random sample, of which 60 % are read. A thousand usually show every frequent theme.",
    )
    trials = right.number_input(
        "Trials",
        min_value=1,
        max_value=10,
        value=USUAL.trials,
        key=f"trials-{key}",
        disabled=step_by_step,
        help="Each trial reads the same documents in another order. The paper has 10; 3 show most of the difference.",
    )
    return size, 1 if step_by_step else trials


def _expert(key: str) -> GrowSettings:
    """What experts tune, with the paper's values."""
    left, right = st.columns(2)
    batch = left.number_input("Documents in a batch", 5, 2000, USUAL.batch_size, key=f"batch-{key}")
    left.caption("The labels are improved once a batch. The paper reads 200 at a time.")
    tokens = right.number_input("Tokens in a batch", 500, 1_000_000, USUAL.batch_tokens, step=1000, key=f"tokens-{key}")
    right.caption("A batch of long documents is smaller, so that it fits into one question.")
    summaries = left.selectbox(
        "Read summaries", list(SUMMARIES), format_func=SUMMARIES.__getitem__, key=f"summaries-{key}"
    )
    left.caption("About 20 words each, written once by a language model, as in the paper.")
    patience = right.number_input(
        "Stop when so many batches in a row bring nothing new", 0, 50, USUAL.saturation, key=f"saturation-{key}"
    )
    right.caption("0 reads to the end.")
    rounds = left.number_input("Times the trials are compared", 1, 50, USUAL.rounds, key=f"rounds-{key}")
    left.caption("A language model sees them in another order each time, so that the order cannot decide.")
    seed = right.number_input("Seed", 0, 2**31 - 1, USUAL.seed, key=f"seed-{key}")
    right.caption("Which documents are drawn, and in which order they are read; the same seed repeats it.")
    return GrowSettings(
        batch_size=batch, batch_tokens=tokens, summaries=summaries, saturation=patience, rounds=rounds, seed=seed
    )


def _what_happens(settings: GrowSettings, count: int) -> str:
    """The whole form in a few sentences."""
    size = min(settings.sample or count, count)
    read = round(SHARES[0] * size) if size >= FEWEST else size
    apart = f" The other {size - read:,} are kept apart to measure with." * (read < size)
    who = "A trial" if settings.trials > 1 else "It"
    ends = (
        f" {who} stops early when {settings.saturation} batches in a row bring nothing new."
        if settings.saturation
        else ""
    )
    documents = counted(read, "document")
    if settings.step_by_step:
        return f"The teacher reads {documents} in batches and waits after each until you have decided.{apart}{ends}"
    if settings.trials > 1:
        how = "each in another order, and at the end you choose between what they came to"
        return f"{settings.trials} trials read {documents}, {how}.{apart}{ends}"
    return f"The teacher reads {documents} in batches and improves the labels after each.{apart}{ends}"


def _budget(here: Working, settings: GrowSettings) -> Budget | None:
    if settings.teacher == "offline":
        return None
    total = expected(here, settings)
    return budget_field(None if total is None else total.money, f"budget-{here.taxonomy.id}")


@errors_told()
def start(here: Working, wanted: Wanted) -> None:
    """Ask for the run and hand it over."""
    run = requests.request(here.engine, here.taxonomy.id, wanted.settings, here.person)
    if wanted.budget is not None:
        set_budget(here.engine, run.id, wanted.budget)
    queue.hand_over(here.engine, run.id)
