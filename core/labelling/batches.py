"""Batches of documents for a person to judge, and what their judgements may prove.

A batch is a stretch of one queue that everyone shares, so two people who judge judge the same documents, and the same
place in the queue means the same batch after any reload.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from core.agreement.sampling import Drawn, doubtful, draw
from core.labelling.annotation import Annotation
from core.taxonomy.label import DocumentId

RESERVED = 500  # documents at the head of the random queue that are never offered as doubtful: nobody has seen them


class Said(NamedTuple):
    """What a person has just said of a document, and how long they took; `applicable` has the primary label first."""

    primary: str | None
    applicable: tuple[str, ...]
    note: str
    seconds: float


def random_batch(population: Collection[DocumentId], start: int, size: int, seed: int) -> list[Drawn]:
    """The documents from a place in the random queue on, each with the probability of this draw."""
    before = [drawn.document for drawn in draw(population, start, seed)]
    return draw(population, size, seed, before)


def doubtful_batch(
    confidences: Mapping[DocumentId, float], population: Collection[DocumentId], start: int, size: int, seed: int
) -> list[Drawn]:
    """The documents the teacher is least sure of, from a place on, leaving alone those that chance will pick first.

    Were they seen now, the teacher's label would be known by the time they have to be judged blind.
    """
    return doubtful(confidences, start + size, reserved(population, seed))[start:]


def reserved(population: Collection[DocumentId], seed: int) -> frozenset[DocumentId]:
    """The head of the random queue: at most half of the documents."""
    return frozenset(drawn.document for drawn in draw(population, min(RESERVED, len(population) // 2), seed))


def place_in_queue(population: Collection[DocumentId], judged: Collection[DocumentId], seed: int) -> int:
    """Where in the random queue someone goes on who has judged these: at the first document that is not among them."""
    done = frozenset(judged)
    queue = draw(population, len(population), seed)
    return next((place for place, drawn in enumerate(queue) if drawn.document not in done), len(queue))


def annotation(
    person: str, drawn: Drawn, said: Said, version: int, earlier: Annotation | None, revealed: bool
) -> Annotation:
    """The judgement to keep. It is blind unless the person has been shown the teacher's label, now or earlier.

    One that revises an earlier judgement after the reveal says so, and leaves the blind one as it was.
    """
    seen = revealed or (earlier is not None and not earlier.blind)
    return Annotation(
        document=drawn.document,
        person=person,
        primary=said.primary,
        applicable=said.applicable,
        blind=not seen,
        drawn=drawn.drawn,
        probability=drawn.probability,
        version=version,
        seconds=said.seconds,
        note=said.note,
        changed_after_reveal=seen and earlier is not None,
    )
