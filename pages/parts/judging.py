"""A batch being judged: kept judgement by judgement, revealed when its person has chosen that it should be."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import streamlit as st

from core.agreement.sampling import Drawn
from core.corpus.document import Document
from core.labelling.annotation import Annotation
from core.labelling.batches import Said, annotation, doubtful_batch, place_in_queue, random_batch, reserved
from core.store import documents, judgements
from core.taxonomy.label import DocumentId
from core.taxonomy.taxonomy import Taxonomy
from pages.parts import annotator
from pages.parts.errors import errors_said, errors_told
from pages.parts.place import Working

Kind = Literal["random", "doubtful"]
Reveal = Literal["each", "end"]
SEED = 0  # one queue for everyone, so that people can be compared with one another too
SIZE = 50
ACKNOWLEDGED, REVEALED = "judgements-acknowledged", "revealed-documents"


class Batch(NamedTuple):
    """A stretch of a queue, as the address names it."""

    kind: Kind
    start: int
    size: int

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.start}-{self.size}"


def batch_in_address() -> Batch | None:
    kind, start, size = (st.query_params.get(name, "") for name in ("draw", "from", "size"))
    if kind not in ("random", "doubtful") or not (start.isdecimal() and size.isdecimal()):
        return None
    return Batch(kind, int(start), max(1, min(500, int(size))))


def open_batch(batch: Batch | None) -> None:
    """Put a batch into the address, or take it out."""
    for name in ("draw", "from", "size"):
        st.query_params.pop(name, None)
    if batch is not None:
        st.query_params.update({"draw": batch.kind, "from": str(batch.start), "size": str(batch.size)})


def population(here: Working) -> list[DocumentId]:
    """The documents to draw from: those with a verdict, or all while there are none."""
    judged = judgements.judged(here.engine, here.taxonomy.id)
    return list(judged) or documents.document_ids(here.engine, here.project.id)


def going_on(here: Working, among: Sequence[DocumentId], kind: Kind, size: int) -> Batch:
    """The batch that comes next for this person."""
    mine = judgements.annotations(here.engine, here.taxonomy.id, here.person)
    if kind == "random":
        return Batch(kind, place_in_queue(among, {said.document for said in mine}, SEED), size)
    return Batch(kind, len({said.document for said in mine if said.drawn == "doubtful"}), size)


def drawn_in(here: Working, batch: Batch, among: Sequence[DocumentId]) -> list[Drawn]:
    if batch.kind == "random":
        return random_batch(among, batch.start, batch.size, SEED)
    limit = batch.start + batch.size + len(reserved(among, SEED))
    confidences = judgements.least_confident(here.engine, here.taxonomy.id, limit)
    return doubtful_batch(confidences, among, batch.start, batch.size, SEED)


@st.fragment
@errors_said()
def deck(
    here: Working, now: Taxonomy, batch: Batch, drawn: Sequence[Drawn], texts: Sequence[Document], reveal: Reveal
) -> None:
    """The batch to judge. When it is finished the page is drawn anew, with the statistics that include it."""
    given = _given(here, drawn)
    finished = len(given) == len(drawn)
    shown = _shown(given, reveal, finished)
    st.session_state[REVEALED] = st.session_state.get(REVEALED, frozenset()) | shown
    told = {verdict.document: verdict for verdict in judgements.verdicts(here.engine, here.taxonomy.id, sorted(shown))}
    annotator.annotator(
        f"{here.taxonomy.id} {here.person} {batch.name}",
        texts,
        now,
        given,
        {document: told.get(document) for document in shown},
        st.session_state.get(ACKNOWLEDGED, {}),
        on_judgements=lambda: _keep(here, now, drawn, reveal, st.session_state[annotator.KEY].judgements),
    )
    if finished and st.session_state.get("finished-batch") != batch.name:
        st.session_state["finished-batch"] = batch.name
        st.rerun()


def _given(here: Working, drawn: Sequence[Drawn]) -> dict[DocumentId, Annotation]:
    """This person's latest judgement of each document of the batch."""
    inside = {each.document for each in drawn}
    mine = judgements.annotations(here.engine, here.taxonomy.id, here.person)
    return {said.document: said for said in mine if said.document in inside}


def _shown(given: dict[DocumentId, Annotation], reveal: Reveal, finished: bool) -> frozenset[DocumentId]:
    """The documents whose teacher's label the person may see: judged, and past the moment they chose."""
    if reveal == "each" or finished:
        return frozenset(given)
    seen = st.session_state.get(REVEALED, frozenset())
    return frozenset(document for document, said in given.items() if document in seen or not said.blind)


@errors_told()
def _keep(here: Working, now: Taxonomy, drawn: Sequence[Drawn], reveal: Reveal, sent: object) -> None:
    acknowledged = st.session_state.setdefault(ACKNOWLEDGED, {})
    draws = {each.document: each for each in drawn}
    given = _given(here, drawn)
    kept: list[Annotation] = []
    for judgement in annotator.judgements(sent, list(draws), now):
        if judgement.seq <= acknowledged.get(judgement.client, 0):
            continue
        acknowledged[judgement.client] = judgement.seq
        earlier = given.get(judgement.document)
        if earlier is not None and judgement.repeats(earlier):
            continue
        shown = _shown(given, reveal, finished=len(given) == len(drawn))
        said = Said(judgement.primary, judgement.applicable, judgement.note, judgement.seconds)
        fresh = annotation(
            here.person, draws[judgement.document], said, now.version, earlier, judgement.document in shown
        )
        given[judgement.document] = fresh
        kept.append(fresh)
    judgements.add_annotations(here.engine, here.taxonomy.id, kept)
