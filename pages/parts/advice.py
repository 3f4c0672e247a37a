"""What a teacher can tell about the labels there are: questions to ask it, and its proposals, taken over one by one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import streamlit as st

from core.labelling.tally import Tally
from core.store import runs
from core.store.labels import stamp
from core.store.runs import Run
from core.store.workspace import Workspace
from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Change, Taxonomy
from core.work import advising, queue, requests
from core.work.advice_cost import AdviceCost, advice_cost
from core.work.advising import Told, Waiting
from core.work.matters import confused
from core.work.settings import AdviseSettings, Question
from pages.parts.cost import about, rounded
from pages.parts.errors import errors_told
from pages.parts.marks import author_name
from pages.parts.moments import when
from pages.parts.place import Working, address
from pages.parts.plain import counted, plain
from pages.parts.progress import ended, follow
from pages.parts.remedy import changing_dialog, remedy_card
from pages.parts.teacher import Chosen, choose_teacher

READS = "{} is shown the labels with some of their documents. They are sent to {}."
SHOWN = 10  # suggestions at a time
FEW = 3  # suggestions that need no filter
PAIRS = 5  # confused pairs offered
USUAL = AdviseSettings(question="wording")


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
            _question(here, row, wanted, cost, active, nothing=question == "uncovered" and not count[None])
            if question == "tie-break":
                _pairs(here, taxonomy, wanted, active)
            if active is not None and active.settings["question"] == question:
                follow(here.engine, active.id)
            elif question in latest:
                _outcome(here, row, latest[question], waits[question])
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


def _question(
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


def _pairs(here: Working, taxonomy: Taxonomy, settings: AdviseSettings, active: Run | None) -> None:
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


@st.cache_data(max_entries=32, show_spinner=False)
def _confused(
    _engine: Workspace,
    _taxonomy: Taxonomy,
    taxonomy_id: str,
    depends_on: tuple[object, ...],  # noqa: ARG001 - the key
) -> list[tuple[tuple[LabelId, LabelId], int]]:
    """Kept until someone judges or edits anything."""
    return confused(_engine, taxonomy_id, _taxonomy)


def _cost(
    here: Working, taxonomy: Taxonomy, count: Mapping[LabelId | None, int], settings: AdviseSettings
) -> AdviceCost:
    return advice_cost(here.engine, here.taxonomy.id, taxonomy, count, settings)


def _told(cost: AdviceCost) -> str:
    """“At most 16 calls, 24,000 tokens, about 0.02 USD”; nothing where nobody is asked."""
    if not cost.calls:
        return ""
    facts = [f"At most {counted(cost.calls, 'call')}", f"{rounded(cost.tokens)} tokens"]
    facts += [about(cost.money)] if cost.money is not None else []
    return plain(", ".join(facts))


def _outcome(here: Working, row: Row, told: Told, waiting: int) -> None:
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


@errors_told()
def _ask(here: Working, settings: AdviseSettings) -> None:
    run = requests.request(here.engine, here.taxonomy.id, settings, here.person)
    queue.hand_over(here.engine, run.id)
