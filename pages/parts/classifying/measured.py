"""How good a classifier is in a few numbers, beside its teacher on the same documents and people among themselves."""

import streamlit as st

from core.agreement.estimates import Estimate
from core.classifier.paired import in_words
from core.classifier.scores import Evaluation
from pages.parts.figures import Figures, figures
from pages.parts.marks import TEACHER
from pages.parts.plain import counted, plain
from pages.parts.scores import Made
from pages.parts.shares import percent, span

UNKNOWN = "–"


def measured(one: Made, evaluation: Evaluation) -> None:
    """A table of figures, each with its range; a column for the teacher and one for people where they are known."""
    imitation = evaluation.against == "teacher"
    st.subheader("How well does it imitate the teacher?" if imitation else "How right is it?", anchor=False)
    heads, first = ["The classifier"], [evaluation.accuracy]
    beside = one.report.beside_teacher
    ceiling = one.report.ceiling
    if not imitation and beside is not None and beside.n:
        heads.append("Its teacher")
        first.append(beside.second)
    if not imitation and ceiling is not None and ceiling.agreement.known:
        heads.append("People among themselves")
        first.append(ceiling.agreement)
    rest = [UNKNOWN] * (len(heads) - 1)
    rows = [
        Figures(
            "Imitates it on" if imitation else "Right on",
            [_said(each) for each in first],
            "Accuracy: how often the main label is told",
        ),
        Figures("Macro-F1", [_said(evaluation.macro_f1), *rest], "Every label counts the same, however rare"),
        Figures(
            "All labels exactly",
            [_said(evaluation.exact) if evaluation.exact else UNKNOWN, *rest],
            "How often all labels of a document are told, and no other",
        ),
        Figures("F1 over all labels", [_said(evaluation.applicable_f1), *rest], "Also those that apply besides"),
    ]
    figures(heads, rows, f"measured-{one.classifier.id}-{evaluation.against}")
    if not imitation and beside is not None and beside.n:
        st.markdown(f"{TEACHER} {plain(in_words(beside))}")
    st.caption(_caption(evaluation, None if imitation or ceiling is None else ceiling.agreement))


def _said(found: Estimate) -> str:
    """“81 %” and below it “74 to 87 %, n = 120”."""
    if not found.known:
        return UNKNOWN
    ranged = f"{span(found)}, " if found.low is not None else ""
    return f"{percent(found.value)}\n{ranged}n = {found.n:,}"


def _caption(evaluation: Evaluation, agree: Estimate | None) -> str:
    parts = [
        "Ranges are 95 %.",
        f"Always giving the commonest label would come to {percent(evaluation.baseline)}.",
    ]
    if agree is not None and agree.value is not None:
        parts.append(
            "Where people disagree there is no telling who is right, so it is measured on the others."
            if (evaluation.accuracy.value or 0) > agree.value
            else "No classifier can be expected to agree with people more than they do with each other."
        )
    if evaluation.without_label:
        were = counted(evaluation.without_label, "further document")
        parts.append(f"{were}, which no label fits, are not in these numbers: it always names one.")
    return " ".join(parts)
