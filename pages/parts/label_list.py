"""Labels as a list with their sizes; a click opens one to say what it means and to quote its examples.

The list itself is label_list.js, a component in the page. Nothing is sent back.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.corpus.document import Document
from core.store import documents
from core.store.workspace import Workspace
from core.taxonomy.label import DocumentId, Label, LabelId
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.plain import counted
from pages.parts.shares import percent

HERE = Path(__file__).parent
NARROWEST = 300  # pixels of a list
QUOTES, EXCERPT = 3, 240  # a label's quotes, and characters of an example that nothing of was quoted


class Sizes(NamedTuple):
    """Documents by label, the documents they are a share of, and the size that fills a whole bar."""

    documents: Mapping[LabelId, int]
    whole: int
    most: int


def label_list(
    taxonomy: Taxonomy,
    sizes: Sizes | None,
    colours: Mapping[LabelId, str],
    shown: Mapping[DocumentId, Document],
    key: str,
) -> None:
    """Draw the labels in force, the largest first and each child below its parent.

    `colours` may be empty: of labels that are not yet anyone's. `shown` are the documents of their examples.
    """
    component = st.components.v2.component(
        "tnt_label_list",
        html='<div id="labels"></div>',
        css=(HERE / "label_list.css").read_text(),
        js=(HERE / "label_list.js").read_text(),
    )
    rows = [_row(taxonomy, label, sizes, colours, shown) for label in _ordered(taxonomy, sizes)]
    component(key=key, data={"rows": rows})


def side_by_side(count: int, key: str) -> DeltaGenerator:
    """A grid for so many lists: as many in a row as there is room for, and two or three share it evenly."""
    columns: int | Literal["auto"] = count if count in (2, 3) else "auto"
    return st.grid(columns, min_column_width=NARROWEST, gap="medium", key=key)


def shown_examples(engine: Workspace, project_id: str, taxonomies: Sequence[Taxonomy]) -> Mapping[DocumentId, Document]:
    """The documents that the labels in force of some taxonomies name as their examples."""
    ids = {each: None for taxonomy in taxonomies for label in taxonomy.live for each in label.examples[:QUOTES]}
    return {document.id: document for document in documents.documents(engine, project_id, list(ids))}


def quotes_of(label: Label, shown: Mapping[DocumentId, Document]) -> list[str]:
    """Two or three passages that show what a label means: those kept as quotes, or how its examples begin."""
    if label.quotes:
        return [quote.text for quote in label.quotes[:QUOTES]]
    texts = [shown[each].text for each in label.examples[:QUOTES] if each in shown]
    return [text if len(text) <= EXCERPT else f"{text[:EXCERPT].rstrip()}…" for text in texts]


def _ordered(taxonomy: Taxonomy, sizes: Sizes | None) -> list[Label]:
    """Parents before their children, siblings by how many documents they and those below them have."""
    known = sizes.documents if sizes else {}
    family = {
        label.id: known.get(label.id, 0) + sum(known.get(finer.id, 0) for finer in taxonomy.below(label.id))
        for label in taxonomy.live
    }
    ordered: list[Label] = []
    waiting = sorted(taxonomy.children(None), key=lambda label: -family[label.id])[::-1]
    while waiting:
        label = waiting.pop()
        ordered.append(label)
        waiting += sorted(taxonomy.children(label.id), key=lambda finer: -family[finer.id])[::-1]
    return ordered


def _row(
    taxonomy: Taxonomy,
    label: Label,
    sizes: Sizes | None,
    colours: Mapping[LabelId, str],
    shown: Mapping[DocumentId, Document],
) -> dict[str, Any]:
    count = sizes.documents.get(label.id, 0) if sizes else 0
    measured = sizes is not None and sizes.whole > 0
    return {
        "id": label.id,
        "name": label.name,
        "depth": len(taxonomy.path(label.id)) - 1,
        "colour": colours.get(label.id),
        "length": count / max(1, sizes.most) if sizes else 0,
        "said": percent(count / sizes.whole) if measured else None,
        "documents": f"{count:,} of {counted(sizes.whole, 'document')}" if measured else "",
        "description": label.description,
        "includes": list(label.includes),
        "excludes": list(label.excludes),
        "quotes": quotes_of(label, shown),
    }
