"""Documents to be sorted into parts: what the browser is given, and what it sends back to be kept.

The component itself is sorter.js. What it sends comes from outside, so it is checked here.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

import streamlit as st
from pydantic import BaseModel, Field, ValidationError

from core.labelling.sorting import Means, Part, Place, Text
from core.taxonomy.label import DocumentId
from pages.parts.script import script

HERE = Path(__file__).parent
KEY = "sorter"
LONGEST = 6000  # characters of a document
HTML = """<div id="whole" aria-label="Sort documents into parts">
  <div id="keys"><span><kbd>1</kbd>–<kbd>9</kbd> sort and go on · <kbd>0</kbd> take it back ·
    <kbd>↑</kbd> <kbd>↓</kbd> move</span><span id="saved" role="status"></span></div>
  <div id="rows"></div>
</div>"""
BECAUSE: Mapping[Means, str] = {
    "hand": "You sorted it. Another click takes that back.",
    "words": "By the words of this part. A click settles it.",
    "teacher": "As the teacher sorted it. A click settles it.",
    "rest": "What is left goes here. A click settles it.",
}


class Choice(BaseModel, frozen=True, extra="forbid"):
    """One document sorted by hand, or taken back. `seq` numbers what one open list (`client`) sends."""

    client: str = Field(min_length=1, max_length=40)
    seq: int = Field(ge=1)
    document: DocumentId = Field(max_length=80)
    part: int | None


def choices(sent: object, numbers: Collection[int], documents: Collection[DocumentId]) -> list[Choice]:
    """What a browser sent, in order: only of the label's documents, and with parts that are there."""
    found = []
    for each in sent if isinstance(sent, list) else []:
        try:
            choice = Choice.model_validate(each)
        except ValidationError:
            continue
        if choice.document in documents and (choice.part is None or choice.part in numbers):
            found.append(choice)
    return sorted(found, key=lambda choice: choice.seq)


def sorter(
    shelf: str,
    shown: Sequence[Text],
    parts: Sequence[Part],
    colours: Mapping[int, str],
    places: Mapping[DocumentId, Place],
    acknowledged: Mapping[str, int],
    on_sorted: Callable[[], None],
) -> None:
    """Draw a page of documents. `shelf` names the split in the browser, `places` say where each goes as it stands."""
    component = st.components.v2.component(
        "tnt_sorter", html=HTML, css=(HERE / "sorter.css").read_text(), js=script("sorter.js")
    )
    component(
        key=KEY,
        data={
            "shelf": shelf,
            "batch": f"{shelf} {shown[0].document} {len(shown)}" if shown else shelf,
            "items": [{"id": text.document, "text": text.text[:LONGEST]} for text in shown],
            "parts": [
                {"number": part.number, "name": part.name.strip() or f"Part {place}", "colour": colours[part.number]}
                for place, part in enumerate(parts, start=1)
            ],
            "placed": {
                text.document: {"part": place.part, "by": place.by}
                for text in shown
                if (place := places.get(text.document)) is not None
            },
            "because": dict(BECAUSE),
            "acknowledged": dict(acknowledged),
        },
        on_sorted_change=on_sorted,
    )
