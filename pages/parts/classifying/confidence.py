"""Whether a classifier is right as often as it says it is, as a plot and in words."""

from collections.abc import Sequence

import streamlit as st

from core.classifier.outcomes import Outcome
from core.classifier.reliability import FEWEST, Bin, Recalibration, Reliability, in_words, recalibrated, reliability
from core.classifier.scores import Evaluation
from pages.parts.charts.reliability import reliability_plot
from pages.parts.plain import counted, plain
from pages.parts.scores import Made
from pages.parts.shares import percent, span

ASKED = 0.9  # the confidence that the sentence is about
NEAR = 0.1  # how far from it the documents may be that tell


def confidence(one: Made, evaluation: Evaluation, found: Sequence[Outcome]) -> None:
    """The plot with its sentence; where there are too few documents, that."""
    if not found:
        return
    st.subheader("Can its confidence be taken at its word?", anchor=False)
    told = reliability(found)
    if told.n < FEWEST:
        st.caption(f"{counted(told.n, 'document')} are too few to say: it takes {FEWEST}.")
        return
    sentences = [_when_it_says(told), plain(in_words(told))]
    st.markdown(" ".join(each for each in sentences if each))
    reliability_plot(told.bins, f"reliability-{one.classifier.id}-{evaluation.against}")
    st.caption(_caption(told, sum(not each.actual for each in found)))
    corrected = recalibrated(found)
    if corrected.correction is not None:
        st.caption(_corrected(corrected))


def _when_it_says(told: Reliability) -> str:
    """“When it says 88 %, it is right on 76 to 94 %”, of the documents nearest to the confidence asked for."""
    nearest: Bin = min(told.bins, key=lambda each: abs(each.confidence - ASKED))
    if abs(nearest.confidence - ASKED) > NEAR:
        nearest = told.bins[-1]
    return f"When it says {percent(nearest.confidence)}, it is right on {span(nearest.right)}."


def _caption(told: Reliability, none_fits: int) -> str:
    error = f"The expected calibration error is {percent(told.error.value)} ({span(told.error)})"
    chance = f"; up to {percent(told.by_chance)} would be chance" if told.by_chance is not None else ""
    without = f" {counted(none_fits, 'document')} that no label fits are among them as wrong." if none_fits else ""
    how = "Each point stands for about as many documents; on the dotted line it is honest."
    return f"{error}{chance}, n = {told.n:,}. {how}{without}"


def _corrected(told: Recalibration) -> str:
    """Whether correcting what it says would be worth while; what is corrected did not teach the correction."""
    helps = "would help" if told.better else "would not surely help"
    change = f"the error goes from {percent(told.error.value)} to {percent(told.corrected_error.value)}"
    return f"Correcting it by isotonic regression, learnt from others of these documents, {helps}: {change}."
