"""Explore: what the documents are about, how it differs and how it changes; every mark leads to its documents."""

import streamlit as st

from core.store import documents, ledger
from core.store.overview import overview
from pages.parts.heading import heading
from pages.parts.marks import CLASSIFIER, PERSON, TEACHER
from pages.parts.picks import picked
from pages.parts.place import Working, address, working
from pages.parts.plain import counted
from pages.parts.questions import MOST_ROWS, Exploring, changes, differs, what
from pages.parts.spread import Standing, ask, columns_to_compare, date_column, standing


def facts(standing: Standing, total: int) -> str:
    """Who labelled how many, and which documents are in no chart, and why."""
    counts = standing.tally
    given = {
        source: sum(by.get(source, 0) for by in counts.by_label.values())
        for source in ("person", "teacher", "classifier")
    }
    parts = [f"{PERSON} {given['person']:,} by people"] if given["person"] else []
    parts += [f"{TEACHER} {given['teacher']:,} by the teacher"] if given["teacher"] else []
    parts += [f"{CLASSIFIER} {given['classifier']:,} by the classifier"] if given["classifier"] else []
    parts += (
        [f"{counts.documents(None):,} of them without a label, because none fits"] if counts.documents(None) else []
    )
    missing = [f"{standing.unclear:,} that the teacher could not be understood about"] if standing.unclear else []
    missing += [f"{counts.stale:,} whose label was split or retired"] if counts.stale else []
    unjudged = total - sum(given.values()) - standing.unclear - counts.stale
    missing += [f"{unjudged:,} that nobody has judged"] if unjudged > 0 else []
    left_out = f" Not counted: {', '.join(missing)}." if missing else ""
    return f"{', '.join(parts)}.{left_out}"


def go_on(here: Working, waiting: bool) -> None:
    """The one thing to do next."""
    now = overview(here.engine, here.project.id, here.taxonomy.id)
    if waiting:
        label, page = ("Label the rest", "classify.py" if now.classifiers else "label.py")
    elif not now.annotated:
        label, page = "Check the labels", "check.py"
    else:
        label, page = ("See the classifiers" if now.classifiers else "Train a classifier"), "classify.py"
    if st.button(label, key="next-step", type="primary", icon=":material/arrow_forward:"):
        st.switch_page(page, query_params=query)


here = working()
query = address(here.project.id, here.taxonomy.id)
now = ledger.taxonomy(here.engine, here.taxonomy.id)
total = documents.count_documents(here.engine, here.project.id)
everything = ask(here, now.version)
known = standing(here.engine, everything)

if not any(known.tally.documents(label_id) for label_id in known.tally.by_label):
    heading("Explore", "Charts of the labels stand here as soon as documents have labels.")
    ready = total and now.live
    if st.button("Label the documents" if ready else "Grow the labels", key="to-before", type="primary"):
        st.switch_page("label.py" if ready else "grow.py", query_params=query)
    st.stop()

judged = sum(known.tally.documents(label_id) for label_id in known.tally.by_label)
top = now.children(None)
heading("Explore", f"What {counted(total, 'document')} are about, in {counted(len(now.live), 'label')}.")
about = st.empty()
with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
    go_on(here, waiting=total > judged + known.unclear)
    with_classifier, gathered = True, False
    if known.by_classifier:
        with_classifier = st.toggle("Including the classifier's", value=True, key="classifier", bind="query-params")
    if 1 < len(top) < len(now.live):
        many = len(now.live) > MOST_ROWS
        gathered = st.toggle(f"Gathered under {len(top)} top labels", value=many, key="gathered", bind="query-params")
asked = everything._replace(with_classifier=with_classifier, gathered=gathered)
shown = standing(here.engine, asked)
about.caption(facts(shown, total))

at = Exploring(here, now, asked, picked(now))
order = what(at, shown, total)
last = documents.last_position(here.engine, here.project.id)
columns = columns_to_compare(here.engine, here.project.id, last)
if columns:
    differs(at, columns, order)
if dates := date_column(here.engine, here.project.id, last):
    changes(at, dates, order)
