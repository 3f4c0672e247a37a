"""The split that a person has begun: what the fields say is put aside at every look, so that nothing of it is lost."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import streamlit as st

from core.errors import InvalidTaxonomy
from core.labelling.query import Query
from core.labelling.sorting import Part, Sorted, Splitting, Text, proposed, sort
from core.store import unfinished
from core.store.labels import Stamp, stamp
from core.store.sorting import Whole
from core.store.workspace import Workspace
from core.taxonomy.label import DocumentId, Label, LabelId, Labels
from core.taxonomy.taxonomy import Change, Taxonomy
from core.work import splitting as work
from pages.parts.colours import colours
from pages.parts.errors import errors_kept
from pages.parts.place import Working

SPLITTING, LOOKING, WAY = "split", "split-looking", "split-way"  # the first is in the address: a reload opens it again
WORDS, HAND, TEACHER = "By words", "By hand", "The teacher proposes"
FIELDS = ("name", "description", "words")
KEPT = 4  # labels whose documents are held, of everyone: twenty thousand take some thirty megabytes
MINUTES = 10


class Begun(NamedTuple):
    """A split as it stands: the label with its documents, the parts, where each document goes, and what is wrong."""

    here: Working
    taxonomy: Taxonomy
    label: Label
    whole: Whole
    read: Sequence[Text]
    splitting: Splitting
    queries: Mapping[int, Query]
    faults: Mapping[int, str]
    sorted: Sorted


def begun(here: Working, taxonomy: Taxonomy, label: Label) -> Begun:
    """Take the split up, with what has been written since."""
    whole = work.whole_of(taxonomy, here.project.id, here.taxonomy.id, label.id)
    read = _read(here.engine, str(here.engine.url), whole, stamp(here.engine, here.project.id, here.taxonomy.id))
    splitting = written(here, label.id)
    queries, faults = _understood(splitting.parts)
    found = sort(splitting, queries, read)
    return Begun(here, taxonomy, label, whole, read, splitting, queries, faults, found)


def written(here: Working, label_id: LabelId) -> Splitting:
    """What was put aside, with what the fields say by now; that is put aside in turn."""
    before = taken_up(here, label_id)
    parts = tuple(_as_written(part, label_id) for part in before.parts)
    after = before.model_copy(update={"parts": parts})
    if after != before:
        put_aside(here, label_id, after)
    return after


def taken_up(here: Working, label_id: LabelId) -> Splitting:
    name = unfinished.name_of_split(label_id)
    return unfinished.taken_up(here.engine, here.taxonomy.id, here.person, name, Splitting) or Splitting()


def put_aside(here: Working, label_id: LabelId, splitting: Splitting) -> None:
    name = unfinished.name_of_split(label_id)
    unfinished.put_aside(here.engine, here.taxonomy.id, here.person, name, splitting)


def take_over(
    here: Working, label_id: LabelId, parts: Labels, sorting: Mapping[DocumentId, LabelId], teacher: str
) -> None:
    """Begin with the parts and sorting that a teacher proposes, in place of what had been begun."""
    put_aside(here, label_id, proposed(parts, sorting, teacher, taken_up(here, label_id).issued))
    st.session_state[WAY] = HAND


@errors_kept()
def change(here: Working, label_id: LabelId, gesture: Callable[[Splitting], Splitting]) -> None:
    """Do something to the split. For callbacks."""
    put_aside(here, label_id, gesture(written(here, label_id)))


def close() -> None:
    """Close the dialog; what was begun stays put aside. For callbacks."""
    st.query_params.pop(SPLITTING, None)
    st.session_state.pop(LOOKING, None)


def field_key(label_id: LabelId, number: int, field: str) -> str:
    return f"split-{label_id}-{number}-{field}"


def part_colours(taxonomy: Taxonomy, splitting: Splitting) -> dict[int, str]:
    """The colours that the parts will have."""
    fresh = {number: Label(id=f" {number}", name=f"Part {number}") for number in splitting.numbers}
    after = taxonomy.followed_by(Change(labels=tuple(fresh.values()), author="", based_on=taxonomy.version))
    known = colours(after)
    return {number: known[label.id] for number, label in fresh.items()}


def _as_written(part: Part, label_id: LabelId) -> Part:
    fields = {field: st.session_state.get(field_key(label_id, part.number, field)) for field in FIELDS}
    return part.model_copy(update={field: value for field, value in fields.items() if value is not None})


def _understood(parts: Sequence[Part]) -> tuple[dict[int, Query], dict[int, str]]:
    """The queries of the parts, and what is wrong with those that cannot be understood."""
    queries: dict[int, Query] = {}
    faults: dict[int, str] = {}
    for part in parts:
        try:
            query = part.query()
        except InvalidTaxonomy as error:
            faults[part.number] = str(error)
            continue
        if query is not None:
            queries[part.number] = query
    return queries, faults


@st.cache_resource(max_entries=KEPT, ttl=MINUTES * 60, show_spinner="Reading the documents")
def _read(_engine: Workspace, where: str, whole: Whole, as_of: Stamp) -> Sequence[Text]:  # noqa: ARG001 - the key
    return work.texts(_engine, whole)
