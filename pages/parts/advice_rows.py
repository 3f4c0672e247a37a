"""The questions a teacher can be asked about the labels, a calm row each: what it does, what it takes, how it went."""

from typing import NamedTuple

import streamlit as st

from core.store.labels import stamp
from core.store.runs import Run
from core.store.workspace import Workspace
from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.advising.advice import Question
from core.work import queue, requests
from core.work.advice_cost import AdviceCost
from core.work.advising import Told
from core.work.matters import confused
from core.work.settings import AdviseSettings
from pages.parts.cost import about, rounded
from pages.parts.errors import errors_told
from pages.parts.marks import author_name
from pages.parts.moments import when
from pages.parts.place import Working
from pages.parts.plain import counted, plain
from pages.parts.progress import ended

PAIRS = 5  # confused pairs offered


class Row(NamedTuple):
    """A question as the page puts it, and what it says where the answer is that there is nothing to do."""

    name: str
    icon: str
    purpose: str
    button: str
    nothing: str


ROWS: dict[Question, Row] = {
    "wording": Row(
        "Better words",
        ":material/edit_note:",
        "Names and descriptions that say more of the documents than the present ones.",
        "Look at the words",
        "No other words are clearly better than the present ones.",
    ),
    "overlaps": Row(
        "Overlapping labels",
        ":material/join_inner:",
        "Labels that mean the same, to be merged, and labels that are mistaken for one another.",
        "Find overlaps",
        "No two labels overlap clearly.",
    ),
    "hidden topics": Row(
        "Hidden topics",
        ":material/call_split:",
        "Labels whose documents fall into two or more clear groups, with the parts and their documents.",
        "Find hidden topics",
        "No label hides several topics: each one's documents are of one kind.",
    ),
    "uncovered": Row(
        "Missing labels",
        ":material/add_circle:",
        "New labels for documents that no label fits.",
        "Look at what is left",
        "Nothing comes up often enough among the documents that no label fits.",
    ),
    "tie-break": Row(
        "Rules for confused pairs",
        ":material/rule:",
        "A rule that decides between two labels, from documents of both and those that judges differ on.",
        "Write rules",
        "There is no pair that calls for a rule.",
    ),
}


def ask_row(
    here: Working, row: Row, settings: AdviseSettings, cost: AdviceCost, active: Run | None, nothing: bool
) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{row.icon} **{row.name}**  \n:small[:gray[{row.purpose}]]", width="stretch")
        if told := _told(cost):
            st.caption(told, width="content")
        st.button(
            row.button,
            key=f"ask-now-{settings.question}",
            disabled=active is not None or nothing,
            help="Every document has a label." if nothing else None,
            on_click=_ask,
            args=(here, settings),
        )


def confused_pairs(here: Working, taxonomy: Taxonomy, settings: AdviseSettings, active: Run | None) -> None:
    """The pairs that are confused most, each with a button of its own, and any other two."""
    marks = str(here.engine.url), taxonomy.version, stamp(here.engine, here.project.id, here.taxonomy.id)
    pairs = _confused(here.engine, taxonomy, here.taxonomy.id, marks)[:PAIRS]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if pairs:
            st.caption("Most often confused:", width="content")
        for pair, times in pairs:
            names = " / ".join(taxonomy[label_id].name for label_id in pair)
            st.button(
                f"{plain(names)} :small[:gray[{times}]]",
                key=f"rule-{'-'.join(pair)}",
                type="tertiary",
                disabled=active is not None,
                help=f"Judged differently: {counted(times, 'document')}. Write a rule for these two.",
                on_click=_ask,
                args=(here, settings.model_copy(update={"labels": pair})),
            )
        with st.popover("Any two labels…", type="tertiary", key="rule-any"):
            two = st.multiselect(
                "Which two",
                [label.id for label in taxonomy.below(None)],
                max_selections=2,
                format_func=lambda label_id: taxonomy[label_id].name,
                key="rule-two",
            )
            st.button(
                "Write a rule",
                key="rule-now",
                type="primary",
                disabled=len(two) < 2 or active is not None,
                on_click=_ask,
                args=(here, settings.model_copy(update={"labels": tuple(two)})),
            )


def outcome(here: Working, row: Row, told: Told, waiting: int) -> None:
    """What the last answer was."""
    if told.run.status != "done":
        ended(here.engine, told.run)
        return
    teacher = author_name(
        told.run.settings["teacher"] if not told.run.settings["model"] else told.run.settings["model"]
    )
    asked = f":material/check: :gray[Asked {when(told.run.ended)}, {plain(teacher)}:]"
    if not told.remedies:
        said = row.nothing
    elif waiting:
        said = f"{counted(waiting, 'suggestion')} {'waits' if waiting == 1 else 'wait'} below."
    else:
        said = "all suggestions are decided."
    st.markdown(f":small[{asked} {said}]")
    for note in told.notes:
        st.caption(f":material/info: {plain(note)}")


@st.cache_data(max_entries=32, show_spinner=False)
def _confused(
    _engine: Workspace,
    _taxonomy: Taxonomy,
    taxonomy_id: str,
    depends_on: tuple[object, ...],  # noqa: ARG001 - the key
) -> list[tuple[tuple[LabelId, LabelId], int]]:
    """Kept until someone judges or edits anything."""
    return confused(_engine, taxonomy_id, _taxonomy)


def _told(cost: AdviceCost) -> str:
    """“At most 16 calls, 24,000 tokens, about 0.02 USD”; nothing where nobody is asked."""
    if not cost.calls:
        return ""
    facts = [f"At most {counted(cost.calls, 'call')}", f"{rounded(cost.tokens)} tokens"]
    facts += [about(cost.money)] if cost.money is not None else []
    return plain(", ".join(facts))


@errors_told()
def _ask(here: Working, settings: AdviseSettings) -> None:
    run = requests.request(here.engine, here.taxonomy.id, settings, here.person)
    queue.hand_over(here.engine, run.id)
