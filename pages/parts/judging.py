"""A batch being judged: kept judgement by judgement, revealed when its person has chosen that it should be."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, get_args

import streamlit as st

from core.agreement.sampling import Drawn
from core.corpus.document import Document
from core.labelling.again import Again, recalled
from core.labelling.annotation import Annotation
from core.labelling.batches import Said, annotation, doubtful_batch, place_in_queue, random_batch, reserved
from core.store import documents, judgements
from core.store.ambiguous import last_said
from core.taxonomy.label import DocumentId
from core.taxonomy.taxonomy import Taxonomy
from core.work import doubting
from core.work.again import queue_of
from pages.parts import annotator
from pages.parts.errors import errors_said, errors_told
from pages.parts.passages import passages
from pages.parts.place import Working

Kind = Literal["random", "doubtful", "again", "sent"]
Reveal = Literal["each", "end"]
SEED = 0  # one queue for everyone, so that people can be compared with one another too
SIZE = 50
ACKNOWLEDGED, REVEALED, ASKED = "judgements-acknowledged", "revealed-documents", "asked-again"


class Batch(NamedTuple):
    """A stretch of a queue, as the address names it.

    The queues of what is judged again and of what was sent grow shorter with every judgement, so a batch of one is
    always its beginning; `start` only tells it from the one before.
    """

    kind: Kind
    start: int
    size: int

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.start}-{self.size}"


def batch_in_address() -> Batch | None:
    kind, start, size = (st.query_params.get(name, "") for name in ("draw", "from", "size"))
    if kind not in get_args(Kind) or not (start.isdecimal() and size.isdecimal()):
        return None
    return Batch(kind, int(start), max(1, min(500, int(size))))


def open_batch(batch: Batch | None) -> None:
    """Put a batch into the address, or take it out."""
    for name in ("draw", "from", "size"):
        st.query_params.pop(name, None)
    if batch is not None:
        st.query_params.update({"draw": batch.kind, "from": str(batch.start), "size": str(batch.size)})


class Opened(NamedTuple):
    """The documents of a batch. `again` has more about those that are judged again.

    What a person said before the judgement number `since` is not part of the batch.
    """

    drawn: tuple[Drawn, ...]
    again: Mapping[DocumentId, Again]
    since: int


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


def to_judge_again(here: Working, among: Sequence[DocumentId]) -> list[Again]:
    """This person's queue of documents whose label was split or retired."""
    return queue_of(here.engine, here.taxonomy.id, here.person, reserved(among, SEED), SEED)


def sent_to_check(here: Working, among: Sequence[DocumentId]) -> list[Drawn]:
    """Documents that someone sent to people and nobody has judged yet."""
    return doubting.to_check(here.engine, here.taxonomy.id, reserved(among, SEED))


def opened(here: Working, batch: Batch, among: Sequence[DocumentId]) -> Opened:
    if batch.kind in ("again", "sent"):
        return _opened_while_it_shrinks(here, batch, among)
    if batch.kind == "random":
        return Opened(tuple(random_batch(among, batch.start, batch.size, SEED)), {}, 0)
    limit = batch.start + batch.size + len(reserved(among, SEED))
    confidences = judgements.least_confident(here.engine, here.taxonomy.id, limit)
    return Opened(tuple(doubtful_batch(confidences, among, batch.start, batch.size, SEED)), {}, 0)


def _opened_while_it_shrinks(here: Working, batch: Batch, among: Sequence[DocumentId]) -> Opened:
    """The same documents for as long as this tab has the batch open, whatever others and the teacher do meanwhile.

    After a reload it goes on with what is left: nothing is lost, since every judgement is kept as it is made.
    """
    name = f"{here.taxonomy.id} {here.person} {batch.name}"
    known = st.session_state.get(ASKED)
    if known is not None and known[0] == name:
        return known[1]
    since = last_said(here.engine, here.taxonomy.id)
    fresh = _first_of_queue(here, batch, among, since)
    st.session_state[ASKED] = name, fresh
    return fresh


def _first_of_queue(here: Working, batch: Batch, among: Sequence[DocumentId], since: int) -> Opened:
    if batch.kind == "sent":
        return Opened(tuple(sent_to_check(here, among)[: batch.size]), {}, since)
    waiting = to_judge_again(here, among)[: batch.size]
    return Opened(tuple(each.drawn for each in waiting), {each.drawn.document: each for each in waiting}, since)


@st.fragment
@errors_said()
def deck(
    here: Working,
    now: Taxonomy,
    by: Taxonomy,
    batch: Batch,
    inside: Opened,
    texts: Sequence[Document],
    reveal: Reveal,
) -> None:
    """The batch to judge `by` a version. When it is finished the page is drawn anew, with its statistics."""
    given = given_in(here, inside)
    finished = len(given) == len(inside.drawn)
    shown = _shown(given, reveal, finished)
    st.session_state[REVEALED] = st.session_state.get(REVEALED, frozenset()) | shown
    told = {verdict.document: verdict for verdict in judgements.verdicts(here.engine, here.taxonomy.id, sorted(shown))}
    annotator.annotator(
        f"{here.taxonomy.id} {here.person} {batch.name}",
        texts,
        by,
        passages(here, by),
        given,
        {document: told.get(document) for document in shown},
        {document: recalled(each.earlier, now) for document, each in inside.again.items() if each.earlier},
        st.session_state.get(ACKNOWLEDGED, {}),
        on_judgements=lambda: _keep(here, by, inside, reveal, st.session_state[annotator.KEY].judgements),
    )
    if finished and st.session_state.get("finished-batch") != batch.name:
        st.session_state["finished-batch"] = batch.name
        st.rerun()


def given_in(here: Working, inside: Opened) -> dict[DocumentId, Annotation]:
    """This person's latest judgement of each document of the batch."""
    asked = {each.document for each in inside.drawn}
    mine = judgements.annotations(here.engine, here.taxonomy.id, here.person, after=inside.since)
    return {said.document: said for said in mine if said.document in asked}


def _shown(given: dict[DocumentId, Annotation], reveal: Reveal, finished: bool) -> frozenset[DocumentId]:
    """The documents whose teacher's label the person may see: judged, and past the moment they chose."""
    if reveal == "each" or finished:
        return frozenset(given)
    seen = st.session_state.get(REVEALED, frozenset())
    return frozenset(document for document, said in given.items() if document in seen or not said.blind)


@errors_told()
def _keep(here: Working, by: Taxonomy, inside: Opened, reveal: Reveal, sent: object) -> None:
    acknowledged = st.session_state.setdefault(ACKNOWLEDGED, {})
    draws = {each.document: each for each in inside.drawn}
    known = {document for document, each in inside.again.items() if each.seen}
    given = given_in(here, inside)
    kept: list[Annotation] = []
    for judgement in annotator.judgements(sent, list(draws), by):
        if judgement.seq <= acknowledged.get(judgement.client, 0):
            continue
        acknowledged[judgement.client] = judgement.seq
        earlier = given.get(judgement.document)
        if earlier is not None and judgement.repeats(earlier):
            continue
        shown = known | _shown(given, reveal, finished=len(given) == len(draws))
        said = Said(judgement.primary, judgement.applicable, judgement.note, judgement.seconds)
        fresh = annotation(
            here.person, draws[judgement.document], said, by.version, earlier, judgement.document in shown
        )
        given[judgement.document] = fresh
        kept.append(fresh)
    judgements.add_annotations(here.engine, here.taxonomy.id, kept)
