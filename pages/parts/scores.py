"""How good trained classifiers are, said so that imitation of the teacher is never taken for being right."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import streamlit as st

from core.classifier.examples import Against
from core.classifier.scores import Evaluation
from core.store.classifiers import Classifier
from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Taxonomy
from core.work.report import ENOUGH, Report
from pages.parts.colours import colour_of, dotted_name
from pages.parts.marks import PERSON, TEACHER
from pages.parts.moments import lasting, when
from pages.parts.plain import counted, plain
from pages.parts.shares import give_or_take, percent, span

CONFUSIONS = 8
WIDE = 530  # pixels of the table of labels: what a window of 800 has room for
MANY, TALL = 16, 560  # labels in the table, and pixels of one with more


class Made(NamedTuple):
    """A classifier with what was reported of it."""

    classifier: Classifier
    report: Report


def made(classifiers: Sequence[Classifier]) -> list[Made]:
    return [Made(each, Report.model_validate(each.body)) for each in classifiers]


def best(of: Sequence[Made]) -> str:
    """The id of the most accurate, by the scores that count; empty where none could be measured."""
    measured = [(one.report.measure.accuracy.value or 0.0, one.classifier.id) for one in of if one.report.measure]
    return max(measured)[1] if measured else ""


def side_by_side(of: Sequence[Made]) -> None:
    """A row a classifier, the most accurate first. The widths fit a window of 800 pixels, and grow."""
    score = partial(st.column_config.TextColumn, width=84, alignment="right")
    by_people = any(one.report.people for one in of)
    shown = ("people", "people-f1", "teacher") if by_people else ("teacher", "teacher-f1")
    rows = sorted(of, key=lambda one: _accuracy(one.report.measure), reverse=True)
    st.dataframe(
        {
            "name": [one.classifier.name for one in rows],
            "state": [["in use"] if one.classifier.in_use else [] for one in rows],
            **_measured("people", [one.report.people for one in rows]),
            **_measured("teacher", [one.report.teacher for one in rows]),
        },
        column_config={
            "name": st.column_config.TextColumn("Classifier", width=205),
            "state": st.column_config.MultiselectColumn("State", options=["in use"], color=["#0F766E"], width=68),
            "people": score("Right", help="Accuracy against people’s labels"),
            "people-f1": score("Macro-F1", help="Against people’s labels: every label counts the same, however rare"),
            "teacher": score("Imitation", help="Accuracy against the teacher’s labels: imitation, not truth"),
            "teacher-f1": score("Macro-F1", help="Against the teacher’s labels: every label counts the same"),
        },
        column_order=["name", "state", *shown],
        hide_index=True,
        key="side-by-side",
        alt="Trained classifiers with their scores",
    )
    first = rows[0].report
    measures = [each for each in (first.people, first.teacher) if each is not None]
    if measures:
        st.caption("  \n".join(_how(each) for each in measures))
        st.caption(
            f"Always giving the commonest label would be right on {percent(measures[0].baseline)}. Ranges are 95 %; "
            "where they overlap, the better one may be so by chance."
        )


def _measured(against: Against, evaluations: Sequence[Evaluation | None]) -> dict[str, list[str | None]]:
    """Two columns of the table, or none where nothing was measured against these labels."""
    if not any(evaluations):
        return {}
    return {
        against: [each and give_or_take(each.accuracy) for each in evaluations],
        f"{against}-f1": [each and give_or_take(each.macro_f1) for each in evaluations],
    }


def _accuracy(measure: Evaluation | None) -> float:
    return -1.0 if measure is None else measure.accuracy.value or 0.0


def _how(measure: Evaluation) -> str:
    """On what it was measured and what that is worth."""
    n = counted(measure.n, "document")
    if measure.against == "teacher":
        return (
            f"{TEACHER} Measured against the teacher, cross-validated on {n}: how well it imitates the teacher, "
            "not how right it is."
        )
    kept = "judged by people, none of which it has learnt from" if measure.method == "held out" else "of people’s"
    few = f" Fewer than {ENOUGH} say little." if measure.n < ENOUGH else ""
    cross = "" if measure.method == "held out" else "cross-validated "
    return f"{PERSON} Measured {cross}on {n} {kept}.{few}"


def in_detail(now: Taxonomy, one: Made) -> None:
    """What went into a classifier, how well it tells each label, and which labels it mistakes for one another."""
    report = one.report
    by_people = f", {report.by_people:,} of them by people" if report.by_people else ""
    drawn = f", drawn at random from {report.examples + report.not_used:,}" if report.not_used else ""
    facts = [
        f"Learnt from {counted(report.examples, 'labelled document')}{drawn}{by_people} in {lasting(report.seconds)}"
    ]
    facts += [f"{counted(report.no_label, 'document')} without a fitting label left out"] if report.no_label else []
    speed = f", {round(report.measure.documents_per_second, -1):,.0f} documents a second" if report.measure else ""
    facts += [f"Made {when(one.classifier.at)}: {one.classifier.size / 1e6:.1f} MB{speed}"]
    st.caption(". ".join(facts) + ".")
    if report.rare:
        names = ", ".join(plain(_name(now, label_id)) for label_id in report.rare)
        st.caption(f":orange[:material/warning:] Learnt from a single example, so hardly at all: {names}.")
    evaluations = {each.against: each for each in (report.people, report.teacher) if each is not None}
    if not evaluations:
        st.info("Too few documents to say how good it is. Label more, or judge some on the Check page.")
        return
    against: Against = next(iter(evaluations))
    if len(evaluations) > 1:
        words = {"people": f"{PERSON} People", "teacher": f"{TEACHER} The teacher"}
        usual = report.measure.against if report.measure else against
        against = st.segmented_control(
            "Measured against", list(evaluations), default=usual, required=True, format_func=words.__getitem__,
            key=f"against-{one.classifier.id}",
        )  # fmt: skip
    evaluation = evaluations[against]
    st.caption(
        f"{_how(evaluation)} Accuracy {percent(evaluation.accuracy.value)} ({span(evaluation.accuracy)}), macro-F1 "
        f"{percent(evaluation.macro_f1.value)} ({span(evaluation.macro_f1)}), F1 over all labels that apply "
        f"{percent(evaluation.applicable_f1.value)}."
    )
    sides = st.container(horizontal=True, gap="large")  # one below the other where the window is narrow
    with sides.container(width=WIDE):
        _by_label(now, evaluation, one.classifier.id)
    with sides.container(width="stretch"):
        _confused(now, evaluation)


def _by_label(now: Taxonomy, evaluation: Evaluation, key: str) -> None:
    scores = sorted(evaluation.labels, key=lambda score: -score.support)
    names = [_name(now, score.label) for score in scores]
    st.markdown("**How well is each label told?**")
    st.dataframe(
        {
            "label": [[name] for name in names],
            "f1": [100 * score.f1 if score.support else None for score in scores],
            "precision": [100 * score.precision if score.support else None for score in scores],
            "recall": [100 * score.recall if score.support else None for score in scores],
            "n": [score.support for score in scores],
        },
        column_config={
            "label": st.column_config.MultiselectColumn(
                "Label", options=names, color=[colour_of(now, score.label) for score in scores], width=200
            ),
            "f1": st.column_config.ProgressColumn("F1", min_value=0, max_value=100, format="%.0f %%", width=115),
            "precision": st.column_config.NumberColumn(
                "Precision", format="%.0f %%", width=78, help="Of those given this label, how many have it"
            ),
            "recall": st.column_config.NumberColumn(
                "Recall", format="%.0f %%", width=72, help="Of those that have it, how many are given it"
            ),
            "n": st.column_config.NumberColumn("n", width=55, help="Documents that have it; – is not measured"),
        },
        hide_index=True,
        height=TALL if len(scores) > MANY else "content",
        placeholder="–",
        key=f"by-label-{key}-{evaluation.against}",
        alt="Precision, recall and F1 of every label",
    )


def _confused(now: Taxonomy, evaluation: Evaluation) -> None:
    st.markdown("**What does it mistake for what?**")
    if not evaluation.confusions:
        st.caption("Nothing, in these documents.")
    with st.container(gap="xsmall"):
        for pair in evaluation.confusions[:CONFUSIONS]:
            st.markdown(f"{_dotted(now, pair.actual)} taken for {_dotted(now, pair.predicted)}  :gray[{pair.count:,}]")
        if len(evaluation.confusions) > CONFUSIONS:
            rest = sum(pair.count for pair in evaluation.confusions[CONFUSIONS:])
            st.caption(f"and {rest:,} others, in pairs that are rarer")


def _name(now: Taxonomy, label_id: LabelId) -> str:
    return now[label_id].name if label_id in now.labels else label_id


def _dotted(now: Taxonomy, label_id: LabelId) -> str:
    return dotted_name(now, label_id) if label_id in now.labels else plain(label_id)
