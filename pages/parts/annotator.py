"""Judging a batch of documents: what the browser is given, and what it sends back to be kept.

The component itself is annotator.js. What it sends comes from outside, so it is checked here. The teacher's label
leaves the server only for documents that the person has judged.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st
from pydantic import BaseModel, Field, ValidationError

from core.corpus.document import Document
from core.labelling.annotation import Annotation
from core.labelling.carry import carry
from core.taxonomy.label import DocumentId, Label, LabelId
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.protocol import Verdict
from pages.parts.colours import colours
from pages.parts.script import script

HERE = Path(__file__).parent
KEY = "annotator"
NAMED = 2  # examples, and as many counter-examples, of each label
HTML = """<div id="whole" tabindex="0" aria-label="Judge documents">
  <div id="facts"><span id="where"></span><span id="saved" role="status"></span></div>
  <div id="steps"></div>
  <div id="card">
    <div>
      <div id="before" hidden></div>
      <div id="text" tabindex="0" aria-label="The document" aria-live="polite"></div>
      <textarea id="note" rows="1" placeholder="A note (N)" aria-label="A note" maxlength="2000"></textarea>
      <div id="reveal"></div>
      <div id="last"></div>
    </div>
    <div>
      <input id="search" type="search" placeholder="Search labels (/)" aria-label="Search labels" hidden>
      <div id="labels" role="group" aria-label="Labels"></div>
    </div>
  </div>
  <div id="done" hidden></div>
  <div id="keys"><kbd>key</kbd> choose the label and go on · <kbd>Shift</kbd> + <kbd>key</kbd> first: applies too ·
    <kbd>0</kbd> no label fits · <kbd>←</kbd> <kbd>→</kbd> move · <kbd>D</kbd> what labels mean ·
    <kbd>N</kbd> note</div>
</div>"""


class Judgement(BaseModel, frozen=True, extra="forbid"):
    """What a person said of one document. `seq` numbers what one open batch (`client`) sends."""

    client: str = Field(min_length=1, max_length=40)
    seq: int = Field(ge=1)
    document: DocumentId
    primary: LabelId | None
    applicable: tuple[LabelId, ...] = Field(max_length=200)
    note: str = Field(max_length=2000)
    seconds: float = Field(ge=0, le=3600)

    def repeats(self, annotation: Annotation) -> bool:
        """Whether it says what has been kept already: a browser that heard no answer sends again."""
        return (self.primary, self.applicable, self.note) == (
            annotation.primary,
            annotation.applicable,
            annotation.note,
        )


def judgements(sent: object, documents: Sequence[DocumentId], taxonomy: Taxonomy) -> list[Judgement]:
    """What a browser sent, in order: only of the documents it was given, and with labels of this taxonomy."""
    found = []
    for each in sent if isinstance(sent, list) else []:
        try:
            judgement = Judgement.model_validate(each)
        except ValidationError:
            continue
        named = {*judgement.applicable, *({judgement.primary} if judgement.primary else ())}
        if judgement.document in documents and named <= taxonomy.labels.keys():
            found.append(judgement)
    return sorted(found, key=lambda judgement: judgement.seq)


def annotator(
    batch: str,
    documents: Sequence[Document],
    taxonomy: Taxonomy,
    passages: Mapping[DocumentId, str],
    given: Mapping[DocumentId, Annotation],
    revealed: Mapping[DocumentId, Verdict | None],
    before: Mapping[DocumentId, str],
    acknowledged: Mapping[str, int],
    on_judgements: Callable[[], None],
) -> None:
    """Draw the batch. `given` is what the person has said of it, `revealed` what the teacher said of some of it.

    `before` is what the person is told of some documents before they judge them. `passages` are the beginnings of
    documents that labels name to show what they mean. Those of the batch itself are left out: they would give the
    answer away.
    """
    component = st.components.v2.component(
        "tnt_annotator", html=HTML, css=(HERE / "annotator.css").read_text(), js=script("annotator.js")
    )
    colour = colours(taxonomy)
    inside = {document.id for document in documents}
    others = {document: passage for document, passage in passages.items() if document not in inside}
    component(
        key=KEY,
        data={
            "batch": batch,
            "items": [{"id": document.id, "text": document.text} for document in documents],
            "labels": [_label(label, taxonomy, colour[label.id], others) for label in taxonomy.below(None)],
            "names": {label.id: label.name for label in taxonomy.labels.values()},
            "meaning": {"": None, **{label_id: meant for label_id, meant in taxonomy.meaning.items()}},
            "given": {
                document: {"primary": said.primary, "applicable": list(said.applicable), "note": said.note}
                for document, said in given.items()
            },
            "revealed": {document: _revealed(verdict, taxonomy) for document, verdict in revealed.items()},
            "before": dict(before),
            "acknowledged": dict(acknowledged),
        },
        on_judgements_change=on_judgements,
    )


def named(documents: Sequence[DocumentId]) -> Sequence[DocumentId]:
    """Those of a label's examples or counter-examples that people who judge are shown."""
    return documents[:NAMED]


def contract_of(label: Label, passages: Mapping[DocumentId, str]) -> str:
    """What a label means, a line each, with a few documents that show it; what was noted for editors is left out."""
    quoted = {**passages, **{quote.document: quote.text for quote in label.quotes if quote.document in passages}}
    lines = [
        label.description,
        f"Belongs here: {'; '.join(label.includes)}" if label.includes else "",
        f"Does not belong here: {'; '.join(label.excludes)}" if label.excludes else "",
        *(f"Doubtful, and decided: {case}" for case in label.edge_cases),
        *(f"Example: “{quoted[each]}”" for each in named(label.examples) if each in quoted),
        *(
            f"Looks alike, belongs elsewhere: “{quoted[each]}”"
            for each in named(label.counter_examples)
            if each in quoted
        ),
    ]
    return "\n".join(line for line in lines if line)


def _label(label: Label, taxonomy: Taxonomy, colour: str, passages: Mapping[DocumentId, str]) -> dict[str, Any]:
    return {
        "id": label.id,
        "name": label.name,
        "colour": colour,
        "depth": len(taxonomy.path(label.id)) - 1,
        "meaning": contract_of(label, passages),
    }


def _revealed(verdict: Verdict | None, taxonomy: Taxonomy) -> dict[str, Any]:
    known = verdict is not None and {*verdict.applicable, verdict.primary} - {None} <= taxonomy.labels.keys()
    if verdict is None or not known or verdict.needs_review or carry(verdict, taxonomy).stale:
        return {"missing": "The teacher has no valid label for this document.", "primary": None}
    primary = carry(verdict, taxonomy).primary
    return {
        "missing": "",
        "primary": primary,
        "name": taxonomy[primary].name if primary else "that no label fits",
        "confidence": verdict.confidence,
        "reason": verdict.reason,
        "quote": verdict.quote,
    }
