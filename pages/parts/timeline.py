"""The history of a taxonomy: everything that happened, newest first, or any two versions beside one another."""

from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from core.errors import Conflict
from core.store import runs, versions
from core.store.runs import Run
from core.taxonomy.history import standing, undo
from core.taxonomy.taxonomy import Change, Taxonomy
from pages.parts.changes import facts, what_changed
from pages.parts.comparing_versions import COMPARED, STEPS, VIEW, VIEWS, ask_to_compare, comparing_versions
from pages.parts.going_back import ask_to_restore, ask_to_undo, going_back
from pages.parts.linked import linked
from pages.parts.marked_versions import FREEZING, day, freeze, frozen_banner, naming
from pages.parts.marks import author_name
from pages.parts.place import Working, address
from pages.parts.plain import counted, plain
from pages.parts.prompted import prompted_by, run_of
from pages.parts.twins import told_apart

ON_A_PAGE = 15
ANYONE, PEOPLE, TEACHERS = "anyone", "people", "teachers"
ANY = "any"


def timeline(here: Working, before: Sequence[Taxonomy], log: Sequence[Change]) -> None:
    """Draw the tab; `before[n]` is the taxonomy before `log[n]` and after the one that came before it."""
    if not log:
        st.caption("Nothing has happened yet. Every step that people or teachers take is kept here, and can be undone.")
        return
    names = {each.version: each.name for each in versions.named_versions(here.engine, here.taxonomy.id)}
    going_back(here, before, log)
    frozen_banner(here, log, names)
    if VIEW not in st.session_state and VIEW not in st.query_params:
        st.session_state[VIEW] = STEPS  # rather than a default, since a button of each step sets it too
    view = st.segmented_control(
        "View", VIEWS, required=True, key=VIEW, bind="query-params", label_visibility="collapsed"
    )
    if view == COMPARED:
        comparing_versions(here, before, log, names)
        return
    shown = _wanted(before[-1], log)
    if not shown:
        st.write("No step is like that. Look at everyone’s steps, or at those on any label.")
        return
    pages = -(-len(shown) // ON_A_PAGE)
    page = st.pagination(pages, key=f"history-page-{len(shown)}") if pages > 1 else 1
    _steps(here, before, log, names, shown[(page - 1) * ON_A_PAGE : page * ON_A_PAGE])


def _wanted(now: Taxonomy, log: Sequence[Change]) -> list[int]:
    """The filters, and the versions whose steps they let through, the newest first."""
    authors = {change.author: author_name(change.author) for change in log}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        everyone = {ANYONE: "Everyone", PEOPLE: "People", TEACHERS: "Teachers"}
        who = linked("By", told_apart({**everyone, **authors}), "who", width=200)
        label_id = linked("On the label", {ANY: "Any label", **_labels(now)}, "of", width=280)
        changed = st.toggle("Only steps that changed something", key="changed", bind="query-params")
    shown = [
        version
        for version in range(len(log), 0, -1)
        if _by(log[version - 1], who)
        and (label_id == ANY or label_id in log[version - 1].touched)
        and (log[version - 1].labels or not changed)
    ]
    if len(shown) < len(log):
        st.caption(f"{len(shown):,} of {counted(len(log), 'step')}")
    return shown


def _by(change: Change, who: str) -> bool:
    return who in (ANYONE, change.author, PEOPLE if change.by_person else TEACHERS)


def _labels(now: Taxonomy) -> dict[str, str]:
    """Every label there has ever been by name, those in force first; two of one name are numbered."""
    gone = [label for label in now.labels.values() if not label.in_force]
    ordered = [*sorted(now.live, key=lambda label: label.name.casefold()), *gone]
    names: dict[str, str] = {}
    taken = Counter[str]()
    for label in ordered:
        name = label.name if label.in_force else f"{label.name} (gone)"
        taken[name] += 1
        names[label.id] = name if taken[name] == 1 else f"{name} {taken[name]}"
    return names


def _steps(
    here: Working, before: Sequence[Taxonomy], log: Sequence[Change], names: Mapping[int, str], shown: Sequence[int]
) -> None:
    parent = here.taxonomy.draft_of or here.taxonomy.id
    known = {run.id: run for run in runs.runs(here.engine, taxonomy_id=parent)}
    undone = _undone(log)
    date = ""
    for version in shown:
        change = log[version - 1]
        if date != day(change.at):
            date = day(change.at)
            st.caption(date)
        with st.container(border=True, gap="xsmall", key=f"step-{version}"):
            with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
                badges = _badges(here, names.get(version, ""), version, version in undone, latest=version == len(log))
                labels = counted(len(before[version].live), "label")
                st.markdown(f"**Version {version}** :small[:gray[{labels}]] {badges}", width="stretch")
                with st.container(horizontal=True, gap="xsmall", width="content"):
                    _actions(here, log, names, known.get(run_of(change)), version)
            st.markdown(facts(change, prompted_by(change, known)))
            what_changed(before[version - 1], change)


def _undone(log: Sequence[Change]) -> set[int]:
    """The versions whose step has been taken back since."""
    steps = (version for version, change in enumerate(log, start=1) if change.labels and change.undoes is None)
    return {*steps} - {*standing(log)}


def _badges(here: Working, name: str, version: int, undone: bool, latest: bool) -> str:
    badges = [f":blue-badge[:material/bookmark: {plain(name)}]"] if name else []
    badges += [":violet-badge[:material/ac_unit: documents are labelled by it]"] * (here.taxonomy.frozen == version)
    badges += [":gray-badge[:material/undo: undone since]"] * undone
    badges += [":green-badge[as it is now]"] * latest
    return " ".join(badges)


def _actions(here: Working, log: Sequence[Change], names: Mapping[int, str], run: Run | None, version: int) -> None:
    if version < len(log):
        st.button(
            f"Compare {version} with now",
            key=f"compare-{version}",
            type="tertiary",
            icon=":material/compare_arrows:",
            on_click=ask_to_compare,
            args=(version, len(log)),
        )
        st.button(
            f"Go back to {version}…",
            key=f"back-{version}",
            type="tertiary",
            icon=":material/history:",
            on_click=ask_to_restore,
            args=(version,),
        )
    more = st.popover(f"More on {version}", type="tertiary", key=f"more-{version}", on_change="rerun")
    if more.open:
        with more:
            _more(here, log, names.get(version, ""), run, version)


def _more(here: Working, log: Sequence[Change], name: str, run: Run | None, version: int) -> None:
    if here.taxonomy.draft_of is None:
        naming(here, version, name)
        frozen = here.taxonomy.frozen == version
        st.caption("Documents are labelled by this version." if frozen else FREEZING)
        st.button(
            "Label by the latest again" if frozen else "Label by this version",
            key=f"freeze-{version}",
            icon=":material/update:" if frozen else ":material/ac_unit:",
            on_click=freeze,
            args=(here, None if frozen else version),
        )
    if run is not None:
        query = address(here.project.id, here.taxonomy.draft_of or here.taxonomy.id)
        st.page_link("jobs.py", label="See the run", icon=":material/arrow_forward:", query_params=query)
    _way_to_undo(here, log, version)


def _way_to_undo(here: Working, log: Sequence[Change], version: int) -> None:
    """Undo one step where that can be done; where it cannot, the reason."""
    if not log[version - 1].labels:
        return
    if version in _undone(log):
        st.caption("This step is undone. To have it again, undo the step that took it back.")
        return
    try:
        undo(log, version, here.author)
    except Conflict as error:
        st.caption(f"This step cannot be undone alone. {plain(str(error))}")
        return
    st.button("Undo this step…", key=f"undo-step-{version}", icon=":material/undo:", on_click=_ask, args=(version,))


def _ask(version: int) -> None:
    st.session_state[f"more-{version}"] = False  # or it would lie over the question
    ask_to_undo(version)
