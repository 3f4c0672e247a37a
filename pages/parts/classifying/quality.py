"""The tab “Quality”: how good the classifier that is looked at is, against people or against the teacher, and where
it is not. The two are never mixed: to imitate the teacher is not to be right."""

import streamlit as st

from core.classifier.examples import Against
from core.classifier.outcomes import Outcome
from core.classifier.scores import Evaluation
from core.store.workspace import Workspace
from core.taxonomy.taxonomy import Taxonomy
from core.work.registry import detail_of
from core.work.report import ENOUGH
from pages.parts.classifying.by_label import by_label
from pages.parts.classifying.by_slice import by_slice
from pages.parts.classifying.confidence import confidence
from pages.parts.classifying.measured import measured
from pages.parts.classifying.mistakes import mistakes
from pages.parts.classifying.more_labels import more_labels
from pages.parts.marks import PERSON, TEACHER
from pages.parts.place import Working, address
from pages.parts.plain import counted
from pages.parts.scores import Made

AGAINST = "against"  # the query parameter that holds whose labels count
SIDES: dict[Against, str] = {"people": f"{PERSON} People", "teacher": f"{TEACHER} The teacher"}
KEPT = 12  # classifiers whose outcomes are kept in memory


def quality(here: Working, now: Taxonomy, one: Made, unjudged: int) -> None:
    """Draw the tab. `unjudged` documents have neither a person's label nor a teacher's."""
    evaluation = _chosen(one)
    if evaluation is None:
        _too_few(here)
    else:
        _how(one, evaluation)
        found = _outcomes(here.engine, str(here.engine.url), one.classifier.id, one.report.version, evaluation.against)
        measured(one, evaluation)
        by_label(now, one, evaluation)
        mistakes(here, now, one, evaluation, found)
        by_slice(here, one, evaluation, found)
        confidence(one, evaluation, found)
    more_labels(here, one, unjudged)


def _chosen(one: Made) -> Evaluation | None:
    """The scores against whom the address says; else those that count."""
    report = one.report
    there: dict[Against, Evaluation] = {
        each.against: each for each in (report.people, report.teacher) if each is not None
    }
    if len(there) < 2:
        return report.measure
    key = f"{AGAINST}-{one.classifier.id}"
    asked = next((side for side in there if side == st.query_params.get(AGAINST)), None)
    usual = asked or (report.measure.against if report.measure else "people")
    side: Against = st.segmented_control(
        "Measured against",
        list(there),
        default=usual,
        required=True,
        format_func=SIDES.__getitem__,
        key=key,
        on_change=_keep,
        args=(key,),
    )
    return there[side]


def _keep(key: str) -> None:
    st.query_params[AGAINST] = st.session_state[key]


def _too_few(here: Working) -> None:
    st.info("Too few documents have a label to say how good it is.", icon=":material/hourglass_top:")
    query = address(here.project.id, here.taxonomy.id)
    st.page_link("check.py", label="Judge documents blind", icon=PERSON, query_params=query)


def _how(one: Made, evaluation: Evaluation) -> None:
    """Whose labels these are, how they were kept from teaching it, and why there are no others."""
    n = counted(evaluation.n, "document")
    if evaluation.against == "teacher":
        st.markdown(
            f"{TEACHER} Measured against the teacher, cross-validated on {n}: how well it **imitates** the teacher, "
            "not how right it is."
        )
        if one.report.people is None:
            st.caption(
                "How right it is cannot be said: people have judged too few documents blind. Judge some on the Check "
                "page, then train again."
            )
        return
    how = (
        f"{n} that people judged blind, none of which it has learnt from"
        if evaluation.method == "held out"
        else f"{n} that people labelled, each judged by a classifier that had not learnt from it (cross-validated)"
    )
    few = f" Fewer than {ENOUGH} say little." if evaluation.n < ENOUGH else ""
    st.markdown(f"{PERSON} Measured against people: how **right** it is on {how}.{few}")
    if one.report.teacher is None:
        st.caption("How well it imitates the teacher is not measured: the teacher labelled too few of its documents.")


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _outcomes(
    _engine: Workspace,
    url: str,  # noqa: ARG001 - in which workspace
    classifier_id: str,
    version: int,  # noqa: ARG001 - the labels it was trained in
    against: Against,
) -> tuple[Outcome, ...]:
    """One by one, what it was measured on; nothing where that was not kept. It never changes, so nobody gets a copy."""
    detail = detail_of(_engine, classifier_id)
    if detail is None:
        return ()
    return detail.people if against == "people" else detail.teacher
