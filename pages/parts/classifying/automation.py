"""The tab “Automation”: how much can be left to a classifier that is to be right often enough."""

from collections.abc import Sequence
from math import floor
from typing import NamedTuple

import streamlit as st

from core.agreement.estimates import Estimate
from core.classifier.automation import FEWEST, Choice, at_threshold, curve, for_accuracy, in_words
from core.classifier.outcomes import Outcome
from core.store import runs
from core.store.workspace import Workspace
from core.taxonomy.label import DocumentId
from core.work.abstaining import abstained
from core.work.again import as_before
from core.work.registry import detail_of
from core.work.report import ENOUGH
from core.work.settings import ScoreSettings
from pages.parts.charts.abstention import abstention
from pages.parts.charts.drawing import Pick
from pages.parts.classifying.lagging import train_again
from pages.parts.classifying.sending import send
from pages.parts.errors import errors_told
from pages.parts.marks import CLASSIFIER, PERSON, TEACHER
from pages.parts.place import Working, address
from pages.parts.plain import counted, plain
from pages.parts.progress import follow
from pages.parts.scores import Made
from pages.parts.shares import percent, span
from pages.parts.spread import Ask
from pages.parts.training import start

ASKED, AT = "wanted", "at"  # query parameters: the accuracy wanted in percent, or a confidence clicked
LEAST, MOST, USUAL = 50, 99, 90  # percent
KEPT = 60  # classifiers whose outcomes are kept in memory


class Plan(NamedTuple):
    """What is labelled automatically and how right that is to be expected; None where it cannot be."""

    threshold: float | None
    automatic: Estimate
    accuracy: Estimate
    said: str  # where there is more to say, ready for Markdown


def automation(here: Working, one: Made, waiting: int, unsure: Sequence[DocumentId]) -> None:
    """Draw the tab.

    `waiting` documents have no judgement but for an earlier classifier's; the last scoring left out the `unsure` ones.
    """
    st.markdown("**How much can it label by itself, if it is to be right often enough?**")
    gold = _gold(here.engine, str(here.engine.url), one.classifier.id, one.report.version)
    people = one.report.people
    there = people.n if people is not None and people.method == "held out" else 0
    if there < FEWEST:
        _too_few(here, there)
    elif not gold:
        _not_kept(here)
    else:
        _chosen(here, one, waiting, gold)
    _left_over(here, unsure)


@st.cache_data(show_spinner=False, max_entries=KEPT)
def _gold(_engine: Workspace, url: str, classifier_id: str, version: int) -> tuple[Outcome, ...]:  # noqa: ARG001
    """What people judged blind and what it said of it, as measured when it was trained; nothing of it changes."""
    detail = detail_of(_engine, classifier_id)
    return () if detail is None else detail.people


@st.cache_data(show_spinner=False, max_entries=KEPT)
def not_sure_of(_engine: Workspace, asked: Ask, scored: str) -> list[DocumentId]:  # noqa: ARG001 - the run is its cause
    """What the last scoring left without a label, the least sure first."""
    return list(abstained(_engine, asked.taxonomy))


def _too_few(here: Working, there: int) -> None:
    st.info(
        f"{counted(there, 'document')} judged blind by people {'is' if there == 1 else 'are'} too few to say how often "
        f"it is right: it takes {FEWEST}, better {ENOUGH} and more. Judge some, then train again.",
        icon=":material/hourglass_top:",
    )
    query = address(here.project.id, here.taxonomy.id)
    st.page_link("check.py", label="Judge documents blind", icon=PERSON, query_params=query)


def _not_kept(here: Working) -> None:
    st.info(
        "What it said of each document was not kept when it was trained. Train again to see how much can be left to "
        "it.",
        icon=":material/hourglass_top:",
    )
    training = runs.latest_run(here.engine, here.taxonomy.id, "train")
    st.button(
        "Train again",
        key="retrain-to-see",
        icon=":material/category:",
        on_click=train_again,
        args=(here,),
        disabled=training is not None and training.active,
    )


def _chosen(here: Working, one: Made, waiting: int, gold: tuple[Outcome, ...]) -> None:
    wanted = _wanted()
    clicked = _clicked()
    plan = _planned(gold, wanted) if clicked is None else _at(gold, clicked)
    st.markdown(f"##### {_promise(plan)}", anchors=False)
    if plan.said:
        st.markdown(plan.said)
    point = None if plan.threshold is None else at_threshold(gold, plan.threshold)
    abstention(curve(gold), point, wanted if clicked is None else None, f"abstention-{one.classifier.id}", _pick)
    few = f" Fewer than {ENOUGH} say little: judge more on the Check page." if len(gold) < ENOUGH else ""
    st.caption(
        f"{PERSON} Measured on {counted(len(gold), 'document')} that people judged blind. The threshold, and nothing "
        f"else, is chosen on these; what such a choice flatters is taken off the accuracy above.{few} "
        "Click a point of the curve to choose it."
    )
    _act(here, one, waiting, plan)


def _wanted() -> float:
    asked = st.slider(
        "Automatic labels should be right at least so often",
        LEAST,
        MOST,
        USUAL,
        format="%d %%",
        key=ASKED,
        bind="query-params",
        on_change=_forget_click,
        width=420,
    )
    return asked / 100


def _forget_click() -> None:
    st.query_params.pop(AT, None)


def _pick(picked: Pick) -> None:
    st.query_params[AT] = f"{floor(1e6 * float(picked['threshold'])) / 1e6:.6f}"  # rounded up it would lose the point


def _clicked() -> float | None:
    """The confidence that was clicked in the chart, unless the slider was moved since."""
    try:
        at = float(st.query_params.get(AT, ""))
    except ValueError:
        return None
    return at if 0 <= at <= 1 else None


def _planned(gold: tuple[Outcome, ...], wanted: float) -> Plan:
    found: Choice = for_accuracy(gold, wanted)
    if found.threshold is None or not found.accuracy.known:
        return Plan(None, found.automatic, found.accuracy, plain(in_words(found)))
    unsure = (
        f":orange[:material/info:] {found.n:,} documents of people’s are too few to be sure that it is "
        f"{percent(wanted)}."
    )
    return Plan(found.threshold, found.automatic, found.accuracy, "" if found.basis == "lower bound" else unsure)


def _at(gold: tuple[Outcome, ...], threshold: float) -> Plan:
    point = at_threshold(gold, threshold)
    flatters = "These are the very documents it was chosen on, so expect a little less. Move the slider to be sure."
    return Plan(point.threshold if point.accuracy.known else None, point.automatic, point.accuracy, flatters)


def _promise(plan: Plan) -> str:
    """“Label 71 % automatically (64 to 77 %) at 92 % accuracy (86 to 95 %)”."""
    if plan.threshold is None:
        return "Leave all of it to people or the teacher"
    return (
        f"Label {percent(plan.automatic.value)} automatically ({span(plan.automatic)}) at "
        f"{percent(plan.accuracy.value)} accuracy ({span(plan.accuracy)})"
    )


def _act(here: Working, one: Made, waiting: int, plan: Plan) -> None:
    if not waiting or plan.threshold is None:
        if not waiting:
            st.caption("Every document has a label of a person, the teacher or this classifier.")
        return
    sure = round(waiting * (plan.automatic.value or 0))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"Label what it is sure of among the other {waiting:,}",
            key="score-sure",
            icon=CLASSIFIER,
            on_click=errors_told()(start),
            args=(here, ScoreSettings(classifier=one.classifier.id, at_least=plan.threshold)),
            disabled=_busy(here),
        )
        st.caption(f"About {sure:,}; the other {waiting - sure:,} wait for people or the teacher.", width="stretch")


def _left_over(here: Working, unsure: Sequence[DocumentId]) -> None:
    """What the last scoring was not sure of, and who is to judge it."""
    scored = runs.latest_run(here.engine, here.taxonomy.id, "score")
    if not unsure or scored is None:
        return
    labelling = runs.latest_run(here.engine, here.taxonomy.id, "label")
    if labelling is not None and labelling.active:
        follow(here.engine, labelling.id)
        return
    with st.container(border=True, key="left-over"):
        verb = "has" if len(unsure) == 1 else "have"
        st.markdown(f"{CLASSIFIER} {counted(len(unsure), 'document')} {verb} no label: it was not sure enough of them.")
        with st.container(horizontal=True):
            st.button(
                f"Have the teacher label {len(unsure):,}",
                key="unsure-to-teacher",
                icon=TEACHER,
                on_click=errors_told()(start),
                args=(here, as_before(labelling, "abstained")),
                disabled=_busy(here),
            )
            if st.button(f"Have people judge {len(unsure):,}", key="unsure-to-people", icon=PERSON):
                send(here, scored.id, unsure)


def _busy(here: Working) -> bool:
    found = (runs.latest_run(here.engine, here.taxonomy.id, stage) for stage in ("label", "score"))
    return any(run is not None and run.active for run in found)
