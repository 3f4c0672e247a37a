"""The parts of a split as rows to be written in: what each is called and means, and by which words it is known."""

from collections.abc import Iterator, Mapping
from itertools import islice

import streamlit as st

from core.labelling.query import Query, passages
from core.labelling.sorting import Part, Text
from core.taxonomy.label import DocumentId
from pages.parts.begun import Begun, change, field_key, part_colours
from pages.parts.colours import dot
from pages.parts.errors import kept_error
from pages.parts.plain import counted, plain

MOST = 10  # parts
SHOWN = 2  # excerpts a part
AROUND, LONGEST = 60, 190  # characters before and after what was found, and of an excerpt in all
NONE = 0  # what the list of parts calls no part
LANGUAGE = (
    "A part gets the documents in which all its words occur; **OR** stands between those of which any will do, "
    '**"quotation marks"** round words side by side, a star for any ending (**refund\\***), a minus before what must '
    "not occur (**-exchange**). Of several parts that match, the first gets the document."
)


def parts(now: Begun, by_words: bool) -> None:
    """The rows, each with how many documents it gets; by words also with the words and what they find."""
    colour = part_colours(now.taxonomy, now.splitting)
    if by_words:
        st.caption(LANGUAGE)
    by_id = {text.document: text.text for text in now.read}
    for place, part in enumerate(now.splitting.parts, start=1):
        with st.container(border=True, key=f"split-part-{now.label.id}-{part.number}", gap="xsmall"):
            if by_words:
                means, words = st.columns(2, gap="medium")
                _names(now, part, place, colour[part.number], means.container(gap="xsmall"))
                with words.container(gap="xsmall"):
                    _words(now, part, by_id)
            else:
                _names(now, part, place, colour[part.number], st.container(horizontal=True))
    with st.container(horizontal=True):
        st.button(
            "Add a part",
            key="split-add",
            icon=":material/add:",
            type="tertiary",
            disabled=len(now.splitting.parts) >= MOST,
            help=f"A label is split into at most {MOST}." if len(now.splitting.parts) >= MOST else None,
            on_click=change,
            args=(now.here, now.label.id, lambda splitting: splitting.with_part()),
        )
    kept_error()


def _names(now: Begun, part: Part, place: int, colour: str, where: st.delta_generator.DeltaGenerator) -> None:
    count = now.sorted.count(part.number)
    with where:
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.markdown(f"{dot(colour)} **{place}**", width="content")
            st.text_input(
                f"Name of part {place}",
                part.name,
                max_chars=80,
                key=field_key(now.label.id, part.number, "name"),
                placeholder="Name of this part",
                label_visibility="collapsed",
            )
            st.markdown(f":small[{counted(count, 'document')}]", width="content")
            st.button(
                "",
                key=f"split-remove-{part.number}",
                icon=":material/close:",
                type="tertiary",
                disabled=len(now.splitting.parts) <= 2,
                help="A label is split into at least two." if len(now.splitting.parts) <= 2 else "Remove this part.",
                on_click=change,
                args=(now.here, now.label.id, lambda splitting: splitting.without_part(part.number)),
            )
        st.text_input(
            f"What belongs to part {place}",
            part.description,
            key=field_key(now.label.id, part.number, "description"),
            placeholder="What belongs to it",
            label_visibility="collapsed",
        )


def _words(now: Begun, part: Part, by_id: Mapping[DocumentId, str]) -> None:
    st.text_input(
        f"Words of part {now.splitting.numbers.index(part.number) + 1}",
        part.words,
        key=field_key(now.label.id, part.number, "words"),
        placeholder='Words, such as: refund* OR "money back" -exchange',
        label_visibility="collapsed",
        icon=":material/search:",
        live="250ms",
    )
    if fault := now.faults.get(part.number):
        st.caption(f":orange[:material/warning: {plain(fault)}]")
    elif query := now.queries.get(part.number):
        taken = now.sorted.taken[part.number]
        also = f" {counted(taken, 'more matches', 'more match')}, but {_went(taken)} to another part." if taken else ""
        st.caption(f"{_read_as(query)}{also}")
        _found(now, part, by_id)


def _went(count: int) -> str:
    return "goes" if count == 1 else "go"


def _read_as(query: Query) -> str:
    said = plain(str(query))
    return f"{said[:1].upper()}{said[1:]}." if said.startswith("without") else f"Contains {said}."


def _found(now: Begun, part: Part, by_id: Mapping[DocumentId, str]) -> None:
    """The first documents in which the words were found."""
    places = now.sorted.places
    by_words = (each for each in now.sorted.documents.get(part.number, ()) if places[each].by == "words")
    for document in islice(by_words, SHOWN):
        text = by_id[document]
        st.markdown(f":small[{excerpt(text, passages(places[document].terms, text))}]")


def what_is_left(now: Begun) -> None:
    """The documents that go nowhere yet, and whether a part takes them."""
    left = now.sorted.unsorted
    taken = now.sorted.count_by("rest")
    if not left and not taken:
        return
    with st.container(border=True, key="split-left", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"**{counted(len(left) or taken, 'document')} left.** Nothing above sorts them.", width="stretch"
            )
            numbers = [NONE, *now.splitting.numbers]
            st.selectbox(
                "What is left",
                numbers,
                index=numbers.index(now.splitting.rest or NONE),
                format_func=lambda number: _goes(now, number),
                key=f"split-rest-{now.label.id}",
                label_visibility="collapsed",
                width=320,
                on_change=_take_rest,
                args=(now,),
            )
        for text in _first(now, left):
            st.markdown(f":small[:gray[:material/help:] {excerpt(text.text, [])}]")


def _first(now: Begun, documents: tuple[DocumentId, ...]) -> Iterator[Text]:
    wanted = documents[: SHOWN + 1]
    known = {text.document: text for text in now.read if text.document in wanted} if wanted else {}
    yield from (known[document] for document in wanted)


def _goes(now: Begun, number: int) -> str:
    if number == NONE:
        return "Ask about them again"
    part = next(part for part in now.splitting.parts if part.number == number)
    return f"They go to {part}"


def _take_rest(now: Begun) -> None:
    rest = st.session_state[f"split-rest-{now.label.id}"] or None
    change(now.here, now.label.id, lambda splitting: splitting.model_copy(update={"rest": rest}))


def excerpt(text: str, found: list[tuple[int, int]]) -> str:
    """A text round the first of some passages, with all of them in bold; its beginning without any. For Markdown."""
    first = found[0][0] if found else 0
    start = text.rfind(" ", 0, first - AROUND) + 1 if first > AROUND else 0
    end = min(len(text), start + LONGEST)
    pieces, place = ["…"] if start else [], start
    for begin, stop in found:
        if place <= begin and stop <= end and begin < stop:
            pieces += [_kept(text[place:begin]), f"**{plain(text[begin:stop])}**"]
            place = stop
    return "".join([*pieces, _kept(text[place:end]), "…" if end < len(text) else ""])


def _kept(text: str) -> str:
    """As `plain`, with the spaces at either end."""
    return f"{' ' * text[:1].isspace()}{plain(text)}{' ' * (text[-1:].isspace() and bool(text.strip()))}"
