"""Classify: a small model learns the labels, says how good it is, and can be taken away."""

import streamlit as st

from core.labelling.annotation import Annotation
from core.labelling.examples import training_rows
from core.store import classifiers, documents, judgements, ledger, runs
from core.store.runs import Run
from pages.parts.classifying.automation import automation, not_sure_of
from pages.parts.classifying.away import away
from pages.parts.classifying.lagging import behind, is_due, told
from pages.parts.classifying.onward import onward
from pages.parts.classifying.overview import overview
from pages.parts.classifying.quality import quality
from pages.parts.classifying.shelf import looked_at, shelf_of, state
from pages.parts.classifying.side_by_side import side_by_side
from pages.parts.classifying.trying import try_it
from pages.parts.heading import heading
from pages.parts.marks import PERSON, TEACHER
from pages.parts.place import address, working
from pages.parts.progress import ended, follow, nothing
from pages.parts.scores import made
from pages.parts.spread import ask, standing
from pages.parts.training import train_form

CLASSIFIERS, QUALITY, AUTOMATION, TRY, AWAY = "Classifiers", "Quality", "Automation", "Try it", "Take away"
TABS = [CLASSIFIERS, QUALITY, AUTOMATION, TRY, AWAY]


def so_far(run: Run) -> None:
    """The classifiers that a run under way has trained."""
    if ready := made(classifiers.classifiers(here.engine, run.taxonomy, run.id)):
        side_by_side(shelf_of(ready), ready)


def besides(judged_blind: list[Annotation]) -> str:
    """Why fewer documents than were judged blind can measure a classifier."""
    gold = training_rows((), judged_blind, now)
    unfit = sum(1 for row in gold.held_out if row.primary is None)
    stale = len({each.document for each in judged_blind}) - len(gold.held_out) - len(gold.disputed)
    reasons = ((unfit, "no label fits"), (len(gold.disputed), "people tie on"), (stale, "a label is gone from"))
    told = ", ".join(f"{why} {count:,}" for count, why in reasons if count)
    return f" ({len(gold.held_out) - unfit:,} of them can: {told})" if told else ""


here = working()
query = address(here.project.id, here.taxonomy.id)
now = ledger.taxonomy(here.engine, here.taxonomy.id)
total = documents.count_documents(here.engine, here.project.id)
asked = ask(here, now.version)
known = standing(here.engine, asked)
given = {source: sum(by.get(source, 0) for by in known.tally.by_label.values()) for source in ("person", "teacher")}
labelled = given["person"] + given["teacher"]
shelf = shelf_of(made(classifiers.classifiers(here.engine, here.taxonomy.id)))

if not labelled:
    heading("Classify", "A small model learns the labels once documents have them.")
    ready = total and now.live
    if st.button("Label the documents" if ready else "Grow the labels", key="to-before", type="primary"):
        st.switch_page("label.py" if ready else "grow.py", query_params=query)
    st.stop()

measured_by = [each for each in judgements.annotations(here.engine, here.taxonomy.id) if each.counts]
blind = len({each.document for each in measured_by})
taught = max(0, given["person"] - blind)
parts = [f"{TEACHER} {given['teacher']:,} labelled by the teacher"] if given["teacher"] else []
parts += [f"{PERSON} {taught:,} labelled by people"] if taught else []
measuring = f"; {PERSON} {blind:,} that people judged blind are kept to measure it" if blind else ""
heading(
    "Classify",
    f"A small model learns from documents: {' and '.join(parts) or 'none yet'}{measuring}{besides(measured_by)}.",
)
if not blind:
    st.page_link(
        "check.py",
        label="Judge some documents blind first, and it can be said how right a classifier is.",
        icon=PERSON,
        query_params=query,
    )
training, scoring = (runs.latest_run(here.engine, here.taxonomy.id, stage) for stage in ("train", "score"))
latest = [run for run in (training, scoring) if run is not None]
active = next((run for run in latest if run.active), None)
earlier = [one for one in shelf.trained if active is None or one.classifier.run != active.id]
if active is not None:
    follow(here.engine, active.id, nothing if earlier else so_far)
if not earlier:
    if active is None:
        train_form(here, now, here.taxonomy.id, primary=True)
        for run in latest[:1]:
            ended(here.engine, run)
    st.stop()

unjudged = total - labelled - known.unclear - known.tally.stale
with st.container(horizontal=True, vertical_alignment="bottom"):
    one = looked_at(shelf)
    waiting = max(0, unjudged - dict(asked.stamp.predicted).get(one.classifier.id, 0))
    used = shelf.in_use
    unsure = not_sure_of(here.engine, asked, f"{scoring.id} {scoring.done}") if scoring is not None else []
    lag = behind(here.engine, asked, used.classifier.id) if used is not None else None
    takes_away = active is None and onward(here, one, waiting - len(unsure), due=used is not None and is_due(lag, used))
    st.markdown(state(one), width="content")
if active is None:
    for run in sorted(latest, key=lambda run: run.created)[-1:]:
        ended(here.engine, run)
if lag is not None and lag.train_again and one.classifier.in_use:
    st.markdown(f":orange[:material/sync_problem:] {told(lag)} Train again to teach it.")

tabs = dict(zip(TABS, st.tabs(TABS, key="tab", on_change="rerun", bind="query-params"), strict=True))
opened = next((name for name, tab in tabs.items() if tab.open), CLASSIFIERS)
with tabs[opened]:
    if opened == CLASSIFIERS:
        overview(here, now, asked, shelf, one, training)
    elif opened == QUALITY:
        quality(here, now, one, unjudged)
    elif opened == AUTOMATION:
        automation(here, one, waiting, unsure)
    elif opened == TRY:
        try_it(here, now, one)
    else:
        away(here, one, first=takes_away)
