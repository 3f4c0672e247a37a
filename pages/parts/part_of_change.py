"""One part of a change that waits for a person: a tick, what it is called, and its labels word by word."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from core.corpus.document import Document
from core.growth.strands import Strand
from core.taxonomy.comparison import Difference, Entry
from core.taxonomy.label import DocumentId, LabelId
from core.taxonomy.naming import cut
from pages.parts import imperative
from pages.parts.plain import counted, plain
from pages.parts.wording import BREAK, reworded

LABELS = 8  # shown of one part: a whole list that comes under one label is a part too
STEP = "&emsp;"  # what stands under another label is moved to the right; plain spaces would be cut off
SHORT, LONG = 160, 600  # characters of a new label's description, among others and alone
SAID_IN_TITLE = ("name", "parent", "locked", "notation")


def part_of_change(
    part: Strand,
    entries: Mapping[LabelId, Entry],
    texts: Mapping[DocumentId, Document],
    ticked: bool,
    key: str,
    on_turn: Callable[[bool], None],
) -> None:
    """Draw it. `entries` say what differs in each label; `texts` are the documents that come or go as examples."""
    st.session_state[key] = ticked
    with st.container(border=True, gap="xsmall", key=f"part-{key}"):
        st.checkbox(
            f"**{plain(imperative.title(part))}**", key=key, on_change=lambda: on_turn(bool(st.session_state[key]))
        )
        for label in part.labels[:LABELS]:
            if (entry := entries.get(label.id)) is not None and (said := _told(part, entry, texts)):
                st.markdown(said)
        if len(part.labels) > LABELS:
            st.caption(f"And {counted(len(part.labels) - LABELS, 'more label')} with {_it(part)}.")


def shown_differences(parts: Sequence[Strand], entries: Mapping[LabelId, Entry]) -> list[Difference]:
    """The differences of those labels that are shown: of what they name the texts are needed."""
    labels = (label for part in parts for label in part.labels[:LABELS])
    found = (entries[label.id] for label in labels if label.id in entries)
    return [each for entry in found if entry.old is not None and entry.new is not None for each in entry.differences]


def _told(part: Strand, entry: Entry, texts: Mapping[DocumentId, Document]) -> str:
    if entry.old is None and entry.new is not None:
        return _coming(part, entry)
    if entry.new is None:
        about = f": {plain(entry.old.description)}" if entry.old is not None and entry.old.description else ""
        return f":gray[~~{plain(entry.old.name)}~~{about}]" if entry.old is not None else ""
    alone = len(part.labels) == 1
    lines = [reworded(each, texts) for each in entry.differences if not alone or _is_untold(part, each)]
    if not lines:
        return ""
    return BREAK.join(lines if alone else [f"**{plain(entry.new.name)}**", *lines])


def _coming(part: Strand, entry: Entry) -> str:
    """A new label, set in where it stands below others."""
    new = entry.new
    above = next((each.after for each in entry.differences if each.field == "parent"), ())
    name = f"{STEP * len(above)}**{plain(new.name)}**" if len(part.labels) > 1 else ""
    about = f":gray[{plain(cut(new.description, SHORT if name else LONG))}]" if new.description else ""
    passages = [
        f"{STEP * len(above) if name else ''}:small[:gray[{title}] {plain('; '.join(said))}]"
        for title, said in (("Belongs here", new.includes), ("Does not", new.excludes))
        if said
    ]
    first = " ".join(each for each in (name, about) if each)
    return BREAK.join(line for line in (first, *passages) if line)


def _is_untold(part: Strand, difference: Difference) -> bool:
    """Whether the title leaves a difference open: it says names, places and locks, if it says them at all."""
    return difference.field not in SAID_IN_TITLE or len(part.said) > imperative.TOLD


def _it(part: Strand) -> str:
    return f"“{plain(part.labels[0].name)}”"
