"""How far teacher and people agree, as far as blind judgements of randomly drawn documents can tell."""

import streamlit as st

from core.agreement.confusion import confused_labels
from core.agreement.estimates import Estimate, precision_by_label
from core.agreement.kappa import agreement, cohen_kappa
from core.agreement.words import CAUTION, said
from core.labelling import pairs
from core.store import judgements
from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.colours import dotted_name
from pages.parts.marks import PERSON
from pages.parts.place import Working, address
from pages.parts.plain import counted, plain

WIDE = 530  # pixels of the table of labels: what a window of 800 has room for
ENOUGH = 30  # documents below which no number is worth a decision
CONFUSIONS = 8
MANY, TALL = 16, 560  # labels in the table, and pixels of one with more


def statistics(here: Working, now: Taxonomy) -> None:
    """Draw everything that can be said now, or why nothing can."""
    annotations = judgements.annotations(here.engine, here.taxonomy.id)
    asked = sorted({each.document for each in annotations})
    verdicts = judgements.verdicts(here.engine, here.taxonomy.id, asked)
    rows = pairs.teacher_and_people(verdicts, annotations, now)
    st.subheader("How good is the teacher?", anchor=False)
    if not rows:
        st.caption("Nothing can be said yet: no randomly drawn document has been judged blind and labelled.")
    else:
        _teacher([row.pair for row in rows], pairs.left_out(verdicts, annotations, now))
        sides = st.container(horizontal=True, gap="large")  # one below the other where the window is narrow
        with sides.container(width=WIDE):
            _labels(now, precision_by_label(pairs.judged(verdicts, annotations, now)))
        with sides.container(width="stretch"):
            _confused(here, now, rows)
    _people(pairs.people(annotations, now))


def _teacher(rows: list[tuple[LabelId | None, LabelId | None]], without: pairs.LeftOut) -> None:
    n = len(rows)
    agree, kappa = agreement(rows), cohen_kappa(rows)
    left, middle, right = st.columns(3)
    left.metric("They agree on", percent(agree), help="The share of documents with the same primary label.")
    left.caption(f"{interval(agree)}, n = {n:,}")
    middle.metric("Cohen's kappa", decimal(kappa), help=f"Agreement beyond chance. {kappa.method}.")
    middle.caption(f"{kappa.low:.2f} to {kappa.high:.2f}" if kappa.known else plain(kappa.method))
    right.metric("Documents judged", f"{n:,}", help="Drawn at random, and judged before the teacher's label was seen.")
    right.caption("drawn at random")
    if without.documents:
        st.caption(_why(without, n + without.documents))
    if kappa.known:
        st.caption(f"{said(kappa)} {CAUTION} Ranges are 95 % intervals.")
    if n < ENOUGH:
        st.info(
            f"{counted(n, 'document')} {'is' if n == 1 else 'are'} too few to judge the teacher by: the truth may lie "
            f"anywhere in {interval(agree)}. Judge at least {ENOUGH}.",
            icon=":material/hourglass_top:",
        )


def _why(without: pairs.LeftOut, judged_blind: int) -> str:
    """Why fewer documents are compared than were judged."""
    reasons = (
        (without.tied, "people tie on"),
        (without.stale, "a label was split or retired on"),
        (without.unclear, "the teacher could not be understood on"),
        (without.unlabelled, "the teacher has not labelled"),
    )
    told = ", ".join(f"{why} {count:,}" for count, why in reasons if count)
    return f"{without.documents:,} of the {judged_blind:,} judged blind cannot be compared: {told}."


def percent(estimate: Estimate) -> str:
    return "unknown" if estimate.value is None else f"{estimate.value:.0%}".replace("%", " %")


def interval(estimate: Estimate) -> str:
    if estimate.low is None or estimate.high is None:
        return "unknown"
    return f"{100 * estimate.low:.0f} to {100 * estimate.high:.0f} %"


def decimal(estimate: Estimate) -> str:
    return "undefined" if estimate.value is None else f"{estimate.value:.2f}"


def _labels(now: Taxonomy, precision: dict[object, Estimate]) -> None:
    st.markdown("**When the teacher says a label, how often is it right?**")
    st.dataframe(
        [
            {
                "label": now[str(label_id)].name if label_id is not None else "No label fits",
                "right": None if estimate.value is None else 100 * estimate.value,
                "range": interval(estimate),
                "n": estimate.n,
            }
            for label_id, estimate in precision.items()
        ],
        column_config={
            "label": st.column_config.TextColumn("Label", width=190),
            "right": st.column_config.ProgressColumn("Right", format="%.0f %%", min_value=0, max_value=100, width=140),
            "range": st.column_config.TextColumn("95 % interval", width=115, alignment="right"),
            "n": st.column_config.NumberColumn("Judged", width=75),
        },
        hide_index=True,
        height=TALL if len(precision) > MANY else "content",
        key="precision",
    )


def _confused(here: Working, now: Taxonomy, rows: list[pairs.Compared]) -> None:
    confused = confused_labels([row.pair for row in rows])
    if not confused:
        return
    st.markdown("**Which labels are taken for one another?**")
    for row in confused[:CONFUSIONS]:
        both = [str(label_id) for label_id in (row.first, row.second) if label_id is not None]
        names = " and ".join(dotted_name(now, None if each is None else str(each)) for each in (row.first, row.second))
        query = {**address(here.project.id, here.taxonomy.id), "label": both}
        with st.container(gap=None):
            st.markdown(f"{names} :gray[{counted(row.documents, 'document')}]")
            with st.container(horizontal=True):
                st.page_link(
                    "label.py",
                    label="Read them",
                    icon=":material/arrow_forward:",
                    query_params={**query, "by": "People"},
                )
                if len(both) == 2:
                    st.page_link("curate.py", label="Compare or merge", icon=":material/edit_note:", query_params=query)


def _people(compared: dict[tuple[str, str], list[pairs.Compared]]) -> None:
    if not compared:
        return
    st.subheader("How far do people agree with one another?", anchor=False)
    for (first, second), rows in compared.items():
        both = [row.pair for row in rows]
        kappa, agree = cohen_kappa(both), agreement(both)
        st.markdown(
            f"{PERSON} **{plain(first)}** and **{plain(second)}** agree on {percent(agree)} ({interval(agree)}), "
            f"kappa {decimal(kappa)}, {counted(len(both), 'document')}."
        )
    st.caption("A teacher can hardly agree with people more than they agree with one another.")
