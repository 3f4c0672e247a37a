"""Every run of a project or of the whole workspace: how far, how long, at what cost; and how to stop or resume it."""

import streamlit as st

from core.store import projects, runs
from core.store.runs import Run
from core.work import queue
from pages.parts.errors import errors_said, errors_told
from pages.parts.heading import heading
from pages.parts.marks import PERSON
from pages.parts.moments import left, took, when
from pages.parts.place import Place, address, place
from pages.parts.plain import counted, plain
from pages.parts.progress import POLL, STAGES, percent, share, spending, stop_button

PAGE = 15  # runs a page
MINE, ALL = "This project", "All projects"
PAGE_OF = {
    "grow": "grow.py",
    "label": "label.py",
    "train": "classify.py",
    "score": "classify.py",
    "advise": "curate.py",
}
BADGES = {
    "waiting": ":gray-badge[:material/hourglass_empty: waiting]",
    "running": ":blue-badge[:material/play_arrow: running]",
    "asking": ":violet-badge[:material/help: asks you]",
    "done": ":green-badge[:material/check: done]",
    "stopped": ":orange-badge[:material/pause: stopped]",
    "failed": ":red-badge[:material/error: failed]",
}


@st.fragment(run_every=POLL)
@errors_said()
def live(here: Place, project_id: str | None) -> None:
    """The worker and the runs, looked at anew every second."""
    found = runs.runs(here.engine, project_id=project_id)
    worker(here, waiting=any(run.active for run in found))
    if not found:
        st.write("Nothing has been asked for yet. Growing, labelling and training show here while they run.")
        return
    names = {
        card.id: card.name for key in {run.project for run in found} for card in projects.taxonomies(here.engine, key)
    }
    titles = {project.id: project.name for project in projects.projects(here.engine)}
    page = st.session_state.get("jobs-page", 1)
    for run in found[(page - 1) * PAGE : page * PAGE]:
        place_of = names.get(run.taxonomy, "")
        job(here, run, place_of if project_id else f"{titles.get(run.project, '')}, {place_of}")
    if len(found) > PAGE:
        st.pagination(-(-len(found) // PAGE), key="jobs-page")


def worker(here: Place, waiting: bool) -> None:
    if queue.worker_alive(here.engine):
        st.caption(":green[●] A worker is running. Runs go on when this page is closed.")
    elif waiting:
        st.warning(
            "No worker is running, so these runs wait. Restart the app, or start a worker with “tnt work”.",
            icon=":material/pause_circle:",
        )
    else:
        st.caption(
            ":orange[●] No worker is running. What you ask for waits until the app is restarted or "
            "“tnt work” is started."
        )


def job(here: Place, run: Run, subject: str) -> None:
    """A run as a row: what, who and when, how far, and what can be done about it."""
    with st.container(border=True, key=f"run-{run.id}"):
        what, state, act = st.columns([4, 5, 3], vertical_alignment="center")
        with what.container(gap="xxsmall"):
            st.markdown(f"**{doing(run)}**  {plain(subject)}")
            st.caption(f"{PERSON} {plain(run.made_by)}, {when(run.created)} · {subject_matter(run)}")
        with state.container(gap="xxsmall"):
            facts = [percent(run) if run.active and run.total else "", took(run), left(run) if run.active else ""]
            facts.append(spending(here.engine, run))
            st.markdown(f"{BADGES[run.status]} :small[{' · '.join(fact for fact in facts if fact)}]")
            if run.active:
                st.progress(share(run))
            if run.note:
                st.caption(plain(run.note))
        with act.container(horizontal=True, horizontal_alignment="right", gap="xsmall"):
            actions(here, run)


def doing(run: Run) -> str:
    """What kind of run it is; growing has several."""
    if run.settings.get("like"):
        return "Comparing teachers"
    return "Dividing a label" if run.settings.get("within") else STAGES[run.stage]


def page_of(run: Run) -> str:
    return "compare.py" if run.settings.get("like") else PAGE_OF[run.stage]


def subject_matter(run: Run) -> str:
    """“100 of 600 documents”, or all there were when it was asked for."""
    sample = run.settings.get("sample")
    drawn = f"{sample:,} of " if isinstance(sample, int) and sample < run.documents else ""
    return drawn + counted(run.documents, "document")


def actions(here: Place, run: Run) -> None:
    if run.active:
        stop_button(here.engine, run)
    elif run.status in ("done", "asking"):
        query = address(run.project, run.taxonomy)
        label = "See" if run.status == "done" else "Decide"
        st.page_link(page_of(run), label=label, icon=":material/arrow_forward:", query_params=query)
    else:
        icon = ":material/play_arrow:"
        st.button("Resume", key=f"resume-{run.id}", icon=icon, on_click=resume, args=(here, run.id))


@errors_told()
def resume(here: Place, run_id: str) -> None:
    queue.resume(here.engine, run_id)


here = place()
everywhere = here.project is None
if here.project is None:
    heading("Jobs", "Every run of the workspace, the newest first.")
else:
    heading("Jobs", "What teachers and classifiers are doing and have done, the newest first.")
    scope = st.segmented_control(
        "Runs of",
        [MINE, ALL],
        default=MINE,
        required=True,
        key="of",
        bind="query-params",
        label_visibility="collapsed",
    )
    everywhere = scope == ALL
live(here, None if everywhere or here.project is None else here.project.id)
