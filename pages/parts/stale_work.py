"""Documents whose label was split or retired, and who is to judge them again."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime

import streamlit as st

from core.errors import TeacherError
from core.labelling.again import fate
from core.labelling.carry import stale_ids
from core.labelling.tally import Tally
from core.store import runs
from core.store.ambiguous import ambiguous, last_said
from core.store.runs import Run
from core.store.workspace import Workspace
from core.taxonomy.label import LabelId
from core.taxonomy.naming import enumerated
from core.taxonomy.taxonomy import Taxonomy
from core.work.again import Gone, as_before, gone
from core.work.settings import LabelSettings
from pages.parts.ask_labels import TROUBLE, start, what_it_takes
from pages.parts.documents_table import STALE
from pages.parts.judging import SIZE
from pages.parts.marks import OFFLINE, PERSON
from pages.parts.place import Working, address
from pages.parts.plain import counted, plain
from pages.parts.progress import ended, follow

KEPT = 30  # counts, of as many taxonomies
NAMED = 3  # labels; more are added up


def stale_work(here: Working, taxonomy: Taxonomy, tally: Tally, quiet: bool) -> None:
    """Say what waits to be asked again, with a button for the teacher and a way for people; nothing where none does.

    `quiet` where the page has another primary button.
    """
    if all(label.in_force for label in taxonomy.labels.values()):
        return
    run = runs.latest_run(here.engine, here.taxonomy.id, "label")
    asking = run is not None and LabelSettings.model_validate(run.settings).only == "stale"
    said = _said(here, taxonomy)
    if not (tally.stale or said or (run is not None and asking and run.active)):
        return
    labels = gone(here.engine, here.taxonomy.id)
    askable = sum(count for label_id, count in tally.waiting.items() if label_id in labels.askable)
    with st.container(border=True, key="stale-work"):
        if tally.stale:
            st.markdown(f":orange[:material/sync_problem:] {_waiting(taxonomy, tally.waiting)} to be judged again.")
        if said:
            st.markdown(f"{PERSON} {_ambiguous(taxonomy, said)}")
        _held_back(here, labels, {*tally.waiting, *(label_id for _, label_id in said)})
        if trouble := st.session_state.pop(TROUBLE, None):
            st.error(plain(trouble), icon=":material/error:")
        if run is not None and run.active:
            follow(here.engine, run.id)
            return
        own = any(person == here.person and label_id in labels.askable for person, label_id in said)
        _actions(here, run, tally, askable, own, quiet)
        if not (own or askable) and any(label_id in labels.askable for _, label_id in said):
            st.caption("They are asked on the Check page.")
        if run is not None and asking and run.status != "done":
            ended(here.engine, run)


def _said(here: Working, taxonomy: Taxonomy) -> Mapping[tuple[str, LabelId], int]:
    """How many judgements of which person name which label that means none any more."""
    last = last_said(here.engine, here.taxonomy.id)
    return _counted(here.engine, str(here.engine.url), here.taxonomy.id, here.taxonomy.at, stale_ids(taxonomy), last)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _counted(
    _engine: Workspace,
    url: str,  # noqa: ARG001 - like the next but one it only tells one workspace's counts from another's
    taxonomy_id: str,
    since: datetime,  # noqa: ARG001
    stale: frozenset[LabelId],
    last: int,  # noqa: ARG001
) -> Counter[tuple[str, LabelId]]:
    return Counter((each.person, each.primary) for each in ambiguous(_engine, taxonomy_id, stale))


def _waiting(taxonomy: Taxonomy, waiting: Mapping[LabelId, int]) -> str:
    """“38 documents of “Orders” (split) and 12 of “Spam” (retired) have”."""
    largest = sorted(waiting.items(), key=lambda each: (-each[1], taxonomy[each[0]].name))
    named = [
        f"{counted(count, 'document') if place == 0 else f'{count:,}'} of “{plain(taxonomy[label_id].name)}” "
        f"({fate(taxonomy, label_id).split()[0].rstrip(',')})"
        for place, (label_id, count) in enumerate(largest[:NAMED])
    ]
    rest = largest[NAMED:]
    named += [f"{sum(count for _, count in rest):,} of {counted(len(rest), 'other label')}"] if rest else []
    return f"{enumerated(named)} {'has' if sum(waiting.values()) == 1 else 'have'}"


def _ambiguous(taxonomy: Taxonomy, said: Mapping[tuple[str, LabelId], int]) -> str:
    """“4 judgements by Ana and Ben are ambiguous since “Orders” was split into “Late” and “Lost”.”"""
    many = sum(said.values())
    people = sorted({plain(person) for person, _ in said})
    since = sorted({label_id for _, label_id in said}, key=lambda label_id: taxonomy[label_id].name)
    by = enumerated(people) if len(people) <= NAMED else counted(len(people), "person", "people")
    subject = f"{counted(many, 'judgement')} by {by} {'is' if many == 1 else 'are'}"
    names = [f"“{plain(taxonomy[label_id].name)}”" for label_id in since]
    if len(since) == 1:
        return f"{subject} ambiguous since {names[0]} was {plain(fate(taxonomy, since[0]))}."
    named = [*names[:NAMED], *([counted(len(names) - NAMED, "other label")] if len(names) > NAMED else [])]
    return f"{subject} ambiguous since {enumerated(named)} were split or retired."


def _held_back(here: Working, labels: Gone, waiting: Collection[LabelId]) -> None:
    """Labels that the version has still by which documents are labelled: whoever is asked would say the same again."""
    held = labels.stale.intersection(waiting) - labels.askable
    if held:
        history = {**address(here.project.id, here.taxonomy.id), "tab": "History"}
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(
                f":violet[:material/ac_unit:] Labelling goes by version {here.taxonomy.frozen}, which has "
                f"{counted(len(held), 'of these labels', 'of these labels')} still. Their documents can be judged "
                "again once it goes by a later one.",
                width="stretch",
            )
            st.page_link("curate.py", label="History", icon=":material/history:", query_params=history)


def _actions(here: Working, run: Run | None, tally: Tally, askable: int, own: bool, quiet: bool) -> None:
    query = address(here.project.id, here.taxonomy.id)
    settings = as_before(run, "stale")
    with st.container(horizontal=True, vertical_alignment="center"):
        if askable:
            st.button(
                "Ask the teacher again",
                key="ask-stale",
                type="secondary" if quiet else "primary",
                icon=":material/smart_toy:",
                on_click=start,
                args=(here, settings),
            )
        if (askable or own) and st.button("Give them to people", key="give-to-people", icon=":material/person:"):
            batch = {"draw": "again", "from": "0", "size": str(SIZE)}
            st.switch_page("check.py", query_params={**query, **batch})
        if tally.stale and st.button("See them", key="see-stale", type="tertiary", icon=":material/visibility:"):
            st.switch_page("label.py", query_params={**query, "show": STALE})
        if askable:
            st.caption(_teacher(here, settings, askable), width="stretch")


def _teacher(here: Working, settings: LabelSettings, askable: int) -> str:
    """Who would be asked, and what that takes."""
    if settings.teacher == "offline":
        return f"{OFFLINE.capitalize()} labelled last; it costs nothing."
    try:
        return what_it_takes(here, askable, settings.model)[0]
    except TeacherError as error:
        return plain(str(error))
