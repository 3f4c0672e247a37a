"""Label: a teacher gives every document its label; people read them, filter them, put them right and take them away."""

import streamlit as st

from core.labelling.carry import origins, stale_ids
from core.spreadsheet import write_csv
from core.store import documents, judgements, ledger, runs
from core.store.labels import Wanted
from core.work.again import gone, without_judgement
from core.work.labels_table import COLUMNS, labels_table
from pages.parts.ask_labels import TROUBLE, Standing, ask_labels, ask_the_rest
from pages.parts.documents_table import NONE, REVIEW, STALE, labelled_documents
from pages.parts.goes_by import version_gone_by
from pages.parts.heading import heading
from pages.parts.place import Working, address, working
from pages.parts.plain import counted, plain
from pages.parts.progress import ended, follow

SHOW = {"all": "All", "review": REVIEW, "none": NONE, "stale": STALE}  # the address holds the words
SOURCES = {"teacher": "The teacher", "person": "People", "classifier": "The classifier"}
ORDERS = {"doubtful first": "Most doubtful first", "confident first": "Surest first", "arrival": "As they came"}


def keep_labels() -> None:
    """Let the address hold the labels that are filtered by."""
    st.query_params["label"] = st.session_state["filter-label"]


def filters() -> tuple[Wanted, str]:
    meaning = origins(now)
    linked = [label_id for label_id in st.query_params.get_all("label") if label_id in meaning]
    first, second, third = st.columns([4, 3, 3])
    of_labels = first.multiselect(
        "Label", [label.id for label in now.below(None)], default=linked, key="filter-label",
        format_func=lambda label_id: now[label_id].name, on_change=keep_labels, placeholder="Any label",
    )  # fmt: skip
    text = second.text_input("Text contains", key="containing", bind="query-params", placeholder="Any text")
    by = third.selectbox(
        "By whom", list(SOURCES), index=None, format_func=SOURCES.__getitem__, key="by", placeholder="Anyone",
        bind="query-params",
    )  # fmt: skip
    with st.container(horizontal=True, gap="medium"):
        show = st.segmented_control(
            "Show", list(SHOW), default="all", required=True, format_func=SHOW.__getitem__, key="show",
            bind="query-params",
        )  # fmt: skip
        low, high = st.slider("Sure, in percent", 0, 100, (0, 100), step=5, key="sure", bind="query-params", width=260)
        order = st.selectbox(
            "Order", list(ORDERS), format_func=ORDERS.__getitem__, key="order", bind="query-params", width=220
        )
    ids = frozenset(given for label_id in of_labels for given in meaning.get(label_id, ())) if of_labels else None
    special = {"none": frozenset[str](), "stale": stale_ids(now)}
    wanted = Wanted(
        labels=special.get(show, ids),
        source=by,
        containing=text.strip(),
        least_confidence=low / 100 if low > 0 else None,
        most_confidence=high / 100 if high < 100 else None,
        needs_review=show == "review",
    )
    return wanted, order


def export(here: Working) -> None:
    st.download_button(
        "Download labels",
        data=lambda: write_csv(labels_table(here.engine, here.project.id, here.taxonomy.id), COLUMNS),
        file_name=f"{here.taxonomy.id}-labels.csv",
        mime="text/csv",
        key="export",
        icon=":material/download:",
        on_click="ignore",
    )


here = working()
query = address(here.project.id, here.taxonomy.id)
now = ledger.taxonomy(here.engine, here.taxonomy.id)
total = documents.count_documents(here.engine, here.project.id)
verdicts = judgements.count_verdicts(here.engine, here.taxonomy.id)
labelled = sum(count for _, _, count in verdicts)
review = sum(count for _, unclear, count in verdicts if unclear)
askable = gone(here.engine, here.taxonomy.id).askable
outdated = sum(count for primary, unclear, count in verdicts if primary in askable and not unclear)
stale = len(without_judgement(here.engine, here.taxonomy.id))
standing = Standing(total, total - labelled + outdated + review, total - labelled + review, stale)
run = runs.latest_run(here.engine, here.taxonomy.id, "label")

if not total or not now.live:
    heading("Label", "A teacher gives every document its label once there are documents and labels.")
    if st.button("Grow the labels" if total else "Add documents", key="to-before", type="primary"):
        st.switch_page("grow.py" if total else "corpus.py", query_params=query)
    st.stop()

facts = [f"{labelled:,} of {counted(total, 'document')} have the teacher's label"]
facts += [f"{stale:,} must be asked again, because their label was split or retired"] if stale else []
facts += [f"{review:,} need a person's look"] if review else []
heading("Label", "; ".join(facts) + ".")
version_gone_by(here, now)
if trouble := st.session_state.pop(TROUBLE, None):
    st.error(plain(trouble), icon=":material/error:")

if run is not None and run.active:
    follow(here.engine, run.id)
elif not labelled:
    ask_labels(here, standing)
else:
    with st.container(horizontal=True, vertical_alignment="center"):
        ask_the_rest(here, standing, run)
        if st.button(
            "Check the labels",
            key="next-step",
            type="secondary" if standing.waiting else "primary",
            icon=":material/arrow_forward:",
        ):
            st.switch_page("check.py", query_params=query)
        export(here)
    with st.expander("Label again", key="label-again"):
        ask_labels(here, standing)
if run is not None:
    ended(here.engine, run)
if labelled or judgements.count_annotated(here.engine, here.taxonomy.id):
    wanted, order = filters()
    labelled_documents(here, now, wanted, order, "labels")
