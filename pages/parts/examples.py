"""The documents that show what a label means, and what it does not, picked with a click."""

from collections.abc import Callable

import streamlit as st

from core.labelling.carry import origins, stale_ids
from core.store import documents
from core.store.illustrations import Candidate, Kind, Sought, candidates
from core.taxonomy import edits
from core.taxonomy.label import DocumentId, Label, LabelId, Labels
from core.taxonomy.taxonomy import Taxonomy
from pages.parts import redrawing
from pages.parts.colours import dotted_name
from pages.parts.errors import errors_said
from pages.parts.evidence import LONGEST, WHOLE, excerpt
from pages.parts.keeping import keep
from pages.parts.marks import PERSON
from pages.parts.place import Working
from pages.parts.plain import plain
from pages.parts.shares import percent

AT_ONCE = 5
Gesture = Callable[[Taxonomy, LabelId, DocumentId], Labels]
EXAMPLE, COUNTER, FIND = "Examples", "Counter-examples", "Find documents"
KINDS: dict[Kind, str] = {
    "surest": "Its documents",
    "doubtful": "Doubtful ones",
    "alike": "Look alike",
    "any": "All documents",
}
SAID: dict[Kind, str] = {
    "surest": "Documents with this label, the surest first.",
    "doubtful": "Documents with this label of which the teacher or classifier was least sure.",
    "alike": "Under another label, though the teacher said that this one applies too, or filed it here before a person "
    "did elsewhere: what counter-examples are made of.",
    "any": "Every document, in the order in which they came.",
}


@st.fragment
@errors_said()
def examples(here: Working, taxonomy: Taxonomy, label: Label) -> None:
    """What has been chosen, and documents to choose from."""
    redrawing.pay()
    counts = {EXAMPLE: len(label.examples), COUNTER: len(label.counter_examples)}
    st.markdown("**Documents that show what it means**")
    view = st.segmented_control(
        "What to show",
        [EXAMPLE, COUNTER, FIND],
        default=EXAMPLE,
        required=True,
        format_func=lambda each: f"{each} :gray[{counts[each]}]" if each in counts else each,
        key=f"illustrations-{label.id}",
        label_visibility="collapsed",
    )
    if view == EXAMPLE:
        _chosen(
            here,
            taxonomy,
            label,
            label.examples,
            "A language model reads the first two, the offline teacher goes by all.",
        )
    elif view == COUNTER:
        _chosen(
            here, taxonomy, label, label.counter_examples, "A language model reads the first, people who judge see two."
        )
    else:
        _finding(here, taxonomy, label)


def _chosen(here: Working, taxonomy: Taxonomy, label: Label, ids: tuple[DocumentId, ...], said: str) -> None:
    """The documents chosen, a few at a time, each with what is quoted from it."""
    if not ids:
        st.caption(f"None yet. {said} Find documents, and choose some with a click.")
        return
    asked = f"chosen-{label.id}-{ids == label.examples}"
    place = min(_place(asked), (len(ids) - 1) // AT_ONCE * AT_ONCE)
    quotes = {quote.document: quote.text for quote in label.quotes}
    for document in documents.documents(here.engine, here.project.id, ids[place : place + AT_ONCE]):
        with st.container(horizontal=True, wrap=False, border=True, vertical_alignment="center"):
            _text(document.text, quotes.get(document.id, ""))
            st.button(
                "Remove",
                key=f"remove-{label.id}-{document.id}",
                icon=":material/close:",
                type="tertiary",
                on_click=_keep,
                args=(here, taxonomy.version, label.id, document.id, _removed),
            )
    _turning(asked, place, len(ids) > place + AT_ONCE)


def _finding(here: Working, taxonomy: Taxonomy, label: Label) -> None:
    kind = st.segmented_control(
        "Which documents",
        list(KINDS),
        default="surest",
        required=True,
        format_func=KINDS.__getitem__,
        key=f"kind-{label.id}",
        label_visibility="collapsed",
    )
    containing = st.text_input(
        "Containing",
        key=f"containing-{label.id}",
        placeholder="Containing",
        type="search",
        live="300ms",
        label_visibility="collapsed",
    )
    words = (containing or "").strip()
    st.caption(SAID[kind])
    asked = f"find-{label.id}-{kind}-{words}"
    place = _place(asked)
    chosen = (*label.examples, *label.counter_examples)
    sought = Sought(kind, origins(taxonomy)[label.id], stale_ids(taxonomy), words, chosen)
    found = candidates(here.engine, here.project.id, here.taxonomy.id, sought, place, AT_ONCE + 1)
    if not found:
        st.caption("No more documents." if place else "There is no such document.")
    for candidate in found[:AT_ONCE]:
        _candidate(here, taxonomy, label, candidate)
    _turning(asked, place, len(found) > AT_ONCE)


def _candidate(here: Working, taxonomy: Taxonomy, label: Label, candidate: Candidate) -> None:
    with st.container(border=True, gap="xsmall"):
        _text(candidate.text, candidate.quote)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(_filed(taxonomy, candidate), width="stretch")
            st.button(
                "Example",
                key=f"example-{label.id}-{candidate.document}",
                icon=":material/add:",
                type="tertiary",
                on_click=_keep,
                args=(here, taxonomy.version, label.id, candidate.document, _exemplified),
            )
            st.button(
                "Counter-example",
                key=f"counter-{label.id}-{candidate.document}",
                icon=":material/block:",
                type="tertiary",
                on_click=_keep,
                args=(here, taxonomy.version, label.id, candidate.document, _contrasted),
            )


def _text(text: str, quote: str) -> None:
    """An excerpt; the whole of it on hover, where it is longer."""
    cut = len(" ".join(text.split())) > LONGEST
    st.markdown(excerpt(text, quote), width="stretch", help=plain(text[:WHOLE]) if cut else None)


def _filed(taxonomy: Taxonomy, candidate: Candidate) -> str:
    """“● Cards · 82 % sure”."""
    if candidate.source is None:
        return "Not labelled yet"
    if candidate.primary is not None and taxonomy.meaning.get(candidate.primary) is None:
        return "Under a label that is no longer in force"
    name = dotted_name(taxonomy, taxonomy.meaning[candidate.primary] if candidate.primary is not None else None)
    said = f"{PERSON} by people" if candidate.confidence is None else f"{percent(candidate.confidence)} sure"
    return f"{name} · {said}"


def _place(asked: str) -> int:
    return AT_ONCE * int(st.session_state.get(asked, 0))


def _turning(asked: str, place: int, more: bool) -> None:
    with st.container(horizontal=True):
        if place:
            st.button("Back", key=f"{asked}-back", icon=":material/chevron_left:", on_click=_turn, args=(asked, -1))
        if more:
            st.button(
                f"Next {AT_ONCE}", key=f"{asked}-more", icon=":material/chevron_right:", on_click=_turn, args=(asked, 1)
            )


def _turn(asked: str, pages: int) -> None:
    st.session_state[asked] = max(0, st.session_state.get(asked, 0) + pages)


def _keep(here: Working, version: int, label_id: LabelId, document: DocumentId, gesture: Gesture) -> None:
    redrawing.owe()
    keep(here, version, lambda taxonomy: gesture(taxonomy, label_id, document))


def _exemplified(taxonomy: Taxonomy, label_id: LabelId, document: DocumentId) -> Labels:
    """With the document as first example, since not all of them are read."""
    return edits.choose_examples(taxonomy, label_id, (document, *taxonomy[label_id].examples))


def _contrasted(taxonomy: Taxonomy, label_id: LabelId, document: DocumentId) -> Labels:
    return edits.choose_counter_examples(taxonomy, label_id, (document, *taxonomy[label_id].counter_examples))


def _removed(taxonomy: Taxonomy, label_id: LabelId, document: DocumentId) -> Labels:
    label = taxonomy[label_id]
    if document in label.examples:
        return edits.choose_examples(taxonomy, label_id, (each for each in label.examples if each != document))
    return edits.choose_counter_examples(
        taxonomy, label_id, (each for each in label.counter_examples if each != document)
    )
