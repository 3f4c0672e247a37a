"""How well each label is told, as a table, and which labels there are too few documents of."""

from collections.abc import Sequence

import streamlit as st

from core.agreement.estimates import Estimate
from core.agreement.words import ranged
from core.classifier.scores import Evaluation, LabelScore
from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.classifying.naming import named
from pages.parts.colours import colour_of
from pages.parts.plain import plain
from pages.parts.scores import Made
from pages.parts.shares import percent, span

FEW = 10  # examples that a label is hardly learnt from
NAMED = 8  # labels in a sentence
MANY, TALL = 16, 560  # labels in the table, and pixels of one with more


def by_label(now: Taxonomy, one: Made, evaluation: Evaluation) -> None:
    """The table, the labels of which there is most first, and what to know about the rare ones."""
    scores = sorted(evaluation.labels, key=lambda score: (-score.support, score.label))
    names = [named(now, score.label) for score in scores]
    st.subheader("How well is each label told?", anchor=False)
    st.dataframe(
        {
            "label": [[name] for name in names],
            "f1": [100 * score.f1 if score.support else None for score in scores],
            "range": [_span(score.f1_range) if score.support else None for score in scores],
            "precision": [_with_range(score, score.precision, score.precision_range) for score in scores],
            "recall": [_with_range(score, score.recall, score.recall_range) for score in scores],
            "n": [score.support for score in scores],
        },
        column_config={
            "label": st.column_config.MultiselectColumn(
                "Label", options=names, color=[colour_of(now, score.label) for score in scores], width=108
            ),
            "f1": st.column_config.ProgressColumn("F1", min_value=0, max_value=100, format="%.0f %%", width=80),
            "range": st.column_config.TextColumn("F1, 95 %", width=78, alignment="right", help="The range of F1"),
            "precision": st.column_config.TextColumn(
                "Precision", width=103, alignment="right", help="Of those given this label, how many have it"
            ),
            "recall": st.column_config.TextColumn(
                "Recall", width=103, alignment="right", help="Of those that have it, how many are given it"
            ),
            "n": st.column_config.NumberColumn("n", width=38, help="Documents that have it; – is not measured"),
        },
        hide_index=True,
        height=TALL if len(scores) > MANY else "content",
        placeholder="–",
        key=f"by-label-{one.classifier.id}-{evaluation.against}",
        alt="Precision, recall and F1 of every label",
    )
    for line in _rare(now, one, scores):
        st.caption(line)


def _span(estimate: Estimate | None) -> str | None:
    return span(estimate) if estimate is not None and estimate.known else None


def _with_range(score: LabelScore, value: float, estimate: Estimate | None) -> str | None:
    """“84 % (71-92)”, without its range where none was kept; None where it is not measured."""
    if not score.support or (estimate is not None and not estimate.known):
        return None
    return percent(value) if estimate is None else ranged(estimate)


def _rare(now: Taxonomy, one: Made, scores: Sequence[LabelScore]) -> list[str]:
    report = one.report
    few = {label_id: count for label_id, count in report.labels if count < FEW} or dict.fromkeys(report.rare, 1)
    unseen = [score.label for score in scores if not score.support and score.label not in report.only_additional]
    lines = [
        (
            f"Learnt from fewer than {FEW} examples, so hardly at all",
            [f"{plain(named(now, each))} ({count})" for each, count in few.items()],
        ),
        ("Not measured, since none of these documents has it", _names(now, unseen)),
        ("Never given as the main label, only besides another", _names(now, report.only_additional)),
    ]
    return [f":orange[:material/warning:] {why}: {_listed(which)}." for why, which in lines if which]


def _names(now: Taxonomy, labels: Sequence[LabelId]) -> list[str]:
    return [plain(named(now, each)) for each in labels]


def _listed(which: Sequence[str]) -> str:
    more = f" and {len(which) - NAMED} more" if len(which) > NAMED else ""
    return f"{', '.join(which[:NAMED])}{more}"
