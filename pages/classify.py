"""Classify: a small model learns the labels, says how good it is, and can be taken away."""

from functools import partial

import streamlit as st

from core.labelling.annotation import Annotation
from core.labelling.examples import training_rows
from core.store import classifiers, documents, judgements, ledger, runs
from core.store.classifiers import Classifier
from core.store.runs import Run
from core.work.settings import ScoreSettings
from pages.parts.heading import heading
from pages.parts.marks import PERSON, TEACHER
from pages.parts.place import address, working
from pages.parts.progress import ended, follow
from pages.parts.scores import Made, best, in_detail, made, side_by_side
from pages.parts.spread import ask, standing
from pages.parts.training import start, train_form
from pages.parts.trying import try_it
from pages.parts.twins import told_apart

EARLIER = 6  # classifiers in the table before the older ones are asked for


def so_far(run: Run) -> None:
    """The classifiers that a run under way has trained."""
    if ready := made(classifiers.classifiers(here.engine, run.taxonomy, run.id)):
        side_by_side(ready)


def download(one: Classifier, primary: bool) -> None:
    """The bundle leaves the database only when it is asked for."""
    st.download_button(
        "Download", data=partial(classifiers.bundle, here.engine, one.id), file_name=file_of(one),
        mime="application/zip", key=f"download-{one.id}", icon=":material/download:", on_click="ignore",
        type="primary" if primary else "secondary",
    )  # fmt: skip


def file_of(one: Classifier) -> str:
    """A name of its own for every classifier, so that no two downloads are mixed up."""
    return f"{here.taxonomy.id}-{one.id}.zip"


def besides(judged_blind: list[Annotation]) -> str:
    """Why fewer documents than were judged blind can measure a classifier."""
    gold = training_rows((), judged_blind, now)
    unfit = sum(1 for row in gold.held_out if row.primary is None)
    stale = len({each.document for each in judged_blind}) - len(gold.held_out) - len(gold.disputed)
    reasons = ((unfit, "no label fits"), (len(gold.disputed), "people tie on"), (stale, "a label is gone from"))
    told = ", ".join(f"{why} {count:,}" for count, why in reasons if count)
    return f" ({len(gold.held_out) - unfit:,} of them can: {told})" if told else ""


def use(one: Classifier) -> None:
    classifiers.put_in_use(here.engine, here.taxonomy.id, one.id)


def chosen_one(trained: list[Made], unjudged: int) -> None:
    """One classifier: what can be done with it, how good it is in detail, and a text to try."""
    ids = [one.classifier.id for one in trained]
    usual = next((one.classifier.id for one in trained if one.classifier.in_use), best(trained) or ids[0])
    names = told_apart({one.classifier.id: one.classifier.name for one in reversed(trained)})
    linked = st.query_params.get("classifier", usual)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        picked = st.selectbox(
            "Look at", ids, index=ids.index(linked if linked in ids else usual), key=f"look-{usual}", width=320,
            format_func=lambda each: f"{names[each]}{' (in use)' if each == usual else ''}",
        )  # fmt: skip
        one = trained[ids.index(picked)]
        waiting = unjudged - dict(asked.stamp.predicted).get(picked, 0)
        if one.classifier.in_use and waiting > 0:
            st.button(
                f"Label the other {waiting:,} with it", key="score", type="primary", icon=":material/label:",
                on_click=start, args=(here, ScoreSettings(classifier=picked)),
            )  # fmt: skip
        download(one.classifier, primary=one.classifier.in_use and waiting <= 0)
        if not one.classifier.in_use:
            st.button("Use this one", key="use", on_click=use, args=(one.classifier,), icon=":material/check:")
    if one.report.version != now.version:
        st.caption(
            ":orange[:material/sync_problem:] The labels have changed since it was trained. Train again to teach the "
            "changes."
        )
    with st.expander("How to use the download"):
        st.code(
            f"unzip {file_of(one.classifier)} -d classifier && cd classifier\n"
            "pip install -r requirements.txt\n"
            "python predict.py texts.csv --out labels.csv",
            language="bash",
        )
        st.caption("It needs Python and NumPy, nothing else, and no network. README.md and MODEL_CARD.md say the rest.")
    try_it(here.engine, now, picked)
    in_detail(now, one)


here = working()
query = address(here.project.id, here.taxonomy.id)
now = ledger.taxonomy(here.engine, here.taxonomy.id)
total = documents.count_documents(here.engine, here.project.id)
asked = ask(here, now.version)
known = standing(here.engine, asked)
given = {source: sum(by.get(source, 0) for by in known.tally.by_label.values()) for source in ("person", "teacher")}
labelled = given["person"] + given["teacher"]
trained = made(classifiers.classifiers(here.engine, here.taxonomy.id))

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
latest = [runs.latest_run(here.engine, here.taxonomy.id, stage) for stage in ("train", "score")]
active = next((run for run in latest if run is not None and run.active), None)
if active is not None:
    follow(here.engine, active.id, so_far) if active.stage == "train" else follow(here.engine, active.id)
    st.stop()
last = max((run for run in latest if run is not None), key=lambda run: run.created, default=None)
if not trained:
    train_form(here, here.taxonomy.id, primary=True)
    if last is not None:
        ended(here.engine, last)
    st.stop()
if last is not None:
    ended(here.engine, last)
every = len(trained) <= EARLIER or st.toggle(f"Show all {len(trained)} classifiers", key="all", bind="query-params")
side_by_side(trained if every else trained[:EARLIER])
chosen_one(trained, total - labelled - known.unclear - known.tally.stale)
with st.expander("Train again", key="again"):
    train_form(here, f"again-{here.taxonomy.id}", primary=False)
