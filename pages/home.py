"""Every project of the workspace and the ways to a new one; or, with one open, its steps and the next of them."""

import os

import streamlit as st

from core.store import documents, ledger, projects
from core.store.overview import overview
from core.store.projects import Project
from core.store.received import receive
from core.store.workspace import data_folder
from core.taxonomy.brief import Brief
from core.work.samples import SAMPLES, Sample, sample_project
from pages.parts.arrival import ENDINGS, LARGEST
from pages.parts.awaited import awaited
from pages.parts.heading import heading
from pages.parts.moments import when
from pages.parts.place import Place, Working, address, place
from pages.parts.plain import counted, plain
from pages.parts.steps import STEPS, next_step, states

SHOWN = 12  # projects a page
CARD = 300  # pixels


def steps_of(here: Working) -> None:
    """An open project: its six steps, and a button for the one that comes next."""
    now = overview(here.engine, here.project.id, here.taxonomy.id)
    curated = any(change.by_person for change in ledger.changes(here.engine, here.taxonomy.id))
    coming = next_step(now, curated)
    query = address(here.project.id, here.taxonomy.id)
    under_way = any(run.stage == coming.name.casefold() for run in now.active)
    heading(
        plain(here.project.name),
        f"{counted(now.documents, 'document')} and {counted(now.labels, 'label')} so far. "
        f"{'Under way' if under_way else 'Next'}: {coming.purpose[:1].lower()}{coming.purpose[1:]}",
    )
    label = "See how far it is" if under_way else coming.todo
    if st.button(label, type="primary", icon=coming.icon, key="next-step"):
        st.switch_page(coming.page, query_params=query)
    words = states(now, awaited(here.engine, here.taxonomy.id))
    for number, step in enumerate(STEPS, start=1):
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"step-{step.name}"):
            st.page_link(  # as wide as there is room: the whole row leads there
                step.page,
                label=f"**{number}. {step.name}** :gray[{step.purpose}]",
                icon=step.icon,
                query_params=query,
                width="stretch",
            )
            state = f"**{words[step.name]}**" if step == coming else words[step.name]
            st.markdown(f":small[{state}]", width="content")


def card(here: Place, project: Project) -> None:
    """A project in a few words, with the way in and what else can be done with it."""
    cards = projects.taxonomies(here.engine, project.id)
    now = overview(here.engine, project.id, cards[0].id if cards else None)
    coming = next_step(now, curated=False)
    with st.container(border=True, key=f"project-{project.id}", width=CARD):
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            st.markdown(f"**{plain(project.name)}**", width="stretch")
            with st.popover(
                "", icon=":material/more_horiz:", type="tertiary", help="Rename or delete", key=f"more-{project.id}"
            ):
                more(here, project)
        st.caption(f"{counted(now.documents, 'document')} · {counted(now.labels, 'label')} · {now.labelled:,} labelled")
        running = f"{counted(len(now.active), 'run')} under way" if now.active else f"Next: {coming.todo.lower()}"
        st.caption(f"{running} · {plain(project.made_by)}, {when(project.at)}")
        if st.button("Open", key=f"open-{project.id}", icon=":material/arrow_forward:"):
            st.switch_page("home.py", query_params=address(project.id))


def more(here: Place, project: Project) -> None:
    name = st.text_input("Name", value=project.name, max_chars=80, key=f"name-{project.id}")
    if st.button("Rename", key=f"rename-{project.id}", disabled=not name or name == project.name):
        projects.rename_project(here.engine, project.id, name or "")
        st.rerun()
    if st.button("Delete…", key=f"delete-{project.id}", icon=":material/delete:", type="tertiary"):
        delete(here, project)


@st.dialog("Delete this project?")
def delete(here: Place, project: Project) -> None:
    count = counted(documents.count_documents(here.engine, project.id), "document")
    st.write(f"**{plain(project.name)}** with its {count}, labels, judgements and classifiers. There is no way back.")

    def remove() -> None:
        projects.delete_project(here.engine, project.id)

    if st.button("Delete the project", type="primary", key="delete-for-good", on_click=remove):
        st.rerun()


def new_project(here: Place) -> None:
    """A name and a file; the file is looked at on the Corpus page before anything is loaded."""
    with st.container(border=True, key="new-project"):
        left, right = st.columns(2)
        name = left.text_input("Name", max_chars=80, key="new-name", placeholder="Taken from the file if left empty")
        file = right.file_uploader("File with texts", type=ENDINGS, max_upload_size=LARGEST, key="new-file")
        create = left.button("Create the project", type="primary", key="create", icon=":material/add:")
        left.caption("You see the first rows before anything is loaded.")
        if create and file is None:
            right.caption(":orange[Choose a file first, or open a sample below.]")
        elif create:
            waiting = receive(data_folder(os.environ), file.name, file.getbuffer())
            project = projects.add_project(here.engine, name or _called_after(file.name), here.person)
            projects.add_taxonomy(here.engine, project.id, "Topics", Brief())
            st.switch_page("corpus.py", query_params={**address(project.id), "file": waiting.id})


def _called_after(file: str) -> str:
    """“support_tickets.csv” makes “Support tickets”."""
    words = file.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0].replace("_", " ").strip()[:80]
    return words[:1].upper() + words[1:]


def samples(here: Place) -> None:
    with st.container(horizontal=True):
        for sample in SAMPLES:
            sample_card(here, sample)


def sample_card(here: Place, sample: Sample) -> None:
    with st.container(border=True, width=CARD):
        st.markdown(f"**{sample.name}**")
        st.caption(sample.about)
        if st.button("Open a copy", key=f"sample-{sample.file}", icon=":material/science:"):
            with st.spinner("Loading the documents…"):
                project = sample_project(here.engine, sample, here.person)
            st.switch_page("grow.py", query_params=address(project.id))


def shelf(here: Place) -> None:
    """The workspace: projects, samples and a new project."""
    known = projects.projects(here.engine)
    heading(
        "Projects" if known else "Welcome",
        "Turn a heap of text into labels people trust and a classifier you can deploy: a teacher proposes the labels, "
        "people put them right, and a small model learns them.",
    )
    first = (st.session_state.get("projects-page", 1) - 1) * SHOWN
    with st.container(horizontal=True):
        for project in known[first : first + SHOWN]:
            card(here, project)
    if len(known) > SHOWN:
        st.pagination(-(-len(known) // SHOWN), key="projects-page")
    st.subheader("New project", anchor=False)
    new_project(here)
    st.subheader("Or try a sample", anchor=False)
    samples(here)


here = place()
if here.project is not None and here.taxonomy is not None:
    steps_of(Working(here.engine, here.person, here.project, here.taxonomy))
else:
    shelf(here)
