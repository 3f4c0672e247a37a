"""A scorecard of the labels: five questions, each with its number and the way to what spoils it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import streamlit as st

from core.labelling.scorecard import Criterion, Offender, Scorecard
from core.store import labels, ledger, runs
from core.store.labels import Stamp
from core.store.versions import named_versions
from core.store.workspace import Workspace
from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Change, Taxonomy
from core.work.scorecard import scorecard
from core.work.settings import LabelSettings
from pages.parts.ask_labels import start
from pages.parts.choosing import choose
from pages.parts.colours import dotted_name
from pages.parts.documents_table import NONE
from pages.parts.figures import Figures, figures
from pages.parts.moments import when
from pages.parts.place import Working, address
from pages.parts.plain import counted, plain
from pages.parts.progress import follow
from pages.parts.shares import percent, span

SHOWN = 4  # offenders; the others are folded
MOST = 60  # of the folded ones
SIDE_BY_SIDE = 4  # versions
REPEATED = 100  # documents asked about once more, as Shah et al. checked as many
TOLD = {
    "good": ":green-badge[:material/check: met]",
    "open": ":gray-badge[:material/hourglass_empty: not certain]",
    "look": ":orange-badge[:material/priority_high: not met]",
    "unknown": "",
}


class Question(NamedTuple):
    """What a criterion asks, in the words of people, and what is asked for."""

    name: str
    asks: str
    bound: str


QUESTIONS = {
    "comprehensive": Question("Comprehensive", "How many documents find no label?", "at most 5 %"),
    "consistent": Question("Consistent", "How often is the answer the same when asked again?", "at least 95 %"),
    "clear": Question("Clear", "How many labels have a whole contract?", "all of them"),
    "accurate": Question("Accurate", "How many checked labels are right?", "at least 95 %"),
    "concise": Question("Concise", "How many labels are tiny, or hard to tell from another?", "none"),
}


def quality(here: Working, before: Sequence[Taxonomy], log: Sequence[Change]) -> None:
    """Draw the scorecard of the labels as they are, or of a version someone chose."""
    named = {each.version: each.name for each in named_versions(here.engine, here.taxonomy.id)}
    known = [len(log), *sorted((version for version in named if version != len(log)), reverse=True)]
    names = {version: _name(version, len(log), named, log) for version in known}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.markdown("Five things that make labels fit for use, each measured as far as it has been.", width="stretch")
        if len(known) > 1:
            version = st.selectbox(
                "Of which version",
                known,
                format_func=lambda each: names.get(each, str(each)),
                key="quality-of",
                width=320,
            )
        else:
            version = len(log)
    card = _card(here, version)
    repeated = runs.latest_run(here.engine, here.taxonomy.id, "label")
    if repeated is not None and repeated.active:
        follow(here.engine, repeated.id)
    for field, question in QUESTIONS.items():
        _criterion(here, before[version], field, question, getattr(card, field), version == len(log))
    if len(known) > 1:
        _development(here, known[:SIDE_BY_SIDE], names)
    st.caption(
        "The questions and what they ask for are those of Shah et al. (arXiv 2309.13063). Ranges are 95 % intervals; "
        "a number without a range was counted over all there is."
    )


def _name(version: int, latest: int, named: dict[int, str], log: Sequence[Change]) -> str:
    name = f": {named[version]}" if version in named else ""
    if version == latest:
        return f"As they are now{name}"
    return f"Step {version}{name} ({when(log[version - 1].at)})"


def _criterion(
    here: Working, taxonomy: Taxonomy, field: str, question: Question, criterion: Criterion, is_now: bool
) -> None:
    with st.container(border=True, key=f"quality-{field}"):
        left, middle, right = st.columns([4, 4, 7], gap="medium")
        left.markdown(f"**{question.name}**  \n:gray[{question.asks}]")
        with middle:
            _number(criterion, question)
        with right:
            for offender in criterion.offenders[:SHOWN]:
                _offender(taxonomy, field, offender, is_now)
            if len(criterion.offenders) > SHOWN:
                _others(taxonomy, field, criterion.offenders[SHOWN:], is_now)
            if is_now:
                _next(here, field, criterion)


def _number(criterion: Criterion, question: Question) -> None:
    estimate = criterion.estimate
    if not estimate.known:
        st.markdown(f":gray[{plain(estimate.method)}]")
        return
    n = f"n = {estimate.n:,}"
    certain = estimate.low == estimate.high
    st.markdown(
        f"##### {percent(estimate.value)} :small[:gray[{n if certain else f'{span(estimate)}, {n}'}]]",
        help=plain(estimate.method),
    )
    st.markdown(f"{TOLD[criterion.verdict]} :small[:gray[asked for: {question.bound}]]")


def _offender(taxonomy: Taxonomy, field: str, offender: Offender, is_now: bool) -> None:
    """A label or two with what is wrong; the arrow chooses them in the tree, where two can be merged."""
    names = " and ".join(dotted_name(taxonomy, label_id) for label_id in offender.labels)
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, gap="small"):
        st.markdown(f"{names} :small[:gray[{plain(offender.why)}]]", width="stretch")
        if is_now:
            _turn("Open", f"offender-{field}-{'-'.join(offender.labels)}", "Labels", offender.labels)


def _way(label: str, key: str, page: str, query: Mapping[str, str]) -> None:
    if st.button(label, key=key, type="tertiary", icon=":material/arrow_forward:"):
        st.switch_page(page, query_params=query)


def _turn(label: str, key: str, tab: str, label_ids: Sequence[LabelId] = ()) -> None:
    """The way to another tab of this page, which the address tells only after the tabs themselves."""

    def turn() -> None:
        st.session_state["tab"] = tab
        if label_ids:
            choose(label_ids)

    st.button(label, key=key, type="tertiary", icon=":material/arrow_forward:", on_click=turn)


def _others(taxonomy: Taxonomy, field: str, others: Sequence[Offender], is_now: bool) -> None:
    fold = st.expander(f"and {len(others):,} more", key=f"quality-more-{field}", on_change="rerun")
    if not fold.open:
        return
    with fold:
        for offender in others[:MOST]:
            _offender(taxonomy, field, offender, is_now)
        if len(others) > MOST:
            st.caption(f"and {len(others) - MOST:,} more")


def _next(here: Working, field: str, criterion: Criterion) -> None:
    """What can be done about it now."""
    query = address(here.project.id, here.taxonomy.id)
    if field == "comprehensive" and criterion.estimate.value:
        with st.container(horizontal=True):
            _way("See the documents without a label", "without-label", "label.py", {**query, "show": NONE})
            _turn("Ask a teacher for labels for them", "ask-for-labels", "Advice")
    elif field == "comprehensive" and not criterion.estimate.known:
        _way("Label the documents", "label-first", "label.py", query)
    elif field == "accurate":
        known = criterion.estimate.known
        _way("Check more labels" if known else "Check some labels blind", "check-labels", "check.py", query)
    elif field == "consistent":
        _ask_again(here)


def _ask_again(here: Working) -> None:
    """Start the same teacher once more on some documents; the labels of record stay as they are."""
    asked = [run for run in runs.runs(here.engine, taxonomy_id=here.taxonomy.id, stage="label") if run.settings]
    first = next((run for run in asked if not run.settings.get("repetition") and run.status == "done"), None)
    if first is None:
        return
    told = LabelSettings.model_validate(first.settings)
    if told.teacher != "llm":
        st.caption("The offline teacher answers by likeness alone, so that it never changes its mind.")
        return
    times = 1 + max((run.settings.get("repetition", 0) for run in asked), default=0)
    settings = told.model_copy(update={"repetition": times, "sample": REPEATED, "only": "all", "seed": times})
    st.button(
        f"Ask again about {counted(min(REPEATED, first.documents), 'document')}",
        key="ask-repeatedly",
        icon=":material/repeat:",
        on_click=start,
        args=(here, settings),
        disabled=any(run.active for run in asked),
        help="At random. The answers are only compared: no label changes.",
    )


def _development(here: Working, known: Sequence[int], names: dict[int, str]) -> None:
    fold = st.expander("Beside the versions that have a name", key="quality-development", on_change="rerun")
    if not fold.open:
        return
    with fold:
        cards = [_card(here, version) for version in known]
        rows = [
            Figures(question.name, [_said(getattr(card, field)) for card in cards], question.asks)
            for field, question in QUESTIONS.items()
        ]
        figures([names[version] for version in known], rows, "quality-figures")


def _said(criterion: Criterion) -> str:
    estimate = criterion.estimate
    if not estimate.known:
        return "–"
    return percent(estimate.value) if estimate.low == estimate.high else f"{percent(estimate.value)}\n{span(estimate)}"


def _card(here: Working, version: int) -> Scorecard:
    stamp = labels.stamp(here.engine, here.project.id, here.taxonomy.id)
    made = (str(here.engine.url), here.taxonomy.at.isoformat(), ledger.version(here.engine, here.taxonomy.id))
    return _reckoned(here.engine, here.taxonomy.id, version, stamp, made)


@st.cache_data(max_entries=32, show_spinner="Measuring…")
def _reckoned(
    _engine: Workspace,
    taxonomy_id: str,
    version: int,
    stamp: Stamp,  # noqa: ARG001 - what is measured differs with it
    made: tuple[str, str, int],  # noqa: ARG001 - so does which taxonomy it is
) -> Scorecard:
    return scorecard(_engine, taxonomy_id, version)
