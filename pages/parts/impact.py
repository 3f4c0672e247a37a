"""What a change would do to all that hangs on the labels, shown before it is done."""

import hashlib
import os
from typing import NamedTuple

import streamlit as st

from core.errors import TeacherError, TntError
from core.labelling.impact import Impact, Moves, Rows, Sorting
from core.store import labels as judged
from core.store.labels import Stamp
from core.store.workspace import Workspace
from core.taxonomy.label import Labels
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.settings import from_environment
from core.work.impact import Beside, Foreseen, foreseen
from core.work.what_if import WhatIf, changes_meaning, what_if
from pages.parts.cost import about, rounded
from pages.parts.errors import errors_said
from pages.parts.marks import CLASSIFIER, PERSON, TEACHER
from pages.parts.place import Working
from pages.parts.plain import counted, plain
from pages.parts.shifts import figures, shifts

KEPT = 100  # previews, of everyone
TABLES = 4  # other taxonomies named one by one


class Edit(NamedTuple):
    """Everything that a preview depends on. A sorting, which may hold thousands, is told by its digest."""

    workspace: str
    project: str
    taxonomy: str
    version: int
    stamp: Stamp
    labels: tuple[str, ...]
    sorting: str
    model: str


def impact(here: Working, taxonomy: Taxonomy, labels: Labels, sorting: Sorting | None = None) -> None:
    """Draw what touching these labels would do. `sorting` says which part each document of a split label goes to."""
    if not labels:
        return
    sorting = sorting or {}
    edit = _edit(here, taxonomy, labels, sorting)
    try:
        found = _foreseen(here.engine, taxonomy, labels, sorting, edit)
    except TntError as error:
        st.warning(plain(str(error)), icon=":material/block:")
        return
    with st.container(gap="small"):
        if not found.impact.documents.total:
            st.caption("No document has been labelled yet, so nothing else is touched.")
            return
        _headline(found)
        _table(found)
        _tables(found.beside)
        if changes_meaning(taxonomy, labels):
            ends = tuple(f"{label.id} {label.became}" for label in labels)  # no wording changes what is measured
            _as_it_would_be(here.engine, taxonomy, labels, sorting, edit._replace(labels=ends))


@st.fragment(parallel=True)
@errors_said()
def _as_it_would_be(engine: Workspace, taxonomy: Taxonomy, labels: Labels, sorting: Sorting, edit: Edit) -> None:
    """Beside the rest of the page, which need not wait for it."""
    shifts(_what_if(engine, taxonomy, labels, sorting, edit))


def _edit(here: Working, taxonomy: Taxonomy, labels: Labels, sorting: Sorting) -> Edit:
    stamp = judged.stamp(here.engine, here.project.id, here.taxonomy.id)
    return Edit(
        workspace=str(here.engine.url),
        project=here.project.id,
        taxonomy=here.taxonomy.id,
        version=taxonomy.version,
        stamp=stamp,
        labels=tuple(label.model_dump_json() for label in labels),
        sorting=hashlib.sha256(repr(sorted(sorting.items())).encode()).hexdigest(),
        model=_model(),
    )


def _model() -> str:
    """The language model that would be asked; none where only the offline teacher is there."""
    try:
        return from_environment(os.environ).model
    except TeacherError:
        return ""


@st.cache_data(show_spinner=False, max_entries=KEPT)
def _foreseen(_engine: Workspace, _taxonomy: Taxonomy, _labels: Labels, _sorting: Sorting, edit: Edit) -> Foreseen:
    return foreseen(_engine, edit.taxonomy, _taxonomy, _labels, _sorting, edit.model)


@st.cache_data(show_spinner="Measuring agreement and a classifier as they would be…", max_entries=KEPT)
def _what_if(_engine: Workspace, _taxonomy: Taxonomy, _labels: Labels, _sorting: Sorting, edit: Edit) -> WhatIf:
    return what_if(_engine, edit.project, edit.taxonomy, _taxonomy, _labels, _sorting)


def _headline(found: Foreseen) -> None:
    documents, reworded, people = found.impact.documents, found.impact.reworded, found.impact.judged.stale
    if documents.stale:
        st.warning(f"{_have(documents.stale)} to be asked again. {_cost(found)}", icon=":material/update:")
    else:
        st.markdown(":material/check_circle: Nothing has to be asked again.")
    if people:
        st.caption(
            f"What people said of {counted(people, 'document')} no longer names one label; only they can say it anew."
        )
    if documents.again:
        st.caption(f"{counted(documents.again, 'document')} that waited to be asked again need not be any more.")
    if reworded:
        were, keep = ("was", "keeps its label") if reworded == 1 else ("were", "keep their labels")
        st.caption(f"{counted(reworded, 'document')} {were} judged by the earlier wording and {keep}.")


def _have(count: int) -> str:
    return f"{counted(count, 'document')} {'has' if count == 1 else 'have'}"


def _cost(found: Foreseen) -> str:
    """What asking a teacher again would take."""
    if found.cost is None:
        return "The offline teacher does that for nothing."
    money = f", {about(found.cost.money)}" if found.cost.money is not None else ""
    tokens = found.cost.prompt_tokens + found.cost.completion_tokens
    return f"With {plain(found.model)}: {counted(found.cost.calls, 'call')}, about {rounded(tokens)} tokens{money}."


def _table(found: Foreseen) -> None:
    """A line for each kind of judgement that is touched; nothing where none is."""
    lines = [line for line in _lines(found.impact) if any(line[2:])]
    if not lines:
        return
    titles = ["", "In all", "Move", "Become stale", "Count again"]
    wanted = [0, 1, *(place for place in (2, 3, 4) if any(line[place] for line in lines))]
    figures({titles[place]: [line[place] for line in lines] for place in wanted})


def _lines(impact: Impact) -> list[tuple[str, int, int, int, int]]:
    def moves(title: str, each: Moves) -> tuple[str, int, int, int, int]:
        return title, each.total, each.moved, each.stale, each.again

    def rows(title: str, each: Rows) -> tuple[str, int, int, int, int]:
        return title, each.before, each.relabelled, each.lost, each.gained

    return [
        moves(f"{TEACHER} Verdicts of the teacher", impact.verdicts),
        moves(f"{PERSON} Annotations", impact.annotations),
        moves(f"{CLASSIFIER} Predictions of the classifier", impact.predictions),
        rows("Training rows", impact.training),
        rows("Documents that measure", impact.measuring),
    ]


def _tables(beside: tuple[Beside, ...]) -> None:
    for table in beside[:TABLES]:
        change = table.change
        documents = change.moved + change.left + change.joined
        st.caption(
            f"The table with “{plain(table.name)}”: {counted(change.cells, 'cell')} and "
            f"{counted(documents, 'document')} change"
            + (f", {change.left:,} of them fall out." if change.left else ".")
        )
    if len(beside) > TABLES:
        st.caption(f"So do the tables with {counted(len(beside) - TABLES, 'other taxonomy', 'other taxonomies')}.")
